"""`show`, `search`, `neighbours`, `path`, `trending`, `stats`: tables for people, JSON for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from api.graphql.page import PAGE_QUERY
from api.graphql.schema import execute
from graph.view import View
from schema.keys import local_part
from tests.api.cli.conftest import Run, run_on
from tests.api.world import GUIDE, LAB, NOW, PAPER, TECHNIQUE, World

SLUG = local_part(TECHNIQUE.key)


@pytest.mark.parametrize(
    "what",
    [
        (SLUG,),
        (TECHNIQUE.key,),
        ("Lantern", "probing"),
        ("lantern probes",),
        ("https://probing.example",),
        (f"http://127.0.0.1:8000/entity/{SLUG}",),
        ("wikidata:Q4242",),
    ],
)
def test_show_takes_slug_key_url_and_name(run: Run, what: tuple[str, ...]) -> None:
    shown = run("show", *what)
    assert shown.exit_code == 0
    assert shown.output.startswith("Lantern probing  Technique, active")
    for heading in ("Aliases", "Co-occurring", "Guides", "Recent events (10 of 24)", "First seen"):
        assert heading in shown.output


def test_show_as_json_is_the_answer_of_the_page_query(run: Run, view: View) -> None:
    shown: Any = orjson.loads(run("show", SLUG, "--json").output)
    answer: Any = execute(view, NOW, PAGE_QUERY, {"slug": SLUG})
    for one in (shown, answer):  # ages count to different clocks
        for row in one["data"]["entity"]["events"]["edges"]:
            row["node"].pop("age")
    assert shown == answer


@pytest.mark.parametrize("what", [PAPER.key, f"/{GUIDE.key}", "https://arxiv.org/pdf/2609.00001v2"])
def test_show_of_other_nodes(run: Run, what: str) -> None:
    shown = run("show", what)
    assert shown.exit_code == 0
    assert "said by" in shown.output
    assert orjson.loads(run("show", what, "--json").output)["data"]["node"]["label"] in shown.output


def test_show_of_an_event_by_its_link(run: Run, world: World) -> None:
    shown = orjson.loads(run("show", "https://feeds.example/posts/4", "--json").output)
    assert shown["data"]["node"]["key"] == world.events[4]


def test_what_is_unknown_is_not_found_with_near_misses(run: Run) -> None:
    shown = run("show", "lantern", "prabing")
    assert shown.exit_code == 3
    assert shown.stdout == ""
    assert shown.stderr.strip() == f"Error: nothing is known as 'lantern prabing'. Did you mean {SLUG}?"
    assert run("show", "qqqqqqqqq").exit_code == 3


def test_search(run: Run) -> None:
    found = run("search", "lantern", "--limit", "3")
    assert found.exit_code == 0
    assert TECHNIQUE.key in found.output
    assert found.output.splitlines()[-1].endswith("3 shown")
    hits = orjson.loads(run("search", "lanterns", "--kind", "papers", "--json").output)["data"]["search"]
    assert [hit["node"]["label"] for hit in hits["edges"]] == [PAPER.title]
    nothing = run("search", "zzz")
    assert (nothing.exit_code, nothing.output) == (0, "0 found\n")


def test_an_unknown_kind_has_a_near_miss(run: Run) -> None:
    found = run("search", "x", "--kind", "modle")
    assert found.exit_code == 2
    assert "Did you mean Model?" in found.stderr


def test_neighbours(run: Run) -> None:
    around = run("neighbours", "Gull-7")
    assert around.exit_code == 0
    assert "Harbour Lab" in around.output
    assert "DEVELOPED_BY" in around.output
    told = orjson.loads(
        run("neighbours", "gull-7", "--type", "developed_by", "--no-cooccurrence", "--json").output
    )
    layers = told["data"]["entity"]["neighbourhood"]["layers"]
    assert [node["key"] for node in layers[1]] == [LAB.key]


def test_neighbours_of_what_is_no_entity(run: Run) -> None:
    around = run("neighbours", PAPER.key)
    assert around.exit_code == 3
    assert "is no entity but Paper" in around.stderr


def test_path(run: Run) -> None:
    way = run("path", "TideBench", "Harbour Lab")
    assert way.exit_code == 0
    assert "EVALUATED_ON" in way.output
    told = orjson.loads(run("path", "TideBench", "Harbour Lab", "--json").output)["data"]["path"]
    assert [node["label"] for node in told["nodes"]] == ["TideBench", "Gull-7", "Harbour Lab"]
    none = run("path", "TideBench", "למידה עמוקה")
    assert none.exit_code == 0
    assert none.output.startswith("no way from")


def test_trending(run: Run) -> None:
    rising = run("trending", "--since", "2026-09-01", "--until", "2026-10-01")
    assert rising.exit_code == 0
    assert "2026-09-01 to 2026-10-01" in rising.output
    assert "younger" in rising.output
    assert orjson.loads(run("trending", "--json").output)["data"]["trending"]["rows"] == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("trending", "--since", "2026-09-02", "--until", "2026-09-01"), "before it starts"),
        (("neighbours", "gull-7", "--since", "2026-09-02", "--until", "2026-09-01"), "before it starts"),
        (("trending", "--since", "2026-09-02"), "both ends"),
        (("trending", "--since", "tomorrow", "--until", "2026-09-01"), "no day or instant"),
        (("search", "x", "--limit", "0"), "1 to 100"),
        (("neighbours", "gull-7", "--hops", "9"), "1 to 3 hops"),
        (("search",), "Missing argument"),
        (("show", "x", "--jsn"), "--json"),
        (("shwo", "x"), "Did you mean 'show'?"),
        (("frobnicate",), "Commands: load, serve"),
        (("quarantine", "lst"), "Did you mean 'list'?"),
    ],
)
def test_usage_errors(run: Run, args: tuple[str, ...], words: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_stats(run: Run) -> None:
    told = orjson.loads(run("stats", "--digest", "--json").output)
    assert told["nodes"]["Event"] == 24
    assert told["edges"]["DEVELOPED_BY"] == 2
    assert len(told["digest"]) == 64
    shown = run("stats", "--digest")
    assert shown.exit_code == 0
    assert f"digest: {told['digest']}" in shown.output
    assert run("stats").output == run("stats").output


def test_markup_in_texts_is_shown_as_it_is(run: Run) -> None:
    shown = run("show", "https://feeds.example/posts/4")
    assert "<b>Nothing</b>" in shown.output


def test_no_colour_outside_a_terminal(run: Run) -> None:
    assert "\x1b" not in run("show", SLUG).output


@pytest.mark.parametrize(
    "command", ["show x", "stats", "check", "judgements", "quarantine list", "serve", "deny form x"]
)
def test_a_missing_almanac_is_said(tmp_path: Path, command: str) -> None:
    path = tmp_path / "none.db"
    result = run_on(path)(*command.split())
    assert result.exit_code == 3
    assert f"there is no almanac at {path}" in result.stderr
    assert not path.exists()


def test_as_of_speaks_of_what_was_observed_by_then(run: Run) -> None:
    done = run("show", SLUG, "--as-of", "2001-01-01")
    assert done.output.startswith("As of 2001-01-01T00:00:00Z: events observed by then.")
    told = orjson.loads(run("show", SLUG, "--as-of", "2001-01-01", "--json").output)
    assert told["asOf"] == "2001-01-01T00:00:00Z"
    assert told["data"]["entity"]["eventCount"] == 0
    for command in (("neighbours", SLUG), ("path", SLUG, "gull-7"), ("trending",)):
        assert run(*command, "--as-of", "2001-01-01").output.startswith("As of 2001")
    bad = run("show", SLUG, "--as-of", "soon")
    assert bad.exit_code == 2
    assert "no day or instant" in bad.output
