"""A server that speaks just enough of Bolt to say what it is; what it was sent is kept."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_MAGIC = b"\x60\x60\xb0\x17"
_GOODBYE = 0x02


class Old(socketserver.ThreadingTCPServer):
    """agent: what it calls itself.  bolt: the one version of the protocol that it speaks; (0, 0) is none that is known."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, agent: str, bolt: tuple[int, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.agent = agent
        self.bolt = bolt
        self.told = b""

    @property
    def url(self) -> str:
        """Its address."""
        return f"bolt://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: Old

    def handle(self) -> None:
        if self.rfile.read(20)[:4] != _MAGIC:
            return
        major, minor = self.server.bolt
        self.wfile.write(bytes([0, 0, minor, major]))
        about = (
            b"\xa2" + _text("server") + _text(self.server.agent) + _text("connection_id") + _text("bolt-1")
        )
        while major and (message := self._message()):
            self.server.told += message
            if message[1] == _GOODBYE:
                return
            body = b"\xb1\x70" + about
            self.wfile.write(len(body).to_bytes(2, "big") + body + b"\0\0")

    def _message(self) -> bytes:
        """The next one, put together from its chunks; b"" at the end."""
        message = b""
        while size := int.from_bytes(self.rfile.read(2), "big"):
            message += self.rfile.read(size)
        return message


def _text(words: str) -> bytes:
    return b"\xd0" + bytes([len(words)]) + words.encode()


@contextmanager
def old_server(agent: str, bolt: tuple[int, int]) -> Iterator[Old]:
    """One that runs while the block does."""
    with Old(agent, bolt) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
