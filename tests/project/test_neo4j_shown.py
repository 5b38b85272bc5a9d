"""`make neo4j`: a server of its own with the almanac in it, and Browser at the address that is printed."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from neo4j import Driver, GraphDatabase

from tests.api.cli.conftest import run_on
from tests.api.cli.test_documentation import PEOPLE

pytestmark = [pytest.mark.neo4j(own=True), pytest.mark.slow]


def _wait_for_ida(driver: Driver) -> None:
    until = time.monotonic() + 60
    while not driver.execute_query("MATCH (p:Person {name: 'Ida Wren'}) RETURN p").records:
        assert time.monotonic() < until
        time.sleep(0.2)


def test_the_starter_is_shown(root: Path, starter: Path, tmp_path: Path) -> None:
    store = tmp_path / "almanac.db"
    shutil.copy(starter, store)
    (tmp_path / "people.toml").write_text(PEOPLE)
    command = [sys.executable, "-m", "tools.neo4j", "--store", str(store), "--home", str(tmp_path / "server")]
    command += ["--bolt", "0", "--http", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = ""
        for line in process.stdout:
            told += line
            if "Ctrl-C" in line:
                break
        try:
            found = re.search(r"Bolt: +(\S+)\nBrowser: (\S+)\n", told)
            assert found, told
            assert httpx.get(found[2], follow_redirects=True, trust_env=False).status_code == 200
            with GraphDatabase.driver(found[1]) as driver:
                [[entities]] = driver.execute_query("MATCH (n:Entity) RETURN count(n)").records
                assert entities > 700
                [[drawn]] = driver.execute_query("MATCH ()-[r:CO_OCCURS_WITH]->() RETURN count(r)").records
                assert drawn > 100
                assert run_on(store)("load", str(tmp_path / "people.toml")).exit_code == 0
                _wait_for_ida(driver)
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
