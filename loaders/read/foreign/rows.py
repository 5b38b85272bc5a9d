"""Things as rows of a gazetteer, and a count of what was not understood.

Invariants: the same document gives the same rows, whatever the order of its statements; things of one kind and name are
told apart by their own identifiers.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from loaders.read.foreign import terms
from loaders.read.foreign.meaning import backwards, columns_of, forward, predicates, told
from loaders.read.foreign.naming import aliases_of, name_of, preferred
from loaders.read.foreign.things import Thing, Value
from loaders.read.lines import Row
from loaders.read.wishes import edge_fields
from schema.keys import entity_key
from schema.ontology import ENTITY_KINDS, KINDS, ends
from schema.rdf import OWN, SDO

_DEPTH = 8  # classes above a class that are looked at
_NO_CLASS = "no class"


@dataclass
class Read:
    """What a document comes to.  strange: how often what was not understood occurs."""

    things: Mapping[str, Thing]
    strange: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, str] = field(default_factory=dict)  # of the things that are taken

    def rows(self) -> list[Row]:
        """A row for each thing of a known kind that has a name, in order of their IRIs."""
        self.kinds = {iri: kind for iri, thing in self.things.items() if (kind := self._kind(thing))}
        called = {iri: called for iri in self.kinds if (called := name_of(self.things[iri]))}
        self.strange["without a name"] += len(self.kinds) - len(called)
        self.kinds = {iri: self.kinds[iri] for iri in called}
        names = self._told_apart(called)
        self._turned()
        return [self._row(self.things[iri], names) for iri in sorted(called)]

    def _kind(self, thing: Thing) -> str:
        """The name of a thing's kind by its classes and those above them; "" where none is known, which is counted."""
        classes = {value.text for value in thing.values(*terms.TYPES) if value.iri}
        above = set(classes)
        for _ in range(_DEPTH):
            if found := {terms.kinds()[one] for one in above if one in terms.kinds()}:
                return min(found, key=ENTITY_KINDS.index)
            above = {
                value.text
                for one in above
                if one in self.things
                for value in self.things[one].values(*terms.SUBCLASS)
            }
        if classes and terms.SCHEME not in classes:
            self.strange[f"of class {terms.short(min(classes))}"] += 1
        elif not classes and not thing.iri.startswith("_:"):
            self.strange[_NO_CLASS] += 1
        return ""

    def _told_apart(self, called: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Name and disambiguator of each thing: its own where it says one, else an identifier where a name clashes."""
        same: defaultdict[str, list[str]] = defaultdict(list)
        for iri, name in called.items():
            same[entity_key(self.kinds[iri], name, _own(self.things[iri]))].append(iri)
        return {
            iri: (called[iri], _own(self.things[iri]) or (_local(iri) if len(iris) > 1 else ""))
            for iris in same.values()
            for iri in iris
        }

    def _turned(self) -> None:
        """Say edges that are said from their target also from their source."""
        for thing in [self.things[iri] for iri in sorted(self.things)]:
            for predicate, type_ in backwards().items():
                for value in thing.values(predicate):
                    if value.text in self.kinds and thing.iri in self.kinds:
                        turned = _TURNED + type_
                        self.things[value.text].said.setdefault(turned, []).append(Value(thing.iri, iri=True))

    def _row(self, thing: Thing, names: Mapping[str, tuple[str, str]]) -> Row:
        kind, (name, disambiguator) = self.kinds[thing.iri], names[thing.iri]
        fields: dict[str, object] = {"kind": kind, "name": name}
        if disambiguator:
            fields["disambiguator"] = disambiguator
        if aliases := list(aliases_of(thing, name)):
            fields["aliases"] = aliases
        if born := thing.values(OWN.birthName):
            fields["birth_name"] = born[0].text
        if described := preferred(thing.values(*terms.DESCRIPTIONS)):
            fields["description"] = described.text
        if any(value.text == "true" for value in thing.values(OWN.retired)):
            fields["status"] = "retired"
        if identifiers := self._identifiers(thing):
            fields["identifiers"] = identifiers
        self._properties(thing, fields, KINDS[kind])
        self._relations(thing, fields, KINDS[kind], names)
        self._count(thing, KINDS[kind])
        return Row(f"<{thing.iri}>", fields, f"{kind} {name} <{thing.iri}>")

    def _identifiers(self, thing: Thing) -> list[str]:
        found = {terms.identifier(thing.iri)}
        for value in thing.values(*terms.SAME):
            if not (known := terms.identifier(value.text)):
                self.strange[f"{terms.short(SDO.sameAs)} of an unknown scheme"] += 1
            found.add(known)
        for predicate, scheme in terms.IDENTIFIERS.items():
            found.update(f"{scheme}:{value.text}" for value in thing.values(predicate))
        for value in thing.values(SDO.identifier):
            known = terms.identifier(value.text) if value.iri else value.text
            found.add(known if re.match(r"[a-z]+:\S", known) else "")
        return sorted(found - {""})

    def _properties(self, thing: Thing, fields: dict[str, object], kind: type) -> None:
        for column in columns_of(kind):
            values = [
                value_of
                for predicate in predicates(column)
                for value in thing.values(predicate)
                if (value_of := told(column, value)) is not None
            ]
            if values:
                fields[column.name] = values if column.many else values[0]
                if not column.many and len(set(map(str, values))) > 1:
                    self.strange[f"more than one {column.name}"] += len(values) - 1

    def _relations(
        self, thing: Thing, fields: dict[str, object], kind: type, names: Mapping[str, tuple[str, str]]
    ) -> None:
        for name, edge in edge_fields(kind).items():
            allowed = {one.__name__ for one in ends(edge.type())[1]}
            targets: dict[str, None] = {}
            for value in thing.values(*forward(edge.type()), _TURNED + edge.type()):
                if value.text == thing.iri:
                    continue
                if value.iri and (self.kinds.get(value.text) or next(iter(allowed))) not in allowed:
                    self.strange[f"{name} of a {self.kinds[value.text]}"] += 1
                elif target := self._target(value, names):
                    targets[target] = None
            if targets:
                fields[name] = list(targets)

    def _target(self, value: Value, names: Mapping[str, tuple[str, str]]) -> str:
        """How a gazetteer refers to the far end: by identifier, by kind and name, or as it is written; "" if it can't."""
        if not value.iri:
            return value.text
        if known := terms.identifier(value.text):
            return known
        if value.text in names:
            name, disambiguator = names[value.text]
            return f"{self.kinds[value.text]}: {name}" + (f" ({disambiguator})" if disambiguator else "")
        if value.text in self.things and (called := name_of(self.things[value.text])):
            return called
        self.strange["relations to what has no name here"] += 1
        return ""

    def _count(self, thing: Thing, kind: type) -> None:
        """Count what is said of a thing that nothing was made of."""
        known = {predicate for column in columns_of(kind) for predicate in predicates(column)}
        known |= {*terms.NAMES, *terms.ALIASES, *terms.DESCRIPTIONS, *terms.SAME, *terms.IDENTIFIERS}
        known |= {SDO.identifier, OWN.retired, OWN.disambiguator, OWN.birthName}
        known |= {predicate for edge in edge_fields(kind).values() for predicate in forward(edge.type())}
        known |= backwards().keys()
        for predicate, values in thing.said.items():
            if (
                predicate not in known
                and not predicate.startswith(_TURNED)
                and not terms.passed_over(predicate)
            ):
                self.strange[terms.short(predicate)] += len(set(values))


_TURNED = "turned:"


def _own(thing: Thing) -> str:
    return next((value.text for value in thing.values(OWN.disambiguator)), "")


def _local(iri: str) -> str:
    """What tells a thing from others of its name: its identifier, or the end of its address."""
    return (terms.identifier(iri).partition(":")[2] or re.split(r"[/#:]", iri)[-1])[:60]
