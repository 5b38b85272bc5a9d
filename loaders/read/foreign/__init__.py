"""RDF that others wrote, read as a gazetteer: SKOS schemes, schema.org data, Wikidata's truthy statements.

terms       which terms of theirs are which of the ontology; the only place that names them
things      a document as things, each with all that is said of it
meaning     what predicates mean; naming: what a thing is called
rows        a thing as a row of a gazetteer
reading     a document as a gazetteer, with a report of what was not understood
"""

from loaders.read.foreign.reading import read_foreign

__all__ = ["read_foreign"]
