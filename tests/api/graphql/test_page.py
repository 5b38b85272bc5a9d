"""The page query answers all that an entity's page shows."""

from __future__ import annotations

from api.graphql.page import PAGE_QUERY
from schema.keys import local_part
from tests.api.conftest import Ask
from tests.api.world import BENCH, GUIDE, HEBREW, LAB, MODEL, PAPER, SPARSE, TECHNIQUE, TOPIC

SLUG = local_part(TECHNIQUE.key)


def test_facts(ask: Ask) -> None:
    entity = ask(PAGE_QUERY, slug=SLUG)["entity"]
    assert entity["name"] == "Lantern probing"
    assert entity["kind"] == "Technique"
    assert entity["status"] == "active"
    assert entity["slug"] == SLUG
    assert entity["page"] == f"/entity/{SLUG}"
    assert entity["eventCount"] == 24
    assert entity["firstSeen"] == "2026-08-05T11:00:00Z"
    assert entity["lastSeen"] == "2026-09-20T11:00:00Z"


def test_aliases_with_their_kinds(ask: Ask) -> None:
    rows = ask(PAGE_QUERY, slug=SLUG)["entity"]["aliases"]["edges"]
    assert {(row["node"]["name"], row["aliasKind"]) for row in rows} == {
        ("Lantern probing", "name"),
        ("LP", "acronym"),
        ("lantern probes", "spelling"),
    }


def test_co_occurring_with_counts(ask: Ask) -> None:
    rows = ask(PAGE_QUERY, slug=SLUG)["entity"]["coOccurring"]
    assert [(row["node"]["key"], row["count"]) for row in rows["edges"]] == [
        (LAB.key, 24),
        (MODEL.key, 12),
        (SPARSE.key, 5),
    ]
    assert rows["totalCount"] == 3


def test_guides_and_relations(ask: Ask) -> None:
    entity = ask(PAGE_QUERY, slug=SLUG)["entity"]
    assert [row["node"]["key"] for row in entity["guides"]["edges"]] == [GUIDE.key]
    relations = {group["field"]: group["edges"] for group in entity["relations"]}
    assert set(relations) == {"broader", "introduced_in"}
    assert relations["broader"][0]["node"]["key"] == TOPIC.key
    assert relations["introduced_in"][0]["node"]["key"] == PAPER.key


def test_a_relation_shows_its_properties(ask: Ask) -> None:
    entity = ask(PAGE_QUERY, slug=local_part(MODEL.key))["entity"]
    [row] = next(group["edges"] for group in entity["relations"] if group["field"] == "evaluations")
    assert row["node"]["key"] == BENCH.key
    assert {one["name"]: one["values"] for one in row["properties"]} == {
        "metric": ["accuracy"],
        "score": ["61.5"],
        "date": ["2026-06"],
    }


def test_recent_events(ask: Ask) -> None:
    events = ask(PAGE_QUERY, slug=SLUG)["entity"]["events"]
    assert events["totalCount"] == 24
    assert len(events["edges"]) == 10
    newest = events["edges"][0]["node"]
    assert newest["title"] == "Lantern probing finds 0 features"
    assert newest["importance"] == 1
    assert newest["source"]["label"] == "Harbour Lab blog"
    assert newest["age"] == "1 hour ago"
    assert newest["url"] == "https://feeds.example/posts/0"
    assert newest["summary"].startswith("Harbour Lab used lantern probing")


def test_paging_through_the_events_meets_each_once(ask: Ask) -> None:
    seen: list[str] = []
    after = ""
    while True:
        events = ask(PAGE_QUERY, slug=SLUG, events=7, after=after)["entity"]["events"]
        seen += [row["node"]["key"] for row in events["edges"]]
        if not events["pageInfo"]["hasNextPage"]:
            assert events["pageInfo"]["endCursor"] is None
            break
        after = events["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == 24


def test_why_an_event_is_there(ask: Ask) -> None:
    oldest = ask(PAGE_QUERY, slug=SLUG, events=24)["entity"]["events"]["edges"][-1]
    assert oldest["why"] == ["mentions", "paper"]
    assert oldest["node"]["source"]["label"] == "Listing · cs.LG"


def test_an_entity_without_events(ask: Ask) -> None:
    entity = ask(PAGE_QUERY, slug=local_part(HEBREW.key))["entity"]
    assert entity["eventCount"] == 0
    assert entity["firstSeen"] is entity["lastSeen"] is None
    assert entity["events"]["edges"] == entity["coOccurring"]["edges"] == entity["similar"] == []


def test_own_news_is_apart(ask: Ask) -> None:
    query = "query ($key: String!) { entity(key: $key) { ownNews { totalCount } } }"
    assert ask(query, key=LAB.key)["entity"]["ownNews"]["totalCount"] == 23
    assert ask(query, key=MODEL.key)["entity"]["ownNews"]["totalCount"] == 0
