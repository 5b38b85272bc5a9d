"""How fast it answers over HTTP: a real `almanac serve`, the page query, one client and four; and what GraphQL itself costs."""

from __future__ import annotations

import asyncio
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import strawberry

from api.graphql.page import PAGE_QUERY
from bench.almanac import Almanac
from bench.asking import Asked
from bench.timing import Figure, megabytes, spread, timed

_COMMAND = "from api.cli.main import main; main()"
_ASKED = 400
_FIELDS = 1_000


@contextmanager
def served(path: Path, workers: int) -> Iterator[tuple[str, int]]:
    """An almanac served by a process of its own: its address, and the process."""
    command = [
        sys.executable,
        "-c",
        _COMMAND,
        "--store",
        str(path),
        "serve",
        "--port",
        "0",
        "--workers",
        str(workers),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = re.fullmatch(r"Pages: +(\S+)/\n", process.stdout.readline())
            assert found
            for _ in range(3_000):
                try:
                    httpx.get(f"{found[1]}/healthz", trust_env=False)
                    break
                except httpx.HTTPError:
                    time.sleep(0.02)
            yield found[1], process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def over_http(asked: Asked, path: Path) -> Iterator[Figure]:
    """The page query over HTTP, and the memory of the processes that answer."""
    slugs = [asked.made.keys[i].partition("/")[2] for i in asked.drawn()[:_ASKED]]
    for workers, clients in ((1, 1), (1, 4), (2, 4)):
        with served(path, workers) as (address, process):
            _ask(address, slugs[:20])
            begun = time.perf_counter()
            took = _asked_by(clients, address, slugs)
            rate = len(took) / (time.perf_counter() - begun)
            took.sort()
            half, most = took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]
            engine = f"almanac, {workers} process{'es' if workers > 1 else ''}, {clients} client{'s' if clients > 1 else ''}"
            yield Figure("page over HTTP, p50", engine, half, "ms")
            figure = Figure("page over HTTP, p99", engine, most, "ms")
            yield figure.within("≤ 25 ms", most <= 25) if clients == 1 else figure
            yield Figure("pages over HTTP", engine, rate, "pages/s")
            for which, child in enumerate(_children(process) or [process]):
                private, shared = megabytes(child)
                figure = Figure(f"private memory of process {which + 1}", engine, private, "MB")
                yield figure.within("≤ 700 MB", private <= 700)
                yield Figure(f"memory that process {which + 1} shares", engine, shared, "MB")


def _children(process: int) -> list[int]:
    """The processes that a server has started to answer."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def _ask(address: str, slugs: list[str]) -> list[float]:
    took = []
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        for slug in slugs:
            begun = time.perf_counter()
            answer = client.post("/graphql", json={"query": PAGE_QUERY, "variables": {"slug": slug}})
            took.append((time.perf_counter() - begun) * 1000)
            assert answer.json()["data"]["entity"]["slug"] == slug
    return took


def _asked_by(clients: int, address: str, slugs: list[str]) -> list[float]:
    took: list[float] = []
    threads = [
        threading.Thread(target=lambda part=part: took.extend(_ask(address, part)))
        for part in (slugs[n::clients] for n in range(clients))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


@strawberry.type
class _Row:
    key: str
    name: str
    label: str
    page: str
    count: int


@strawberry.type
class _Query:
    @strawberry.field
    def rows(self) -> list[_Row]:
        """As many fields as are asked of the almanac, of plain objects."""
        return [
            _Row(key=f"k{i}", name="name", label="label", page="/page", count=i) for i in range(_FIELDS // 5)
        ]


def bare_graphql() -> Iterator[Figure]:
    """A bare Strawberry query of 1,000 fields, in process: what the executor alone costs."""
    schema = strawberry.Schema(_Query)
    query = "{ rows { key name label page count } }"
    yield spread(
        "1,000 fields of plain objects",
        "Strawberry alone",
        timed(lambda: asyncio.run(schema.execute(query)), runs=9),
    )


def starts(path: Path) -> Figure:
    """A start with the base that is kept."""
    ready = [Almanac(path).ready for _ in range(5)]
    figure = spread(
        "ready, from the kept base", "almanac", (statistics.median(ready), min(ready), max(ready))
    )
    return figure.within("≤ 2,000 ms", statistics.median(ready) <= 2_000)
