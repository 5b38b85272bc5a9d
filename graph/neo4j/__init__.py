"""The Neo4j store: the same contract as SQLite's on a server, in a form that Neo4j Browser shows as it is.

form         how it lies in the database: labels, properties, statements, and what of it is internal
session      transactions, retries, errors
place        where an almanac on a server is, and who asks
opening      connecting; constraints and indexes; what is refused
indexes, migrating   constraints and indexes; how an older form becomes this one
ground, edges, write, apply, adopt   what a changeset, or a part of another almanac, finds and moves
drawn, whole  what a node or relationship is made of; all that an almanac is made of
verify, bulk, tables, cooccurrence   what is wrong; files for a bulk import; what co-occurs, drawn
troubles     errors of the driver and the server as ours
reader, finding, saying, log  what a reader answers
store        the store itself
traverse     traversals that the server answers by itself
"""
