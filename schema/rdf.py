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

    def __getitem__(self, name: str) -> str:
        """The IRI of a name that Python keeps for itself, such as `class`."""
        return f"{self.base}{name}"


SDO = Vocabulary("schema", "https://schema.org/")
SKOS = Vocabulary("skos", "http://www.w3.org/2004/02/skos/core#")
SKOSXL = Vocabulary("skosxl", "http://www.w3.org/2008/05/skos-xl#")
DCT = Vocabulary("dcterms", "http://purl.org/dc/terms/")
PROV = Vocabulary("prov", "http://www.w3.org/ns/prov#")
OA = Vocabulary("oa", "http://www.w3.org/ns/oa#")
FABIO = Vocabulary("fabio", "http://purl.org/spar/fabio/")
PRISM = Vocabulary("prism", "http://prismstandard.org/namespaces/basic/2.0/")
RDF = Vocabulary("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
XSD = Vocabulary("xsd", "http://www.w3.org/2001/XMLSchema#")
OWL = Vocabulary("owl", "http://www.w3.org/2002/07/owl#")
DCAT = Vocabulary("dcat", "http://www.w3.org/ns/dcat#")
VOID = Vocabulary("void", "http://rdfs.org/ns/void#")
SPDX = Vocabulary("spdx", "http://spdx.org/rdf/terms#")
VANN = Vocabulary("vann", "http://purl.org/vocab/vann/")
SH = Vocabulary("sh", "http://www.w3.org/ns/shacl#")
SD = Vocabulary("sd", "http://www.w3.org/ns/sparql-service-description#")
OWN = Vocabulary("almanac", "urn:almanac:vocabulary:")
# The terms of other vocabularies that our own ones are special cases of, beside those that the marks of a kind name.
SPECIALISES: dict[str, tuple[str, ...]] = {
    OWN.Benchmark: (SDO.Dataset,),
    OWN.versionOf: (SDO.isBasedOn,),
    OWN.trainedOn: (SDO.isBasedOn,),
    OWN.introducedIn: (SDO.subjectOf,),
    OWN.tellsSame: (DCT.relation,),
    OWN.birthName: (SDO.alternateName,),
    OWN.disambiguator: (SDO.disambiguatingDescription,),
    OWN.slug: (DCT.identifier,),
    OWN.at: (DCT.date,),
    OWN.observed: (DCT.date,),
    OWN.setting: (SDO.measurementTechnique,),
    OWN.metric: (SDO.measurementMethod,),
}
VOCABULARY_VERSION = 1  # raised when what a term means changes, so that an older Almanac can tell
VOCABULARIES = (
    SDO, SKOS, SKOSXL, DCT, PROV, OA, FABIO, PRISM, RDF, RDFS, XSD, OWL, DCAT, VOID, SPDX, VANN, SH, SD, OWN,
)  # fmt: skip


def compact(iri: str) -> str:
    """`iri` as prefix:name where a vocabulary holds it, for people to read."""
    for vocabulary in VOCABULARIES:
        if iri.startswith(vocabulary.base):
            return f"{vocabulary.prefix}:{iri.removeprefix(vocabulary.base)}"
    return iri
