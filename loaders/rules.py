"""The rules that say what is derived, as asserters.  What they say has no stamp and is never complete."""

from __future__ import annotations

from schema.keys import Key
from schema.kinds.source import Source

LINK: Key = "source/rule-link"
APPRAISE: Key = "source/rule-appraise"
SAME_IDENTIFIER: Key = "source/rule-same-identifier"

SOURCES: tuple[Source, ...] = (
    Source(key=LINK, name="Rule: names found in texts"),
    Source(key=APPRAISE, name="Rule: genre and importance"),
    Source(key=SAME_IDENTIFIER, name="Rule: shared identifiers"),
)
