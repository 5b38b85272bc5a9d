"""Statements as a store keeps them, as `Said`.  Pure, for every store."""

from __future__ import annotations

from collections.abc import Mapping

from graph.build import build_edge, build_node
from graph.fold import By, Statement, best_first
from schema.changeset import Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.keys import Key
from schema.ontology import edge_type, kind_of


def as_said(ref: Ref, by: Key, told: Statement) -> Said[Node] | Said[Edge]:
    """One statement."""
    if isinstance(ref, EdgeRef):
        return Said(build_edge(edge_type(ref.type), ref, told.props), by, told.stamp, told.complete)
    return Said(build_node(kind_of(ref), ref, told.props), by, told.stamp, told.complete)


def every_said(statements: Mapping[Ref, By]) -> dict[Ref, list[Said[Node] | Said[Edge]]]:
    """Those of many subjects, each's best source first."""
    return {
        ref: [as_said(ref, by, told) for by, told in best_first(said.items())]
        for ref, said in statements.items()
    }
