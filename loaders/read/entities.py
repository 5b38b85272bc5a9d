"""Entities of a gazetteer: one table becomes a node, its written forms, and the relations it tells of.

Invariants: a table without a kind or a name is left out; of any other, a field that is wrong is left out alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from loaders.read.findings import Findings, valid
from loaders.read.hints import near, short, unknown_fields
from loaders.read.lines import Row
from loaders.read.values import Listed
from loaders.read.wishes import Wish, edge_fields, wishes
from schema.declare import Node
from schema.edges.naming import AliasKind, AliasOf
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS, KINDS
from schema.record import Trouble
from schema.values import clean

_IDENTITY = ("name", "birth_name", "disambiguator")
_SPECIAL = ("kind", *_IDENTITY, "status", "aliases", "case")
_ALIAS_FIELDS = ("name", "kind", "case", "language")
_ALIAS_KINDS = tuple(kind for kind in get_args(AliasKind) if kind)
RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Told:
    """What one table says: a node with its written forms, the names that it is meant by first, and its relations."""

    listed: Listed
    names: tuple[str, ...]
    wishes: tuple[Wish, ...]


def entity(row: Row) -> tuple[Told | None, list[Trouble]]:
    """What an entity's table says, and what is wrong with it."""
    kind, name = row.fields.get("kind"), _name(row.fields.get("name"))
    place = f"{row.place}, entity {short(name)}" if name else row.place
    findings = Findings(f"{kind} {name}" if name else row.place, place, row.beginning)
    if not isinstance(kind, str) or kind not in ENTITY_KINDS:
        findings.add(
            "",
            f"{short(kind)} is no kind of entity" if kind else "it has no kind",
            near(str(kind), ENTITY_KINDS),
        )
    elif not name:
        findings.add("", "it has no name", 'Give it a name, such as name = "…"')
    else:
        return _entity(KINDS[kind], name, row.fields, findings), findings.troubles
    return None, findings.troubles


def _entity(cls: type[Node], name: str, fields: Mapping[str, object], findings: Findings) -> Told | None:
    known = (*_SPECIAL, *_own_props(cls), *edge_fields(cls))
    for field, do in unknown_fields(fields, known):
        findings.add(field, f"{field} is not known of a {cls.__name__}", do)
    props = {field: fields[field] for field in _own_props(cls) if field in fields}
    if "status" in fields:
        if fields["status"] == RETIRED:
            props["retired"] = True
        else:
            findings.add(
                "status", f"status can't be {short(fields['status'])}", 'Only status = "retired" can be said'
            )
    identity = {field: _name(fields.get(field)) for field in _IDENTITY[1:]}
    node = _node(cls, name, identity, props, findings)
    if node is None:
        return None
    forms = _forms(node.key, name, identity["birth_name"], fields, findings)
    full = f"{name} ({identity['disambiguator']})"
    return Told(
        listed=Listed(node, forms, name, findings.place),
        names=(name, full) if identity["disambiguator"] else (name,),
        wishes=tuple(wishes(node.key, cls, name, fields, findings)),
    )


@cache
def _own_props(cls: type[Node]) -> tuple[str, ...]:
    left_out = {*_IDENTITY, "retired"}
    return tuple(field for field, prop in cls.props().items() if not prop.derived and field not in left_out)


def _name(value: object) -> str:
    return " ".join(clean(value).split()) if isinstance(value, str) else ""


def _node(
    cls: type[Node], name: str, identity: Mapping[str, str], props: Mapping[str, object], findings: Findings
) -> Entity | None:
    """The node with those properties that are valid."""
    if not issubclass(cls, Entity):
        return None
    birth_name, disambiguator = identity["birth_name"] or name, identity["disambiguator"]

    def named(told: Mapping[str, object]) -> Entity:
        return cls.named(birth_name, disambiguator, **{"name": name, **told})

    return valid(named, props, findings)


def _forms(
    entity: Key, name: str, birth_name: str, fields: Mapping[str, object], findings: Findings
) -> tuple[tuple[Alias, AliasOf], ...]:
    """The written forms of an entity: its name, those listed, and the name that its key was made of."""
    case = fields.get("case", False)
    if not isinstance(case, bool):
        findings.add("case", f"case must be true or false, not {short(case)}")
    given = fields.get("aliases", [])
    listed = [_alias(entity, one, findings) for one in (given if isinstance(given, list) else [given])]
    forms: dict[Key, tuple[Alias, AliasOf]] = {}
    for alias, edge in (_form(entity, name, "name", case=case is True), *filter(None, listed)):
        if forms.setdefault(alias.key, (alias, edge))[1] != edge:
            why = f"{short(alias.name)} is given twice, not alike"
            findings.add(f"alias {alias.name}", why, "Leave one out")
    if birth_name and birth_name != name:
        former = _form(entity, birth_name, "former")
        forms.setdefault(former[0].key, former)
    return tuple(forms.values())


def _alias(entity: Key, given: object, findings: Findings) -> tuple[Alias, AliasOf] | None:
    told = given if isinstance(given, dict) else {"name": given}
    form, kind = _name(told.get("name")), told.get("kind", "name")
    part = f"alias {form}" if form else "aliases"
    case, language = told.get("case", kind == "acronym"), told.get("language", "")
    wrong = len(findings.troubles)
    for field, do in unknown_fields(told, _ALIAS_FIELDS):
        findings.add(part, f"{field} is not known of an alias", do)
    if not form:
        findings.add(
            part,
            f"an alias must be text, not {short(told.get('name', told))}",
            'Write "form" or { name = "form" }',
        )
    if kind not in _ALIAS_KINDS:
        findings.add(part, f"{short(kind)} is no kind of alias", near(str(kind), _ALIAS_KINDS))
    if not isinstance(case, bool):
        findings.add(part, f"case must be true or false, not {short(case)}")
    if not isinstance(language, str):
        findings.add(part, f"language must be text, not {short(language)}")
    if len(findings.troubles) > wrong:
        return None
    return _form(entity, form, str(kind), case=bool(case), language=str(language))


def _form(
    entity: Key, form: str, kind: str, *, case: bool = False, language: str = ""
) -> tuple[Alias, AliasOf]:
    alias = Alias.of(form, clean(language).strip())
    rule = "exact" if case else "any"
    return alias, AliasOf.model_validate({"src": alias.key, "dst": entity, "alias_kind": kind, "case": rule})
