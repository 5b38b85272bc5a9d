"""The base is rewritten by a process of its own, one at a time."""

from __future__ import annotations

import time
from pathlib import Path

from api.rewriting import Rewriting
from graph.projection.base import Base
from tests.api.world import make_world


def test_a_process_of_its_own_writes_the_base(tmp_path: Path) -> None:
    world = make_world(tmp_path, events=6)
    base = Base(world.path.with_name(f"{world.path.name}-projection"))
    rewriting = Rewriting(world.path)
    rewriting()
    rewriting()  # the first is at work, so this begins nothing
    deadline = time.monotonic() + 60
    while base.token() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first = base.token()
    assert rewriting.ended(60) == 0
    rewriting()  # too soon after the first
    assert rewriting.ended(60) == 0
    assert base.token() == first
    with world.store.reader() as reader:
        kept = base.open(reader.store_id)
        assert kept is not None
        assert kept.about.revision == reader.revision
    world.store.close()
