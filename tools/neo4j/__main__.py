"""Shows an almanac in Neo4j Browser: starts a server on this machine, brings it all that the almanac holds, and waits."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from tools.neo4j.server import NoServer, running

# The entity with most relations to others, and those.
FIRST = """MATCH (one:Entity)--(:Entity)
WITH one, count(*) AS relations ORDER BY relations DESC LIMIT 1
MATCH (one)--(other:Entity)
RETURN one, other LIMIT 60"""
_COMMAND = "from api.cli.main import main; main()"
_HEAP = "1g"


def main() -> None:
    """Start, fill, wait."""
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
            _fill(told.store, server.bolt)
            address = f"{server.http}/browser/?preselectAuthMethod=NO_AUTH&dbms={quote(server.bolt)}"
            print(f"Bolt:    {server.bolt}")
            print(f"Browser: {address}&cmd=edit&arg={quote(FIRST)}")
            print("Stop with Ctrl-C.", flush=True)
            stop.wait()
    except NoServer as error:
        sys.exit(
            f"{error}. Install Java 17 or newer and Maven: on Debian, apt-get install openjdk-17-jre-headless maven"
        )


def _fill(store: Path, address: str) -> None:
    """Bring the server all that was said and judged, by way of a full dump; what it has already is not brought again."""
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "almanac.nq"
        _almanac("--store", str(store), "export", "rdf", "--full", "--format", "nq", "--out", str(dump))
        _almanac("--store", address, "load", str(dump))


def _almanac(*words: str) -> None:
    done = subprocess.run([sys.executable, "-c", _COMMAND, *words], check=False)  # constant but for paths
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
