"""The parameter `as_of` of an address: by when the events of an answer were observed."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request

from api.graphql.scalars import instant


def asked_as_of(request: Request) -> datetime | None:
    """The instant that a request names, a day standing for its first moment; None where it names none.  Raises BadRequest."""
    text = request.query_params.get("as_of", "").strip()
    return instant(text) if text else None
