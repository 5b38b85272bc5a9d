"""Summaries: an item's own first whole sentences, at most four.  Nothing is invented where it has none.

A text that only repeats the title tells nothing and gives no summary.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.derive.sentences import sentences
from schema.text import normalise

MOST_SENTENCES = 4
ROOM = 600  # code points after which no further sentence is taken
LONGEST = 1000  # a first sentence longer than this is cut at a word


def summarise(title: str, *texts: str) -> str:
    """The summary that an item's texts give: of the first one with whole sentences, else of the first that says anything.

    `texts` are plain text, best first (the item's own summary, then its body).  "" where they only repeat the title.
    """
    pieces = [sentences(text) for text in texts if text.strip() and not _repeats(text, title)]
    for sentence_list in pieces:
        if whole := [sentence.text for sentence in sentence_list if sentence.whole]:
            return _cut("" if _repeats(whole[0], title) and len(whole) == 1 else _first(whole))
    return _cut(pieces[0][0].text) if pieces else ""


def _first(whole: Sequence[str]) -> str:
    taken = [whole[0]]
    size = len(whole[0])
    for sentence in whole[1:MOST_SENTENCES]:
        size += 1 + len(sentence)
        if size > ROOM:
            break
        taken.append(sentence)
    return " ".join(taken)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1].rpartition(" ")[0] or text[: LONGEST - 1]
    return f"{kept.rstrip(' ,;:')}…"


def _repeats(text: str, title: str) -> bool:
    return normalise(text).strip(" .…!") == normalise(title).strip(" .…!")
