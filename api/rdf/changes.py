"""What changed since a revision, as RDF Patch: quads removed and added, in the graphs of sources and of judgements.

The form: `H` lines tell from which revision to which; between `TX .` and `TC .` each line is a quad after `D` (removed)
or `A` (added), removals of a batch first.  Applied to those graphs of a dump of the first revision it gives those of the
last.  The fold is not in it: it is made of these graphs, and a merge can change what is far from what was touched.

Invariants: the same two states give the same bytes; the before-images of what was touched are held, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from api.rdf.publishing import Policy, policy
from graph.build import build_edge, build_node
from graph.store import Reader
from schema.batches import batched
from schema.canonical import Json
from schema.changeset import Revision
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.edges.news import PublishedBy
from schema.errors import BadRequest, Forgotten
from schema.judgement import Judgement, decision_from_json
from schema.keys import Key, kind_word
from schema.kinds.event import Event
from schema.mapping import Mapping as Terms
from schema.ontology import edge_type, kind_of
from schema.statements import END, Statements

_Props = Mapping[str, Json]
_Then = dict[Ref, dict[Key, "_Props | None"]]


class Difference(NamedTuple):
    """What stood in a graph, given by its IRI, and stands there now, of one assertion or judgement."""

    graph: str
    before: Statements
    after: Statements


def patch(reader: Reader, terms: Terms, since: Revision) -> Iterator[bytes]:
    """The changes after revision `since`.  Raises BadRequest for one that is still to come, Forgotten."""
    if since > reader.revision or since < 0:
        raise BadRequest(f"there is no revision {since}", do=f"The newest is {reader.revision}")
    try:
        told = differences(reader, terms, since, policy(reader))
        first = next(told, [])
    except Forgotten as error:
        raise Forgotten(error.what, do="Take a whole export: almanac export rdf --format nq") from error
    yield f'H since "{since}" .\nH revision "{reader.revision}" .\nTX .\n'.encode()
    for batch in chain([first], told):
        removed = (line for one in batch for line in _lines("D", one.before, one.after, one.graph))
        added = (line for one in batch for line in _lines("A", one.after, one.before, one.graph))
        yield "".join(chain(removed, added)).encode()
    yield b"TC .\n"


def differences(
    reader: Reader, terms: Terms, since: Revision, then_shown: Policy
) -> Iterator[list[Difference]]:
    """What differs in the graphs of sources and of judgements, some at a time.  Raises Forgotten.

    then_shown: what was published of the texts that stood before.
    """
    then: _Then = {}
    judged: dict[str, Judgement | None] = {}
    for change in reader.changes(since):
        for image in change.before:
            then.setdefault(image.ref, {}).setdefault(image.by, image.props)
            if isinstance(image.ref, EdgeRef) and image.ref.type == PublishedBy.type():
                then.setdefault(image.ref.src, {})  # who published an event has a word on what is shown of it
        for told in change.unjudged:
            judged.setdefault(str(told["id"]), _judgement(told))
        for told in change.judged:
            judged.setdefault(str(told["id"]), None)
    yield from _assertions(reader, terms, then, then_shown)
    yield list(_judgements(reader, terms, judged))


def _assertions(reader: Reader, terms: Terms, then: _Then, then_shown: Policy) -> Iterator[list[Difference]]:
    allowed = policy(reader)
    for batch in batched(
        sorted(then, key=lambda ref: (ref.src, ref) if isinstance(ref, EdgeRef) else (ref, ()))
    ):
        published = _publishers(reader, batch)
        now = {ref: {said.by: said.what for said in every} for ref, every in reader.said(batch).items()}
        found = []
        for ref in batch:
            sources = () if isinstance(ref, EdgeRef) else published.get(ref, ())
            others = () if isinstance(ref, EdgeRef) else now[ref]
            for by in sorted({*then[ref], *others}):
                after = now[ref].get(by)
                before = _built(ref, then[ref][by]) if by in then[ref] else after
                found.append(
                    Difference(
                        terms.addresses.graph(by),
                        _text(terms, then_shown, before, sources),
                        _text(terms, allowed, after, sources),
                    )
                )
        yield found


def _publishers(reader: Reader, refs: Iterable[Ref]) -> dict[Key, list[Key]]:
    """The sources that published each event among `refs`."""
    events = [ref for ref in refs if not isinstance(ref, EdgeRef) and kind_word(ref) == Event.word()]
    found: dict[Key, list[Edge]] = reader.edges(events, "out", {PublishedBy.type()}) if events else {}
    return {key: [edge.dst for edge in edges] for key, edges in found.items()}


def _built(ref: Ref, props: _Props | None) -> Node | Edge | None:
    if props is None:
        return None
    if isinstance(ref, EdgeRef):
        return build_edge(edge_type(ref.type), ref, props)
    return build_node(kind_of(ref), ref, props)


def _text(terms: Terms, allowed: Policy, what: Node | Edge | None, sources: Iterable[Key]) -> Statements:
    if what is None:
        return ""
    return terms.node(allowed.shown(what, list(sources))) if isinstance(what, Node) else terms.said_edge(what)


def _judgements(reader: Reader, terms: Terms, then: Mapping[str, Judgement | None]) -> Iterator[Difference]:
    """All judgements of then and of now, where any moved: two of them may say the same, and one of them go."""
    if then:
        now: dict[str, Judgement | None] = {one.id: one for one in reader.judgements()}
        before, after = (
            "".join(terms.judgement(one) for _, one in sorted(every.items()) if one)
            for every in (now | dict(then), now)
        )
        yield Difference(terms.addresses.judgements, before, after)


def _judgement(told: Mapping[str, Json]) -> Judgement:
    parts = {name: value for name, value in told.items() if name not in ("id", "actor", "reason", "at")}
    return Judgement(
        decision_from_json(parts),
        str(told["actor"]),
        str(told["reason"]),
        datetime.fromisoformat(str(told["at"])),
    )


def _lines(letter: str, text: Statements, other: Statements, graph: str) -> list[str]:
    """The lines of one text that are not in the other, as a patch has them."""
    known = set(other.split("\n"))
    return [
        f"{letter} {line.removesuffix(' .')} <{graph}>{END}"
        for line in dict.fromkeys(text.split("\n")[:-1])
        if line not in known
    ]
