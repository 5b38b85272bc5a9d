"""Draws how figures grow with size, and writes them into `docs/scale.md`: `python -m bench.chart`.

Of each size the newest results are taken.  A figure grows at most linearly where its slope, on scales of tens, is at most 1.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.__main__ import RESULTS
from bench.neo4j import BOLT, BULK, CYPHER, OVER_NEO4J, OVER_SQLITE, SECTION

DOCS = Path(__file__).parent.parent / "docs"
SHOWN = (
    ("co-occurrence of the hub", "C loop"),
    ("co-occurrence of the hub", "almanac"),
    ("co-occurrence of the hub", "SQL joins"),
    ("co-occurrence of the hub", "DuckDB"),
    ("co-occurrence of the hub", "networkx"),
    ("co-occurrence of the median entity", "almanac"),
    ("page in process, p99", "almanac"),
    ("similar to the hub", "almanac"),
    ("neighbourhood, 2 hops of 30", "almanac"),
    ("path between two ordinary entities", "almanac"),
    ("trending over all entities, 30 days", "almanac"),
    ("ready, from the kept base", "almanac"),
)
_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 420, 60, 20
_COLOURS = ("#1b6ca8", "#c4572b", "#3f8f4f", "#8a5fb0", "#b8860b", "#5a6b75")
_LINEAR = 1.05  # a little for noise


class Line(NamedTuple):
    """A figure by size: (events, value) rising, and the slope of its logarithms from the least to the greatest."""

    name: str
    points: list[tuple[int, float]]

    @property
    def slope(self) -> float:
        """1 where it grows as the number of events does."""
        (least, first), (most, last) = self.points[0], self.points[-1]
        return math.log(last / first) / math.log(most / least)


def newest() -> dict[int, dict[str, Any]]:
    """The newest results of each size."""
    found: dict[int, dict[str, Any]] = {}
    for path in sorted(RESULTS.glob("*-*.json")):
        if not path.stem.endswith("-arrays"):
            told = json.loads(path.read_text(encoding="utf-8"))
            found[told["events"]] = told
    return found


def lines(results: dict[int, dict[str, Any]]) -> list[Line]:
    """What is shown, where there are two sizes of it or more."""
    found = []
    for what, engine in SHOWN:
        points = [
            (size, figure["value"])
            for size, told in sorted(results.items())
            for figure in told["figures"]
            if (figure["what"], figure["engine"]) == (what, engine)
        ]
        if len(points) > 1:
            found.append(Line(what if engine == "almanac" else f"{what}: {engine}", points))
    return found


def svg(drawn: list[Line]) -> str:
    """The lines on scales of tens, with their names beside; readable on light and dark ground."""
    sizes = [math.log10(size) for line in drawn for size, _ in line.points]
    values = [math.log10(value) for line in drawn for _, value in line.points]
    low, high = math.floor(min(values)), math.ceil(max(values))

    def x(size: float) -> float:
        return _LEFT + (math.log10(size) - min(sizes)) / (max(sizes) - min(sizes)) * (_WIDTH - _LEFT - 20)

    def y(value: float) -> float:
        return _TOP + (high - math.log10(value)) / (high - low) * _HEIGHT

    def parts() -> Iterator[str]:
        total = _TOP + _HEIGHT + 50 + 18 * len(drawn)
        yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {total}" font-family="sans-serif" font-size="12">'
        yield "<style>text{fill:#333}.grid{stroke:#999;stroke-width:.4}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>"
        for power in range(low, high + 1):
            at = y(10.0**power)
            yield f'<path class="grid" d="M{_LEFT} {at:.1f}H{_WIDTH - 20}"/>'
            yield f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>'
        for size in sorted({size for line in drawn for size, _ in line.points}):
            yield f'<text x="{x(size):.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{size:,}</text>'
        yield f'<text x="{_WIDTH / 2}" y="{_TOP + _HEIGHT + 36}" text-anchor="middle">events</text>'
        for number, line in enumerate(drawn):
            colour, dash = _COLOURS[number % len(_COLOURS)], ("", "6 3")[number // len(_COLOURS) % 2]
            path = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in line.points)
            stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
            yield f'<polyline points="{path}" fill="none" {stroke}/>'
            at = _TOP + _HEIGHT + 56 + 18 * number
            yield f'<path d="M{_LEFT} {at - 4}h28" fill="none" {stroke}/>'
            yield f'<text x="{_LEFT + 36}" y="{at}">{line.name} (slope {line.slope:.2f})</text>'
        yield "</svg>"

    return "\n".join(parts()) + "\n"


def table(results: dict[int, dict[str, Any]], drawn: list[Line]) -> Iterator[str]:
    """The lines as a table."""
    sizes = sorted(results)
    yield "| ms | " + " | ".join(f"{size:,}" for size in sizes) + " | slope | at most linear |"
    yield "|---|" + "---|" * (len(sizes) + 2)
    for line in drawn:
        values = dict(line.points)
        cells = " | ".join(f"{values[size]:,.2f}" if size in values else "" for size in sizes)
        yield f"| {line.name} | {cells} | {line.slope:.2f} | {'yes' if line.slope <= _LINEAR else 'no'} |"


def budgets(told: dict[str, Any]) -> Iterator[str]:
    """The figures that have a budget, of one run."""
    yield "| what | figure | budget | met |"
    yield "|---|---|---|---|"
    for figure in told["figures"]:
        if figure.get("budget"):
            value = f"{figure['value']:,.2f} {figure['unit']}"
            ratio = (
                f" ({figure['ratio']:.2f} × {figure['reference']})" if figure.get("ratio") is not None else ""
            )
            met = "yes" if figure["met"] else "**no**"
            yield f"| {figure['what']}, {figure['engine']} | {value}{ratio} | {figure['budget']} | {met} |"


def beside(results: dict[int, dict[str, Any]]) -> Iterator[str]:
    """What runs tell of the almanac on Neo4j: the same questions to three engines, then the rest; of the largest that did it."""
    told = _largest(results, SECTION)
    imported = section(_largest(results, BULK), BULK)
    engines = (CYPHER, OVER_NEO4J, OVER_SQLITE)
    asked: dict[str, dict[str, float]] = {}
    for figure in told["figures"]:
        if figure["engine"] in engines:
            asked.setdefault(figure["what"], {})[figure["engine"]] = figure["value"]
    yield "| ms | " + " | ".join(engines) + " |"
    yield "|---|---|---|---|"
    for what, values in asked.items():
        cells = (f"{values[engine]:,.2f}" if engine in values else "" for engine in engines)
        yield f"| {what} | {' | '.join(cells)} |"
    yield ""
    yield "| what | engine | figure |"
    yield "|---|---|---|"
    for figure in section(told, BOLT) + imported + section(told, SECTION):
        if figure["engine"] not in engines:
            budget = (
                f", budget {figure['budget']}: {'met' if figure['met'] else '**not met**'}"
                if figure.get("budget")
                else ""
            )
            yield f"| {figure['what']} | {figure['engine']} | {figure['value']:,.0f} {figure['unit']}{budget} |"


def _largest(results: dict[int, dict[str, Any]], name: str) -> dict[str, Any]:
    """The newest run of the largest size that measured a section."""
    return next(told for _, told in sorted(results.items(), reverse=True) if section(told, name))


def section(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The figures of one section of a run; those that it ends with are left out."""
    found: list[dict[str, Any]] = []
    for figure in told["figures"]:
        if figure["engine"] == "bench" and figure["what"].startswith("section "):
            if figure["what"] == f"section {name}":
                return found
            found = []
        else:
            found.append(figure)
    return []


def whole(path: Path) -> Iterator[str]:
    """All figures of a run."""
    yield "| what | engine | figure |"
    yield "|---|---|---|"
    for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]:
        yield f"| {figure['what']} | {figure['engine']} | {figure['value']:,.2f} {figure['unit']} |"


def written(page: str, name: str, told: Iterable[str]) -> str:
    """The page with what stands between the marks of a name replaced."""
    marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
    block = "\n".join([marks[0], "", *told, "", marks[1]])
    replaced, count = re.subn(
        re.escape(marks[0]) + ".*?" + re.escape(marks[1]), lambda _: block, page, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"docs/scale.md has no place for {name}")
    return replaced


def main() -> None:
    """Write the chart and the tables."""
    results = newest()
    drawn = lines(results)
    (DOCS / "scale.svg").write_text(svg(drawn), encoding="utf-8")
    path = DOCS / "scale.md"
    page = path.read_text(encoding="utf-8")
    page = written(page, "growth", table(results, drawn))
    page = written(page, "budgets", budgets(results[max(results)]))
    page = written(page, "neo4j", beside(results))
    arrays = sorted(RESULTS.glob("*-arrays.json"))
    if arrays:
        page = written(page, "arrays", whole(arrays[-1]))
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
