"""Guides: Markdown whose front matter says what it is and which entities it covers.

Invariant: a guide is taken whole or not at all, but for an entity that it can't cover, which is told.
"""

from __future__ import annotations

from collections.abc import Mapping

from loaders.read.head import TEXTS, head
from loaders.read.hints import near, short, trouble
from loaders.read.matter import Parted, Value, parted
from loaders.read.targets import reference_to
from loaders.read.values import GuideDocument, Relation
from schema.edges.world import Covers
from schema.errors import Invalid, Unreadable
from schema.keys import guide_key
from schema.kinds.guide import Guide
from schema.record import Trouble
from schema.text import slug
from schema.values import clean

EXAMPLE = """---
slug: sparse-autoencoders
title: Sparse autoencoders, a first look
updated: 2026-08-18
source: my-guides
covers:
  - Sparse autoencoder
---"""
_HEAD = ("source", *TEXTS, "updated")
_FIELDS = ("slug", "title", *_HEAD, "covers")


def read_guide(text: str, *, name: str, source: str = "") -> GuideDocument:
    """Read one guide.  Raises Unreadable for front matter that is absent or wrong, with what to write instead."""
    parts = parted(text, name=name, example=EXAMPLE)
    for field in parts.fields:
        if field not in _FIELDS:
            raise _wrong(f"{field} is not known of a guide", field, parts, name, near(field, _FIELDS))
    spoken = head(
        {field: parts.fields[field] for field in _HEAD if field in parts.fields},
        name=name,
        place="front matter",
        source=source,
        example="source: my-guides",
        complete=False,
    )
    for told in spoken.troubles:
        raise _wrong(told.why, told.item, parts, name, told.do)
    guide = _guide(parts, spoken.stamp, name)
    covers, troubles = _covers(guide, parts, name)
    return GuideDocument(spoken.source, spoken.said_by, guide, covers, troubles, spoken.stamp)


def _guide(parts: Parted, stamp: str, name: str) -> Guide:
    own, title = (_needed(field, parts, name) for field in ("slug", "title"))
    if slug(own) != own:
        raise _wrong(f"{short(own)} is no slug", "slug", parts, name, f"Write {slug(own)}")
    if not parts.body:
        raise Unreadable("a guide without a text", where=name, do="Write it below the front matter")
    return Guide(key=guide_key(own), title=title, body=parts.body, updated=stamp.partition("T")[0])


def _needed(field: str, parts: Parted, name: str) -> str:
    value = parts.fields.get(field, "")
    if not isinstance(value, str) or not clean(value).strip():
        raise _wrong(f"it has no {field}", field, parts, name, f"Begin it with lines such as\n{EXAMPLE}")
    return clean(value).strip()


def _covers(guide: Guide, parts: Parted, name: str) -> tuple[tuple[Relation, ...], tuple[Trouble, ...]]:
    place = f"line {parts.lines.get('covers', 1)}"
    relations: dict[str, Relation] = {}
    troubles: list[Trouble] = []
    for written in dict.fromkeys(_names(parts.fields, parts, name)):
        try:
            target = reference_to(Covers.type(), written)
        except Invalid as error:
            troubles.append(
                trouble(f"{guide.title}: covers {written}", place, error.what, error.do, guide.title)
            )
        else:
            relations[written] = Relation(guide.key, Covers.type(), target, {}, guide.title, place)
    return tuple(relations.values()), tuple(troubles)


def _names(fields: Mapping[str, Value], parts: Parted, name: str) -> list[str]:
    value = fields.get("covers", [])
    names = [value] if isinstance(value, str) else value
    tidy = [" ".join(clean(one).split()) for one in names]
    if not all(tidy):
        raise _wrong(
            "covers has an empty member", "covers", parts, name, "Write a name, or leave the line out"
        )
    return tidy


def _wrong(why: str, field: str, parts: Parted, name: str, do: str) -> Unreadable:
    where = f"{name}, line {parts.lines[field]}" if field in parts.lines else name
    return Unreadable(why, where=where, do=do)
