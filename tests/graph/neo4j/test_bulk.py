"""The files for a bulk import make the very almanac, on a real server, by the command that comes with them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.copying.step import step
from graph.neo4j.indexes import script
from graph.neo4j.place import Place
from graph.neo4j.store import Neo4jStore, open_neo4j
from graph.neo4j.tables import columns, row
from graph.sqlite import open_store
from schema.changeset import Changeset, Said
from schema.errors import Unwritable
from schema.judgement import DenyEdge, Judgement, Same
from schema.keys import event_key, source_key
from schema.kinds.entity import Technique
from schema.kinds.event import Event
from tests.api.cli.conftest import run_on
from tests.contract.stores import NOW
from tests.contract.test_copying import same
from tests.goldens import Golden
from tests.graph.neo4j.test_store import ODD
from tests.servers import own_server, version
from tools.neo4j.java import java
from tools.neo4j.libraries import fetched
from tools.neo4j.server import oldest_java

FEED, ANN = source_key("feed", "odd"), source_key("person", "ann")


def test_the_schema_script(golden: Golden) -> None:
    golden("graph/neo4j/schema.cypher", script())


def test_a_list_that_holds_the_sign_between_parts_is_refused() -> None:
    with pytest.raises(Unwritable, match="parts lists"):
        row({"identifiers": ["a:b\x1fc"]}, columns(Technique))


@pytest.fixture
def full(starter: Path, tmp_path: Path) -> Path:
    """The starter with what is seldom: merges, denials, withdrawals, odd texts, quarantine, full texts."""
    path = tmp_path / "full.db"
    shutil.copy(starter, path)
    store = open_store(path, clock=lambda: NOW)
    odd = [Technique.named(name, description=f'{name}\n"{name}", it\'s said; \\') for name in ODD]
    event = Event(
        key=event_key(FEED, "1"), title='News,\nand "more"', published=NOW, categories=("a, b", 'c"d')
    )
    with store.reader() as reader:
        made = next(ref for ref in reader.scan_edges({"DEVELOPED_BY"}))
    store.apply(
        Changeset(
            actor=ANN,
            reason='it\'s "odd"',
            observed=NOW,
            nodes=(*(Said(one, FEED) for one in odd), Said(event, FEED)),
            bodies={event.key: 'A text.\nOf two lines, "quoted".'},
            notes={("quarantine", "a b"): {"why": 'a "reason"\n'}},
        )
    )
    store.apply(
        Changeset(
            actor=ANN,
            reason="judged",
            observed=NOW,
            unsaid=((odd[2].key, FEED),),
            judge=tuple(
                Judgement(decision, ANN, "so", NOW)
                for decision in (Same(odd[0].key, odd[1].key), DenyEdge(made))
            ),
        )
    )
    store.close()
    return path


@contextmanager
def _imported(folder: Path, home: Path) -> Iterator[Neo4jStore]:
    """The store that the script in `folder` makes of its files, on a server of its own."""
    home.mkdir()
    shim = home / "neo4j-admin"
    shim.write_text(
        f'#!/bin/sh\nexec {java(oldest_java(version()))} -cp "{fetched(version())}/*" org.neo4j.cli.AdminTool "$@"\n'
    )
    shim.chmod(0o755)
    (home / "conf").mkdir()
    place = {
        "NEO4J_HOME": str(home),
        "NEO4J_CONF": str(home / "conf"),
        "PATH": f"{home}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["sh", str(folder / "import.sh")],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with own_server(home) as server:
        store = open_neo4j(Place(server.bolt), create=False, clock=lambda: NOW)
        yield store
        store.close()


@pytest.mark.neo4j(own=True)
def test_what_is_imported_is_the_almanac(full: Path, tmp_path: Path) -> None:
    run = run_on(full)
    assert run("draw").exit_code == 2
    done = run("export", "neo4j", str(tmp_path / "bulk"), "--cooccurrence")
    assert done.exit_code == 0
    assert f"With the server stopped: sh {tmp_path}/bulk/import.sh" in done.output
    source = open_store(full, clock=lambda: NOW)
    with _imported(tmp_path / "bulk", tmp_path / "server") as store:
        assert store.verify() == []
        same(source, store, whole=True)
        with store.reader() as reader:
            assert [node.name for node in reader.nodes([Technique.named(ODD[3]).key]).values()] == [ODD[3]]  # type: ignore[attr-defined]
        # It is a copy that can be followed.
        source.apply(
            Changeset(actor=ANN, reason="more", observed=NOW, nodes=(Said(Technique.named("Late"), ANN),))
        )
        assert step(source, store).moved == 1
        same(source, store, whole=True)
    source.close()
