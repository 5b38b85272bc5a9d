"""Sources of a gazetteer: tables that tell of feeds, listings and lists, and who runs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from pydantic import ValidationError

from loaders.read.entities import Told
from loaders.read.findings import Findings, valid
from loaders.read.hints import near, short, unknown_fields
from loaders.read.lines import Row
from loaders.read.values import Listed
from loaders.read.wishes import edge_fields, wishes
from schema.kinds.source import Source
from schema.record import SourceClass, SourceInfo, Trouble
from schema.url import canonical_url

_CLASSES = get_args(SourceClass)
_PROPS = tuple(name for name in Source.props() if name != "complete")
_ADDRESSES = ("url", "homepage")


def publisher(row: Row) -> tuple[Told | None, list[Trouble]]:
    """What a source's table says, and what is wrong with it."""
    shown = row.fields.get("name") or row.fields.get("link")
    place = f"{row.place}, source {short(shown)}" if shown else row.place
    findings = Findings(f"source {shown}" if shown else row.place, place, row.beginning)
    known = ("class", "link", *_PROPS, *edge_fields(Source))
    for field, do in unknown_fields(row.fields, known):
        findings.add(field, f"{field} is not known of a source", do)
    info = _info(row.fields, findings)
    if info is None:
        return None, findings.troubles
    props = {field: _canonical(field, row.fields[field]) for field in _PROPS if field in row.fields}
    if info.link:
        props.setdefault("url", canonical_url(info.link))
    node = valid(lambda told: Source(key=info.key, **dict(told)), props, findings)  # type: ignore[arg-type]  # validated there
    if node is None:
        return None, findings.troubles
    name = info.name or info.link
    related = tuple(wishes(info.key, Source, name, row.fields, findings))
    return Told(Listed(node, (), name, place), (name,), related), findings.troubles


def _info(fields: Mapping[str, object], findings: Findings) -> SourceInfo | None:
    class_ = fields.get("class")
    if class_ not in _CLASSES:
        findings.add("", f"{short(class_)} is no class of source", near(str(class_), _CLASSES))
        return None
    parts = {field: fields[field] for field in ("class", "link", "name") if field in fields}
    try:
        return SourceInfo.model_validate(parts)
    except ValidationError as error:
        findings.failed("", error)
        return None


def _canonical(field: str, value: object) -> object:
    return canonical_url(value) if field in _ADDRESSES and isinstance(value, str) else value
