"""Asking in SPARQL: of a copy of the almanac as RDF, which Oxigraph keeps on disk.

guard        what is never done is refused before it is tried: updates, calls to other servers
copy, step   the copy, and how it is brought to a later revision
answer       what one question comes to, in one process
worker, pool the processes that answer, and their limits
service      all of it put together
"""
