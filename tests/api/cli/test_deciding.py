"""`merge`, `split`, `deny`, `judgements`: what a person decides holds, and can be withdrawn."""

from __future__ import annotations

import getpass

import orjson

from schema.keys import local_part
from tests.api.cli.conftest import Run
from tests.api.world import LAB, LIST, MODEL, SUCCESSOR, TECHNIQUE


def _read_as(run: Run, what: str) -> str:
    key: str = orjson.loads(run("show", what, "--json").output)["data"]["entity"]["key"]
    return key


def test_merge_and_split(own: Run) -> None:
    merged = own("merge", "gull-9", "Gull-7", "--reason", "one model")
    assert merged.exit_code == 0, merged.output
    assert merged.output.startswith(f"{SUCCESSOR.key} is read as {MODEL.key}; revision ")
    assert _read_as(own, SUCCESSOR.key) == MODEL.key
    split = own("split", local_part(SUCCESSOR.key), MODEL.key, "--reason", "two after all")
    assert split.exit_code == 0, split.output
    assert _read_as(own, SUCCESSOR.key) == SUCCESSOR.key


def test_a_judgement_has_actor_reason_and_id_and_can_be_withdrawn(own: Run) -> None:
    own("merge", "gull-9", "gull-7", "--reason", "one model")
    [judgement] = [one for one in orjson.loads(own("judgements", "--json").output) if one["kind"] == "same"]
    assert judgement["reason"] == "one model"
    assert judgement["actor"].startswith("source/person-")
    assert getpass.getuser()[:3].lower() in judgement["actor"]
    assert judgement["id"] in own("judgements").output
    assert own("judgements", "--withdraw", judgement["id"][:6]).exit_code == 0
    assert "one model" not in own("judgements").output
    again = own("judgements", "--withdraw", judgement["id"])
    assert again.exit_code == 3


def test_a_contradiction_is_refused_and_changes_nothing(own: Run) -> None:
    assert own("split", MODEL.key, SUCCESSOR.key).exit_code == 0
    before = own("stats", "--digest").output
    refused = own("merge", SUCCESSOR.key, MODEL.key)
    assert refused.exit_code == 4
    assert MODEL.key in refused.stderr
    assert SUCCESSOR.key in refused.stderr
    assert own("stats", "--digest").output == before


def test_deny_an_edge(own: Run) -> None:
    denied = own("deny", "edge", "developed_by", "gull-7", "harbour lab", "--reason", "somebody else")
    assert denied.exit_code == 0, denied.output
    told = orjson.loads(own("show", LAB.key, "--json").output)["data"]["entity"]["relations"]
    [developed] = [group for group in told if group["field"] == "developed"]
    assert [row["node"]["key"] for row in developed["edges"]] == [SUCCESSOR.key]


def test_deny_a_form(own: Run) -> None:
    denied = own("deny", "form", "LP", "--json")
    assert denied.exit_code == 0, denied.output
    assert orjson.loads(denied.output)["judged"] == 1
    assert own("deny", "form", "lp").output == "that was judged so already\n"


def test_deny_an_assertion(own: Run) -> None:
    denied = own("deny", "assertion", TECHNIQUE.key, LIST)
    assert denied.exit_code == 0, denied.output
    assert own("show", TECHNIQUE.key).exit_code == 3
    assert own("deny", "assertion", MODEL.key, "source/list-nobody").exit_code == 3


def test_deny_names_the_nearest_edge_type(own: Run) -> None:
    result = own("deny", "edge", "develop_by", "gull-7", "harbour lab")
    assert result.exit_code == 2
    assert "Did you mean DEVELOPED_BY?" in result.stderr


def test_what_is_not_there_can_not_be_merged(own: Run) -> None:
    assert own("merge", "gull-9", "nobody at all").exit_code == 3
