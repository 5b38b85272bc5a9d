"""An almanac copied into another store is the same there: graph, judgements, log, notes, and whatever comes later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.adopting import Part
from graph.copying.mark import mark_of, refuse_unfinished
from graph.copying.step import step
from graph.digest import digest
from graph.store import Store
from schema.changeset import NOTE_SPACES, Applied, Changeset, Said
from schema.errors import Refused, StoreProblem
from schema.keys import event_key, source_key
from schema.kinds.event import Event
from tests.contract.stores import NOW, NewStore, sqlite
from tests.contract.worlds import histories


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A second store, which is a file."""
    with sqlite(tmp_path) as opened:
        yield opened


def same(one: Store, two: Store, *, whole: bool) -> None:
    """Fails where two almanacs differ in what a reader is told.

    What makes no revision of its own is not followed (notes, a full text or a stamp that moves alone): only `whole` looks
    at it.
    """
    with one.reader() as mine, two.reader() as theirs:
        assert (mine.revision, mine.names_revision) == (theirs.revision, theirs.names_revision)
        assert mine.forgotten == theirs.forgotten
        assert mine.judgements() == theirs.judgements()
        assert list(mine.changes(mine.forgotten)) == list(theirs.changes(theirs.forgotten))
        facts, others = (
            [fact for fact in reader.facts() if fact.kind != "body"] for reader in (mine, theirs)
        )
        assert sorted(facts) == sorted(others)
        if not whole:
            return
        assert digest(mine) == digest(theirs)
        assert list(mine.scan_statements()) == list(theirs.scan_statements())
        assert list(mine.kept_bodies()) == list(theirs.kept_bodies())
        assert {node.key: node for node in mine.scan_nodes()} == {
            node.key: node for node in theirs.scan_nodes()
        }
        assert set(mine.scan_edges()) == set(theirs.scan_edges())
        assert mine.counts() == theirs.counts()
        for space in set(NOTE_SPACES) - {"copy"}:
            assert mine.notes(space) == theirs.notes(space)


def told(store: Store, history: list[Changeset]) -> None:
    """Apply what is not refused."""
    for change in history:
        with suppress(Refused):
            store.apply(change)


class Cut:
    """A target that fails at the n-th part, as one whose process is killed there."""

    def __init__(self, store: Store, after: int) -> None:
        self._store, self._left = store, after
        self.reader, self.revision = store.reader, store.revision

    def adopt(self, part: Part) -> Applied:
        """Take it over, or fail."""
        if not self._left:
            raise InterruptedError
        self._left -= 1
        return self._store.adopt(part)


@given(history=histories(), stops=st.sets(st.integers(0, 12)), cut=st.integers(0, 8))
def test_it_is_copied_and_followed(
    new_store: NewStore, history: list[Changeset], stops: set[int], cut: int
) -> None:
    """From a file into each store, with steps between the changes, one of which is cut short."""
    with TemporaryDirectory() as folder, sqlite(Path(folder)) as source, new_store() as target:
        followed(source, target, history, stops, cut)


def followed(source: Store, target: Store, history: list[Changeset], stops: set[int], cut: int) -> None:
    """Tell `source` the history, bringing `target` in step at some of its changes."""
    for place, change in enumerate(history):
        told(source, [change])
        if place in stops:
            with suppress(InterruptedError):
                step(source, Cut(target, cut))  # type: ignore[arg-type]  # all that a step needs of a store
            step(source, target)
            same(source, target, whole=False)
    step(source, target, anew=True)
    same(source, target, whole=True)
    assert step(source, target).moved == 0


@given(history=histories())
def test_and_back_again(new_store: NewStore, history: list[Changeset]) -> None:
    """From each store into a file."""
    with TemporaryDirectory() as folder, sqlite(Path(folder)) as target, new_store() as source:
        told(source, history)
        step(source, target, anew=True)
        same(source, target, whole=True)


FEED, ANN = source_key("feed", "daily"), source_key("person", "ann")


def _news(number: int) -> Changeset:
    event = Event(key=event_key(FEED, str(number)), title=f"News {number}", published=NOW)
    return Changeset(
        actor=ANN,
        reason="told",
        observed=NOW,
        nodes=(Said(event, FEED),),
        bodies={event.key: f"Text {number}"},
        notes={("quarantine", str(number)): {"why": "it was odd"}},
    )


def test_what_was_forgotten_is_compared_whole(store: Store, other: Store) -> None:
    told(other, [_news(1), _news(2)])
    step(other, store)
    told(other, [_news(3), _news(4)])
    other.forget(3)  # type: ignore[attr-defined]  # not of the contract
    assert step(other, store).moved == 2
    same(other, store, whole=True)


def test_much_is_taken_over_in_many_transactions(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.copying.step.AT_ONCE", 3)
    told(other, [_news(1)])
    step(other, store)
    told(other, [_news(number) for number in range(2, 12)])
    assert step(other, store).moved == 10
    same(other, store, whole=False)


def test_what_is_copied_half_is_said(store: Store, other: Store) -> None:
    told(other, [_news(1), _news(2)])
    with pytest.raises(InterruptedError):
        step(other, Cut(store, 2))  # type: ignore[arg-type]  # all that a step needs of a store
    with store.reader() as reader, pytest.raises(StoreProblem, match=r"has not come to its end.*copy` again"):
        refuse_unfinished(reader, "here")
    step(other, store)
    with store.reader() as reader:
        refuse_unfinished(reader, "here")
        mark = mark_of(reader)
    assert mark
    assert (mark.revision, mark.whole) == (2, True)


def test_a_target_that_is_something_else_is_refused(store: Store, other: Store, tmp_path: Path) -> None:
    told(other, [_news(1)])
    with pytest.raises(StoreProblem, match="into itself"):
        step(store, store)
    told(store, [_news(2)])
    with pytest.raises(StoreProblem, match="an almanac of its own"):
        step(other, store)
    (tmp_path / "third").mkdir()
    with sqlite(tmp_path / "third") as third:
        step(other, third)
        with pytest.raises(StoreProblem, match="a copy of another"):
            step(store, third)
        told(third, [_news(3)])
        with pytest.raises(
            StoreProblem, match="somebody else wrote into the target: it stands at revision 2"
        ):
            step(other, third)
