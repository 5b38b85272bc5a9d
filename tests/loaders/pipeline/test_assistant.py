"""Another process that prepares items: the same graph as without, and none left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import loaders.assistant
from loaders.assistant import assistant
from loaders.check import from_scratch
from loaders.items import Origin
from loaders.link.linker import Linker
from loaders.prepare import Task, prepared
from schema.errors import StoreProblem
from schema.record import SourceInfo
from tests.loaders.almanacs import NOW, almanac, clock, record, settled
from tests.loaders.link.naming import form
from tests.loaders.pipeline.files import labs, loaded, written
from tests.loaders.pipeline.test_processes import ROOT, news

TASK = Task(
    [
        record("Groq is fast", id="1"),
        record("Groq again", id="2"),
        record("odd one").model_copy(update={"genre": "gossip"}),
    ],
    Origin(SourceInfo.model_validate({"class": "feed", "link": "https://feed.example/"})),
    NOW,
    frozenset(),
)
GROQ = Linker([form("Groq", "org/groq")])
BEGUN = """
import time
from loaders.assistant import assistant
with assistant() as other:
    print(other.pid, flush=True)
    time.sleep(60)
"""


def test_the_same_graph_as_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path / "in", a__xml=news("a", 60), labs__toml=labs(), z__xml=news("z", 60))
    with almanac(tmp_path, "alone.db") as store:
        alone = loaded(store, folder)
        digest = settled(store)
    monkeypatch.setattr(loaders.assistant, "PAYS", 1)
    with almanac(tmp_path) as store:
        assert loaded(store, folder, batch=7) == alone
        assert settled(store) == digest
        assert loaded(store, folder, batch=7).new == 0
        assert from_scratch(store, clock) == []


def test_it_prepares_as_this_process_does_with_the_names_given_last() -> None:
    with assistant() as other:
        for linker in (Linker(()), GROQ, GROQ):
            other.begin(linker, TASK)
            assert other.finished() == prepared(linker, TASK)


def test_where_it_is_killed_that_is_said() -> None:
    with assistant() as other:
        os.kill(other.pid, signal.SIGKILL)
        _gone(other.pid)
        with pytest.raises(StoreProblem, match="has ended"):
            other.begin(GROQ, TASK)


def test_none_is_left_where_the_loading_process_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "begun.py"
    script.write_text(BEGUN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    _gone(pid)


def _gone(pid: int) -> None:
    """Wait until a process has ended."""
    for _ in range(300):
        if not _runs(pid):
            return
        time.sleep(0.1)
    pytest.fail("it still runs")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
