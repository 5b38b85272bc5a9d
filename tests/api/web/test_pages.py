"""The pages say what they should, link where they should, and let nothing through that should not."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from api.web.app import web_app
from graph.projection import open_projection
from schema.changeset import Changeset
from schema.judgement import Judgement, Same
from schema.keys import local_part
from schema.ontology import KINDS
from tests.api.conftest import Client
from tests.api.web.parsing import parsed, texts
from tests.api.world import (
    AUTHOR,
    FEED,
    GUIDE,
    HEBREW,
    LAB,
    LISTING,
    MODEL,
    NOW,
    PAPER,
    SUCCESSOR,
    TECHNIQUE,
    World,
    make_world,
)

ENTITY = f"/entity/{local_part(TECHNIQUE.key)}"
HEADINGS = ("Aliases", "Co-occurring", "More like this", "Guides", "Recent events")


def _page(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return parsed(answer.text)


def _section(page: Any, heading: str) -> Any:
    [found] = page.xpath(f"//section[h2[normalize-space()={heading!r}]]")
    return found


def test_the_entity_page_has_all_of_it(client: Client) -> None:
    page = _page(client, ENTITY)
    assert texts(page, "//h1") == ["Lantern probing"]
    assert set(HEADINGS) <= set(texts(page, "//h2"))
    facts = dict(zip(texts(page, "//header//dt"), texts(page, "//header//dd"), strict=True))
    assert facts == {
        "Kind": "Technique",
        "Status": "active",
        "Slug": local_part(TECHNIQUE.key),
        "Events": "24",
        "First seen": "5 August 2026",
        "Last seen": "20 September 2026",
        "Homepage": "https://probing.example/",
        "Identifiers": "wikidata:Q4242",
    }
    assert texts(_section(page, "Aliases"), ".//li") == ["LP acronym", "lantern probes spelling"]
    assert texts(_section(page, "Co-occurring"), ".//li") == [
        "Harbour Lab organization 24 shared events",
        "Gull-7 model 12 shared events",
        "Sparse dictionaries technique 5 shared events",
    ]
    assert texts(_section(page, "Guides"), ".//a") == [GUIDE.title]
    assert texts(_section(page, "Relations"), ".//dt") == ["broader", "introduced in"]


def test_a_recent_event_has_its_parts(client: Client) -> None:
    events = _section(_page(client, ENTITY), "Recent events")
    assert len(events.xpath(".//li")) == 10
    third = events.xpath(".//li")[2]
    assert texts(third, ".//h3") == ["Lantern probing finds 2 features"]
    assert texts(third, ".//*[contains(@class, 'weight')]") == ["Importance 3 of 10"]
    assert texts(third, ".//time") == ["4 days ago"]
    [original] = third.xpath(".//a[starts-with(@href, 'http')]")
    assert original.get("href") == "https://feeds.example/posts/2"
    assert original.get("rel") == "noopener nofollow"
    assert "Harbour Lab blog" in texts(third, ".//a")
    assert "<b>Nothing</b> broke." in third.text_content()


def test_older_events_follow(client: Client) -> None:
    seen: list[str] = []
    address = ENTITY
    while address:
        page = _page(client, address)
        seen += [one.get("href") for one in _section(page, "Recent events").xpath(".//h3/a")]
        further = page.xpath("//a[@rel='next']/@href")
        address = further[0] if further else ""
    assert len(seen) == len(set(seen)) == 24


def test_only_web_addresses_are_links(client: Client, world: World) -> None:
    for address in (ENTITY, f"/{world.events[1]}", f"/{GUIDE.key}", "/"):
        page = _page(client, address)
        for link in page.xpath("//@href"):
            assert link.startswith(("/", "#", "https://", "http://")), link


def test_a_guide_is_rendered_and_harmless(client: Client) -> None:
    page = _page(client, f"/{GUIDE.key}")
    assert texts(page, "//h1") == [GUIDE.title]
    assert "Why" in texts(page, "//h2")
    assert texts(page, "//em") == ["probe"]
    assert not page.xpath("//script[not(@type='application/ld+json')]")
    assert [a.get("href") for a in page.xpath("//div[@class='prose']//a")] == ["https://x.example"]
    assert texts(_section(page, "Covers"), ".//a") == ["Lantern probing technique"]


def test_an_event_marks_its_mentions(client: Client, world: World) -> None:
    page = _page(client, f"/{world.events[1]}")
    assert texts(page, "//h1") == ["Lantern probing finds 1 features"]
    assert texts(page, "//a[@class='mention']") == ["Harbour Lab", "lantern probing", "Gull-7"]
    [lead] = page.xpath("//p[@class='lead']")
    assert (
        lead.text_content()
        .strip()
        .startswith("Harbour Lab used lantern probing on Gull-7, run 1. It was small.")
    )
    assert "Harbour Lab blog" in texts(page, "//header//a")
    assert "original" not in texts(page, "//header//a")


def test_an_event_says_what_it_announces(client: Client, world: World) -> None:
    page = _page(client, f"/{world.events[-1]}")
    assert texts(_section(page, "Announces"), ".//a") == ["Lanterns in the dark paper"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (PAPER.key, ["Lanterns in the dark", "We probe layers", "Ida Wren", "Harbour Lab blog"]),
        (FEED, ["Harbour Lab blog", "23 events, newest first", "operators"]),
        (LISTING, ["Listing · cs.LG", "1 event, newest first"]),
    ],
)
def test_other_nodes_have_plain_pages(client: Client, key: str, words: list[str]) -> None:
    text = _page(client, f"/{key}").text_content()
    for word in words:
        assert word in text


def test_an_alias_leads_to_what_it_stands_for(client: Client) -> None:
    page = _page(client, ENTITY)
    [address] = _section(page, "Aliases").xpath(".//a[contains(., 'LP')]/@href")
    alias = _page(client, address)
    assert texts(alias, "//h1") == ["LP"]
    assert ENTITY in alias.xpath("//a/@href")


def test_home(client: Client) -> None:
    page = _page(client, "/")
    assert {"Newest events", "Trending since 1 September 2026", "Most events", "Kinds"} == set(
        texts(page, "//h2")
    )
    assert "24 events, the newest of 20 September 2026." in page.text_content()
    assert len(_section(page, "Newest events").xpath(".//li")) == 10
    assert texts(_section(page, "Most events"), ".//li")[0] == "Harbour Lab organization · 24"
    assert page.xpath("//form[@role='search']")
    assert "Person" in page.text_content()


def test_search(client: Client) -> None:
    page = _page(client, "/search?q=lantern")
    assert texts(page, "//ol//h2")[0] == "Lantern probing technique"
    assert page.xpath("//input[@name='q']/@value") == ["lantern"]
    assert page.xpath("//a[@rel='next']")
    assert texts(_page(client, "/search?q=lanterns&kind=Paper"), "//ol//h2") == ["Lanterns in the dark paper"]
    assert "no text holds" in _page(client, "/search?q=zzz").text_content()
    assert texts(_page(client, "/search"), "//h1") == ["Search"]


def test_a_listed_person_is_found_by_search(client: Client) -> None:
    page = _page(client, "/search?q=ida+wren")
    assert texts(page, "//ol//h2")[0] == "Ida Wren person, listed"
    assert "listed" in _page(client, f"/entity/{local_part(AUTHOR.key)}").text_content()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_listing(client: Client, kind: str) -> None:
    page = _page(client, f"/kind/{KINDS[kind].word()}")
    assert texts(page, "//h1") == [kind]


def test_right_to_left_text_finds_its_direction(client: Client) -> None:
    page = _page(client, f"/entity/{local_part(HEBREW.key)}")
    assert page.xpath("//h1/@dir") == ["auto"]
    assert texts(page, "//h1") == [HEBREW.name]


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/entity/lantern-prabing-00000000", "Lantern probing"),
        ("/entity/nobody", ""),
        ("/event/00000000000000000000", ""),
        ("/model/gull-00000000", "Gull-7"),
        ("/robot/r2", ""),
        ("/a/b/c", ""),
        ("/kind/robot", ""),
        ("/entity/<script>", ""),
    ],
)
def test_unknown_addresses_are_not_found_with_near_misses(client: Client, address: str, near: str) -> None:
    page = _page(client, address, 404)
    assert texts(page, "//h1") == ["Not found"]
    assert near in page.text_content()
    assert bool(page.xpath("//main//ul")) == bool(near)


def test_a_key_of_an_entity_leads_to_its_page(client: Client) -> None:
    answer = client.get(f"/{TECHNIQUE.key}")
    assert (answer.status_code, answer.headers["location"]) == (308, ENTITY)


def test_a_bad_cursor_is_an_error_page(client: Client) -> None:
    page = _page(client, f"{ENTITY}?after=nonsense", 400)
    assert "cursor" in page.text_content()


def test_every_answer_forbids_scripts_and_other_hosts(client: Client) -> None:
    for address in ("/", "/nothing", "/static/almanac.css", "/graphql"):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "address", ["/", ENTITY, "/search?q=lantern", "/graphql", "/kind/event", "/nothing", f"/{PAPER.key}"]
)
def test_the_basics_of_accessibility(client: Client, address: str) -> None:
    page = parsed(client.get(address).text)
    assert page.get("lang") == "en"
    assert page.xpath("//title")[0].text
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]
    for field in page.xpath("//input | //textarea | //select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']"), field.get("id")
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(page.xpath(f"//*[@id='{one}']") for one in page.xpath("//@aria-labelledby"))
    assert all(link.text_content().strip() for link in page.xpath("//a"))


def test_health(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok, revision 1\n")


def test_a_merged_entity_leads_to_its_survivor(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = make_world(tmp_path_factory.mktemp("merged"), events=4)
    projection = open_projection(world.store)
    actor = "source/person-tester"
    same = Judgement(Same(SUCCESSOR.key, MODEL.key), actor, "one model", NOW)
    world.store.apply(Changeset(actor=actor, reason="one model", observed=NOW, judge=(same,)))
    client = Client(web_app(projection.view, lambda: NOW))
    answer = client.get(f"/entity/{local_part(SUCCESSOR.key)}?after=")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/entity/{local_part(MODEL.key)}?after="
    assert client.get(answer.headers["location"]).status_code == 200
    assert LAB.name in client.get(answer.headers["location"]).text
    world.store.close()


def test_a_page_as_of_an_instant_knows_what_was_observed_by_then(client: Client) -> None:
    now = client.get(f"/entity/{local_part(TECHNIQUE.key)}").text
    then = client.get(f"/entity/{local_part(TECHNIQUE.key)}?as_of=2001-01-01").text
    assert "As of" not in now
    assert "As of 2001-01-01T00:00:00Z: events observed by then." in then
    assert "typed edges, names and judgements are today&#39;s" in then.replace("Typed", "typed")
    assert "No event speaks of it yet." in then
    assert "No event speaks of it yet." not in now
    assert client.get(f"/entity/{local_part(TECHNIQUE.key)}?as_of=yesterday").status_code == 400
    for path in ("/", "/kind/technique", "/search?q=gull"):
        joint = "&" if "?" in path else "?"
        assert "As of 2001-01-01" in client.get(f"{path}{joint}as_of=2001-01-01").text


def test_a_page_names_its_cluster(client: Client) -> None:
    page = client.get(f"/entity/{local_part(TECHNIQUE.key)}").text
    assert "entities that are met together, led by" in page
