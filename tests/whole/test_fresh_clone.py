"""A fresh copy of what is tracked: `make run` makes its environment, loads the starter, and serves it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds for an environment to be made on a slow machine


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The tracked files, and those that would be."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = tmp_path / "clone" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    return tmp_path / "clone"


def _answer(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as response:
        return str(response.read().decode())


def _wait_for(address: str, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"make run ended: {process.communicate()[0]}")
        try:
            return _answer(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise AssertionError("nothing was served")


@pytest.mark.slow
def test_make_run_serves_the_starter(clone: Path) -> None:
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")
    }
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        home = _wait_for(f"http://127.0.0.1:{port}/", process)
        assert "Almanac" in home
        page = _answer(f"http://127.0.0.1:{port}/search?q=mechanistic+interpretability")
        assert "/entity/mechanistic-interpretability-" in page
        slug = page.partition("/entity/mechanistic-interpretability-")[2][:8]
        page = _answer(f"http://127.0.0.1:{port}/entity/mechanistic-interpretability-{slug}")
        for heading in ("Aliases", "Co-occurring", "More like this", "Guides", "Recent events", "First seen"):
            assert heading in page
    finally:
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert f"http://127.0.0.1:{port}/graphql" in output
    assert (clone / "var" / "almanac.db").is_file()
