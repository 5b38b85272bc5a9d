"""The chart shows what the results say, and the page's tables are those of the newest ones."""

from __future__ import annotations

import pytest
from lxml import etree

from bench.chart import DOCS, Line, beside, budgets, lines, newest, svg, table, written


def test_the_page_is_in_step_with_the_results() -> None:
    results = newest()
    page = (DOCS / "scale.md").read_text(encoding="utf-8")
    drawn = lines(results)
    assert written(page, "growth", table(results, drawn)) == page
    assert written(page, "budgets", budgets(results[max(results)])) == page
    assert written(page, "neo4j", beside(results)) == page
    assert (DOCS / "scale.svg").read_text(encoding="utf-8") == svg(drawn)


def test_slopes_are_those_of_logarithms() -> None:
    assert Line("x", [(10, 1.0), (1_000, 100.0)]).slope == pytest.approx(1)
    assert Line("x", [(10, 5.0), (1_000, 5.0)]).slope == pytest.approx(0)
    told = svg([Line("a", [(10, 1.0), (1_000, 100.0)]), Line("b", [(10, 1.0), (1_000, 2.0)])])
    root = etree.fromstring(told.encode())
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 2


def test_a_page_without_a_place_is_told() -> None:
    with pytest.raises(ValueError, match="no place for growth"):
        written("nothing", "growth", [])
