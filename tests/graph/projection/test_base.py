"""The base on disk: what is kept is what is read, and whatever happened to the files in between is noticed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random

import orjson
import pytest

from graph.projection import base as bases
from graph.projection.advance import advance, compacted
from graph.projection.arrayfile import Arrays
from graph.projection.base import MANIFEST, About, Base
from graph.projection.build import from_reader
from graph.projection.compare import differences
from graph.projection.state import State
from graph.projection.stored import arrays_of, state_of
from graph.traverse.derive import derive
from graph.traverse.projected import Projected
from schema.errors import StoreProblem
from schema.ontology import is_entity
from tests.graph.projection.worlds import changed, grown
from tests.seeds import seeds

ABOUT = About("almanac-1", 7, "2025-01-01T00:00:00Z")


def _arrays(state: State) -> Arrays:
    return arrays_of(state, derive(state))


def _kept(folder: Path, seed: int = 3) -> Base:
    base = Base(folder)
    base.keep(ABOUT, _arrays(compacted(grown(seed).state)), {"note": [seed]})
    return base


def _state(base: Base, like: State) -> State:
    kept = base.open(ABOUT.store_id)
    assert kept is not None
    return state_of(kept.arrays, like.nodes.redirects, kept.about.revision)


def _data(base: Base) -> Path:
    (found,) = base.folder.glob("base-*")
    return found


@pytest.mark.parametrize("seed", seeds(20, slow=60))
def test_a_kept_state_says_the_same_and_can_be_followed(seed: int, tmp_path: Path) -> None:
    made, random = grown(seed), Random(seed)
    state = _state(_kept(tmp_path, seed), made.state)
    assert differences(state, made.state) == []
    assert state.derived
    for key in sorted(made.plain.nodes):
        if is_entity(key):
            alike = Projected(compacted(made.state)).similar(key)
            assert [(row.key, row.score) for row in Projected(state).similar(key)] == [
                (row.key, row.score) for row in alike
            ]
    assert not state.base.block.rows.at.flags.writeable
    world = deepcopy(made.world)
    for _ in range(4):
        touched = changed(random, world)
        state = advance(state, touched, world.reader()).state
        assert differences(state, from_reader(world.reader())) == []


def test_it_tells_what_it_is_of(tmp_path: Path) -> None:
    base = Base(tmp_path / "new")
    assert base.token() is None
    assert base.open(ABOUT.store_id) is None
    base = _kept(tmp_path / "new")
    kept = base.open(ABOUT.store_id)
    assert kept is not None
    assert (kept.about, kept.more, kept.token) == (ABOUT, {"note": [3]}, base.token())


def test_the_next_one_takes_its_place_and_mapped_arrays_stay(tmp_path: Path) -> None:
    base = _kept(tmp_path, 3)
    before, token = _state(base, grown(3).state), base.token()
    _kept(tmp_path, 4)
    assert base.token() != token
    assert len(list(tmp_path.glob("base-*"))) == 1
    assert differences(before, grown(3).state) == []
    assert differences(_state(base, grown(4).state), grown(4).state) == []


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [_cut, _emptied, Path.unlink])
@pytest.mark.parametrize("which", [lambda base: base.folder / MANIFEST, _data])
def test_what_was_cut_or_lost_is_not_used_and_said(
    which: Callable[[Base], Path],
    harm: Callable[[Path], None],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    base = _kept(tmp_path)
    path = which(base)
    harm(path)
    with caplog.at_level(logging.WARNING):
        assert base.open(ABOUT.store_id) is None
    no_base = path.name == MANIFEST and harm is Path.unlink
    assert [record.getMessage().startswith(str(base.folder)) for record in caplog.records] == [True] * (
        not no_base
    )


@pytest.mark.parametrize("seed", seeds(30, slow=300))
def test_one_changed_byte_is_noticed(seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    base, random = _kept(tmp_path), Random(seed)
    arrays = [placed for placed in _layout(base) if placed[1]]
    path = random.choice((base.folder / MANIFEST, _data(base)))
    data = bytearray(path.read_bytes())
    start, length = (0, len(data)) if path.name == MANIFEST else random.choice(arrays)
    place = start + random.randrange(length)
    data[place] ^= 1 << random.randrange(8)
    path.write_bytes(data)
    with caplog.at_level(logging.WARNING):
        assert base.open(ABOUT.store_id) is None
    assert "built anew" in caplog.text


def _layout(base: Base) -> list[tuple[int, int]]:
    """Offset and length of every array; what lies between them is padding."""
    kept = base.open(ABOUT.store_id)
    assert kept is not None
    told = bases._read(base.folder / MANIFEST)
    return [(offset, kept.arrays[name].nbytes) for name, (_, _, offset, _) in told["arrays"]]


def test_what_is_of_another_almanac_is_not_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert _kept(tmp_path).open("almanac-2") is None
    assert "another almanac" in caplog.text


@pytest.mark.parametrize("what", ["format", "ontology"])
def test_what_another_version_wrote_is_not_used(
    what: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    base = _kept(tmp_path)
    body = orjson.dumps(bases._read(base.folder / MANIFEST) | {what: "other"})
    (base.folder / MANIFEST).write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    with caplog.at_level(logging.WARNING):
        assert base.open(ABOUT.store_id) is None
    assert f"another version of Almanac (another {what})" in caplog.text


def test_one_at_a_time_writes(tmp_path: Path) -> None:
    one, other = Base(tmp_path), Base(tmp_path)
    with one.writing() as mine, other.writing() as theirs:
        assert (mine, theirs) == (True, False)
    with other.writing() as mine:
        assert mine


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreProblem, match=r"the projection can't be kept"):
        _kept(tmp_path / "file")


def test_a_state_with_a_tail_is_not_kept() -> None:
    states = [grown(seed).state for seed in range(20)]
    assert any(len(state.tail.block) for state in states)
    for state in states:
        if len(state.tail.block) or state.base.live is not None:
            with pytest.raises(ValueError, match="compacted"):
                _arrays(state)
