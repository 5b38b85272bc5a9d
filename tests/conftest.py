"""What all tests share: goldens, the shared data, Chromium, and how a skip counts where CI=true.

A skipped test is a hole in what a green run proves.  On a person's machine it is said in plain sight; where
CI=true only a lack of the shared data, which is no part of this repository, is forgiven.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.goldens import Golden, Picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("ALMANAC_SHARED_DATA") or ROOT.parent / "shared" / "data")
NO_SHARED_DATA = f"shared data is not at {SHARED_DATA}"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

settings.register_profile("default", max_examples=25, deadline=None, print_blob=True)
settings.register_profile("ci", max_examples=40, deadline=None, print_blob=True)
settings.register_profile(
    "soak", max_examples=5000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "default"))

_written = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-goldens` and `--update-pictures`."""
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write the golden files again instead of comparing; runs only the tests that have one",
    )
    parser.addoption(
        "--update-pictures",
        action="store_true",
        help="take the pictures of the docs again; runs only the tests that take them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep a list of the goldens and pictures that this run writes."""
    config.stash[_written] = []


@pytest.hookimpl(tryfirst=True)  # before xdist, which reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what needs a server or a browser last, and what shares something on one worker; choose those with goldens."""
    for item in items:
        if {"browser", "chromium"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_when)
    for option, fixture in (("--update-goldens", "golden"), ("--update-pictures", "picture")):
        if config.getoption(option):
            chosen = [item for item in items if fixture in getattr(item, "fixturenames", ())]
            config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
            items[:] = chosen


def _when(item: pytest.Item) -> int:
    """What is quick first; then those that start servers of their own, and the long group of the browser; short groups at the end."""
    neo4j = item.get_closest_marker("neo4j")
    if neo4j and neo4j.kwargs.get("own"):
        return 1
    if item.get_closest_marker("browser"):
        return 2
    return 3 if neo4j else 0


def _group(item: pytest.Item) -> str:
    """Which tests run on one worker: those of a file, since they share what is loaded; those of the browser.

    All that empty the one database that is named, too; where none is, each worker has a server of its own.
    """
    neo4j = item.get_closest_marker("neo4j")
    if neo4j and not neo4j.kwargs.get("own") and os.environ.get("ALMANAC_NEO4J_URL"):
        return "neo4j"
    if not neo4j and item.get_closest_marker("browser"):
        return "browser"
    return item.nodeid.partition("::")[0]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip in plain sight a test that needs a browser or a server where there is none."""
    if item.get_closest_marker("browser") and chromium_path() is None:
        pytest.skip(f"no Chromium: none of {', '.join(CHROMIUMS)} is on the PATH")
    wanted = item.get_closest_marker("neo4j")
    if not wanted:
        return
    from tests.servers import (  # here and not above: only these tests need its driver
        neo4j_place,
        no_neo4j,
        no_own_server,
    )

    if wanted.kwargs.get("own"):
        if why := no_own_server():
            pytest.skip(f"no Neo4j of the test's own: {why}")
    elif neo4j_place() is None:
        pytest.skip(f"no Neo4j: {no_neo4j()}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where CI=true."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _forbid(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure where CI=true."""
    report = yield
    if report.skipped:
        _forbid(report)
    return report


def _forbid(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    forgiven = "shared" in reason and not SHARED_DATA.is_dir()
    if IN_CI and not forgiven:
        report.outcome = "failed"
        report.longrepr = f"CI=true forbids to skip a test. {reason}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the goldens and pictures that were written."""
    for path in config.stash[_written]:
        terminalreporter.write_line(f"written: {path}")


def chromium_path() -> str | None:
    """The system's Chromium or Chrome, if there is one."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with a kept file: `golden("docs/ontology.md", text)`."""
    config = request.config
    return Golden(ROOT, bool(config.getoption("--update-goldens")), config.stash[_written])


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """Take a picture of the docs where that is asked for: `picture("docs/neo4j-path.png", locator.screenshot)`."""
    config = request.config
    return Picture(ROOT, bool(config.getoption("--update-pictures")), config.stash[_written])


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real feeds, listings and lists beside the project; skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(NO_SHARED_DATA)
    return SHARED_DATA


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The starter almanac, loaded by the command line: a file that tests read, and copy to change it."""
    from tests.starter import loaded_starter  # here, since it imports all of the program

    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "starter"
    shared.mkdir(exist_ok=True)
    own = tmp_path_factory.mktemp("starter") / "almanac.db"
    return Path(shutil.copy(loaded_starter(shared), own))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; a test that asks for it is marked `browser`."""
    path = chromium_path()
    assert path is not None, "pytest_runtest_setup skips before this where there is none"
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium; a test that asks for it is marked `browser`.

    One a module and not one a session: while it runs, Playwright holds an event loop in this thread.
    """
    from playwright.sync_api import sync_playwright  # here, since few tests need it

    with sync_playwright() as playwright:
        # Containers and root have no use of Chromium's own sandbox and can't start it.
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
