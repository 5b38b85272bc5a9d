"""`make neo4j`: a server of its own with the almanac in it, and Browser at the address that is printed."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from neo4j import GraphDatabase

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]


def test_the_starter_is_shown(root: Path, starter: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tools.neo4j",
        "--store",
        str(starter),
        "--home",
        str(tmp_path / "server"),
    ]
    command += ["--bolt", "0", "--http", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith("Stop"):
                break
        try:
            found = re.search(r"Bolt: +(\S+)\nBrowser: (\S+)\n", told)
            assert found, told
            assert httpx.get(found[2], follow_redirects=True, trust_env=False).status_code == 200
            with GraphDatabase.driver(found[1]) as driver:
                [[entities]] = driver.execute_query("MATCH (n:Entity) RETURN count(n)").records
                assert entities > 700
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
