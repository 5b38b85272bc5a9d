"""Fetches Neo4j Community once, and runs it in a folder on this machine's loopback.

Needs Java 17 or newer, and Maven for the first time.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
VERSION = "5.26.20"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_MAIN = "org.neo4j.server.CommunityEntryPoint"
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_TRIES = 3  # a download may break off
_READY = 120.0  # seconds that it may take to be ready


class NoServer(Exception):
    """Why there can be no server here."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    bolt: str
    http: str
    process: subprocess.Popen[bytes]


def cache() -> Path:
    """Where what was fetched is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "almanac" / f"neo4j-{VERSION}"


def fetched() -> Path:
    """The folder of its libraries, fetched where they are not there yet.  Raises NoServer."""
    libraries = cache() / "lib"
    if libraries.is_dir():
        return libraries
    maven = shutil.which("mvn")
    if maven is None:
        raise NoServer("there is no Maven (mvn) to fetch Neo4j with")
    making = libraries.with_name(f"lib-{os.getpid()}")
    command = [maven, "-q", "-B", "-f", str(POM), _PLUGIN, f"-DoutputDirectory={making}"]
    failed = ""
    for _ in range(_TRIES):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        failed = (done.stdout.strip()[-500:] or f"exit code {done.returncode}") if done.returncode else ""
        if not failed:
            break
    if failed:
        raise NoServer(f"Maven could not fetch Neo4j: {failed}")
    try:
        making.rename(libraries)
    except OSError:  # another process was quicker
        shutil.rmtree(making)
    return libraries


@contextmanager
def running(home: Path, *, heap: str = "512m", bolt: int = 0, http: int = 0) -> Iterator[Running]:
    """A server with its data below `home`, on free ports unless they are given, until the block ends.  Raises NoServer."""
    java = shutil.which("java")
    if java is None:
        raise NoServer("there is no Java on the PATH")
    libraries = fetched()
    ports = bolt or _free(), http or _free()
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "neo4j.conf").write_text(_configuration(heap, *ports), encoding="utf-8")
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    command = [java, f"-Xms{heap}", f"-Xmx{heap}", *opened, "-cp", f"{libraries}/*", _MAIN]
    command += [f"--home-dir={home}", f"--config-dir={conf}"]
    with (home / "console.log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait(process, ports[0], home)
        yield Running(f"bolt://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _configuration(heap: str, bolt: int, http: int) -> str:
    # Without a password, since it answers to this machine alone.
    told = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.http.listen_address": f"127.0.0.1:{http}",
        "dbms.security.auth_enabled": "false",
        "server.memory.heap.initial_size": heap,
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": "256m",
        "dbms.usage_report.enabled": "false",
    }
    return "".join(f"{name}={value}\n" for name, value in told.items())


def _wait(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    until = time.monotonic() + _READY
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as made:
                made.sendall(b"GET / HTTP/1.1\r\n\r\n")
                if made.recv(1):
                    return
        except OSError:
            time.sleep(0.1)
    log = (home / "console.log").read_text(encoding="utf-8", errors="replace")
    raise NoServer(f"Neo4j did not start; {home / 'console.log'} ends: {log[-500:]}")


def _free() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port
