"""`almanac serve`: pages and GraphQL over HTTP, until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import replace
from types import FrameType
from typing import Any

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from api.app import serving
from api.cli import out
from api.cli.frame import Shell, command
from api.settings import DEFAULT_HOST, DEFAULT_PORT
from schema.addresses import checked_base
from schema.errors import AlmanacError

_CONFIG: dict[str, Any] = {"log_level": "warning", "timeout_graceful_shutdown": 5}


@command("almanac serve --port 8080")
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="The address to bind to.")
@click.option(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes answer; they share the projection's memory.",
)
@click.option(
    "--base",
    metavar="ADDRESS",
    help="With what addresses in data begin; else ALMANAC_BASE, else urn:almanac:.",
)
def serve(shell: Shell, host: str, port: int, workers: int, base: str | None) -> None:
    """Serve pages and GraphQL over HTTP.

    What waits to be settled is settled meanwhile.  What changes is seen within a second.

    Reading is open to whoever reaches the address, so it is this machine's alone unless you say otherwise.
    """
    settings = replace(shell.settings, base=checked_base(base)) if base else shell.settings
    with shell.almanac() as almanac, _bound(host, port) as bound:
        with (
            almanac.view() as view
        ):  # built, and kept for the workers to share, before the first visitor comes
            revision = view.traversals.revision
        address = _address(host, bound)
        if shell.json:
            out.json({"pages": f"{address}/", "graphql": f"{address}/graphql", "revision": revision})
        else:
            out.line(f"Pages:   {address}/")
            out.line(f"GraphQL: {address}/graphql")
            out.line("Stop with Ctrl-C.")
        _answer_signals()
        if workers > 1:
            os.environ["ALMANAC_STORE"] = str(settings.store)
            os.environ["ALMANAC_BASE"] = settings.base
            shared = uvicorn.Config("api.app:worker", factory=True, workers=workers, **_CONFIG)
            Multiprocess(shared, sockets=[bound]).run()
        else:
            with serving(almanac, settings) as app:
                uvicorn.Server(uvicorn.Config(app, **_CONFIG)).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the address.  Raises AlmanacError where it can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol said, for only then does asyncio send what is written at once (TCP_NODELAY): else 40 ms pass.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen()  # who comes between here and the server's start waits, and is not turned away
    except OSError as error:
        made.close()
        raise AlmanacError(
            f"can't serve on {host} port {port}: {error.strerror or error}",
            do="Another program may be there already: choose another with --port",
        ) from error
    return made


def _address(host: str, bound: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{bound.getsockname()[1]}"


def _answer_signals() -> None:
    """Let SIGINT and SIGTERM end the command as done: the server raises them again after it has stopped."""

    def ignore(_: int, __: FrameType | None) -> None:
        return

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ignore)
