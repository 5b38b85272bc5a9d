"""Co-occurrence, similarity and trends as they are defined, in plain Python."""

from __future__ import annotations

import math
from collections import Counter
from datetime import datetime
from fractions import Fraction
from itertools import combinations

from graph.view import ALWAYS, Rank, Window
from schema.keys import Key
from tests.graph.traverse.plain import Indexed, status

HALF_LIFE = 90 * 86_400


class Company:
    """Who is mentioned with whom in a window."""

    def __init__(self, graph: Indexed, window: Window) -> None:
        self.graph = graph
        self.mentions = {event: found for event, found in graph.with_mentions(window).items() if found}
        self.total = len(self.mentions)
        self.single = Counter(key for found in self.mentions.values() for key in found)
        self.pairs = Counter(
            pair for found in self.mentions.values() for pair in combinations(sorted(found), 2)
        )

    def both(self, one: Key, other: Key) -> int:
        """n(x, y)."""
        return self.pairs[min(one, other), max(one, other)]

    def met(self, one: Key) -> dict[Key, int]:
        """Everyone met, and how often."""
        return {other: count for other in self.single if other != one and (count := self.both(one, other))}

    def npmi(self, one: Key, other: Key) -> float:
        """ln(n(x,y) N / (n(x) n(y))) / -ln(n(x,y) / N), 1 where all events mention both."""
        both = self.both(one, other)
        if both == self.total:
            return 1.0
        lift = both * self.total / (self.single[one] * self.single[other])
        return round(math.log(lift) / -math.log(both / self.total), 9)

    def jaccard(self, one: Key, other: Key) -> float:
        """Shared events among the events of either."""
        both = self.both(one, other)
        return round(both / (self.single[one] + self.single[other] - both), 9)

    def llr(self, one: Key, other: Key) -> float:
        """Dunning's G² as 2 (sum of cell entropy - row entropy - column entropy)."""
        both, x, y, n = self.both(one, other), self.single[one], self.single[other], self.total
        if both * n <= x * y:
            return 0.0
        cells = [both, x - both, y - both, n - x - y + both]
        return round(2 * (_entropy(cells) - _entropy([x, n - x]) - _entropy([y, n - y]) + _entropy([n])), 9)

    def recent(self, one: Key, other: Key, end: datetime) -> float:
        """Each shared event weighs 2^(-age / 90 days)."""
        weights = [
            Fraction(2.0 ** (-(end - self.graph.at(event)).total_seconds() / HALF_LIFE))
            for event, found in self.mentions.items()
            if {one, other} <= found
        ]
        return round(float(sum(weights)), 9)

    def ranked(self, one: Key, rank: Rank, end: datetime) -> list[tuple[Key, int, float]]:
        """Everyone met as (key, count, score), best first."""
        scores = {
            "count": lambda other: float(self.both(one, other)),
            "npmi": lambda other: self.npmi(one, other),
            "llr": lambda other: self.llr(one, other),
            "jaccard": lambda other: self.jaccard(one, other),
            "recent": lambda other: self.recent(one, other, end),
        }
        rows = [
            (other, count, scores[rank](other))
            for other, count in self.met(one).items()
            if rank != "npmi" or count >= 3
        ]
        return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))


def _entropy(cells: list[int]) -> float:
    return math.fsum(cell * math.log(cell) for cell in cells if cell)


def vector(company: Company, one: Key) -> dict[Key, float]:
    """The 64 strongest neighbours with three shared events and positive npmi, to length 1."""
    found = [
        (company.npmi(one, other), count, other) for other, count in company.met(one).items() if count >= 3
    ]
    strongest = sorted((row for row in found if row[0] > 0), key=lambda row: (-row[0], -row[1], row[2]))[:64]
    length = math.sqrt(math.fsum(npmi**2 for npmi, _, _ in strongest))
    return {other: npmi / length for npmi, _, other in strongest}


def similar(graph: Indexed, one: Key) -> list[tuple[Key, float, tuple[Key, ...]]]:
    """All entities with a positive cosine, best first, with the five most telling shared neighbours."""
    company = Company(graph, ALWAYS)
    ours = vector(company, one)
    rows = []
    for other in graph.entities():
        theirs = vector(company, other)
        shared = sorted(
            ours.keys() & theirs.keys(), key=lambda key: (-round(ours[key] * theirs[key], 9), key)
        )
        cosine = round(math.fsum(ours[key] * theirs[key] for key in shared), 9)
        if other != one and cosine > 0 and status(graph.nodes[other]) not in ("listed", "candidate"):
            rows.append((other, cosine, len(shared), tuple(shared[:5])))
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    return [(key, cosine, shared) for key, cosine, _, shared in rows]


def poisson_tail(count: int, mean: float) -> float:
    """P(X ≥ count), one minus the probabilities of all lesser counts, exactly enough for small counts."""
    return 1 - math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))


def trending(graph: Indexed, window: Window) -> list[tuple[Key, int, float, float]] | None:
    """What rises as (key, count, expected, chance), best first; None where the almanac is too young."""
    assert window.since
    assert window.until
    before = Window(window.since - 8 * (window.until - window.since), window.since)
    dated = [event.at for event in graph.events.values() if event.at]
    if not dated or before.since is None or min(dated) > before.since:
        return None
    now, then = Company(graph, window).single, Company(graph, before).single
    rows = [
        (key, now[key], (then[key] + 1) / 8, poisson_tail(now[key], (then[key] + 1) / 8))
        for key in graph.entities()
        if now[key] >= 3 and status(graph.nodes[key]) not in ("listed", "candidate")
    ]
    rows.sort(key=lambda row: (round(row[3], 9), -row[1], row[0]))
    by_chance = sorted(row[3] for row in rows)
    passed = [place for place, chance in enumerate(by_chance, 1) if chance <= 0.05 * place / len(rows)]
    bar = by_chance[passed[-1] - 1] if passed else -1.0
    return [row for row in rows if row[3] <= bar]
