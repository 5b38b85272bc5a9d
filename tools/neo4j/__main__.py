"""Shows an almanac in Neo4j Browser: starts a server on this machine, copies the almanac there, and keeps it in step."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import quote

from tools.neo4j.server import NoServer, Running, running

# The entity with most relations to others, and those.
FIRST = """MATCH (one:Almanac:Entity)--(:Entity)
WITH one, count(*) AS relations ORDER BY relations DESC LIMIT 1
MATCH (one)--(other:Entity)
RETURN one, other LIMIT 60"""
_COMMAND = "from api.cli.main import main; main()"
_HEAP = "1g"


def main() -> None:
    """Start, copy, follow, until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tools.neo4j", description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("var/almanac.db"), help="the almanac to show")
    parser.add_argument(
        "--home", type=Path, default=Path("var/neo4j"), help="where the server keeps its data"
    )
    parser.add_argument("--bolt", type=int, default=7687, help="the port for Bolt; 0 takes a free one")
    parser.add_argument("--http", type=int, default=7474, help="the port for Browser; 0 takes a free one")
    told = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(told.home.absolute(), heap=_HEAP, bolt=told.bolt, http=told.http) as server:
            _show(told, server, stop)
    except NoServer as error:
        sys.exit(
            f"{error}. Install Java 17 or newer and Maven: on Debian, apt-get install openjdk-17-jre-headless maven"
        )


def _show(told: argparse.Namespace, server: Running, stop: threading.Event) -> None:
    """Bring the server all that the almanac holds, print where to look, and follow."""
    store, bolt = told.store, server.bolt
    copied = subprocess.run(_almanac(store, "copy", "--to", bolt, "--cooccurrence"), check=False)
    if copied.returncode:
        sys.exit(f"Where {told.home} holds what is left of another almanac, remove that folder.")
    address = f"{server.http}/browser/?preselectAuthMethod=NO_AUTH&dbms={quote(bolt)}"
    print(f"Bolt:    {bolt}")
    print(f"Browser: {address}&cmd=edit&arg={quote(FIRST)}")
    print("What changes in the almanac is brought there. Stop with Ctrl-C.", flush=True)
    # Not of this process's group, so that Ctrl-C reaches it through this one, after which the server ends.
    following = subprocess.Popen(
        _almanac(store, "follow", "--to", bolt, "--cooccurrence"), start_new_session=True
    )
    try:
        while following.poll() is None and not stop.wait(0.5):
            continue
    finally:
        following.terminate()
    if code := following.wait():
        sys.exit(code)


def _almanac(store: Path, *words: str) -> list[str]:
    return [sys.executable, "-c", _COMMAND, "--store", str(store), *words]


if __name__ == "__main__":
    main()
