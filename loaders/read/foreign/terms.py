"""Which terms of other vocabularies stand for which of the ontology.  The ontology's own marks need no entry here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from schema.columns import RESOLVERS
from schema.edges.making import BasedOn, DevelopedBy, VersionOf
from schema.edges.naming import Broader
from schema.edges.research import AffiliatedWith
from schema.edges.world import InvestedIn, LocatedIn, PartOf
from schema.kinds.entity import (
    Benchmark,
    Conference,
    Dataset,
    Entity,
    Model,
    Organization,
    Person,
    Place,
    Policy,
    Product,
    Technique,
    Topic,
)
from schema.mapping import own_class
from schema.ontology import ENTITY_KINDS, KINDS
from schema.rdf import DCT, OWN, RDF, RDFS, SDO, SKOS, SKOSXL, Vocabulary, compact

WD = Vocabulary("wd", "http://www.wikidata.org/entity/")
WDT = Vocabulary("wdt", "http://www.wikidata.org/prop/direct/")
TYPES = frozenset({RDF.type, WDT.P31})
SUBCLASS = frozenset({RDFS.subClassOf, WDT.P279})
NAMES = (SKOS.prefLabel, SDO.name, RDFS.label, OWN.birthName)
ALIASES: Mapping[str, str] = {  # predicate → kind of alias
    SKOS.altLabel: "name",
    SKOS.hiddenLabel: "spelling",
    SDO.alternateName: "name",
    SDO.legalName: "name",
    WDT.P1813: "acronym",  # short name
}
DESCRIPTIONS = (SDO.description, SKOS.definition, DCT.description, SDO.disambiguatingDescription, SKOS.scopeNote, RDFS.comment)  # fmt: skip
SAME = frozenset({SDO.sameAs, SKOS.exactMatch, "http://www.w3.org/2002/07/owl#sameAs"})
# Predicates whose values are identifiers of a scheme.
IDENTIFIERS: Mapping[str, str] = {
    WDT.P496: "orcid",
    WDT.P6782: "ror",
    WDT.P10283: "openalex",
    WDT.P818: "arxiv",
    WDT.P356: "doi",
    WDT.P2037: "github",
}
# Predicates that say what one of the ontology's says.
SYNONYMS: Mapping[str, str] = {
    WDT.P856: SDO.url,  # official website
    WDT.P571: SDO.foundingDate,  # inception
    WDT.P577: SDO.datePublished,  # publication date
    SDO.dateCreated: SDO.datePublished,
}
# Predicates that are edges: the type, and whether they point from its target to its source.
EDGES: Mapping[str, tuple[str, bool]] = {
    SDO.worksFor: (AffiliatedWith.type(), False),
    SDO.memberOf: (AffiliatedWith.type(), False),
    SDO.employee: (AffiliatedWith.type(), True),
    SDO.member: (AffiliatedWith.type(), True),
    WDT.P108: (AffiliatedWith.type(), False),  # employer
    WDT.P1416: (AffiliatedWith.type(), False),  # affiliation
    SDO.subOrganization: (PartOf.type(), True),
    SDO.department: (PartOf.type(), True),
    WDT.P749: (PartOf.type(), False),  # parent organisation
    WDT.P355: (PartOf.type(), True),  # subsidiary
    WDT.P159: (LocatedIn.type(), False),  # headquarters location
    SDO.author: (DevelopedBy.type(), False),
    SDO.manufacturer: (DevelopedBy.type(), False),
    SDO.publisher: (DevelopedBy.type(), False),
    WDT.P178: (DevelopedBy.type(), False),  # developer
    WDT.P144: (BasedOn.type(), False),  # based on
    WDT.P155: (VersionOf.type(), False),  # follows
    WDT.P1951: (InvestedIn.type(), True),  # investor
    SDO.funder: (InvestedIn.type(), True),
    SKOS.narrower: (Broader.type(), True),
    SKOS.broaderTransitive: (Broader.type(), False),
    WDT.P279: (Broader.type(), False),  # subclass of
    WDT.P361: (Broader.type(), False),  # part of
}
# Said of things by the formats themselves; nothing of it is anybody's to know.
PASSED_OVER = frozenset(
    {
        RDF.type,
        WDT.P31,
        RDFS.subClassOf,
        SKOS.inScheme,
        SKOS.topConceptOf,
        SKOS.hasTopConcept,
        SKOSXL.prefLabel,
        SDO.dateModified,
        SDO.version,
        OWN.slug,
        OWN.status,
    }
)
SCHEME = SKOS.ConceptScheme
_WIKIBASE = "http://wikiba.se/ontology#"
_KINDS: Mapping[type[Entity], str] = {
    Organization: "Organization Corporation LocalBusiness NGO EducationalOrganization CollegeOrUniversity School "
    "ResearchOrganization GovernmentOrganization NewsMediaOrganization Consortium FundingAgency Project ResearchProject "
    "Q43229 Q4830453 Q783794 Q6881511 Q891723 Q3918 Q875538 Q31855 Q483242 Q7315155 Q163740 Q157031 Q327333 Q1058914 Q18388277 Q1664720",
    Person: "Person Q5",
    Place: "Place City Country State AdministrativeArea Q515 Q6256 Q3624078 Q35657 Q1549591 Q484170 Q1637706",
    Product: "Product SoftwareApplication WebApplication MobileApplication VideoGame SoftwareSourceCode WebSite "
    "Q7397 Q166142 Q341 Q1639024 Q188860 Q271680 Q2424752 Q35127",
    Model: "Q115305900",
    Dataset: "Dataset DataCatalog Q1172284",
    Benchmark: "Q816754",
    Policy: "Legislation Q820655 Q49371 Q428148",
    Conference: "EventSeries Q2020153 Q47258130",
    Technique: "Q8366 Q192776",
    Topic: "DefinedTerm Q11862829 Q2267705 Q1047113",
}


@cache
def kinds() -> Mapping[str, str]:
    """The name of a kind by the IRI of each class that stands for it."""
    found = {SKOS.Concept: Topic.__name__}
    for kind, words in _KINDS.items():
        for word in words.split():
            found[WD[word] if re.fullmatch(r"Q\d+", word) else SDO[word]] = kind.__name__
    return found | {own_class(KINDS[name]): name for name in ENTITY_KINDS}


def plain(iri: str) -> str:
    """An IRI with schema.org's written as it is now."""
    return (
        f"{SDO.base}{iri.removeprefix('http://schema.org/')}" if iri.startswith("http://schema.org/") else iri
    )


def short(iri: str) -> str:
    """An IRI as a message shows it."""
    for vocabulary in (WDT, WD):
        if iri.startswith(vocabulary.base):
            return f"{vocabulary.prefix}:{iri.removeprefix(vocabulary.base)}"
    return compact(iri)


def passed_over(predicate: str) -> bool:
    """Whether a predicate says nothing that anybody would want to know."""
    return predicate in PASSED_OVER or predicate.startswith(_WIKIBASE)


def identifier(iri: str) -> str:
    """An address at a known scheme as an identifier (`wikidata:Q42`); "" for others."""
    for scheme, pattern in _patterns():
        if found := pattern.fullmatch(iri):
            return f"{scheme}:{found[1]}"
    return ""


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return list(_made())


def _made() -> Iterator[tuple[str, re.Pattern[str]]]:
    local = {"wikidata": r"(?:entity|wiki)/(Q[1-9]\d*)", "github": r"([\w.-]+)/?", "doi": r"(10\..+)"}
    hosts = {
        scheme: re.sub(r"^https?://(?:www\.)?|/.*$", "", address) for scheme, address in RESOLVERS.items()
    }
    paths = {scheme: re.sub(r"^https?://[^/]+/", "", address) for scheme, address in RESOLVERS.items()}
    for scheme, host in {**hosts, "github": "github.com"}.items():
        rest = local.get(scheme, rf"{re.escape(paths.get(scheme, ''))}([\w.:-]+)")
        yield scheme, re.compile(rf"https?://(?:www\.|dx\.)?{re.escape(host)}/{rest}")
