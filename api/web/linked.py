"""The permanent addresses: `/id/<key>` leads to page or data by `Accept`; with a suffix it is the data; the vocabulary.

Invariants: an address that a merge made old leads on for good (308), and data say so too; every answer that depends on
`Accept` says that it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from api.answers.addresses import page_address
from api.answers.resolving import suggested
from api.rdf.blocks import FOLD, Block
from api.rdf.formats import FORMATS
from api.rdf.resource import SERVED, Resource
from api.web.errors import NoPage
from api.web.negotiation import chosen
from api.web.rendering import render
from graph.view import View
from schema.addresses import Addresses, ref_at
from schema.declare import EdgeRef
from schema.keys import Key
from schema.mapping import Mapping as Terms
from schema.rdf import compact
from schema.vocabulary import ADDRESS, terms, vocabulary

HTML = "text/html"
_VARY = {"vary": "Accept"}
_CURRENT = {"cache-control": "no-cache"}
# The vocabulary holds no graphs, and JSON and Markdown are forms of nodes.
_OF_VOCABULARY = {"ttl": "turtle", "nt": "nt", "jsonld": "jsonld"}


class PageData(NamedTuple):
    """What a page of a node says of its data: (media type, address) of each form, and JSON-LD to embed."""

    forms: list[tuple[str, str]]
    embedded: str


class Linked:
    """The permanent addresses of one almanac, which `views` opens; IRIs in data begin as `addresses` says."""

    def __init__(self, views: Callable[[], AbstractContextManager[View]], addresses: Addresses) -> None:
        self._views = views
        self._terms = Terms(addresses)

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/id/{path:path}", self.resource),
            Route("/vocabulary", self.vocabulary),
            Route("/vocabulary.{suffix}", self.vocabulary_data),
        ]

    def page_data(self, view: View, key: Key) -> PageData:
        """What the page of a node says of its data."""
        forms = [(served.media, _address(key, suffix)) for suffix, served in SERVED.items()]
        return PageData(forms, Resource(view.reader, self._terms, key).linked())

    def resource(self, request: Request) -> Response:
        """A node or an edge: the way to its page or data, or with a suffix the data themselves."""
        path = request.path_params["path"]
        with self._views() as view:
            key, suffix = _found(view, path)
            survivor = view.reader.resolve([key])[key]
            if survivor != key:
                return RedirectResponse(_address(survivor, suffix), 308)
            if not suffix:
                return _negotiated(request, page_address(key), _forms(key))
            data = Resource(view.reader, self._terms, key).told(suffix)
        return _data(data, SERVED[suffix].media)

    def vocabulary(self, request: Request) -> Response:
        """The vocabulary as a page; the way to its data by `Accept`."""
        forms = {FORMATS[name].media: f"/vocabulary.{suffix}" for suffix, name in _OF_VOCABULARY.items()}
        media = chosen(request.headers.get("accept"), [HTML, *forms])
        if media != HTML:
            return _negotiated(request, "/vocabulary", forms)
        page = render("vocabulary.html", terms=terms(), address=ADDRESS, compact=compact, forms=forms)
        page.headers.update(_VARY)
        return page

    def vocabulary_data(self, request: Request) -> Response:
        """The vocabulary in a format of RDF."""
        name = _OF_VOCABULARY.get(request.path_params["suffix"])
        if name is None:
            raise NoPage(request.url.path, [])
        data = b"".join(FORMATS[name].write([Block(FOLD, vocabulary())]))
        return _data(data, FORMATS[name].media)


def _found(view: View, path: str) -> tuple[Key, str]:
    """The node that a path names and the suffix that was asked for.  An edge's data stand with its source's.

    Keys may hold dots, so the whole path is tried first.  Raises NoPage.
    """
    stem, _, suffix = path.rpartition(".")
    for tried, form in ((path, ""), (stem, suffix)):
        if form and form not in SERVED:
            continue
        ref = ref_at(tried)
        key = ref.src if isinstance(ref, EdgeRef) else ref
        if key is None or key not in view.reader.resolve([key]):
            continue
        if not isinstance(ref, EdgeRef) or _is_read(view, ref):
            return key, form
    raise NoPage(path, suggested(view, path))


def _is_read(view: View, ref: EdgeRef) -> bool:
    """Whether there is an edge of that name, read under its ends' survivors."""
    read_as = view.reader.resolve([ref.src, ref.dst])
    if ref.dst not in read_as:
        return False
    edges = view.reader.edges([ref.src], "out", {ref.type})[ref.src]
    read = EdgeRef(ref.type, read_as[ref.src], read_as[ref.dst], ref.slot)
    return any(edge.ref == read for edge in edges)


def _address(key: Key, suffix: str = "") -> str:
    return f"/id/{key}.{suffix}" if suffix else f"/id/{key}"


def _forms(key: Key) -> dict[str, str]:
    """The address of a node's data by media type."""
    return {served.media: _address(key, suffix) for suffix, served in SERVED.items()}


def _negotiated(request: Request, page: str, forms: Mapping[str, str]) -> Response:
    """The way (303) to what `Accept` would have, or the list of what there is (406)."""
    media = chosen(request.headers.get("accept"), [HTML, *forms])
    if media is None:
        offered = "\n".join([f"{HTML} {page}", *(f"{media} {address}" for media, address in forms.items())])
        what = f"Nothing that {request.headers['accept']} accepts is served here. There is:\n\n{offered}\n"
        return PlainTextResponse(what, 406, _VARY | _CURRENT)
    return RedirectResponse(page if media == HTML else forms[media], 303, _VARY | _CURRENT)


def _data(data: bytes, media: str) -> Response:
    # Data are for programs of any origin, and open to whoever can read the pages.
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Response(
        data, 200, {"content-type": f"{media}{charset}", "access-control-allow-origin": "*"} | _CURRENT
    )
