"""`almanac history` and `almanac diff` as a user runs them, and what bad input gets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from graph.sqlite import open_store
from schema.changeset import Changeset, Said
from schema.keys import source_key
from tests.api.cli.conftest import Run, run_on
from tests.api.world import LIST, NOW, SPARSE, TECHNIQUE, make_world

ANN = source_key("person", "ann")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An almanac of four revisions: the world; a new description; a topic said, then withdrawn."""
    world = make_world(tmp_path, events=6)
    step = Changeset(ANN, "a better description", NOW)
    told = TECHNIQUE.model_copy(update={"description": "Shining lanterns."})
    world.store.apply(replace(step, nodes=(Said(told, ANN, "2026-09-20"),)))
    world.store.apply(replace(step, reason="said", nodes=(Said(SPARSE, ANN),)))
    world.store.apply(replace(step, reason="taken back", unsaid=((SPARSE.key, ANN), (SPARSE.key, LIST))))
    world.store.close()
    return world.path


@pytest.fixture
def ran(path: Path) -> Run:
    """Runs commands on it."""
    return run_on(path)


def test_history_of_a_node_newest_first(ran: Run) -> None:
    """By name, by slug and by key alike."""
    shown = ran("history", "lantern", "probing")
    assert shown.exit_code == 0, shown.output
    assert "a better description" in shown.output
    assert 'description: "Shining lanterns."' in shown.output
    assert shown.output.index("Revision 2") < shown.output.index("Revision 1")
    assert "added: MENTIONS from" in shown.output
    for words in (TECHNIQUE.slug or TECHNIQUE.key.split("/")[1], TECHNIQUE.key):
        assert ran("history", words).output == shown.output


def test_history_in_json(ran: Run) -> None:
    told = json.loads(ran("history", TECHNIQUE.key, "--json").stdout)
    assert (told["key"], told["forgotten"], told["more"]) == (TECHNIQUE.key, 0, False)
    assert [one["revision"] for one in told["revisions"]] == [2, 1]
    (step,) = told["revisions"][0]["said"]
    assert (step["ref"], step["by"], step["became"], step["before"]) == (TECHNIQUE.key, ANN, "added", None)
    assert step["after"]["description"] == "Shining lanterns."
    edges = [step for step in told["revisions"][1]["said"] if isinstance(step["ref"], list)]
    assert {step["ref"][0] for step in edges} >= {"MENTIONS", "ALIAS_OF", "COVERS"}


def test_history_is_cut_and_says_so(ran: Run) -> None:
    shown = ran("history", TECHNIQUE.key, "--limit", "1")
    assert "There is more" in shown.output
    assert "Revision 1 " not in shown.output


def test_history_of_what_is_no_more(ran: Run) -> None:
    """By its key: what was said of it, and that it was withdrawn."""
    shown = ran("history", SPARSE.key)
    assert shown.exit_code == 0, shown.output
    assert f"removed: {SPARSE.key}, by {ANN}" in shown.output
    assert shown.output.index("taken back") < shown.output.index("said")


def test_history_of_a_merged_node_is_that_of_all(ran: Run) -> None:
    assert ran("merge", "Gull-9", "Gull-7", "--reason", "one thing").exit_code == 0
    told = json.loads(ran("history", "Gull-7", "--json").stdout)
    assert len(told["members"]) == 2
    (judged,) = [one for revision in told["revisions"] for one in revision["judged"]]
    assert judged["reason"] == "one thing"
    assert {str(step["ref"]) for step in told["revisions"][-1]["said"]} >= set(told["members"])
    assert "judged: same" in ran("history", "Gull-7").output


def test_history_of_nothing_helps(ran: Run) -> None:
    missed = ran("history", "lantern", "probin")
    assert missed.exit_code == 3
    assert TECHNIQUE.key.split("/")[1] in missed.output
    assert ran("history", "technique/none-00000000").exit_code == 3


def test_what_is_forgotten_is_said(path: Path) -> None:
    store = open_store(path)
    store.forget(1)
    store.close()
    run = run_on(path)
    assert "The log begins after revision 1" in run("history", TECHNIQUE.key).output
    assert json.loads(run("history", TECHNIQUE.key, "--json").stdout)["forgotten"] == 1
    told = run("diff", "0", "2")
    assert told.exit_code == 1
    assert "the log begins after revision 1" in told.output


def test_diff_counts_and_shows(ran: Run) -> None:
    told = json.loads(ran("diff", "1", "2", "--json").stdout)
    assert told["counts"] == {"changed": {"Technique": 1}}
    (one,) = told["differences"]
    assert (one["ref"], one["became"]) == (TECHNIQUE.key, "changed")
    assert one["before"]["description"] == TECHNIQUE.description
    assert one["after"]["description"] == "Shining lanterns."
    shown = ran("diff", "1", "2").output
    assert '"Reading what a model knows by shining small probes at its l…' in shown
    assert "→" in shown


def test_diff_of_what_came_and_went(ran: Run) -> None:
    """Said by two sources and withdrawn by both: removed once; between before and after it came, nothing."""
    told = json.loads(ran("diff", "3", "4", "--json").stdout)
    assert told["counts"] == {"removed": {"Technique": 1}}
    whole = json.loads(ran("diff", "0", "4", "--limit", "1000", "--json").stdout)
    assert SPARSE.key not in [one["ref"] for one in whole["differences"]]
    assert sum(whole["counts"]["added"].values()) == len(whole["differences"])
    assert "more: --limit shows them" in ran("diff", "0", "4", "--limit", "3").output
    assert "Nothing that is said differs" in ran("diff", "2", "2").output


def test_diff_between_instants(ran: Run) -> None:
    told = json.loads(ran("diff", "2026-09-19", "2026-09-21", "--json").stdout)
    assert (told["first"], told["last"]) == (0, 4)


def test_diff_tells_judgements(ran: Run) -> None:
    assert ran("merge", "Gull-9", "Gull-7", "--reason", "one thing").exit_code == 0
    told = ran("diff", "4", "5")
    assert "judged: same model/gull-9" in told.output
    assert (
        ran("judgements", "--withdraw", json.loads(ran("judgements", "--json").stdout)[0]["id"]).exit_code
        == 0
    )
    assert "withdrawn: same model/gull-9" in ran("diff", "5", "2999-01-01").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["3", "1"], "revision 1 comes before 3. Swap them"),
        (["0", "99"], "there is no revision 99 yet. The newest is 4"),
        (["x", "1"], "neither a revision nor a day or instant"),
        (["1"], "Missing argument 'LAST'"),
        (["1", "2", "--limit", "0"], "--limit"),
    ],
)
def test_bad_input(words: list[str], says: str, ran: Run) -> None:
    done = ran("diff", *words)
    assert done.exit_code == 2, done.output
    assert says in done.output


def test_an_empty_almanac(tmp_path: Path) -> None:
    open_store(tmp_path / "empty.db").close()
    run = run_on(tmp_path / "empty.db")
    assert "Nothing that is said differs" in run("diff", "0", "0").output
    assert run("history", "anything").exit_code == 3
