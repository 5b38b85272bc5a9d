"""The base is rewritten by a process of its own, one at a time."""

from __future__ import annotations

import time
from pathlib import Path

from api.background import Background
from graph.projection.base import Base, Token
from tests.api.world import make_world


def test_a_process_of_its_own_writes_the_base(tmp_path: Path) -> None:
    world = make_world(tmp_path, events=6)
    base = Base(world.path.with_name(f"{world.path.name}-projection"))
    rewriting = Background(world.path, "snapshot", pause=600)
    rewriting()
    rewriting()  # the first is at work, so this begins nothing
    first = _another(base, None)
    rewriting()  # too soon after the first
    time.sleep(1)
    assert base.token() == first
    again = Background(world.path, "snapshot", pause=0)
    again()
    _another(base, first)
    with world.store.reader() as reader:
        kept = base.open(reader.store_id)
        assert kept is not None
        assert kept.about.revision == reader.revision
    world.store.close()


def _another(base: Base, known: Token | None) -> Token:
    """The base's token once it is another one; fails after a minute."""
    deadline = time.monotonic() + 60
    while (token := base.token()) in (None, known):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert token
    return token
