"""The pages: what each asks, and what its template is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from api.answers.addresses import as_key, page_address
from api.answers.resolving import suggested
from api.graphql.asking import ask
from api.web.as_of import asked_as_of
from api.web.errors import NoPage
from api.web.highlight import Span, segments
from api.web.linked import Linked, PageData
from api.web.rendering import render
from graph.view import View
from schema.keys import Key
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS, KINDS

EVENTS_SHOWN = 10
LISTED = 50
_BY_WORD = {kind.word(): name for name, kind in KINDS.items()}
_TIMED = tuple(name for name, kind in KINDS.items() if "at" in kind.props())


class Pages:
    """The pages of one almanac, which `views` opens; ages count to `clock`."""

    def __init__(
        self, views: Callable[[], AbstractContextManager[View]], clock: Callable[[], datetime], linked: Linked
    ) -> None:
        self._views = views
        self._clock = clock
        self._linked = linked

    @contextmanager
    def _asked(self, request: Request) -> Iterator[View]:
        """A view, as of the instant that the address names, if any.  Raises BadRequest."""
        limit = asked_as_of(request)
        with self._views() as view:
            yield view.as_of(limit)

    def home(self, request: Request) -> Response:
        """What is new, what rises, what there is."""
        with self._asked(request) as view:
            data = ask(view, self._clock(), "home")
        counts = {row["name"]: row["count"] for row in data["counts"]}
        browsable = [(name, counts[name]) for name in KINDS if counts.get(name)]
        return render(
            "home.html", **data, browsable=browsable, kind_counts=counts, as_of=asked_as_of(request)
        )

    def search(self, request: Request) -> Response:
        """What a text finds."""
        asked = request.query_params.get("q", "").strip()
        kinds = [name for name in request.query_params.getlist("kind") if name in KINDS]
        hits: dict[str, Any] | None = None
        if asked:
            with self._asked(request) as view:
                after = request.query_params.get("after", "")
                hits = ask(
                    view, self._clock(), "search", text=asked, kinds=kinds or None, first=20, after=after
                )["search"]
        return render(
            "search.html",
            asked=asked,
            chosen=kinds,
            hits=hits,
            more=_more(request, hits),
            as_of=asked_as_of(request),
        )

    def entity(self, request: Request) -> Response:
        """The page of one entity."""
        slug = request.path_params["slug"]
        with self._asked(request) as view:
            after = request.query_params.get("after", "")
            entity = ask(view, self._clock(), "entity", slug=slug, events=EVENTS_SHOWN, after=after)["entity"]
            if entity is None:
                raise NoPage(slug, suggested(view, slug))
            data = self._data(request, view, entity["key"])
        if entity["slug"] != slug:
            return _moved(request, entity["page"])
        return render(
            "entity.html",
            entity=entity,
            aliases=_aliases(entity),
            paged=bool(after),
            more=_more(request, entity["events"]),
            as_of=asked_as_of(request),
            data=data,
        )

    def node(self, request: Request) -> Response:
        """The page of a node that is no entity; an entity's key leads to its page."""
        key = as_key("{word}/{local}".format(**request.path_params))
        with self._asked(request) as view:
            node = view.reader.nodes([key]).get(key) if key else None
            if node is None:
                asked = request.url.path.strip("/")
                raise NoPage(asked, suggested(view, asked))
            if isinstance(node, Entity) or node.key != key:
                return _moved(request, page_address(node.key))
            name = node.word() if node.word() in ("event", "guide", "source") else "node"
            after = request.query_params.get("after", "")
            asking = {"after": after} if name == "source" else {}
            shown = ask(view, self._clock(), name, key=key, **asking)[name]
            data = self._data(request, view, node.key)
        if name == "event":
            shown["mentions"]["edges"].sort(key=lambda row: -(row["salience"] or 0))
            shown["texts"] = {field: _marked(shown, field) for field in ("title", "summary", "body")}
        return render(
            f"{name}.html",
            node=shown,
            more=_more(request, shown.get("events")),
            as_of=asked_as_of(request),
            data=data,
        )

    def _data(self, request: Request, view: View, key: Key) -> PageData | None:
        """What the page of a node says of its data; nothing where it speaks of an earlier time, as data never do."""
        return None if asked_as_of(request) else self._linked.page_data(view, key)

    def kind(self, request: Request) -> Response:
        """The nodes of one kind: entities by number of events, what has an instant newest first, others by key."""
        word = request.path_params["word"]
        kind = _BY_WORD.get(word)
        if kind is None:
            raise NoPage(f"the kind {word}", [])
        order = "COUNT" if kind in ENTITY_KINDS else "AT" if kind in _TIMED else "KEY"
        with self._asked(request) as view:
            nodes = ask(
                view,
                self._clock(),
                "kind",
                kinds=[kind],
                order=order,
                descending=order != "KEY",
                first=LISTED,
                after=request.query_params.get("after", ""),
            )["nodes"]
        doc = (KINDS[kind].__doc__ or "").split("\n")[0]
        return render(
            "kind.html",
            kind=kind,
            doc=doc,
            nodes=nodes,
            more=_more(request, nodes),
            as_of=asked_as_of(request),
        )

    def health(self, _: Request) -> Response:
        """Whether the almanac can be asked, for whoever watches over it."""
        with self._views() as view:
            return PlainTextResponse(f"ok, revision {view.traversals.revision}\n")


def _moved(request: Request, page: str) -> Response:
    """Another page is the one meant, for good; what was asked of it is asked there."""
    query = request.url.query
    return RedirectResponse(f"{page}?{query}" if query else page, 308)


def _more(request: Request, connection: dict[str, Any] | None) -> str:
    """The address of the next page of a connection, "" at its end."""
    if not connection or not connection["pageInfo"]["hasNextPage"]:
        return ""
    further = URL(str(request.url)).include_query_params(after=connection["pageInfo"]["endCursor"])
    return f"{further.path}?{further.query}"


def _aliases(entity: dict[str, Any]) -> list[dict[str, Any]]:
    """Its written forms, its own name left out, by kind of alias, then form."""
    forms = [{**row["node"], "aliasKind": row["aliasKind"]} for row in entity["aliases"]["edges"]]
    others = [form for form in forms if form["name"] != entity["name"]]
    return sorted(others, key=lambda form: (form["aliasKind"] or "", form["name"] or ""))


def _marked(event: dict[str, Any], field: str) -> Any:
    """A text of an event in segments, marked at its mentions."""
    spans = [
        Span(start, end, row["node"]["label"], row["node"]["page"])
        for row in event["mentions"]["edges"]
        for at, start, end in zip(row["fields"], row["starts"], row["ends"], strict=False)
        if at == field
    ]
    return segments(event[field] or "", spans)
