"""`check` finds nothing after whatever was applied, and finds what is broken."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings

from graph.check import check
from graph.store import Store
from schema.changeset import Changeset
from schema.errors import Refused
from tests.contract.stores import NewStore
from tests.contract.test_apply import START, settled
from tests.contract.worlds import histories


@settings(max_examples=settings().max_examples // 2)
@given(history=histories())
def test_check_finds_nothing_after_any_history(new_store: NewStore, history: list[Changeset]) -> None:
    """No fault, whatever was said, withdrawn and judged."""
    with new_store() as store:
        for change in history:
            with suppress(Refused):
                store.apply(change)
        assert [str(finding) for finding in check(store) if finding.fault] == []


def test_check_says_how_much_waits(store: Store) -> None:
    """What waits is no fault, and is told with what to do."""
    store.apply(START)
    (waiting,) = check(store)
    assert not waiting.fault
    assert waiting.item == "relink"
    settled(store)
    assert check(store) == []
