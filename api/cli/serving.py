"""`almanac serve`: pages and GraphQL over HTTP, until it is told to stop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import click
import uvicorn

from api.app import asgi, settling
from api.cli import out
from api.cli.frame import Shell, command
from api.settings import DEFAULT_HOST, DEFAULT_PORT
from schema.errors import AlmanacError


@command("almanac serve --port 8080")
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="The address to bind to.")
@click.option(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
def serve(shell: Shell, host: str, port: int) -> None:
    """Serve pages and GraphQL over HTTP.

    What waits to be settled is settled meanwhile.

    Reading is open to whoever reaches the address, so it is this machine's alone unless you say otherwise.
    """
    with shell.almanac() as almanac, _bound(host, port) as bound:
        with almanac.view() as view:  # built before the first visitor comes
            revision = view.traversals.revision
        address = _address(host, bound)
        if shell.json:
            out.json({"pages": f"{address}/", "graphql": f"{address}/graphql", "revision": revision})
        else:
            out.line(f"Pages:   {address}/")
            out.line(f"GraphQL: {address}/graphql")
            out.line("Stop with Ctrl-C.")
        config = uvicorn.Config(asgi(almanac), log_level="warning", timeout_graceful_shutdown=5)
        _answer_signals()
        with settling(almanac.desk(shell.settings.actor)):
            uvicorn.Server(config).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the address.  Raises AlmanacError where it can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
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
