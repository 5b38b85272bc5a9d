"""What a feed's item was found to hold, before it is a record: its fields as written, mended where that needs no other item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from loaders.read.dates import instant
from loaders.read.markup import joined
from loaders.read.plain import line
from schema.record import Record, Trouble
from schema.url import arxiv_id, canonical_url

_MAY_IDENTIFY = re.compile(r"arxiv|^10\.|doi|^\d{4}\.\d{4,5}", re.IGNORECASE)
MOST_OF_TEXT = 1_000_000
_EMAIL = r"[^\s<>()\[\],;\"@]+@[^\s<>()\[\],;\"@]+"
_WITH_EMAIL = re.compile(rf"[<(\[]?\s*(?:mailto:)?{_EMAIL}\s*[>)\]]?")
_DOI = re.compile(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """One item: texts are plain, dates and links as written."""

    id: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    links: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    place: str = ""
    lacks: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What messages call it."""
        return (self.id or self.url or self.title or self.place)[:200]

    @property
    def length(self) -> int:
        """Characters of text."""
        return len(self.title) + len(self.summary) + len(self.body)

    @property
    def beginning(self) -> str:
        """The first 200 characters of what it says."""
        said = " ".join(text[:800] for text in (self.title, self.summary, self.body) if text)
        return line(said)[:200].strip()

    def refusal(self, otherwise: str = "") -> Trouble | None:
        """Why it can't be taken: it has too much text, or none.  otherwise: what to show of it where it has none."""
        if self.length > MOST_OF_TEXT:
            why = f"has {self.length:,} characters of text, more than the {MOST_OF_TEXT:,} that an item may have"
            return Trouble(self.name, self.place, why, "Ask its publisher for a shorter form", self.beginning)
        if not self.length:
            do = "Nothing can be kept of it: an item needs a title or a text"
            return Trouble(self.name, self.place, "has neither title nor text", do, otherwise)
        return None

    def record(self, base: str) -> Record:
        """The record, without an identity yet.  base: what its links are relative to."""
        url = joined(base, self.url) if self.url else ""
        published, updated = (
            self._instant("published", self.published),
            self._instant("updated", self.updated),
        )
        lacks = [name for name, value in (("title", self.title), ("link", url), ("id", self.id)) if not value]
        if not (self.summary or self.body):
            lacks.append("text")
        if not (self.published or self.updated):
            lacks.append("date")
        identifiers = tuple(dict.fromkeys((*self.identifiers, *identifiers_in(url))))
        authors = self.authors
        if len(authors) == 1 and any(each.startswith("arxiv:") for each in identifiers):
            authors = tuple(
                filter(None, (part.strip() for part in authors[0].split(",")))
            )  # arXiv puts all into one
        return Record(
            id=self.id,
            url=url,
            title=self.title,
            summary=self.summary,
            body=self.body,
            published=published,
            updated=updated,
            authors=authors,
            categories=self.categories,
            language=self.language,
            links=tuple(dict.fromkeys(full for link in self.links if (full := joined(base, link)) != url)),
            identifiers=identifiers,
            place=self.place,
            lacks=(*(f"no {name}" for name in lacks), *self.lacks),
        )

    def _instant(self, name: str, text: str) -> datetime | None:
        """The instant of a date as written; one that is not understood is noted."""
        found = instant(text) if text else None
        if text and found is None:
            self.lacks.append(f"{name} not understood: {line(text)[:60]}")
        return found


def identifiers_in(*texts: str) -> tuple[str, ...]:
    """The arXiv ids and DOIs that links or ids are."""
    found: list[str] = []
    for text in texts:
        if text.startswith("oai:arXiv.org:"):
            text = text.removeprefix("oai:arXiv.org:")
        if not _MAY_IDENTIFY.search(text):
            continue
        if arxiv := arxiv_id(text):
            found.append(f"arxiv:{arxiv}")
        elif doi := _DOI.match(canonical_url(text)):
            found.append(f"doi:{doi[1].lower()}")
    return tuple(found)


def person(text: str) -> str:
    """The name that an author field gives, without an e-mail address; "" where it holds nothing else."""
    text = line(text)
    if "@" not in text or len(text) > 500:
        return text
    name = _WITH_EMAIL.sub("", text).strip(" \t,;:-")
    return name[1:-1].strip() if name[:1] + name[-1:] in ("()", '""', "[]") else name


def people(*texts: str) -> tuple[str, ...]:
    """The names that author fields give, each once, in order."""
    return tuple(dict.fromkeys(filter(None, map(person, texts))))
