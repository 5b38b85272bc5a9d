"""The real Neo4j Browser: takes the style, runs every saved query, plays the guide, takes the favourites."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from neo4j import Driver
from playwright.sync_api import Browser, Locator, Page, expect

from api.web.app import web_app
from graph.neo4j.browser.queries import FOLDERS, Saved, archive, saved
from graph.neo4j.browser.style import looks
from graph.neo4j.form import CO_OCCURS
from graph.neo4j.place import Place
from graph.neo4j.store import open_neo4j
from graph.projection import open_projection
from schema.ontology import KINDS
from tests.api.cli.conftest import run_on
from tests.api.serving import served
from tests.goldens import Picture
from tests.graph.neo4j.shown import NOW, shown
from tests.servers import neo4j_browser

pytestmark = pytest.mark.neo4j
each = pytest.mark.parametrize("query", saved(), ids=lambda one: one.name)
WAIT = 30_000  # milliseconds; a busy machine is slow
ERROR = "[data-testid=cypherFrameErrorMessage]"
GRAPH_OR_ROWS = "g.node, tbody tr"
ANSWER = f"{GRAPH_OR_ROWS}, .slide, pre"  # with a guide's and a style's
ONE_EACH = "CALL () { %s } RETURN n"
HERE = re.compile(r"^(data|blob):|^(https?|wss?)://(127\.0\.0\.1|localhost|\[::1\])[:/]")
DROPPED = """told => {
  const data = new DataTransfer(), bytes = Uint8Array.from(atob(told), one => one.charCodeAt(0));
  data.items.add(new File([bytes], 'queries.zip', {type: 'application/zip'}));
  return data;
}"""
SETTLES = 3_000  # milliseconds until nodes stand still
# The graphs of the docs: the picture's file and the query's name.
DRAWN = {
    "docs/neo4j-browser.png": "page-drawn",
    "docs/neo4j-neighbourhood.png": "neighbourhood",
    "docs/neo4j-cooccurrence.png": "drawn",
    "docs/neo4j-path.png": "path",
}


@pytest.fixture(scope="module")
def at(starter: Path) -> Iterator[tuple[Place, Driver]]:
    """The starter as it is shown."""
    with shown(starter) as found:
        yield found


@pytest.fixture(scope="module")
def almanac(at: tuple[Place, Driver]) -> Iterator[str]:
    """The almanac that the server keeps, over HTTP: its address."""
    store = open_neo4j(at[0])
    with served(web_app(open_projection(store).view, lambda: NOW)) as port:
        yield f"http://localhost:{port}"
    store.close()


@dataclass(frozen=True, slots=True)
class Shown:
    """Neo4j Browser in a tab."""

    page: Page

    @property
    def frames(self) -> Locator:
        """What was run, newest first."""
        return self.page.get_by_test_id("frame")

    def command(self, text: str) -> None:
        """Write it into the editor and press the button."""
        self.page.get_by_test_id("activeEditor").locator(".monaco-editor").first.click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)
        self.page.get_by_test_id("editor-Run").click()

    def run(self, text: str) -> Locator:
        """The frame that answers, which is the only one then."""
        self.clear()
        self.command(text)
        return self.newest()

    def clear(self) -> None:
        """Take all frames away."""
        self.command(":clear")
        expect(self.frames).to_have_count(0)

    def newest(self) -> Locator:
        """The newest frame, which has answered, and with no error."""
        frame = self.frames.first
        expect(frame.locator(f"{ANSWER}, {ERROR}").first).to_be_visible()
        assert not frame.locator(ERROR).count(), frame.locator(ERROR).inner_text()
        return frame


@pytest.fixture(scope="module")
def neo4j(
    browser: Browser, at: tuple[Place, Driver], almanac: str, pytestconfig: pytest.Config
) -> Iterator[Shown]:
    """The Browser, connected, with the almanac's style."""
    expect.set_options(timeout=WAIT)
    finer = 1.5 if pytestconfig.getoption("--update-pictures") else 1
    page = browser.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=finer)
    page.set_default_timeout(WAIT)
    # What it asks of other hosts is refused, so that it is the same with a network and without.
    page.route(lambda url: not HERE.match(url), lambda route: route.abort())
    page.goto(
        f"{neo4j_browser()}/?preselectAuthMethod=NO_AUTH&dbms={quote(at[0].url)}&cmd=edit&arg=RETURN%201"
    )
    made = Shown(page)
    expect(made.frames.filter(has_text="You have a working connection")).to_have_count(1)
    expect(made.run(f":style {almanac}/neo4j/almanac.grass")).to_contain_text("node.Technique")
    yield made
    page.close()
    expect.set_options(timeout=5_000)


@each
def test_a_saved_query_shows_a_graph_or_rows(query: Saved, neo4j: Shown) -> None:
    frame = neo4j.run(query.favourite)
    drawn = frame.locator("g.node")
    assert drawn.count() <= 80
    captions = drawn.evaluate_all("all => all.map(one => one.textContent.trim())")
    assert all(re.search(r"[^\W\d]", caption) for caption in captions), captions
    assert drawn.count() or frame.locator("tbody tr").count()
    kinds = frame.locator("[data-testid^=property-details-overview]").all_text_contents()
    assert bool(kinds) == bool(captions)
    assert not [kind for kind in kinds if kind.startswith("_")]


def test_each_kind_has_its_colour_and_its_name(neo4j: Shown) -> None:
    one_each = " UNION ALL ".join(f"MATCH (n:Almanac:{kind}) RETURN n LIMIT 1" for kind in KINDS)
    frame = neo4j.run(ONE_EACH % one_each)
    expect(frame.locator("g.node")).to_have_count(len(KINDS))
    drawn = frame.locator("g.node").evaluate_all(
        "all => all.map(one => [one.querySelector('.b-outline').getAttribute('fill'), one.textContent.trim()])"
    )
    assert sorted(colour for colour, _ in drawn) == sorted(look.colour for look in looks().values())
    assert all(caption for _, caption in drawn)


@pytest.mark.parametrize(("type_", "weight"), [("MENTIONS", r"0\.\d+|1"), (CO_OCCURS, r"\d+")])
def test_a_tie_shows_its_weight(neo4j: Shown, type_: str, weight: str) -> None:
    frame = neo4j.run(f"MATCH path = (:Almanac)-[:{type_}]->(:Almanac) RETURN path LIMIT 1")
    expect(
        frame.locator("g.relationship text").filter(has_text=re.compile(f"^({weight})$")).first
    ).to_be_visible()


def test_the_guide_holds_every_query_as_it_is(neo4j: Shown, almanac: str) -> None:
    frame = neo4j.run(f":play {almanac}/neo4j/guide")
    onward = frame.get_by_test_id("nextSlide")
    cards = frame.locator("pre.runnable").all_inner_texts()
    while onward.count():
        onward.click()
        cards += frame.locator("pre.runnable").all_inner_texts()
    told = {card.strip() for card in cards}
    assert f":style {almanac}/neo4j/almanac.grass" in told
    assert {query.text.strip() for query in saved()} <= told


def test_a_card_of_the_guide_runs_beside_it(neo4j: Shown, almanac: str) -> None:
    _play_beside(neo4j, almanac)
    neo4j.page.get_by_test_id("navigationGuides").click()


def _play_beside(neo4j: Shown, almanac: str) -> None:
    neo4j.clear()
    neo4j.command(f":guide {almanac}/neo4j/guide")
    guide = neo4j.page.get_by_test_id("guidesDrawer")
    expect(guide).to_contain_text("A guide to the almanac")
    guide.locator("pre.runnable i").nth(1).click()
    expect(neo4j.frames).to_have_count(1)
    expect(neo4j.newest().locator("g.node").filter(has_text="Anthropic").first).to_be_visible()


def test_the_favourites_are_taken_in_their_folders(neo4j: Shown) -> None:
    page = neo4j.page
    dropped = page.evaluate_handle(DROPPED, base64.b64encode(archive()).decode())
    page.dispatch_event(".filedrop", "drop", {"dataTransfer": dropped})
    page.get_by_test_id("navigationFavorites").click()
    for folder in FOLDERS:
        page.get_by_test_id(f"expandFolder-{folder}").click()
    for query in saved():
        expect(page.get_by_text(query.title, exact=True).first).to_be_attached()
    page.get_by_test_id("navigationFavorites").click()


@pytest.mark.parametrize("path", DRAWN)
def test_a_graph_of_the_docs(path: str, neo4j: Shown, at: tuple[Place, Driver], picture: Picture) -> None:
    [query] = (one for one in saved() if one.name.partition("-")[2] == DRAWN[path])

    def take() -> bytes:
        # Else the Browser draws ties of co-occurrence between all that is shown.
        if CO_OCCURS not in query.text:
            at[1].execute_query(f"MATCH ()-[tie:{CO_OCCURS}]->() DELETE tie")
        frame = neo4j.run(query.favourite)
        neo4j.page.wait_for_timeout(SETTLES)
        taken = frame.screenshot()
        run_on(at[0].url)("draw")
        return taken

    picture(path, take)


def test_the_guide_of_the_docs(neo4j: Shown, almanac: str, picture: Picture) -> None:
    page = neo4j.page

    def take() -> bytes:
        page.set_viewport_size({"width": 1500, "height": 720})
        page.get_by_text("To help make Neo4j Browser better").locator("..").locator("> :last-child").click()
        _play_beside(neo4j, almanac)
        page.get_by_label("Collapse the node properties display").click()
        page.mouse.move(1000, 710)  # where nothing opens under it
        page.wait_for_timeout(SETTLES)
        return page.screenshot()

    picture("docs/neo4j-guide.png", take)
