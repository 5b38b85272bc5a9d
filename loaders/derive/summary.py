"""Summaries: an item's own first whole sentences, at most four.  Nothing is invented where it has none.

A text that only repeats the title tells nothing and gives no summary.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from loaders.derive.sentences import sentences
from schema.text import normalise

MOST_SENTENCES = 4
ROOM = 600  # code points after which no further sentence is taken
_WHITE_SPACE = 100  # how much longer than its title a text may be and still only repeat it
LONGEST = 1000  # a first sentence longer than this is cut at a word


def summarise(title: str, *texts: str) -> str:
    """The summary that an item's texts give: of the first one with whole sentences, else of the first that says anything.

    `texts` are plain text, best first (the item's own summary, then its body).  "" where they only repeat the title.
    """
    told = [text for text in texts if text.strip() and not _repeats(text, title)]
    for text in told:
        if whole := _first(sentence.text for sentence in sentences(text) if sentence.whole):
            return "" if _repeats(whole, title) else _cut(whole)
    return _cut(next(sentences(told[0])).text) if told else ""


def _first(whole: Iterable[str]) -> str:
    """As many sentences as there is room for, at least one if there is one."""
    taken: list[str] = []
    size = 0
    for sentence in islice(whole, MOST_SENTENCES):
        size += len(sentence) + 1
        if taken and size > ROOM + 1:
            break
        taken.append(sentence)
    return " ".join(taken)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1].rpartition(" ")[0] or text[: LONGEST - 1]
    return f"{kept.rstrip(' ,;:')}…"


def _repeats(text: str, title: str) -> bool:
    if len(text) > 2 * len(title) + _WHITE_SPACE:
        return False
    return normalise(text).strip(" .…!") == normalise(title).strip(" .…!")
