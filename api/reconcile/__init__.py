"""The almanac as a reconciliation service (Reconciliation Service API 0.2): tables of names matched with its entities.

properties  what may be asked of a kind, from the ontology
questions   queries and extensions as sent, read and checked
matching    candidates of a batch, with scores
extending   values of properties for keys
manifest    what the service says of itself

All functions answer a whole batch with a number of store calls that doesn't depend on its size.
"""
