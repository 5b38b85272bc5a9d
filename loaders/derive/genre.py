"""Genre by rule: what sort of item an event is, from its title, categories and address, else from its first sentence.

The rules stand in order, and the first that fits decides.  An item that gives its own genre keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from loaders.derive.sentences import sentences
from schema.kinds.event import Event, Genre

_PAPER_HOSTS = frozenset(
    {"arxiv.org", "doi.org", "openreview.net", "aclanthology.org", "proceedings.mlr.press"}
)
_SUBJECT = re.compile(r"(?:cs|stat|math|eess|econ|q-bio|physics)\.[A-Za-z-]{2,}")


class Rule(NamedTuple):
    """A genre, and what in a title, a category, a path of an address or a first sentence speaks for it: in lower case."""

    genre: Genre
    title: str
    category: str
    path: str
    sentence: str


RULES: tuple[Rule, ...] = (
    Rule(
        "incident",
        r"outages?|incidents?|breach(?:es|ed)?|post-?mortem|vulnerabilit(?:y|ies)|cve-\d+-\d+|leak(?:s|ed)?|hacked"
        r"|misuse|sued|lawsuits?|recall(?:s|ed)|cyber ?attacks?|espionage",
        r"incidents?|security incidents?|postmortems?",
        r"incidents?|postmortems?",
        r"sued|sues|lawsuit|leaked|outage|breach|hacked|is fired",
    ),
    Rule(
        "funding",
        r"rais(?:es|ed|ing) \$[\d.,]+\s?\w*|raises|funding(?: round)?|series [a-k]|seed round|valuation|invests?|investments?"
        r"|invested|acquires?|acquired|acquisition|acquiring|ipo",
        r"funding|investments?|acquisitions?",
        r"funding|fundraising",
        r"rais(?:es|ed) \$|funding round|series [a-k]|acquires?|acquired|invest(?:s|ed|ment) (?:of|in)|valu(?:ed|ation)",
    ),
    Rule(
        "policy",
        r"regulat(?:ion|ions|ory|ors?)|legislation|ai act|executive order|senate|congress|parliament|lawmakers|treaty"
        r"|governance|scaling policy|usage polic(?:y|ies)|polic(?:y|ies)|safety summit|public comment|export controls",
        r"polic(?:y|ies)|regulation|governance|legal|government",
        r"policy|policies|legal",
        r"executive order|legislation|bill|regulat(?:ion|es|ors)|export controls|sign(?:s|ed) .{0,40}(?:letter|order|law|statement)|senate|congress",
    ),
    Rule(
        "release",
        r"v?\d+\.\d+(?:\.\d+)*|releas(?:es?|ed|ing)|changelog|generally available|general availability|now available"
        r"|is here|open[- ]sourc(?:es?|ed|ing)|open[- ]weights?|preview|beta|what's new",
        r"releases?|changelogs?|product updates?|product|new models?",
        r"changelog|releases?|release-notes",
        r"releases?|released|open[- ]sourc(?:es|ed)|now available|previews|demos",
    ),
    Rule(
        "announcement",
        r"introduc(?:es?|ed|ing)|announc(?:es?|ed|ing|ement)|launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?|meet|partner(?:s|ed|ing)?"
        r"|partnerships?|collaborat(?:es|ing|ion)|expand(?:s|ed|ing)?|joins?|appoints?|hires?|opens?|welcom(?:e|es|ing)"
        r"|brings?|teams? up|to join|founded|wins?",
        r"announcements?|news|company|press releases?|partnerships?",
        r"press|announcements?",
        r"introduc(?:es|ed|ing)|announc(?:es|ed|ing)|launch(?:es|ed)|unveil(?:s|ed)?|found(?:s|ed)|partner(?:s|ed)|joins|appoints|opens",
    ),
    Rule(
        "paper",
        r"paper|preprint|technical report|system card|survey of|towards?",
        r"research|papers?|publications?|interpretability|alignment",
        r"papers?|publications?|research",
        r"paper|publish(?:es)?|preprint|we (?:propose|show|present|introduce|study)",
    ),
    Rule(
        "opinion",
        r"why|opinion|essay|thoughts on|lessons|reflections?|perspectives?|interview|podcast|on the|how (?:we|i|to)|should"
        r"|the future of|the case (?:for|against)|myths?|predictions?",
        r"opinions?|essays?|perspectives?|podcasts?|interviews?|editorial|thought leadership",
        r"essays?|opinions?|podcasts?",
        r"essays?|argues?|opinion|interview|episode",
    ),
)
_NONE = len(RULES) + 1


def _together(patterns: Iterable[str], before: str, after: str) -> re.Pattern[str]:
    """One pattern for all rules: at each place, the group that looks ahead upon the first rule's match is set.

    Looking ahead takes nothing, so that no match hides one of an earlier rule that begins within it.
    """
    groups = "|".join(f"((?:{pattern}){after})" for pattern in patterns)
    return re.compile(f"{before}(?={groups})")


_TITLE = _together((rule.title for rule in RULES), r"(?<!\w)(?=\w)", r"\b")
_SENTENCE = _together((rule.sentence for rule in RULES), r"(?<!\w)(?=\w)", r"\b")
_PATH = _together((rule.path for rule in RULES), "/", "(?:/|$)")
_CATEGORY = _together((rule.category for rule in RULES), "^", "$")


def _first(pattern: re.Pattern[str], text: str) -> int:
    """The number of the first rule that fits, from 1; beyond them where none does."""
    return min((found.lastindex or _NONE for found in pattern.finditer(text.lower())), default=_NONE)


def genre_of(event: Event) -> Genre:
    """The genre that an event's title, categories and address speak for, else its first sentence; else `other`."""
    parts = urlsplit(event.url)
    host = (parts.hostname or "").removeprefix("www.")
    if host in _PAPER_HOSTS or any(_SUBJECT.fullmatch(category) for category in event.categories):
        return "paper"
    number = min(
        _first(_TITLE, event.title),
        _first(_PATH, parts.path),
        *(_first(_CATEGORY, category) for category in event.categories),
    )
    if number == _NONE and (first := next(sentences(event.summary), None)):
        number = _first(_SENTENCE, first.text)
    return RULES[number - 1].genre if number < _NONE else "other"
