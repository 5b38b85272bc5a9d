"""Every command and every query of the README works, on the starter and on feeds of one's own."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from starlette.types import ASGIApp

from api.app import open_almanac
from api.cli.main import main
from api.web.app import web_app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FEED = """<rss version="2.0"><channel><title>My feed</title><link>https://feed.example/</link>
<item><title>OpenAI answers Anthropic</title><link>https://feed.example/1</link>
<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """The shell commands, comments stripped."""
    lines = (line.partition(" #")[0].strip() for block in blocks("sh") for line in block.splitlines())
    return [line for line in lines if line]


def test_every_command_is_known() -> None:
    """`make run` and `make test` are tested in the fresh clone; all others here."""
    assert [line for line in commands() if not line.startswith("almanac ")] == ["make run", "make test"]
    assert len(commands()) > 5


@pytest.mark.parametrize("line", [line for line in commands() if line.startswith("almanac ")])
def test_every_command_does_what_it_says(
    line: str, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = tmp_path / "my-feeds"
    feeds.mkdir()
    (feeds / "feed.xml").write_text(FEED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALMANAC_STORE", str(shutil.copy(starter, tmp_path)))
    ran = CliRunner().invoke(main, shlex.split(line)[1:])
    assert ran.exit_code == 0, ran.output
    assert ran.output.strip()
    if line.startswith("almanac search"):
        assert ran.output.splitlines()[1].startswith("Sparse autoencoder ")


async def posted(app: ASGIApp, query: str) -> dict[str, Any]:
    """The answer of the application to a GraphQL query."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://almanac") as client:
        answer: dict[str, Any] = (await client.post("/graphql", json={"query": query})).json()
    return answer


@pytest.mark.parametrize("query", blocks("graphql"))
def test_every_query_is_answered(query: str, starter: Path) -> None:
    with open_almanac(starter) as almanac:
        answer = asyncio.run(posted(web_app(almanac.view, almanac.clock), query))
    assert "errors" not in answer, json.dumps(answer["errors"])
    entity = answer["data"]["entity"]
    assert entity["eventCount"] >= 10
    assert len(entity["similar"]) == 12
    assert entity["aliases"]["edges"]
    assert entity["coOccurring"]["edges"]
    assert entity["guides"]["edges"]
    assert all(2 <= len(row["node"]["summary"].split(". ")) <= 4 for row in entity["events"]["edges"])


def test_every_link_and_picture_of_the_readme_is_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def test_the_readme_names_every_folder() -> None:
    for folder in ("schema", "graph", "loaders", "api", "tests", "bench"):
        assert f"\n{folder}/" in README
