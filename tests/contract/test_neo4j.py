"""Random histories on a real Neo4j: it agrees with the oracle, and with SQLite to the digest."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.copying.step import step
from graph.digest import digest
from schema.changeset import Changeset
from schema.errors import Refused
from tests.contract.agreement import agree
from tests.contract.oracle import Almanac
from tests.contract.stores import neo4j, sqlite
from tests.contract.test_copying import followed, same, told
from tests.contract.worlds import histories

# Each example is some seconds' work for a server.
FEW = settings(max_examples=max(10, settings().max_examples // 4))


@pytest.mark.neo4j
@FEW
@given(history=histories())
def test_any_history_agrees_with_the_oracle_and_with_sqlite(history: list[Changeset]) -> None:
    almanac = Almanac()
    with TemporaryDirectory() as folder, neo4j(Path(folder)) as one, sqlite(Path(folder)) as other:
        for change in history:
            expected = almanac.apply(change)
            if expected is None:
                for store in (one, other):
                    with pytest.raises(Refused):
                        store.apply(change)
            else:
                assert one.apply(change) == expected
                with suppress(Refused):
                    other.apply(change)
            agree(one, almanac)
        with one.reader() as mine, other.reader() as theirs:
            assert digest(mine) == digest(theirs)


@pytest.mark.neo4j
@FEW
@given(history=histories(), stops=st.sets(st.integers(0, 12), max_size=3), cut=st.integers(0, 8))
def test_any_history_is_copied_and_followed(history: list[Changeset], stops: set[int], cut: int) -> None:
    with TemporaryDirectory() as folder, sqlite(Path(folder)) as source, neo4j(Path(folder)) as target:
        followed(source, target, history, stops, cut)


@pytest.mark.neo4j
@FEW
@given(history=histories())
def test_and_back_into_a_file(history: list[Changeset]) -> None:
    with TemporaryDirectory() as folder, sqlite(Path(folder)) as target, neo4j(Path(folder)) as source:
        told(source, history)
        step(source, target, anew=True)
        same(source, target, whole=True)
