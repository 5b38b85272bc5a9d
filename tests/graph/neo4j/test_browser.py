"""The Browser pack: the style knows every kind, and every query finds something, by an index, among the almanac's own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver

from graph.neo4j.browser.queries import FOLDERS, Saved, archive, by_folder, saved
from graph.neo4j.browser.style import grass, looks
from graph.neo4j.place import Place
from graph.neo4j.store import open_neo4j
from graph.projection import open_projection
from schema.keys import entity_key
from schema.ontology import KINDS
from tests.goldens import Golden
from tests.graph.neo4j.shown import CANDIDATE, STORY, shown

each = pytest.mark.parametrize("query", saved(), ids=lambda one: one.name)
# Another graph in the same database: all of the almanac once more, with the same labels but for `Almanac`.
TWINS = (
    "CREATE INDEX twin FOR (n:Twin) ON (n.twin)",
    """MATCH (n:Almanac) WHERE none(label IN labels(n) WHERE label STARTS WITH '_')
WITH n, [label IN labels(n) WHERE label <> 'Almanac'] AS kinds
CREATE (twin:Twin:$(kinds)) SET twin = properties(n), twin.twin = elementId(n)""",
    """MATCH (n:Almanac)-[r]->(m:Almanac) WHERE NOT type(r) STARTS WITH '_'
MATCH (a:Twin {twin: elementId(n)}) MATCH (b:Twin {twin: elementId(m)})
CREATE (a)-[s:$(type(r))]->(b) SET s = properties(r)""",
)


@pytest.fixture(scope="module")
def at(starter: Path) -> Iterator[tuple[Place, Driver]]:
    """The starter as it is shown."""
    with shown(starter) as found:
        yield found


@pytest.fixture
def driver(at: tuple[Place, Driver]) -> Driver:
    """A driver at it."""
    return at[1]


def named(name: str) -> Saved:
    """The query of that name, its number aside."""
    [found] = (one for one in saved() if one.name.partition("-")[2] == name)
    return found


def test_the_style(golden: Golden) -> None:
    golden("graph/neo4j/browser/almanac.grass", grass())
    rules = re.findall(r"^(\S+) \{\n((?:  [a-z-]+: [^;:]+;\n)+)\}$", grass(), re.MULTILINE)
    selectors = [selector for selector, _ in rules]
    assert {f"node.{name}" for name in KINDS} <= set(selectors)
    assert len(set(selectors)) == len(selectors) == grass().count("{\n")


def test_kinds_are_told_apart_and_their_letters_from_their_ground() -> None:
    assert len({look.colour for look in looks().values()}) == len(KINDS)
    assert min(_contrast(look.colour, look.ink) for look in looks().values()) >= 4.5


def _contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dim, bright = sorted(map(light, (one, other)))
    return (bright + 0.05) / (dim + 0.05)


def test_there_are_twenty_at_least_each_with_its_place() -> None:
    assert len(saved()) >= 20
    assert len({one.title for one in saved()}) == len(saved())
    assert list(by_folder()) == list(FOLDERS)
    assert sum(map(len, by_folder().values())) == len(saved())


def test_the_favourites_are_all_of_them_in_their_folders() -> None:
    assert archive() == archive()
    with zipfile.ZipFile(io.BytesIO(archive())) as whole:
        kept = {name: whole.read(name).decode() for name in whole.namelist()}
    assert kept == {f"{one.folder}/{one.name}.cypher": f"// {one.title}\n{one.text}" for one in saved()}


@each
def test_no_query_speaks_of_internals(query: Saved) -> None:
    allowed = {"_said"} if query.folder == "Provenance" else set()
    assert set(re.findall(r"(?<![\w'])_[A-Za-z]+", query.text)) <= allowed


@each
def test_every_pattern_begins_at_the_almanacs_nodes(query: Saved) -> None:
    bound: set[str] = set()
    for pattern in _patterns(query.text):
        nodes = re.findall(r"(?<!\w)\((\w*)((?::\w+)*)", pattern)
        assert any(
            "Almanac" in labels.split(":") or (name in bound and not labels) for name, labels in nodes
        ), pattern
        bound |= {name for name, _ in nodes}


def _patterns(text: str) -> Iterator[str]:
    """What stands after MATCH, COUNT { and EXISTS {, one path each."""
    ends = r"(?=\s(?:OPTIONAL|MATCH|WHERE|WITH|RETURN|UNWIND|CALL|UNION)\b)"
    for told in re.findall(rf"\bMATCH\b(.*?){ends}|\b(?:COUNT|EXISTS) \{{ (\(.*?\)) \}}", text, re.DOTALL):
        yield from re.split(r",(?=\s*(?:\w+ = )?\()", "".join(told))


@each
def test_a_pattern_that_begins_elsewhere_would_be_found(query: Saved) -> None:
    with pytest.raises(AssertionError):
        test_every_pattern_begins_at_the_almanacs_nodes(
            Saved(query.name, query.title, query.folder, query.text.replace(":Almanac", ""))
        )


@pytest.mark.neo4j
@each
def test_every_query_finds_something(query: Saved, driver: Driver) -> None:
    found = driver.execute_query(query.text)
    assert found.records
    assert not found.summary.counters.contains_updates
    noted = [note for note in found.summary.gql_status_objects if note.gql_status.startswith(("01N", "03N"))]
    assert not noted, query.text


@pytest.mark.neo4j
@each
def test_what_names_an_entity_is_found_by_the_index(query: Saved, driver: Driver) -> None:
    plan = driver.execute_query(f"EXPLAIN {query.text}").summary.plan
    assert plan
    steps = set(_steps(plan))
    assert "AllNodesScan" not in steps
    if "{name: '" in query.text:
        assert "NodeIndexSeek" in steps
        counts_all = "count(DISTINCT event) AS all" in query.text  # which nothing but a scan can
        assert counts_all or not {step for step in steps if "Scan" in step}


def _steps(plan: dict[str, object]) -> Iterator[str]:
    yield str(plan["operatorType"]).partition("@")[0]
    children = plan.get("children")
    for child in children if isinstance(children, list) else ():
        yield from _steps(child)


@pytest.mark.neo4j
def test_another_graph_in_the_database_changes_no_answer(driver: Driver) -> None:
    alone = {query.name: _answer(driver, query) for query in saved()}
    try:
        for step in TWINS:
            driver.execute_query(step)
        driver.execute_query("CALL db.awaitIndexes()")
        assert driver.execute_query("MATCH (:Twin)-[r]->(:Twin) RETURN count(r) > 3000 AS many").records[0][
            "many"
        ]
        assert {query.name: _answer(driver, query) for query in saved()} == alone
    finally:
        driver.execute_query("MATCH (n:Twin) DETACH DELETE n")
        driver.execute_query("DROP INDEX twin")


def _answer(driver: Driver, query: Saved) -> list[str]:
    return sorted(repr(record.data()) for record in driver.execute_query(query.text).records)


@pytest.mark.neo4j
def test_the_page_counts_as_the_almanac_does(at: tuple[Place, Driver]) -> None:
    place, driver = at
    store = open_neo4j(place)
    try:
        with open_projection(store).view() as view:
            [seen] = view.traversals.presence([entity_key("organization", "OpenAI")])
    finally:
        store.close()
    [row] = driver.execute_query(named("page").text).records
    found = (row["events"], row["first_seen"].to_native(), row["last_seen"].to_native())
    assert found == (seen.count, seen.first_seen, seen.last_seen)


@pytest.mark.neo4j
def test_the_candidate_and_the_story_are_told(driver: Driver) -> None:
    [candidate] = driver.execute_query(named("candidates").text).records
    assert (candidate["name"], candidate["kind"], candidate["events"]) == (CANDIDATE.name, "Technique", 5)
    [story] = driver.execute_query(named("story-first").text).records
    assert (story["story"], story["first"]) == (STORY, "AI timeline")
    assert story["after"] == ["Harbour Wire, after 5 h", "Tern Daily, after 26 h"]


@pytest.mark.neo4j
def test_who_said_it_is_a_source_and_its_words(driver: Driver) -> None:
    [fact] = driver.execute_query(named("provenance").text).records
    assert fact["source"] == "Almanac starter: products"
    [entity] = driver.execute_query(named("provenance-entity").text).records
    assert '"homepage":"https://openai.com"' in entity["said"]
