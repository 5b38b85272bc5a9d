"""The RDF terms that the ontology's marks name.  Pure: writers and readers of RDF live elsewhere."""

from __future__ import annotations


class Vocabulary:
    """A namespace: its attributes are IRIs in it."""

    def __init__(self, prefix: str, base: str) -> None:
        self.prefix = prefix
        self.base = base

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{self.base}{name}"


SDO = Vocabulary("schema", "https://schema.org/")
SKOS = Vocabulary("skos", "http://www.w3.org/2004/02/skos/core#")
SKOSXL = Vocabulary("skosxl", "http://www.w3.org/2008/05/skos-xl#")
DCT = Vocabulary("dcterms", "http://purl.org/dc/terms/")
PROV = Vocabulary("prov", "http://www.w3.org/ns/prov#")
OA = Vocabulary("oa", "http://www.w3.org/ns/oa#")
FABIO = Vocabulary("fabio", "http://purl.org/spar/fabio/")
OWN = Vocabulary("almanac", "urn:almanac:vocabulary:")
VOCABULARIES = (SDO, SKOS, SKOSXL, DCT, PROV, OA, FABIO, OWN)


def compact(iri: str) -> str:
    """`iri` as prefix:name where a vocabulary holds it, for people to read."""
    for vocabulary in VOCABULARIES:
        if iri.startswith(vocabulary.base):
            return f"{vocabulary.prefix}:{iri.removeprefix(vocabulary.base)}"
    return iri
