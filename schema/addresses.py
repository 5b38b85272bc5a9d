"""The permanent addresses of nodes, edges, graphs and judgements: IRIs made from keys, and read back.  Pure.

Every address is `base` and a path: `id/<key>` a node, `id/<type>/<source>/<target>[/<slot>]` an edge.  Without a base
address it is `urn:almanac:`, which is the same on every machine.  The vocabulary's own terms never change with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from schema.declare import EdgeRef, Ref
from schema.errors import Invalid
from schema.keys import Key, checked_key
from schema.ontology import EDGE_TYPES
from schema.terms import is_address

EVERYWHERE = "urn:almanac:"
_SLOT = re.compile(r"[0-9a-f]{12}")
_KEY_PARTS = 2


def checked_base(base: str) -> str:
    """`base` if addresses can begin with it.  Raises Invalid; nothing is mended, since addresses are for good."""
    if base == EVERYWHERE:
        return base
    where, do = f"base address {base!r}", "Write an absolute address such as https://almanac.example/"
    if re.search(r"\s", base):
        raise Invalid("it holds white space", where=where, do=do)
    if not re.match(r"https?://", base):
        raise Invalid("it is not an absolute http or https address", where=where, do=do)
    if not base.endswith("/"):
        raise Invalid("it does not end in a slash", where=where, do=f"Write {base}/")
    parts = urlsplit(base) if is_address(base) else None
    if parts is None or parts.query or parts.fragment:
        raise Invalid("no IRI can begin with it", where=where, do=do)
    return base


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one almanac.  Raises Invalid for a base that none can begin with."""

    base: str = EVERYWHERE

    def __post_init__(self) -> None:
        checked_base(self.base)

    def node(self, key: Key) -> str:
        """The IRI of a node."""
        return f"{self.base}id/{key}"

    def edge(self, ref: EdgeRef) -> str:
        """The IRI of an edge's own node."""
        return f"{self.base}id/{path_of(ref)}"

    def of(self, ref: Ref) -> str:
        """The IRI of a node or an edge."""
        return self.edge(ref) if isinstance(ref, EdgeRef) else self.node(ref)

    def graph(self, by: Key) -> str:
        """The named graph of what a source says."""
        return f"{self.base}graph/{by}"

    @property
    def judgements(self) -> str:
        """The named graph of the judgements."""
        return f"{self.base}graph/judgements"

    @property
    def bodies(self) -> str:
        """The named graph of full texts."""
        return f"{self.base}graph/bodies"

    @property
    def dump(self) -> str:
        """The IRI of the whole as a dataset."""
        return f"{self.base}dump"

    def judgement(self, id_: str) -> str:
        """The IRI of a judgement."""
        return f"{self.base}judgement/{id_}"

    def assertion(self, ref: Ref, by: Key) -> str:
        """The IRI of what a source says of a node or an edge."""
        return f"{self.base}said/{by}/{path_of(ref)}"

    def ref(self, iri: str) -> Ref | None:
        """The node or edge that an IRI names; None where it names neither.  The part after # is passed over."""
        start = f"{self.base}id/"
        return ref_at(iri.partition("#")[0].removeprefix(start)) if iri.startswith(start) else None


def path_of(ref: Ref) -> str:
    """The part of an address that names a node or an edge."""
    if not isinstance(ref, EdgeRef):
        return ref
    path = f"{ref.type.lower()}/{ref.src}/{ref.dst}"
    return f"{path}/{ref.slot}" if ref.slot else path


def ref_at(path: str) -> Ref | None:
    """The reverse of `path_of`; None where the path has not the form."""
    parts = path.split("/")
    try:
        if len(parts) == _KEY_PARTS:
            return checked_key(path)
        type_, *ends = parts
        slot = ends.pop() if len(ends) == 2 * _KEY_PARTS + 1 else ""
        if (
            len(ends) != 2 * _KEY_PARTS
            or type_.upper() not in EDGE_TYPES
            or not (not slot or _SLOT.fullmatch(slot))
        ):
            return None
        return EdgeRef(type_.upper(), checked_key("/".join(ends[:2])), checked_key("/".join(ends[2:])), slot)
    except Invalid:
        return None
