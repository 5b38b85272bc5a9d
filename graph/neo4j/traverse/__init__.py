"""Traversals in Cypher: those that a server can answer by itself, for graphs larger than memory and for Neo4j Browser.

asking         what every query shares: who asks, windows, keys, totals
measures       how strongly two entities belong together, as Cypher counts it
cooccurrence, evidence, neighbourhood, path, timeline, listing   one traversal each, as in `graph/traverse/`
concerns, filtering   which events concern a node; how the rows of a listing are found
traversals     all of them

Each answers exactly as its namesake on the projection.  A query is one constant for each form of a question, made of names of the
ontology; values are parameters.  A traversal runs a constant number of statements, a path one a layer and a step.
"""
