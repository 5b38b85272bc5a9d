"""How strongly two entities belong together, as Cypher counts it: `graph/traverse/measures.py` term by term, so that scores agree.

Over the variables `both` and `single`, n(x,y) and n(y), and the parameters `$mine` and `$events`, n(x) and N.  Rounded as
numpy rounds: by whole numbers of the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.traverse.cooccurrence import HALF_LIFE, RECENT_STEPS
from graph.traverse.measures import DIGITS
from graph.view import Rank


def rounded(score: str) -> str:
    """A score as it is compared."""
    return f"round(({score}) * 1e{DIGITS}) / 1e{DIGITS} + 0.0"


def _cell(count: str, row: str, column: str) -> str:
    return (
        f"CASE WHEN {count} > 0 THEN ({count}) * log(({count}) * toFloat($events) / (toFloat({row}) * ({column})))"
        " ELSE 0.0 END"
    )


NPMI = f"CASE WHEN both = $events THEN 1.0 ELSE {rounded('log(both * toFloat($events) / (toFloat($mine) * single)) / (-log(toFloat(both) / $events))')} END"
JACCARD = rounded("toFloat(both) / ($mine + single - both)")
_G2 = " + ".join(
    (
        _cell("both", "$mine", "single"),
        _cell("$mine - both", "$mine", "$events - single"),
        _cell("single - both", "$events - $mine", "single"),
        _cell("$events - $mine - single + both", "$events - $mine", "$events - single"),
    )
)
LLR = (
    f"CASE WHEN both * toFloat($events) > toFloat($mine) * single THEN {rounded(f'2 * ({_G2})')} ELSE 0.0 END"
)
SCORES: Mapping[Rank, str] = {
    "count": "toFloat(both)",
    "npmi": NPMI,
    "llr": LLR,
    "jaccard": JACCARD,
    "recent": rounded(f"weight / {RECENT_STEPS}"),
}
# What `recent` sums up; an event without an instant is as old as can be.
WEIGHT = f"coalesce(round(2.0 ^ (toFloat(event.at.epochSeconds - $end) / {HALF_LIFE}) * {RECENT_STEPS}), 0.0)"
BY_SINGLE: tuple[Rank, ...] = ("npmi", "llr", "jaccard")  # those that ask n(y) of everyone met
