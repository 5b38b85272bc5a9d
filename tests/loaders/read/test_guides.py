"""Guides: front matter, text, and what happens where either is missing or wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read import GuideDocument, read
from schema.errors import Unreadable

MATTER = "slug: a-guide\ntitle: A guide\nsource: mine"
STARTER = sorted(Path("loaders/starter/guides").glob("*.md"))


def guide(text: str, source: str = "") -> GuideDocument:
    found = read(text.encode(), name="guide.md", source=source)
    assert isinstance(found, GuideDocument)
    return found


def matter(fields: str, body: str = "Text.") -> GuideDocument:
    return guide(f"---\n{fields}\n---\n\n{body}\n")


def test_the_starter_is_read_without_a_trouble() -> None:
    assert len(STARTER) >= 5
    for path in STARTER:
        found = guide(path.read_text(encoding="utf-8"))
        assert found.troubles == ()
        assert found.covers
        assert found.guide.updated == "2026-11-01"
        assert found.said_by == "source/list-starter-guides"


def test_a_guide_has_a_text_and_covers_entities() -> None:
    found = matter(
        MATTER
        + "\nupdated: 2026-08-18\nlicence: MIT\ncovers:\n  - Oslo\n  - 'Model: O''Hara'\n- model/x-00000000\n",
        "# Head\r\n\r\nSome *text*.\n\n---\n\nMore.",
    )
    assert found.guide.key == "guide/a-guide"
    assert (found.guide.title, found.guide.updated, found.stamp) == ("A guide", "2026-08-18", "2026-08-18")
    assert found.guide.body == "# Head\n\nSome *text*.\n\n---\n\nMore."
    assert (found.source.name, found.source.licence) == ("mine", "MIT")
    assert [(relation.subject, relation.type) for relation in found.covers] == [
        ("guide/a-guide", "COVERS")
    ] * 3
    targets = [relation.target for relation in found.covers]
    assert [(target.name, target.key) for target in targets] == [
        ("Oslo", ""),
        ("O'Hara", ""),
        ("", "model/x-00000000"),
    ]
    assert targets[1].kinds == ("Model",)
    assert found.covers[0].place == "line 7"


@pytest.mark.parametrize(
    ("covers", "names"),
    [
        ("covers: [Oslo, Rome]", ["Oslo", "Rome"]),
        ("covers: [\"Oslo, Norway\", 'Rome', ]", ["Oslo, Norway", "Rome"]),
        ("covers: []", []),
        ("covers: Oslo", ["Oslo"]),
        ("covers:\n# later\n  - Oslo\n\n  - Oslo", ["Oslo"]),
        ("", []),
    ],
)
def test_lists_have_two_forms(covers: str, names: list[str]) -> None:
    assert [relation.target.written for relation in matter(f"{MATTER}\n{covers}").covers] == names


def test_a_text_stands_as_written() -> None:
    assert (
        matter(MATTER.replace("A guide", "C#: what is it? # really")).guide.title
        == "C#: what is it? # really"
    )
    assert matter(MATTER.replace("A guide", '"A \\"guide\\""')).guide.title == 'A "guide"'


def test_the_loader_may_name_the_source() -> None:
    text = "---\nslug: a\ntitle: A\n---\nText."
    assert guide(text, source="me").said_by == "source/list-me"
    with pytest.raises(Unreadable, match=r"source: my-guides.*--source"):
        guide(text)


def test_what_a_guide_cannot_cover_is_told_and_the_rest_is_taken() -> None:
    found = matter(f"{MATTER}\ncovers: [Oslo, 'Paper: Attention']")
    assert [relation.target.name for relation in found.covers] == ["Oslo"]
    assert [(trouble.why, trouble.place) for trouble in found.troubles] == [
        ("COVERS can't go to Paper", "line 5")
    ]


def test_without_front_matter_it_says_what_to_add() -> None:
    with pytest.raises(Unreadable, match="a guide without front matter") as raised:
        guide("# A guide\n\nText.")
    assert raised.value.where == "guide.md"
    example = raised.value.do.partition("\n")[2]
    assert guide(f"{example}\n\nText.").covers


@pytest.mark.parametrize(
    ("fields", "why", "do"),
    [
        (f"{MATTER}\nlicense: MIT", "line 5: license is not known", "Did you mean licence"),
        (f"{MATTER}\ncover: [Oslo]", "line 5: cover is not known", "Did you mean covers"),
        ("title: A\nsource: b", "it has no slug", "slug: "),
        ("slug: a\nsource: b", "it has no title", "title: "),
        ("slug: A Guide\ntitle: A\nsource: b", "line 2: 'A Guide' is no slug", "Write a-guide"),
        (f"{MATTER}\ntitle: B", "line 5: title is given twice", "Leave one out"),
        (f"{MATTER}\nupdated: soon", "line 5: 'soon' is not a day", "Write 2024"),
        (f"{MATTER}\nlicence: [a, b]", "line 5: licence must be text", ""),
        ("slug: a\ntitle: [A]\nsource: b", "line 3: it has no title", ""),
        (f"{MATTER}\nno field", "line 5: 'no field' is no front matter", "Write field: text"),
        (f"{MATTER}\n  - Oslo", "line 5: 'Oslo' belongs to no list", ""),
        (f"{MATTER}\ncovers: [Oslo", "line 5: the list", "Write [a, b]"),
        (f'{MATTER}\ncovers: ["Oslo" Rome]', "line 5: the list", "Mend the quotes"),
        (f"{MATTER}\ncovers:\n  - ", "line 5: covers has an empty member", ""),
        (f"{MATTER}\nname: |", "line 5: '|' is no plain text", "between quotes"),
        (f"{MATTER}\nname: 'x", "line 5: .* is no plain text", "between quotes"),
    ],
)
def test_wrong_front_matter_refuses_the_guide(fields: str, why: str, do: str) -> None:
    with pytest.raises(Unreadable, match=why) as raised:
        matter(fields)
    assert do in raised.value.do


def test_front_matter_and_text_must_be_there() -> None:
    with pytest.raises(Unreadable, match="does not end"):
        guide(f"---\n{MATTER}\n\nText.")
    with pytest.raises(Unreadable, match="without a text"):
        guide(f"---\n{MATTER}\n---\n\n")


def told(fields: str) -> object:
    """The guide with these fields too, or what was wrong, where, and what to do."""
    try:
        return matter(f"{MATTER}\n{fields}")
    except Unreadable as refused:
        return refused.args


@given(st.text(st.sampled_from("ab:-[]#\"'\\, \n\t\r|{}—"), max_size=60))
def test_no_front_matter_breaks_the_reader(fields: str) -> None:
    found = told(fields)
    assert found == told(fields)
    if isinstance(found, tuple):
        what, where, do = found
        assert what
        assert where.startswith("guide.md")
        assert do
