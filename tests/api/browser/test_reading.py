"""A reader's way through the pages in a real browser: home, search, an entity, an event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from starlette.types import ASGIApp

from schema.keys import local_part
from tests.api.serving import served
from tests.api.world import TECHNIQUE

HEADINGS = ("Aliases", "Co-occurring", "More like this", "Guides", "Recent events")
ENTITY = f"/entity/{local_part(TECHNIQUE.key)}"
SPARQL = f"/sparql?query={quote('SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 60')}"


@pytest.fixture(scope="module")
def address(app_on_file: ASGIApp) -> Iterator[str]:
    """The small almanac, served on a free port of this machine."""
    with served(app_on_file) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass
class Visit:
    """A page, and what went wrong or went out while it was visited."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the almanac."""
        self.page.goto(self.address + path)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A visit that ends with no complaint, and no request to another host."""
    page = browser.new_page()
    made = Visit(page, address)

    def asked(request: Request) -> None:
        made.requests.append(request.url)

    page.on("console", lambda message: made.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("request", asked)
    yield made
    page.close()
    assert made.complaints == []
    assert {url for url in made.requests if not url.startswith((address, "data:"))} == set()


def test_from_home_to_an_event(visit: Visit) -> None:
    page = visit.page
    visit.go("/")
    page.get_by_role("searchbox").fill("lantern probing")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Lantern probing", exact=True).first.click()
    expect(page).to_have_url(visit.address + ENTITY)
    expect(page.get_by_role("heading", level=1)).to_have_text("Lantern probing")
    for heading in HEADINGS:
        expect(page.get_by_role("heading", level=2, name=heading, exact=True)).to_be_visible()
    expect(page.get_by_text("First seen", exact=True)).to_be_visible()
    page.get_by_role("link", name="Older events").click()
    page.get_by_role("link", name="Lantern probing finds 12 features", exact=True).click()
    expect(page).to_have_url(re.compile("/event/[0-9a-f]{20}$"))
    page.locator("a.mention", has_text="lantern probing").click()
    expect(page).to_have_url(visit.address + ENTITY)


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    visit.go(ENTITY)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_query_is_asked_and_answered(visit: Visit) -> None:
    visit.go("/graphql")
    visit.page.get_by_label("Query").fill("{ entities(first: 1) { edges { node { name } } } }")
    visit.page.get_by_role("button", name="Ask").click()
    expect(visit.page.locator("pre")).to_contain_text('"name": "Harbour Lab"')


def test_a_sparql_query_is_asked_and_its_rows_lead_on(visit: Visit) -> None:
    visit.go("/sparql")
    visit.page.get_by_label("Query").fill("SELECT ?model { ?model a almanac:Model } ORDER BY ?model")
    visit.page.get_by_role("button", name="Ask").click()
    visit.page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Gull-7")
    visit.go("/sparql")
    visit.page.get_by_role("link", name="What persons judged").click()
    expect(visit.page.get_by_text("No rows.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", ENTITY, "/search?q=small", "/graphql", SPARQL, "/guide/probing"])
def test_nothing_runs_over_the_edge(
    visit: Visit, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.emulate_media(color_scheme=scheme)
    visit.go(path)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(visit.page.screenshot()) > 5_000


_CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const least = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) least.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 30)}`);
  }
  return least;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", ENTITY])
def test_text_stands_out_from_its_ground(visit: Visit, path: str, scheme: Literal["light", "dark"]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.go(path)
    assert visit.page.evaluate(_CONTRAST) == []
