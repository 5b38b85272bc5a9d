"""`almanac serve` as a process: its addresses, a port that is taken, and ending cleanly."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from api.cli.main import main
from tests.api.world import World, make_world


def _command(world: World, *args: str) -> list[str]:
    return [sys.executable, "-c", "from api.cli.main import main; main()", "--store", str(world.path), *args]


@contextmanager
def _serving(world: World, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = _command(world, "serve", "--port", "0", *options)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"Pages: +(http://127\.0\.0\.1:\d+)/\n", line)
            assert found, line
            yield process, found[1]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_this_machine_alone_and_stops_cleanly(world: World, number: signal.Signals) -> None:
    with _serving(world) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            assert client.get("/healthz").text == "ok, revision 1\n"
            answer = client.post("/graphql", json={"query": "{ revision }"})
            assert answer.json() == {"data": {"revision": 1}}
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def _workers(pid: int) -> int:
    """How many processes a server has started to answer."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum("spawn_main" in Path(f"/proc/{child}/cmdline").read_text() for child in children)


def test_several_processes_serve_one_address_and_see_what_is_loaded(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    news = tmp_path / "news.jsonl"
    news.write_text('{"source": "feed-x"}\n{"id": "1", "title": "Something happened to Gull-7"}\n')
    with _serving(world, "--workers", "2") as (process, address):
        subprocess.run(_command(world, "load", str(news)), check=True, capture_output=True, timeout=120)
        deadline, in_a_row = time.monotonic() + 60, 0
        while in_a_row < 20:
            assert time.monotonic() < deadline
            # A connection each, so that either process may take it.
            with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
                in_a_row = in_a_row + 1 if client.get("/healthz").text != "ok, revision 1\n" else 0
        assert _workers(process.pid) == 2
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")
    world.store.close()


def test_a_port_that_is_taken_is_said(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            _command(world, "serve", "--port", port), capture_output=True, text=True, check=False, timeout=60
        )
    assert done.returncode == 1
    assert f"can't serve on 127.0.0.1 port {port}" in done.stderr
    assert "--port" in done.stderr


def test_the_almanac_that_the_environment_names(world: World) -> None:
    environment = {"ALMANAC_STORE": str(world.path)}
    done = CliRunner().invoke(main, ["show", "gull-7"], env=environment)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Gull-7")
    elsewhere = CliRunner().invoke(
        main, ["show", "gull-7", "--store", "/nowhere/almanac.db"], env=environment
    )
    assert elsewhere.exit_code == 3
