"""The Neo4j store: the same contract as SQLite's on a server, in a form that Neo4j Browser shows as it is.

form         how it lies in the database: labels, properties, statements, and what of it is internal
session      transactions, retries, errors
place        where an almanac on a server is, and who asks
opening      connecting; constraints and indexes; what is refused
ground, edges, write, apply   what a changeset finds and moves
reader, finding, saying, log  what a reader answers
store        the store itself
traverse     traversals that the server answers by itself
"""
