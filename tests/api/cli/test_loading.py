"""`load`, `quarantine`, `check`: what goes in, what can't, and whether it holds together."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
import orjson
import pytest

from tests.api.cli.conftest import Run, run_on

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Lab blog</title>
<link>https://lab.example/</link><description>News.</description>
<item><title>Lanterns for all</title><link>https://lab.example/1</link><guid>1</guid>
<pubDate>Mon, 07 Sep 2026 10:00:00 GMT</pubDate><description>Lantern probing is free now.</description></item>
<item><title>More lanterns</title><link>https://lab.example/2</link><guid>2</guid>
<pubDate>Tue, 08 Sep 2026 10:00:00 GMT</pubDate><description>Lantern probing again.</description></item>
</channel></rss>"""


@pytest.fixture
def fresh(tmp_path: Path) -> Run:
    """Runs commands on an almanac that is not there yet."""
    return run_on(tmp_path / "new" / "almanac.db")


@pytest.fixture
def feed(tmp_path: Path) -> str:
    """A feed in a file."""
    path = tmp_path / "lab.xml"
    path.write_text(FEED)
    return str(path)


def test_loading_twice_changes_nothing(fresh: Run, feed: str) -> None:
    first = fresh("load", feed)
    assert first.exit_code == 0, first.output
    assert first.output.splitlines()[-1].endswith("; 0 quarantined")
    stats = fresh("stats", "--digest").output
    again = fresh("load", feed)
    assert again.output.splitlines()[-1].startswith("0 new, 0 changed, ")
    assert fresh("stats", "--digest").output == stats


def test_load_from_standard_input_and_from_a_folder(fresh: Run, feed: str, tmp_path: Path) -> None:
    assert fresh("load", "-", input=FEED).exit_code == 0
    folder = tmp_path / "feeds"
    folder.mkdir()
    shutil.copy(feed, folder)
    loaded = orjson.loads(fresh("load", str(folder), "--json", "--batch", "1").output)
    assert (loaded["items"], loaded["new"], loaded["changed"]) == (2, 0, 0)


def test_what_is_not_there_is_not_found_with_a_near_miss(fresh: Run, feed: str) -> None:
    result = fresh("load", feed.replace("lab.xml", "lba.xml"))
    assert result.exit_code == 3
    assert f"Did you mean {feed}?" in result.stderr


def test_nothing_to_load_is_a_usage_error(fresh: Run) -> None:
    result = fresh("load")
    assert result.exit_code == 2
    assert "--starter" in result.stderr


def test_what_nobody_can_read_is_said_and_kept(fresh: Run, feed: str, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.xml"
    nonsense.write_text("this is no feed at all")
    assert fresh("load", str(nonsense)).exit_code == 1
    both = fresh("load", str(nonsense), feed)
    assert both.exit_code == 0
    assert both.output.splitlines()[-1].endswith("1 quarantined")
    [entry] = orjson.loads(fresh("quarantine", "list", "--json").output)
    assert entry["file"] == str(nonsense)
    other = tmp_path / "other" / "nonsense.xml"
    other.parent.mkdir()
    other.write_text("this is no feed either")
    assert fresh("load", str(other)).exit_code == 1
    assert orjson.loads(fresh("stats", "--json").output)["quarantined"] == 2
    other.write_text(Path(feed).read_text())
    fresh("load", str(other))
    listed = fresh("quarantine", "list")
    assert entry["id"] in listed.output
    assert listed.output.splitlines()[-1] == "1 in quarantine"
    shown = fresh("quarantine", "show", entry["id"][:6])
    assert shown.exit_code == 0
    assert entry["why"][:30] in shown.output
    retried = fresh("quarantine", "retry")
    assert retried.exit_code == 0
    assert retried.output.splitlines()[-1].endswith("1 quarantined")
    assert fresh("quarantine", "show", "ffff").exit_code == 3


def test_check_of_what_was_loaded(fresh: Run, feed: str) -> None:
    fresh("load", feed)
    checked = fresh("check")
    assert checked.exit_code == 0, checked.output
    assert checked.output == "nothing found: the almanac is sound\n"
    assert orjson.loads(fresh("check", "--json").output) == []


def test_check_derives_what_waits_first(own: Run) -> None:
    assert orjson.loads(own("stats", "--json").output)["waiting"] > 0  # its mentions were said by hand
    checked = own("check")
    assert checked.exit_code == 0, checked.output
    assert orjson.loads(own("stats", "--json").output)["waiting"] == 0


def test_check_finds_what_was_broken_behind_its_back(fresh: Run, feed: str, tmp_path: Path) -> None:
    fresh("load", feed)
    (path,) = tmp_path.rglob("*.db")
    with apsw.Connection(str(path)) as connection:
        connection.execute("DELETE FROM lookup").fetchall()
    checked = fresh("check")
    assert checked.exit_code == 1
    assert "looked up" in checked.output
    assert checked.output.splitlines()[-1].endswith(" found")


def test_no_almanac_but_another_file(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.write_text("not a database, but long enough to look like a file of something else" * 20)
    result = run_on(path)("stats")
    assert result.exit_code == 1
    assert str(path) in result.stderr


def test_what_is_passed_over_and_what_is_refused_is_named(fresh: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "picture.png").write_bytes(b"no text")
    nothing = fresh("load", str(folder))
    assert nothing.exit_code == 1
    assert "passed over, of no kind that is read: folder/picture.png" in nothing.output
    list_ = 'source = "x"\n[[entity]]\nkind = "Model"\nname = "M"\ndeveloped_by = ["Nobody"]\n'
    (folder / "x.toml").write_text(list_)
    done = fresh("load", str(folder))
    assert done.exit_code == 0
    assert "Nobody" in next(line for line in done.output.splitlines() if line.startswith("quarantined: "))
    assert done.output.splitlines()[-1].endswith("1 quarantined")


def test_a_form_without_words_can_not_be_denied(fresh: Run, feed: str) -> None:
    fresh("load", feed)
    denied = fresh("deny", "form", "  ")
    assert denied.exit_code != 0
    assert "has no words" in denied.stderr
