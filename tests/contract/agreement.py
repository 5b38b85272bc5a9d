"""Compares a store with the oracle in everything that a reader tells."""

from __future__ import annotations

from collections import Counter

from graph.build import build_node
from graph.fold import statement
from graph.store import Reader, Store
from schema.declare import EdgeRef, Ref
from schema.ontology import KINDS, kind_of
from schema.words import words
from tests.contract.model import Model
from tests.contract.oracle import Almanac
from tests.contract.worlds import CLAIMS, KEYS, TEXTS, URLS


def agree(store: Store, almanac: Almanac) -> None:
    """Fails where the store differs from the oracle."""
    model = almanac.model
    with store.reader() as reader:
        assert (reader.revision, reader.names_revision) == (almanac.revision, almanac.names)
        assert {key: value["revision"] for key, value in reader.notes("relink").items()} == almanac.waiting  # type: ignore[index,call-overload]
        _nodes_agree(reader, model)
        _edges_agree(reader, model)
        _finding_agrees(reader, model)
        _sayings_agree(reader, model)
        assert sorted(reader.facts()) == sorted(model.facts())
        assert {judgement.id for judgement in reader.judgements()} == set(model.judgements)
        assert dict(reader.counts()) == model.counts()


def _nodes_agree(reader: Reader, model: Model) -> None:
    assert reader.resolve(KEYS) == {key: model.resolved[key] for key in KEYS if key in model.resolved}
    assert reader.nodes(KEYS) == {
        key: model.nodes[model.resolved[key]] for key in KEYS if key in model.resolved
    }
    assert {node.key: node for node in reader.scan_nodes()} == model.nodes
    techniques = {key: node for key, node in model.nodes.items() if type(node).__name__ == "Technique"}
    assert {node.key: node for node in reader.scan_nodes({"Technique"})} == techniques
    stands = list(reader.scan_stands())
    assert [one.key for one in stands] == sorted({one.key for one in stands})
    assert {one.key: one.survivor for one in stands if one.living} == model.resolved
    members: dict[str, list[str]] = {}
    for key, survivor in sorted(model.resolved.items()):
        members.setdefault(survivor, []).append(key)
    expected = {
        survivor: [survivor, *(key for key in keys if key != survivor)] for survivor, keys in members.items()
    }
    assert reader.members(KEYS) == {key: expected[key] for key in KEYS if key in expected}


def _edges_agree(reader: Reader, model: Model) -> None:
    scanned = list(reader.scan_edges())
    assert len(scanned) == len(set(scanned))
    assert set(scanned) == set(model.edges)
    assert set(reader.scan_edges({"MENTIONS", "CITES"})) == {
        r for r in model.edges if r.type in ("MENTIONS", "CITES")
    }
    _ends_agree(reader, scanned)
    for types in (None, {"MENTIONS", "ALIAS_OF"}):
        out, into = reader.edges(KEYS, "out", types), reader.edges(KEYS, "in", types)
        assert reader.edge_refs(KEYS, "out", types) == {key: [edge.ref for edge in out[key]] for key in out}
        assert reader.edge_refs(KEYS, "in", types) == {key: [edge.ref for edge in into[key]] for key in into}
        for key in KEYS:
            survivor = model.resolved.get(key)
            asked = {ref: edge for ref, edge in model.edges.items() if types is None or ref.type in types}
            assert out[key] == [asked[ref] for ref in sorted(asked) if ref.src == survivor]
            assert into[key] == [asked[ref] for ref in sorted(asked) if ref.dst == survivor]


def _ends_agree(reader: Reader, refs: list[EdgeRef]) -> None:
    """The scans without objects tell what those with objects do."""
    rows = list(reader.scan_rows())
    assert [row.position for row in rows] == sorted({row.position for row in rows})
    made = {row.key: build_node(kind_of(row.key), row.key, row.props) for row in rows}
    assert made == {node.key: node for node in reader.scan_nodes()}
    positions = {key: position for position, key, _ in rows}
    assert {key: positions[key] for key in {row.key for row in reader.scan_rows({"Event"})}} == {
        key: position for key, position in positions.items() if key.startswith("event/")
    }
    for types in (None, {"MENTIONS", "CITES"}):
        asked = [ref for ref in refs if types is None or ref.type in types]
        expected = Counter((ref.type, positions[ref.src], positions[ref.dst]) for ref in asked)
        parts = list(reader.scan_ends(types))
        assert Counter((part.type, src, part.dst) for part in parts for src in part.srcs) == expected


def _finding_agrees(reader: Reader, model: Model) -> None:
    for prop, values in (("url", URLS), ("homepage", URLS), ("identifiers", CLAIMS)):
        expected: dict[str, list[str]] = {}
        for key, node in sorted(model.nodes.items()):
            held = getattr(node, prop, ())
            for value in held if isinstance(held, tuple) else [held] if held else []:
                expected.setdefault(value, []).append(key)
        assert reader.lookup(prop, values) == expected
    cut = [words(text) for text in TEXTS]
    for asked in (*cut, ["sae"], ["4.5"], ["c++", "gemma"], ["½"]):
        found = reader.search(asked)
        assert [position for position, _ in found] == sorted({position for position, _ in found})
        assert {key for _, key in found} == (model.search(asked) if asked else set())
        of_kind = {key for _, key in reader.search(asked, {"Event", "Person"})}
        assert of_kind == {key for _, key in found if key.startswith(("event/", "person/"))}
    phrases = [["sparse", "autoencoder"], ["steering", "sae"], ["机器", "器学"], []]
    kinds = set(KINDS)
    assert {key for _, key in reader.search_any(phrases, kinds)} == model.search_any(phrases[:-1])
    assert reader.search_any([[]], kinds) == []


def _sayings_agree(reader: Reader, model: Model) -> None:
    refs: list[Ref] = list({ref for ref, _ in model.statements})
    unknown: list[Ref] = ["technique/nothing-00000000", EdgeRef("CITES", KEYS[0], KEYS[1])]
    said = reader.said(refs + unknown)
    assert set(said) == {*refs, *unknown}
    for ref in refs:
        assert [(one.by, statement(one)) for one in said[ref]] == model.said(ref)
    assert all(said[ref] == [] for ref in unknown)
    kept = reader.statements(refs)
    scanned = list(reader.scan_statements())
    assert {(ref, by): told for ref, by, told in scanned} == {
        (ref, by): told for ref, every in kept.items() for by, told in every.items()
    }
    nodes, edges = list(reader.scan_statements("nodes")), list(reader.scan_statements("edges"))
    assert all(isinstance(ref, EdgeRef) for ref, _, _ in edges)
    assert nodes == [one for one in scanned if not isinstance(one[0], EdgeRef)]
    assert edges == [one for one in scanned if isinstance(one[0], EdgeRef)]
    for by in {by for _, by in model.statements}:
        whole = {ref for (ref, who), told in model.statements.items() if who == by and told.complete}
        assert set(reader.said_by(by)) == whole
    assert reader.bodies(KEYS) == {key: text for key, (_, text) in model.bodies.items() if text}
