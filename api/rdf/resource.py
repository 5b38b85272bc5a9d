"""One node as data: in the formats of RDF, as JSON and as Markdown, all made generically from its fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.answers.labels import label
from api.rdf import blocks
from api.rdf.blocks import OF_OTHERS, Block
from api.rdf.formats import FORMATS
from api.rdf.jsonld import CONTEXT, objects
from api.rdf.publishing import Policy, policy, publishers
from graph.store import Reader
from schema.canonical import Json
from schema.declare import Declared, Edge, Node
from schema.keys import Key
from schema.mapping import Mapping as Terms
from schema.values import iso


@dataclass(frozen=True, slots=True)
class Resource:
    """A node of an almanac, to be told as data.  What its sources do not let others publish is left out."""

    reader: Reader
    terms: Terms
    key: Key

    def told(self, suffix: str) -> bytes:
        """The node in the form that a suffix names."""
        return SERVED[suffix].make(self)

    def rdf(self, name: str) -> bytes:
        """The node, the edges out of it, and those into it that do not come from events; merged keys lead to it.

        Where the format tells of graphs, what each source said of it too.
        """
        format_ = FORMATS[name]
        allowed = policy(self.reader)
        contents = blocks.about(self.reader, self.terms, allowed, [self.key], OF_OTHERS)
        return b"".join(format_.write(self._with_graphs(contents, allowed) if format_.graphs else contents))

    def _with_graphs(self, contents: Iterator[Block], allowed: Policy) -> Iterator[Block]:
        yield from contents
        own = self.reader.members([self.key])[self.key]
        edges = [edge.ref for edge in self.reader.edges([self.key], "out")[self.key]]
        yield from blocks.said_of(self.reader, self.terms, allowed, [*own, *edges])

    def linked(self) -> str:
        """The node and the edges out of it as JSON-LD, to stand within a page: no `<` is in it."""
        contents = blocks.about(self.reader, self.terms, policy(self.reader), [self.key], ())
        graph = [thing for block in contents for thing in objects(block.triples)]
        return orjson.dumps({"@context": CONTEXT, "@graph": graph}).decode().replace("<", "\\u003c")

    def described(self) -> tuple[Node, list[tuple[str, Edge, Key]], Mapping[Key, Node]]:
        """The node, its edges as (field, edge, other end) and the nodes at their other ends."""
        out = self.reader.edges([self.key], "out")[self.key]
        into = self.reader.edges([self.key], "in", OF_OTHERS)[self.key]
        node = policy(self.reader).shown(self.reader.nodes([self.key])[self.key], publishers(out))
        edges = [(edge.marks.out, edge, edge.dst) for edge in out]
        edges += [(edge.marks.back, edge, edge.src) for edge in into]
        return node, edges, self.reader.nodes({other for _, _, other in edges})

    def json(self) -> bytes:
        """As JSON: key, kind, label, address, properties, and edges by the field under which the node shows them."""
        node, edges, others = self.described()
        relations: dict[str, list[Json]] = {}
        for name, edge, other in edges:
            relations.setdefault(name, []).append(
                {"key": other, "label": label(others[other]), "type": edge.type(), **_properties(edge)}
            )
        told = {
            "key": node.key,
            "kind": type(node).__name__,
            "label": label(node),
            "id": self.terms.addresses.node(node.key),
            "mergedKeys": self.reader.members([self.key])[self.key][1:],
            "properties": _properties(node),
            "relations": relations,
        }
        return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"

    def markdown(self) -> bytes:
        """As Markdown: a heading, its properties, and its edges by field."""
        node, edges, others = self.described()
        lines = [f"# {_plain(label(node))}", "", f"{type(node).__name__} · `{node.key}`", ""]
        lines += [f"- **{name}**: {_plain(_text(value))}" for name, value in _properties(node).items()]
        for name in dict.fromkeys(name for name, _, _ in edges):
            lines += ["", f"## {name.replace('_', ' ')}", ""]
            for _, edge, other in (row for row in edges if row[0] == name):
                told = "; ".join(f"{key} {_plain(_text(value))}" for key, value in _properties(edge).items())
                lines.append(f"- {_plain(label(others[other]))} (`{other}`)" + (f": {told}" if told else ""))
        return ("\n".join(lines) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Served:
    """A form in which a node is served: its media type and who makes it."""

    media: str
    make: Callable[[Resource], bytes]


SERVED: dict[str, Served] = {
    "ttl": Served("text/turtle", lambda one: one.rdf("turtle")),
    "nt": Served("application/n-triples", lambda one: one.rdf("nt")),
    "jsonld": Served("application/ld+json", lambda one: one.rdf("jsonld")),
    "trig": Served("application/trig", lambda one: one.rdf("trig")),
    "json": Served("application/json", lambda one: one.json()),
    "md": Served("text/markdown", lambda one: one.markdown()),
}


def _properties(what: Declared) -> dict[str, Json]:
    """What is not absent, derived properties too."""
    found: dict[str, Json] = {}
    for name in what.props():
        value: Any = getattr(what, name)
        if value is None or value == "" or value == ():
            continue
        found[name] = (
            iso(value) if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
        )
    return found


def _text(value: Json) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(text: str) -> str:
    """A text on one line, with what Markdown and HTML would take for their own escaped."""
    line = " ".join(text.split())
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#" else character for character in line)
