"""Permanent addresses: negotiation, suffixes, merged keys, and what pages say of their data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rdf.resource import SERVED
from api.web.app import web_app
from api.web.negotiation import chosen
from graph.projection import open_projection
from schema.addresses import Addresses
from schema.changeset import Changeset
from schema.judgement import Judgement, Same
from schema.keys import local_part, source_key
from schema.mapping import Mapping
from schema.statements import triples
from schema.vocabulary import terms, vocabulary
from tests.api.conftest import Client
from tests.api.rdf.reading import by_oxigraph, by_pyld, by_rdflib
from tests.api.web.parsing import parsed
from tests.api.world import FEED, GUIDE, LAB, MODEL, NOW, PAPER, SUCCESSOR, TECHNIQUE, World, make_world

BASE = "https://almanac.example/"
FORMATS = {"ttl": "turtle", "nt": "nt", "jsonld": "jsonld", "trig": "trig"}


def _accepting(client: Client, path: str, accept: str | None) -> tuple[int, str]:
    answer = client.get(path, headers={} if accept is None else {"accept": accept})
    assert answer.headers["vary"] == "Accept"
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("accept", "leads"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", ""),
        ("*/*", ""),
        ("", ""),
        ("text/turtle", "ttl"),
        ("TEXT/TURTLE", "ttl"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "jsonld"),
        ("application/trig", "trig"),
        ("application/json", "json"),
        ("text/markdown", "md"),
        ("text/turtle;q=0.5, application/ld+json;q=0.9", "jsonld"),
        ("text/html;q=0.1, text/*", "ttl"),
        ("text/html;q=0, */*;q=0.1", "ttl"),
        ("application/rdf+xml, application/n-triples;q=0.2", "nt"),
        ('text/turtle;q=high, application/trig;profile="x";q=0.3', "trig"),
    ],
)
def test_accept_leads_to_page_or_data(client: Client, accept: str, leads: str) -> None:
    path = f"/id/{MODEL.key}"
    target = f"{path}.{leads}" if leads else f"/entity/{local_part(MODEL.key)}"
    assert _accepting(client, path, accept) == (303, target)


@pytest.mark.parametrize("accept", ["application/rdf+xml", "image/png;q=0.5", "text/html;q=0", "nonsense"])
def test_what_nobody_serves_is_answered_with_the_list(client: Client, accept: str) -> None:
    answer = client.get(f"/id/{MODEL.key}", headers={"accept": accept})
    assert answer.status_code == 406
    assert answer.headers["vary"] == "Accept"
    for suffix, served in SERVED.items():
        assert f"{served.media} /id/{MODEL.key}.{suffix}" in answer.text


@given(st.text())
def test_any_accept_is_answered(accept: str) -> None:
    assert chosen(accept, ["text/html", "text/turtle"]) in ("text/html", "text/turtle", None)


@pytest.mark.parametrize("key", [MODEL.key, PAPER.key, GUIDE.key, FEED])
def test_every_format_tells_the_same(client: Client, key: str) -> None:
    told = {suffix: client.get(f"/id/{key}.{suffix}") for suffix in FORMATS}
    for suffix, answer in told.items():
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == SERVED[suffix].media
        quads = by_oxigraph(answer.content, FORMATS[suffix])
        assert by_rdflib(answer.content, FORMATS[suffix]) == set(quads)
    graph = set(by_oxigraph(told["nt"].content, "nt"))
    assert graph == set(by_oxigraph(told["ttl"].content, "turtle")) == by_pyld(told["jsonld"].content)
    everywhere = set(by_oxigraph(told["trig"].content, "trig"))
    assert {quad for quad in everywhere if not quad[3]} == graph
    assert any(quad[3] for quad in everywhere)
    assert any(subject == f"<urn:almanac:id/{key}>" for subject, _, _, _ in graph)


def test_an_entity_s_data_hold_its_edges_and_aliases(client: Client) -> None:
    text = client.get(f"/id/{TECHNIQUE.key}.nt").text
    assert '<http://www.w3.org/2008/05/skos-xl#literalForm> "lantern probes"' in text
    assert f"<urn:almanac:id/{GUIDE.key}> <https://schema.org/about> <urn:almanac:id/{TECHNIQUE.key}>" in text
    assert (
        f"<https://schema.org/creator> <urn:almanac:id/{LAB.key}>" in client.get(f"/id/{MODEL.key}.nt").text
    )


def test_json_and_markdown_are_made_from_the_fold(client: Client) -> None:
    told = orjson.loads(client.get(f"/id/{MODEL.key}.json").content)
    assert (told["key"], told["kind"], told["label"]) == (MODEL.key, "Model", MODEL.name)
    assert told["id"] == f"urn:almanac:id/{MODEL.key}"
    [developer] = told["relations"]["developers"]
    assert developer == {"key": LAB.key, "label": LAB.name, "type": "DEVELOPED_BY"}
    assert told["relations"]["evaluations"][0]["score"] == 61.5
    text = client.get(f"/id/{MODEL.key}.md").text
    assert text.startswith(f"# {MODEL.name}\n")
    assert "## developers\n\n- Harbour Lab" in text
    assert "<script>" not in client.get(f"/id/{GUIDE.key}.md").text


def test_an_edge_has_an_address_that_leads_to_its_data(client: Client) -> None:
    path = f"/id/authored_by/{PAPER.key}/person/"
    text = client.get(f"/id/{PAPER.key}.nt").text
    edge = next(word for word in text.split() if word.startswith(f"<urn:almanac:{path[1:]}"))
    own = edge.removeprefix("<urn:almanac:").removesuffix(">")
    assert _accepting(client, f"/{own}", "text/turtle") == (303, f"/id/{PAPER.key}.ttl")
    assert client.get(f"/{own.replace('authored_by', 'cites')}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/id/",
        "/id/model",
        "/id/model/none",
        "/id/model/none.ttl",
        f"/id/{MODEL.key}.xml",
        "/id/a/b/c/d/e/f/g",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path, headers={"accept": "text/turtle"}).status_code == 404


@pytest.mark.parametrize(
    "page", [f"/entity/{local_part(MODEL.key)}", f"/{GUIDE.key}", f"/{FEED}", f"/{PAPER.key}"]
)
def test_every_page_names_its_data_and_holds_some(client: Client, page: str) -> None:
    shown = parsed(client.get(page).text)
    links = {link.get("type"): link.get("href") for link in shown.xpath("//link[@rel='alternate']")}
    assert set(links) == {served.media for served in SERVED.values()}
    for address in links.values():
        assert client.get(address).status_code == 200
    [embedded] = shown.xpath("//script[@type='application/ld+json']/text()")
    assert by_pyld(embedded.encode()) <= set(
        by_oxigraph(client.get(links["application/n-triples"]).content, "nt")
    )


@pytest.fixture
def merged(tmp_path: Path) -> Iterator[Client]:
    """An almanac with a base address, in which one model was merged into another."""
    world: World = make_world(tmp_path, events=4)
    actor = source_key("person", "ann")
    judgement = Judgement(
        Same(SUCCESSOR.key, MODEL.key), actor, "one model", datetime(2026, 9, 20, tzinfo=UTC)
    )
    world.store.apply(Changeset(actor=actor, reason="one model", observed=NOW, judge=(judgement,)))
    yield Client(web_app(open_projection(world.store).view, lambda: NOW, BASE))
    world.store.close()


def test_a_merged_key_leads_on_for_good_and_data_say_so(merged: Client) -> None:
    for suffix in ("", ".ttl", ".json", ".md"):
        answer = merged.get(f"/id/{SUCCESSOR.key}{suffix}")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/id/{MODEL.key}{suffix}")
    told = merged.get(f"/id/{MODEL.key}.nt").text
    replaced = "<http://purl.org/dc/terms/isReplacedBy>"
    assert f"<{BASE}id/{SUCCESSOR.key}> {replaced} <{BASE}id/{MODEL.key}> ." in told
    assert orjson.loads(merged.get(f"/id/{MODEL.key}.json").content)["mergedKeys"] == [SUCCESSOR.key]
    assert "urn:almanac:id/" not in told


def test_the_vocabulary_is_a_page_and_data(client: Client) -> None:
    assert _accepting(client, "/vocabulary", "text/turtle") == (303, "/vocabulary.ttl")
    quads = by_oxigraph(client.get("/vocabulary.ttl").content, "turtle")
    assert by_rdflib(client.get("/vocabulary.ttl").content, "turtle") == set(quads)
    assert set(by_oxigraph(client.get("/vocabulary.nt").content, "nt")) == set(quads)
    assert by_pyld(client.get("/vocabulary.jsonld").content) == set(quads)
    page = parsed(client.get("/vocabulary").text)
    assert {heading.get("id") for heading in page.xpath("//h3")} == {term.name for term in terms()}
    assert client.get("/vocabulary.xml").status_code == 404
    assert client.get("/vocabulary", headers={"accept": "image/png"}).status_code == 406


def test_every_own_term_that_is_written_is_defined(world: World) -> None:
    from api.rdf.dump import whole

    with world.store.reader() as reader:
        written = [
            t
            for block in whole(reader, Mapping(Addresses(BASE)), graphs=True, full=True)
            for t in block.triples
        ]
    used = {term for triple in written for term in triple[1:] if term.startswith("<urn:almanac:vocabulary:")}
    defined = {subject for subject, _, _ in triples(vocabulary())}
    assert used <= defined
