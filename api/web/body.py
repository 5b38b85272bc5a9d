"""Bodies of requests, read up to a limit."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from schema.errors import BadRequest

FORM = "application/x-www-form-urlencoded"


def media_of(request: Request) -> str:
    """The media type of a request's body, without its parameters; "" for none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read(request: Request, most: int) -> bytes:
    """The body.  Raises BadRequest where it is longer than `most` bytes, without reading on."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise BadRequest(f"the body is longer than {most:,} bytes", do="Ask for less at once")
    return bytes(body)


async def read_form(request: Request, most: int) -> list[tuple[str, str]]:
    """The fields of a form, in order.  Raises BadRequest."""
    return parse_qsl(text(await read(request, most)), keep_blank_values=True)


def text(body: bytes) -> str:
    """A body as text.  Raises BadRequest for what is no UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadRequest("the body is no UTF-8", do="Encode it as UTF-8") from None
