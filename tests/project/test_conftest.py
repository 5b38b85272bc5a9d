"""What all tests share: how a skip counts, said in plain sight on a person's machine and an error where CI=true; what stays on one worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each runs pytest in a process of its own

PLAIN = "import pytest\ndef test_it():\n    pytest.skip('no reason of weight')\n"
WHOLE = "import pytest\npytest.skip('not today', allow_module_level=True)\n"
SHARED = "def test_it(shared_data):\n    assert shared_data.is_dir()\n"
BROWSER = "def test_it(chromium):\n    assert chromium\n"
WORKERS = """import os
import pytest
@pytest.mark.parametrize("number", range(9))
def test_it(number):
    with open(os.environ["TOLD"], "a") as told:
        print(os.environ["PYTEST_XDIST_WORKER"], file=told)
"""
FAILS_AS_EXPECTED = "import pytest\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"


def run(root: Path, folder: Path, body: str, *words: str, **environment: str) -> tuple[int, str]:
    """Exit code and output of one test file under the project's own conftest; words: more for pytest."""
    (folder / "test_case.py").write_text(body, encoding="utf-8")
    ours = {name: value for name, value in os.environ.items() if name not in {"CI", "ALMANAC_SHARED_DATA"}}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", *words]
    done = subprocess.run(
        [*command, "-c", str(root / "pyproject.toml"), f"--rootdir={root}", str(folder / "test_case.py")],
        cwd=root,
        env={**ours, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_person_sees_the_reason(root: Path, tmp_path: Path) -> None:
    code, output = run(root, tmp_path, PLAIN)
    assert code == 0, output
    assert "no reason of weight" in output


def test_ci_forbids_to_skip_a_test(root: Path, tmp_path: Path) -> None:
    code, output = run(root, tmp_path, PLAIN, CI="true")
    assert code == 1, output
    assert "CI=true forbids to skip" in output
    assert "no reason of weight" in output


def test_ci_forbids_to_skip_a_module(root: Path, tmp_path: Path) -> None:
    code, output = run(root, tmp_path, WHOLE, CI="true")
    assert code != 0, output
    assert "not today" in output


def test_ci_allows_an_expected_failure(root: Path, tmp_path: Path) -> None:
    code, output = run(root, tmp_path, FAILS_AS_EXPECTED, CI="true")
    assert code == 0, output


def test_ci_forgives_that_the_shared_data_is_absent(root: Path, tmp_path: Path) -> None:
    absent = str(tmp_path / "nowhere")
    code, output = run(root, tmp_path, SHARED, CI="true", ALMANAC_SHARED_DATA=absent)
    assert code == 0, output
    assert f"shared data is not at {absent}" in output


def test_shared_data_that_is_there_is_used(root: Path, tmp_path: Path) -> None:
    code, output = run(root, tmp_path, SHARED, CI="true", ALMANAC_SHARED_DATA=str(tmp_path))
    assert code == 0, output
    assert "1 passed" in output


def test_a_machine_without_chromium_skips_and_ci_fails(root: Path, tmp_path: Path) -> None:
    bare = str(tmp_path)
    code, output = run(root, tmp_path, BROWSER, PATH=bare)
    assert code == 0, output
    assert "no Chromium" in output
    code, output = run(root, tmp_path, BROWSER, PATH=bare, CI="true")
    assert code == 1, output
    assert "no Chromium" in output


def test_the_tests_of_a_file_stay_on_one_worker(root: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    code, output = run(root, tmp_path, WORKERS, "-n2", "--dist=loadgroup", TOLD=str(told))
    assert code == 0, output
    workers = told.read_text().split()
    assert (len(workers), len(set(workers))) == (9, 1)
