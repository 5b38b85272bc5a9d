"""The linker: all known names at once over the words of a text.

A form matches where its words stand next to each other in one field's words (`schema/words.py`), so a hyphen is a
space and a possessive is a word of its own.  From left to right, the longest form that case allows takes its words;
shorter forms within it are no mentions.  What a form means is `choose`'s matter.

One automaton (Aho and Corasick, Communications of the ACM 18(6), 1975) runs over the words joined by single spaces;
where it finds nothing, no offset is computed.  Invariant: linking is a function of (wording, forms, denied forms).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from graph.names import Form
from loaders.link.choose import Choice, by_context, choose
from loaders.link.lexicon import Phrase, lexicon
from loaders.link.salience import salience
from loaders.link.values import Found, Linked, Place, Suggestion, Wording
from schema.keys import Key
from schema.words import located, words

_BARRIER = "\x1f"  # stands between two fields, where no form reaches across; cutting words never yields it
# Common punctuation beyond ASCII, none of it part of a word: put aside, most texts take the fast way of cutting words.
_PUNCTUATION = str.maketrans(dict.fromkeys("‘’‚“”„«»–—―−…•·®™©\u00a0\u2009\u200a\u202f→", " "))
_NOTHING = Linked()


class _Hit(NamedTuple):
    """A phrase found at a place of the text, as written there, and what it can mean."""

    place: Place
    surface: str
    choice: Choice


class Linker:
    """Known names, ready to be found.  Immutable; building takes time in the number of forms."""

    def __init__(self, forms: Iterable[Form], denied: Collection[Phrase] = ()) -> None:
        self._made_of = (tuple(forms), frozenset(denied))
        known = lexicon(*self._made_of)
        self._phrases: list[Phrase] = sorted(known)
        self._readings = [known[phrase] for phrase in self._phrases]
        patterns = [f" {' '.join(phrase)} " for phrase in self._phrases]
        readings = self._readings
        # Most names are met again and again, written alike.
        self._choose = lru_cache(maxsize=1 << 16)(lambda index, written: choose(readings[index], written))
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)

    def __reduce__(self) -> tuple[type[Linker], tuple[tuple[Form, ...], frozenset[Phrase]]]:
        """Another process makes it of the same forms."""
        return Linker, self._made_of

    def link(self, wording: Wording) -> Linked:
        """What one wording names."""
        offset = repeated(wording.summary, wording.body)
        texts = (wording.title, wording.summary, wording.body[offset:] if offset else wording.body)
        plain = [text if text.isascii() else text.translate(_PUNCTUATION) for text in texts]
        cut = [words(text) for text in plain]
        joined = f" {' '.join((*cut[0], _BARRIER, *cut[1], _BARRIER, *cut[2]))} "
        matches = self._automaton.find_matches_as_indexes(joined, overlapping=True)
        if not matches:
            return _NOTHING
        starts = sorted(
            (joined.count(" ", 0, start), -len(self._phrases[index]), index) for index, start, _ in matches
        )
        hits = list(self._hits(starts, [_Field(*each) for each in zip(texts, plain, cut, strict=True)]))
        return _linked(hits, [len(text) for text in texts], offset) if hits else _NOTHING

    def link_all(self, wordings: Iterable[Wording]) -> list[Linked]:
        """What each wording names, in their order."""
        return [self.link(wording) for wording in wordings]

    def _hits(self, starts: Sequence[tuple[int, int, int]], fields: Sequence[_Field]) -> Iterator[_Hit]:
        """The longest allowed phrase at each place, left to right.  `starts`: (word, minus length, phrase), sorted."""
        first_of = (
            0,
            fields[0].count + 1,
            fields[0].count + fields[1].count + 2,
        )  # each barrier counts as a word
        taken = (0, 0)
        for word, minus_length, index in starts:
            number = 2 if word >= first_of[2] else 1 if word >= first_of[1] else 0
            field = fields[number]
            spans = field.spans(word - first_of[number], -minus_length)
            start, end = spans[0][0], spans[-1][1]
            # Offsets, not words, tell what is taken: the bigrams of one run of CJK text overlap.
            if number == taken[0] and start < taken[1]:
                continue
            choice = self._choose(index, tuple([field.text[at:to] for at, to in spans]))
            if choice.entities:
                taken = (number, end)
                yield _Hit(Place(number, start, end), field.text[start:end], choice)


class _Field:
    """One field's text and where its words stand, found as far as they are asked for."""

    def __init__(self, text: str, plain: str, cut: list[str]) -> None:
        self.text = text
        self._plain = plain
        self.count = len(cut)
        self._cut = cut
        self._spans: list[tuple[int, int]] = []

    def spans(self, word: int, count: int) -> list[tuple[int, int]]:
        """The offsets of `count` words from `word` on."""
        if len(self._spans) < word + count:
            if self._plain.isascii():
                self._reach(word + count)
            else:
                self._spans = [(start, end) for _, start, end in located(self._plain)]
        return self._spans[word : word + count]

    def _reach(self, upto: int) -> None:
        # What stands between two words can't begin a word, so the next place of the next word is its own.
        spans = self._spans
        find = self._plain.lower().find
        end = spans[-1][1] if spans else 0
        for word in self._cut[len(spans) : upto]:
            start = find(word, end)
            end = start + len(word)
            spans.append((start, end))


def repeated(summary: str, body: str) -> int:
    """How far `body` only repeats `summary`, white space aside: the offset in `body` where the new begins, else 0."""
    if not summary or body.startswith(summary):
        return len(summary) if body else 0
    at = 0
    for part in summary.split():
        found = body.find(part, at)
        if found < 0 or (found > at and not body[at:found].isspace()):
            return 0
        at = found + len(part)
    return at


def _linked(hits: Sequence[_Hit], lengths: Sequence[int], offset: int) -> Linked:
    named = {hit.choice.entities[0] for hit in hits if len(hit.choice.entities) == 1}
    mentions: dict[Key, list[_Hit]] = {}
    open_forms: dict[tuple[str, tuple[Key, ...]], list[_Hit]] = {}
    for hit in hits:
        choice = hit.choice if len(hit.choice.entities) == 1 else by_context(hit.choice.entities, named)
        settled = _Hit(_shifted(hit.place, offset) if offset else hit.place, hit.surface, choice)
        if len(choice.entities) == 1:
            mentions.setdefault(choice.entities[0], []).append(settled)
        else:
            open_forms.setdefault((hit.surface, choice.entities), []).append(settled)
    whole = [*lengths[:2], lengths[2] + offset]
    return Linked(
        tuple(_found(entity, mentions[entity], whole) for entity in sorted(mentions)),
        tuple(
            Suggestion(form, candidates, tuple(hit.place for hit in open_forms[form, candidates]))
            for form, candidates in sorted(open_forms)
        ),
    )


def _shifted(place: Place, offset: int) -> Place:
    """A place in the body counts from the body's own beginning, though only its new part was linked."""
    return Place(place.field, place.start + offset, place.end + offset) if place.field == 2 else place


def _found(entity: Key, hits: Sequence[_Hit], lengths: Sequence[int]) -> Found:
    places = tuple(hit.place for hit in hits)
    surest = max((hit.choice for hit in hits), key=_sureness) if len(hits) > 1 else hits[0].choice
    return Found(
        entity,
        places,
        hits[0].surface,
        surest.method,
        surest.confidence,
        salience(places, lengths),
    )


def _sureness(choice: Choice) -> tuple[float, str]:
    return choice.confidence, choice.method
