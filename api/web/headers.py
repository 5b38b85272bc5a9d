"""The headers of every answer: nothing is loaded from other hosts, no script runs, no other site may frame a page.

One page is made to be framed: the preview that reconciliation offers.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
FRAMED = "/reconcile/preview"
_FRAMED_HEADERS = {
    name: value.replace("frame-ancestors 'none'", "frame-ancestors *")
    for name, value in HEADERS.items()
    if name != "x-frame-options"
}


class SafeHeaders:
    """Middleware that adds `HEADERS` to each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the headers go out with the answer's start."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        safe = _FRAMED_HEADERS if scope["path"] == FRAMED else HEADERS

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in safe.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, sending)
