"""A store agrees with the oracle after any history of changesets."""

from __future__ import annotations

import pytest
from hypothesis import given

from schema.changeset import Changeset
from schema.errors import Refused
from tests.contract.agreement import agree
from tests.contract.oracle import Almanac
from tests.contract.stores import NewStore
from tests.contract.worlds import histories


@given(history=histories())
def test_store_agrees_with_the_oracle(new_store: NewStore, history: list[Changeset]) -> None:
    """Nodes, edges, finding, statements, judgements, revisions and what waits, after every changeset."""
    with new_store() as store:
        almanac = Almanac()
        for change in history:
            expected = almanac.apply(change)
            if expected is None:
                with pytest.raises(Refused):
                    store.apply(change)
            else:
                assert store.apply(change) == expected
            agree(store, almanac)
