"""On a terminal answers have colour and loading shows how far it is; elsewhere neither."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.api.cli.test_loading import FEED
from tests.api.world import World

COMMAND = [sys.executable, "-c", "from api.cli.main import main; main()"]


def _on_a_terminal(*args: str) -> str:
    """What a command shows on a terminal of its own."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CI")}
    with subprocess.Popen(
        [*COMMAND, *args],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment, "TERM": "xterm-256color"},
    ) as process:
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
        assert process.wait(60) == 0, shown.decode()
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that the other side has closed it
        return b""


def test_a_heading_is_bold_on_a_terminal(world: World) -> None:
    assert "\x1b[1mGull-7" in _on_a_terminal("--store", str(world.path), "show", "gull-7")


def test_loading_shows_a_bar_and_leaves_the_summary(tmp_path: Path) -> None:
    feed = tmp_path / "lab.xml"
    feed.write_text(FEED)
    shown = _on_a_terminal("--store", str(tmp_path / "almanac.db"), "load", str(feed))
    assert "lab.xml" in shown
    assert "2/2" in shown
    assert shown.rstrip().endswith("; 0 quarantined")


def test_nothing_but_the_summary_where_there_is_no_terminal(tmp_path: Path) -> None:
    feed = tmp_path / "lab.xml"
    feed.write_text(FEED)
    done = subprocess.run(
        [*COMMAND, "--store", str(tmp_path / "almanac.db"), "load", str(feed)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
