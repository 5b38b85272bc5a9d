"""Runs a Neo4j Community in a folder, on this machine's loopback.

Needs Java, 17 or newer for 5.26 and 21 for 2025 and after, and Maven for the first time.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tools.neo4j.java import NoServer, java
from tools.neo4j.libraries import VERSION, fetched

__all__ = ["NoServer", "Running", "running"]
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_READY = 120.0  # seconds that it may take to be ready
_NOTHING: Mapping[str, str] = MappingProxyType({})
_DIRECTLY = build_opener(ProxyHandler({}))  # this machine is reached without a proxy
# What makes a server ready sooner, and slower if it lives long: for tests.
SHORT_LIVED = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote",
)


@dataclass(slots=True)
class Running:
    """A server that answers; it can be killed and started again in the same place, on the same ports.

    home: the folder of its data and configuration.  libraries: that of its code.  settings: the lines of its neo4j.conf.
    options: further ones for Java.
    """

    home: Path
    libraries: Path
    bolt: str
    http: str
    version: str
    heap: str
    settings: Mapping[str, str] = field(repr=False)
    options: Sequence[str] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def configure(self, more: Mapping[str, str] = _NOTHING) -> None:
        """Write neo4j.conf with its settings and `more`; it is read at the next start."""
        told = {**self.settings, **more}
        lines = "".join(f"{name}={value}\n" for name, value in told.items())
        (self.home / "conf").mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(lines, encoding="utf-8")

    def start(self) -> None:
        """Start it, and return when it answers.  Raises NoServer."""
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
        new = _year(self.version) >= 2025
        main = f"org.neo4j.server.{'Neo4jCommunity' if new else 'CommunityEntryPoint'}"
        command = [java(oldest_java(self.version)), f"-Xms{self.heap}", f"-Xmx{self.heap}", *self.options]
        command += [*opened, "-cp", f"{self.libraries}/*", main]
        command += [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        with (self.home / "console.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait(self._process)

    def kill(self) -> None:
        """End it at once, as a failing machine would."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Let it end in order."""
        if not self._process:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _READY
        while time.monotonic() < until and process.poll() is None:
            try:
                # What HTTP serves comes after Bolt, and answers in clear text even where Bolt does not.
                with _DIRECTLY.open(self.http, timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        log = (self.home / "console.log").read_text(encoding="utf-8", errors="replace")
        raise NoServer(f"Neo4j did not start; {self.home / 'console.log'} ends: {log[-500:]}")


@contextmanager
def running(
    home: Path,
    *,
    heap: str = "512m",
    bolt: int = 0,
    http: int = 0,
    version: str = VERSION,
    password: str = "",
    settings: Mapping[str, str] = _NOTHING,
    options: Sequence[str] = (),
) -> Iterator[Running]:
    """A server with its data below `home`, on free ports unless they are given, until the block ends.  Raises NoServer.

    password: that of the user `neo4j` in a new home; without one, whoever reaches the server may do all.
    settings: more lines of neo4j.conf.  options: for Java.
    """
    ports = bolt or _free(), http or _free()
    asked = {"dbms.security.auth_enabled": str(bool(password)).lower()}
    told = {**_configuration(heap, *ports), **asked, **settings}
    addresses = f"bolt://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"
    server = Running(home, fetched(version), *addresses, version, heap, told, options)
    server.configure()
    if password and not (home / "data" / "dbms").exists():
        administer(server, "dbms", "set-initial-password", password)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def administer(server: Running, *words: str) -> str:
    """Run neo4j-admin on a server that stands still; what it printed.  Raises NoServer."""
    place = {"NEO4J_HOME": str(server.home), "NEO4J_CONF": str(server.home / "conf")}
    command = [java(oldest_java(server.version)), "-cp", f"{server.libraries}/*"]
    done = subprocess.run(
        [*command, "org.neo4j.cli.AdminTool", *words],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoServer(f"neo4j-admin {' '.join(words[:2])} failed: {(done.stdout + done.stderr)[-500:]}")
    return done.stdout


def _year(version: str) -> int:
    return int(version.partition(".")[0])


def oldest_java(version: str) -> int:
    """Which Java a version needs at least."""
    return 21 if _year(version) >= 2025 else 17


def _configuration(heap: str, bolt: int, http: int) -> dict[str, str]:
    return {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.http.listen_address": f"127.0.0.1:{http}",
        "server.memory.heap.initial_size": heap,
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": "256m",
        "dbms.usage_report.enabled": "false",
        # Its databases have ended by then; what Bolt waits for otherwise takes ten seconds.
        "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
    }


def _free() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port
