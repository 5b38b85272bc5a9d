"""SKOS, schema.org and Wikidata as gazetteers; what was not understood is told; what can't be read is said."""

from __future__ import annotations

import gzip
import io
import random

import pytest
import rdflib
import zstandard

from loaders.read.foreign import read_foreign
from loaders.read.foreign.terms import identifier, kinds
from loaders.read.values import Gazetteer
from schema.errors import Unreadable
from schema.kinds.entity import Entity, Organization, Person, Product, Topic

SKOS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://vocab.example/> .
ex:scheme a skos:ConceptScheme ; dct:title "Tide topics"@en ; dct:license <https://licence.example/> ;
  dct:creator "The Tide" ; dct:modified "2026-05-01" ; skos:hasTopConcept ex:ai .
ex:ai a skos:Concept ; skos:prefLabel "Machine intelligence"@en, "Maschinelle Intelligenz"@de ;
  skos:inScheme ex:scheme ; skos:narrower ex:nlp .
ex:nlp a skos:Concept ; skos:prefLabel "Language processing"@en ; skos:altLabel "NLP"@en ; skos:hiddenLabel "lang proc" ;
  skos:definition "Work on texts."@en ; skos:exactMatch <http://www.wikidata.org/entity/Q30642> ;
  skos:notation "42" ; skos:related ex:ai .
ex:speech a skos:Concept ; skos:prefLabel "Speech" ; skos:broader ex:ai .
"""
SCHEMA = """{"@context": "https://schema.org", "@graph": [
 {"@id": "https://lab.example/#org", "@type": "ResearchOrganization", "name": "Tide Lab",
  "alternateName": ["TL", "Tide Laboratory"], "url": "https://lab.example/", "foundingDate": "2019-04-01",
  "sameAs": ["https://ror.org/02nr0ka47", "https://en.wikipedia.org/wiki/Tide_Lab"],
  "parentOrganization": {"@type": "Corporation", "name": "Tide Holding"},
  "employee": {"@id": "https://lab.example/#ida"}, "numberOfEmployees": 12},
 {"@id": "https://lab.example/#ida", "@type": "Person", "name": "Ida Wren",
  "identifier": "orcid:0000-0002-1825-0097", "worksFor": {"@type": "Organization", "name": "Nowhere"}},
 {"@type": "SoftwareApplication", "name": "Wave", "creator": [{"@id": "https://lab.example/#org"}, {"@id": "https://lab.example/#ida"}],
  "datePublished": "2025-03", "license": "MIT"},
 {"@type": "Recipe", "name": "Soup"}, {"@type": "Person", "givenName": "Nameless"}]}"""
_WD = "http://www.wikidata.org/entity/"
_WDT = "http://www.wikidata.org/prop/direct/"
_DATE = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"
WIKIDATA = f"""<{_WD}Q10> <{_WDT}P31> <{_WD}Q163740> .
<{_WD}Q10> <http://www.w3.org/2000/01/rdf-schema#label> "Tide"@en .
<{_WD}Q10> <http://www.w3.org/2000/01/rdf-schema#label> "\\u6F6E"@ja .
<{_WD}Q10> <http://www.w3.org/2000/01/rdf-schema#label> "Tide"@de .
<{_WD}Q10> <http://www.w3.org/2004/02/skos/core#altLabel> "Tide Inc."@en-gb .
<{_WD}Q10> <http://schema.org/description> "research organisation"@en .
<{_WD}Q10> <{_WDT}P571> "2015-12-11T00:00:00Z"{_DATE} .
<{_WD}Q10> <{_WDT}P856> <https://tide.example/> .
<{_WD}Q10> <{_WDT}P6782> "02nr0ka47" .
<{_WD}Q10> <{_WDT}P1448> "Tide, Inc."@en .
<{_WD}Q10> <{_WDT}P1951> <{_WD}Q99> .
<{_WD}Q11> <{_WDT}P31> <{_WD}Q500> .
<{_WD}Q500> <{_WDT}P279> <{_WD}Q7397> .
<{_WD}Q11> <http://www.w3.org/2000/01/rdf-schema#label> "TideChat"@mul .
<{_WD}Q11> <{_WDT}P178> <{_WD}Q10> .
<{_WD}Q11> <{_WDT}P577> "2022-01-01T00:00:00Z"{_DATE} .
<{_WD}Q12> <{_WDT}P31> <{_WD}Q36906466> .
<https://en.wikipedia.org/wiki/Tide> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Article> .
"""


def read(text: str | bytes, name: str, source: str = "") -> Gazetteer:
    data = text.encode() if isinstance(text, str) else text
    return read_foreign(io.BytesIO(data), name=name, source=source)


def _nodes(found: Gazetteer) -> dict[str, Entity]:
    return {one.node.name: one.node for one in found.nodes if isinstance(one.node, Entity)}


def _forms(found: Gazetteer, name: str) -> set[tuple[str, str, str]]:
    [one] = [one for one in found.nodes if one.node.name == name]
    return {(alias.name, alias.language, edge.alias_kind) for alias, edge in one.forms}


def _relations(found: Gazetteer) -> set[tuple[str, str, str]]:
    return {(one.item, one.type, one.target.written) for one in found.relations}


def test_a_skos_scheme() -> None:
    found = read(SKOS, "topics.ttl")
    nodes = _nodes(found)
    assert {type(node) for node in nodes.values()} == {Topic}
    assert nodes["Language processing"].description == "Work on texts."
    assert nodes["Language processing"].identifiers == ("wikidata:Q30642",)
    assert _forms(found, "Language processing") == {
        ("Language processing", "", "name"),
        ("NLP", "", "name"),
        ("lang proc", "", "spelling"),
    }
    assert ("Maschinelle Intelligenz", "de", "translation") in _forms(found, "Machine intelligence")
    assert _relations(found) == {
        ("Language processing", "BROADER", "Topic: Machine intelligence"),
        ("Speech", "BROADER", "Topic: Machine intelligence"),
    }
    assert all(one.target.key for one in found.relations)
    assert (found.said_by, found.stamp, found.complete) == ("source/list-tide-topics", "2026-05-01", False)
    assert (found.source.licence, found.source.attribution) == ("https://licence.example/", "The Tide")
    assert found.notes == ("3 of 4 things taken; not understood: 1 × skos:notation, 1 × skos:related",)


def test_schema_org_in_json_ld() -> None:
    found = read(SCHEMA, "lab.jsonld", "tide")
    nodes = _nodes(found)
    lab = nodes["Tide Lab"]
    assert isinstance(lab, Organization)
    assert (lab.founded, lab.homepage, lab.identifiers) == (
        "2019-04-01",
        "https://lab.example/",
        ("ror:02nr0ka47",),
    )
    assert isinstance(nodes["Ida Wren"], Person)
    assert nodes["Ida Wren"].identifiers == ("orcid:0000-0002-1825-0097",)
    wave = nodes["Wave"]
    assert isinstance(wave, Product)
    assert (wave.released, wave.licence) == ("2025-03", "MIT")
    assert _relations(found) == {
        ("Tide Lab", "PART_OF", "Organization: Tide Holding"),
        ("Ida Wren", "AFFILIATED_WITH", "Organization: Tide Lab"),
        ("Ida Wren", "AFFILIATED_WITH", "Organization: Nowhere"),
        ("Wave", "DEVELOPED_BY", "Organization: Tide Lab"),
    }
    [note] = found.notes
    for told in (
        "5 of 7 things taken",
        "1 × of class schema:Recipe",
        "1 × schema:numberOfEmployees",
        "1 × schema:sameAs of an unknown scheme",
        "1 × without a name",
        "1 × developed_by of a Person",
    ):
        assert told in note


def test_wikidatas_truthy_statements() -> None:
    found = read(WIKIDATA, "cut.nt", "wikidata")
    nodes = _nodes(found)
    tide, chat = nodes["Tide"], nodes["TideChat"]
    assert isinstance(tide, Organization)
    assert isinstance(chat, Product)  # by the class above its class
    assert tide.identifiers == ("ror:02nr0ka47", "wikidata:Q10")
    assert (tide.description, tide.founded, tide.homepage) == (
        "research organisation",
        "2015-12-11",
        "https://tide.example/",
    )
    assert chat.released == "2022"  # the first of January is how it says a year
    assert _forms(found, "Tide") == {
        ("Tide", "", "name"),
        ("潮", "ja", "translation"),
        ("Tide Inc.", "", "name"),
    }
    assert _relations(found) == {("TideChat", "DEVELOPED_BY", "wikidata:Q10")}
    assert "1 × wdt:P1448" in found.notes[0]
    assert "1 × of class wd:Q36906466" in found.notes[0]


def test_things_of_one_name_are_told_apart() -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    text = "".join(
        f'<{_WD}{q}> <{_WDT}P31> <{_WD}Q5> .\n<{_WD}{q}> {label} "Jo Wren"@en .\n' for q in ("Q21", "Q22")
    )
    found = read(text, "people.nt", "wikidata")
    assert {
        (node.name, node.disambiguator)
        for node in (one.node for one in found.nodes)
        if isinstance(node, Person)
    } == {
        ("Jo Wren", "Q21"),
        ("Jo Wren", "Q22"),
    }
    assert not found.troubles


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_statements_does_not_matter(seed: int) -> None:
    lines = WIKIDATA.splitlines()
    random.Random(seed).shuffle(lines)
    assert read("\n".join(lines), "cut.nt", "wikidata") == read(WIKIDATA, "cut.nt", "wikidata")


@pytest.mark.parametrize(
    ("suffix", "format_"),
    [("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"), ("trig", "trig"), ("nq", "nquads")],
)
def test_every_syntax_is_read_alike(suffix: str, format_: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=SKOS, format="turtle")
    graph = rdflib.Graph().parse(data=SKOS, format="turtle")
    written = (dataset if suffix in ("trig", "nq") else graph).serialize(format=format_, encoding="utf-8")
    expected = read(SKOS, "topics.ttl")
    for data, name in (
        (written, f"x.{suffix}"),
        (gzip.compress(written), f"x.{suffix}.gz"),
        (zstandard.compress(written), f"x.{suffix}.zst"),
    ):
        assert _nodes(read(data, name)) == _nodes(expected)
        assert _relations(read(data, name)) == _relations(expected)


def test_a_bad_line_costs_that_line() -> None:
    lines = WIKIDATA.splitlines(keepends=True)
    broken = [
        *lines[:3],
        "this is no statement\n",
        '<a b> <urn:p> "x" .\n',
        *lines[3:],
        '<urn:a> <urn:b> "cut',
    ]
    found = read("".join(broken), "cut.nt", "wikidata")
    assert _nodes(found) == _nodes(read(WIKIDATA, "cut.nt", "wikidata"))
    assert "line 4" in [trouble.place for trouble in found.troubles]
    assert f"line {len(broken)}" in [trouble.place for trouble in found.troubles]
    assert found.troubles[0].text == "this is no statement"


def test_bad_values_cost_themselves() -> None:
    text = """@prefix schema: <https://schema.org/> .
    <urn:a> a schema:Organization ; schema:name "A\\u0007 Lab"@x-toolongforalanguagetag ; schema:foundingDate "soon" ; schema:url "no address" ."""
    found = read(text, "a.ttl", "me")
    assert "A Lab" in _nodes(found)
    assert any("founded" in trouble.item for trouble in found.troubles)


@pytest.mark.parametrize(
    ("text", "name", "source", "said"),
    [
        (SKOS[:-90], "topics.ttl", "", "topics.ttl: is no Turtle"),
        ("{", "x.jsonld", "me", "is no JSON"),
        ('{"@context": "https://other.example/c", "name": "x"}', "x.jsonld", "me", "nothing is fetched"),
        (SCHEMA, "lab.jsonld", "", "does not say whose word it is"),
        ('<urn:a> <urn:b> "c" .', "a.nt", "me", "holds nothing that is known"),
        ("", "a.nt", "me", "holds nothing that is known"),
        (b"\x1f\x8b\x08nonsense", "a.nt.gz", "me", "compression|header|gzip|ended"),
        (b"nonsense", "a.nt.zst", "me", "can't be unpacked"),
        (b"\xff\xfe\x00", "a.ttl", "me", "is no Turtle"),
    ],
)
def test_what_cannot_be_read_is_said(text: str | bytes, name: str, source: str, said: str) -> None:
    with pytest.raises((Unreadable, OSError), match=said):
        read(text, name, source)


def test_identifiers_of_addresses() -> None:
    told = {
        "http://www.wikidata.org/entity/Q42": "wikidata:Q42",
        "https://www.wikidata.org/wiki/Q42": "wikidata:Q42",
        "https://orcid.org/0000-0002-1825-0097": "orcid:0000-0002-1825-0097",
        "https://ror.org/02nr0ka47": "ror:02nr0ka47",
        "https://openalex.org/A5023888391": "openalex:A5023888391",
        "https://doi.org/10.1000/x": "doi:10.1000/x",
        "http://dx.doi.org/10.1000/x": "doi:10.1000/x",
        "https://arxiv.org/abs/2406.04093": "arxiv:2406.04093",
        "https://github.com/openai": "github:openai",
        "https://en.wikipedia.org/wiki/Q42": "",
        "http://www.wikidata.org/entity/L42": "",
        "https://github.com/openai/gym": "",
        "_:b0": "",
    }
    assert {address: identifier(address) for address in told} == told


def test_every_kind_has_its_own_class_and_all_but_models_a_foreign_one() -> None:
    assert kinds()["urn:almanac:vocabulary:Model"] == "Model"
    assert len(set(kinds().values())) >= 11
