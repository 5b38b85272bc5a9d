"""What else can be asked: nodes by what people call them, listings, search, paths, edges with properties."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from api.graphql.schema import execute
from graph.view import View
from schema.keys import local_part
from tests.api.conftest import Ask
from tests.api.world import (
    AUTHOR,
    BENCH,
    FEED,
    GUIDE,
    HEBREW,
    LAB,
    MODEL,
    NOW,
    PAPER,
    SUCCESSOR,
    TECHNIQUE,
    World,
)


@pytest.mark.parametrize(
    "by",
    [
        f'slug: "{local_part(TECHNIQUE.key)}"',
        f'key: "{TECHNIQUE.key}"',
        'name: "lantern probes"',
        'name: "LP"',
    ],
)
def test_an_entity_by_slug_key_and_name(ask: Ask, by: str) -> None:
    assert ask(f"{{ entity({by}) {{ key }} }}")["entity"]["key"] == TECHNIQUE.key


@pytest.mark.parametrize(
    "text",
    [
        "https://probing.example",
        TECHNIQUE.key,
        "wikidata:Q4242",
        "http://x.test/entity/" + local_part(TECHNIQUE.key),
    ],
)
def test_resolve_takes_what_people_write(ask: Ask, text: str) -> None:
    assert (
        ask("query ($text: String!) { resolve(text: $text) { key } }", text=text)["resolve"]["key"]
        == TECHNIQUE.key
    )


def test_a_link_of_an_event_means_the_event(ask: Ask, world: World) -> None:
    found = ask('{ resolve(text: "https://feeds.example/posts/3/?utm_source=x") { key kind } }')["resolve"]
    assert found == {"key": world.events[3], "kind": "Event"}


def test_no_such_entity_is_null(ask: Ask) -> None:
    assert ask('{ entity(slug: "nobody-00000000") { key } }')["entity"] is None


def test_large_numbers_and_absent_text(ask: Ask) -> None:
    model = ask(
        f'{{ entity(key: "{MODEL.key}") {{ ... on Model {{ parameters released licence openWeights }} }} }}'
    )
    assert model["entity"] == {
        "parameters": 7_000_000_000,
        "released": "2026-05",
        "licence": None,
        "openWeights": False,
    }


def test_an_event_lists_its_mentions(ask: Ask, world: World) -> None:
    query = """query ($key: String!) { event(key: $key) {
        genre at importanceParts sources { edges { node { key } } } announces { totalCount }
        mentions { totalCount edges { fields starts ends surface method confidence salience node { name } } } } }"""
    event = ask(query, key=world.events[1])["event"]
    assert event["sources"]["edges"] == [{"node": {"key": FEED}}]
    assert event["importanceParts"] == ["genre 2", "length 1"]
    mentions = {row["node"]["name"]: row for row in event["mentions"]["edges"]}
    assert set(mentions) == {"Lantern probing", "Harbour Lab", "Gull-7"}
    assert mentions["Harbour Lab"] == {
        "fields": ["summary"],
        "starts": [0],
        "ends": [11],
        "surface": "Harbour Lab",
        "method": "name",
        "confidence": 1.0,
        "salience": 0.5,
        "node": {"name": "Harbour Lab"},
    }


def test_edges_from_both_ends(ask: Ask) -> None:
    query = """query ($model: String!, $lab: String!) {
        model: entity(key: $model) { ... on Developed { developers { edges { node { name founded } } } } }
        lab: entity(key: $lab) { ... on Organization { developed { totalCount edges { node { name kind } } } } } }"""
    found = ask(query, model=MODEL.key, lab=LAB.key)
    assert found["model"]["developers"]["edges"] == [{"node": {"name": "Harbour Lab", "founded": "2019"}}]
    assert {row["node"]["name"] for row in found["lab"]["developed"]["edges"]} == {"Gull-7", "Gull-9"}


def test_edges_are_paged(ask: Ask) -> None:
    query = """query ($key: String!, $after: String!) { entity(key: $key) { ... on Organization {
        developed(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { key } } } } } }"""
    first = ask(query, key=LAB.key, after="")["entity"]["developed"]
    assert first["totalCount"] == 2
    second = ask(query, key=LAB.key, after=first["pageInfo"]["endCursor"])["entity"]["developed"]
    assert not second["pageInfo"]["hasNextPage"]
    assert {first["edges"][0]["node"]["key"], second["edges"][0]["node"]["key"]} == {MODEL.key, SUCCESSOR.key}


def test_evidence_of_a_co_occurrence(ask: Ask, world: World) -> None:
    query = """query ($key: String!) { entity(key: $key) {
        coOccurring(kinds: [Model], rank: NPMI) { edges { node { name } evidence(first: 2) { key } } } } }"""
    [row] = ask(query, key=TECHNIQUE.key)["entity"]["coOccurring"]["edges"]
    assert row == {
        "node": {"name": "Gull-7"},
        "evidence": [{"key": world.events[1]}, {"key": world.events[3]}],
    }


def test_a_window_narrows_co_occurrence_and_events(ask: Ask) -> None:
    query = """query ($key: String!) { entity(key: $key) {
        coOccurring(since: "2026-09-15") { edges { count } }
        events(since: "2026-09-01", until: "2026-09-15", first: 100) { totalCount } } }"""
    entity = ask(query, key=TECHNIQUE.key)["entity"]
    assert entity["coOccurring"]["edges"][0]["count"] == 3
    assert entity["events"]["totalCount"] == 7


def test_listings(ask: Ask) -> None:
    entities = ask("{ entities(first: 3) { totalCount edges { node { name eventCount } } } }")["entities"]
    assert [row["node"]["eventCount"] for row in entities["edges"]] == [24, 24, 12]
    assert entities["totalCount"] == 8
    models = ask("{ entities(kinds: [Model], order: KEY, descending: false) { edges { node { key } } } }")[
        "entities"
    ]
    assert [row["node"]["key"] for row in models["edges"]] == [MODEL.key, SUCCESSOR.key]
    listed = ask("{ entities(status: [LISTED]) { edges { node { key } } } }")["entities"]
    assert [row["node"]["key"] for row in listed["edges"]] == [AUTHOR.key]
    events = ask(f'{{ events(importance: 9, source: "{FEED}") {{ edges {{ node {{ importance }} }} }} }}')[
        "events"
    ]
    assert [row["node"]["importance"] for row in events["edges"]] == [9, 10, 9, 10]


def test_search_finds_names_before_texts(ask: Ask) -> None:
    found = ask('{ search(text: "lantern", first: 4) { totalCount edges { form node { kind label } } } }')[
        "search"
    ]
    assert found["edges"][0]["node"] == {"kind": "Technique", "label": "Lantern probing"}
    assert found["totalCount"] > 20
    papers = ask('{ search(text: "lanterns", kinds: [Paper]) { edges { node { key } } } }')["search"]
    assert [row["node"]["key"] for row in papers["edges"]] == [PAPER.key]


def test_search_pages_through_every_hit_once(ask: Ask) -> None:
    query = """query ($after: String!) { search(text: "small", first: 6, after: $after) {
        totalCount pageInfo { endCursor } edges { node { key } } } }"""
    seen: list[str] = []
    after: str | None = ""
    total = 0
    while after is not None:
        found = ask(query, after=after)["search"]
        seen += [row["node"]["key"] for row in found["edges"]]
        after, total = found["pageInfo"]["endCursor"], found["totalCount"]
    assert len(seen) == len(set(seen)) == total


def test_search_forgives_a_typing_error_where_nothing_else_is_found(ask: Ask) -> None:
    found = ask('{ search(text: "Harbuor Lab") { edges { node { key } } } }')["search"]
    assert [row["node"]["key"] for row in found["edges"]] == [LAB.key]


def test_search_in_a_script_without_spaces_of_its_own_direction(ask: Ask) -> None:
    found = ask('{ search(text: "עמוקה למידה") { edges { node { key } } } }')["search"]
    assert [row["node"]["key"] for row in found["edges"]] == [HEBREW.key]


def test_path_with_evidence(ask: Ask) -> None:
    query = """query ($start: String!, $goal: String!) { path(start: $start, goal: $goal) {
        cost nodes { label } steps { type evidence { key } } } }"""
    route = ask(query, start="TideBench", goal="Harbour Lab")["path"]
    assert [node["label"] for node in route["nodes"]] == ["TideBench", "Gull-7", "Harbour Lab"]
    assert len(route["steps"]) == 2
    assert ask(query, start=HEBREW.key, goal=LAB.key)["path"] is None


def test_neighbourhood(ask: Ask) -> None:
    query = """query ($key: String!) { entity(key: $key) {
        neighbourhood { layers { key } links { type strength } omitted } } }"""
    around = ask(query, key=MODEL.key)["entity"]["neighbourhood"]
    assert [node["key"] for node in around["layers"][0]] == [MODEL.key]
    assert {BENCH.key, LAB.key, SUCCESSOR.key} <= {node["key"] for node in around["layers"][1]}


def test_said_by_whom(ask: Ask) -> None:
    query = "query ($key: String!) { guide(key: $key) { said { by source { label } properties } merged } }"
    guide = ask(query, key=GUIDE.key)["guide"]
    assert [(one["by"], one["source"]["label"]) for one in guide["said"]] == [
        ("source/list-world", "The world's list")
    ]
    assert guide["said"][0]["properties"]["title"] == GUIDE.title
    assert guide["merged"] == []


def test_trending_says_why_there_is_nothing(ask: Ask) -> None:
    trending = ask("{ trending { since until reason rows { count } } }")["trending"]
    assert trending["since"] == "2026-09-01T00:00:00Z"
    assert trending["until"] == "2026-10-01T00:00:00Z"
    assert trending["rows"] == []
    assert "younger" in trending["reason"]


def test_counts_and_revision(ask: Ask) -> None:
    found = ask("{ counts { name count } revision newest }")
    assert {"name": "Event", "count": 24} in found["counts"]
    assert {"name": "DEVELOPED_BY", "count": 2} in found["counts"]
    assert found["revision"] == 1
    assert found["newest"] == "2026-09-20T11:00:00Z"


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        (
            '{ entity(slug: "x") { coOccurring(since: "2026-09-02", until: "2026-09-01") { totalCount } } }',
            None,
            "",
        ),
        ("{ entity { key } }", "BadRequest", "exactly one"),
        ("{ entities(first: 101) { totalCount } }", "BadRequest", "1 to 100"),
        ('{ events(after: "nonsense") { totalCount } }', "BadRequest", "cursor"),
        (
            '{ events(since: "2026-09-02", until: "2026-09-01") { totalCount } }',
            "BadRequest",
            "before it starts",
        ),
        ('{ events(since: "yesterday") { totalCount } }', "BadRequest", "2026-08-18"),
        ('{ resolve(text: "Lantern prabing") { key } }', "NotFound", "Did you mean"),
        ('{ node(key: "Nonsense") { key } }', "Invalid", "is not a key"),
        ("{ entties { totalCount } }", "BadQuery", "Did you mean"),
        ("{ entities(kinds: [Robot]) { totalCount } }", "BadQuery", "Kind"),
    ],
)
def test_errors_say_what_was_wrong_and_what_to_do(
    view: View, query: str, code: str | None, words: str
) -> None:
    answer: dict[str, Any] = execute(view, NOW, query)
    if code is None:
        assert answer == {"data": {"entity": None}}
        return
    [error] = answer["errors"]
    assert error["extensions"]["code"] == code
    assert words in error["message"]
    assert "Traceback" not in str(answer)


def test_near_misses_are_given_apart(view: View) -> None:
    answer: Any = execute(view, NOW, '{ resolve(text: "Lantern prabing") { key } }')
    assert answer["errors"][0]["extensions"]["suggestions"] == [local_part(TECHNIQUE.key)]


def test_rank_and_cluster(ask: Ask) -> None:
    rows = ask(
        "{ entities(first: 50, order: RANK) { edges { node { slug rank cluster { key size leading { key rank } } } } } }"
    )
    nodes = [row["node"] for row in rows["entities"]["edges"]]
    ranks = [node["rank"] for node in nodes]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] > 1
    tied = [node for node in nodes if node["cluster"]]
    assert tied
    for node in tied:
        leading = node["cluster"]["leading"]
        assert leading[0]["key"] == node["cluster"]["key"]
        assert leading[0]["rank"] >= node["rank"]
        assert len(leading) == min(3, node["cluster"]["size"])


def test_similar_names_the_revision_of_its_vectors(ask: Ask) -> None:
    query = "{ entities(first: 50) { edges { node { similar(first: 3) { revision } } } } revision }"
    data = ask(query)
    found = [one["revision"] for row in data["entities"]["edges"] for one in row["node"]["similar"]]
    assert set(found) <= {data["revision"]}


def test_as_of_counts_only_what_was_observed_by_then(view: View) -> None:
    query = "{ asOf entities(first: 1, order: COUNT) { edges { node { slug eventCount } } } }"
    now: Any = execute(view, NOW, query)
    assert now["data"]["asOf"] is None
    assert "extensions" not in now
    then: Any = execute(view.as_of(datetime(2001, 1, 1, tzinfo=UTC)), NOW, query)
    assert then["data"]["asOf"] == "2001-01-01T00:00:00Z"
    assert then["data"]["entities"]["edges"][0]["node"]["eventCount"] == 0
    assert then["extensions"]["note"].startswith("As of 2001-01-01T00:00:00Z")
