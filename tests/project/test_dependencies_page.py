"""docs/dependencies.md has a line for each direct dependency, and none for what is gone."""

from __future__ import annotations

from pathlib import Path

from tests.project.declared import direct
from tools.licences import ACCEPTED, EXCEPTIONS, allows


def rows(root: Path) -> list[list[str]]:
    """The tables' rows as cells, without their heads."""
    lines = (root / "docs/dependencies.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] != "distribution" and not row[0].startswith("---")]


def test_the_lines_are_the_direct_dependencies_in_their_order(root: Path) -> None:
    declared = direct(root)
    assert [row[0] for row in rows(root)] == [*declared["run"], *declared["build"], *declared["dev"]]


def test_each_line_answers_all_five(root: Path) -> None:
    for row in rows(root):
        assert len(row) == 5, row
        assert all(row), row


def test_each_licence_is_accepted_or_an_exception(root: Path) -> None:
    for name, *_, licence in rows(root):
        besides = EXCEPTIONS.get(name, ("", ""))[0]
        assert besides == "any-OSI" or allows(licence, [*ACCEPTED, besides]), f"{name}: {licence}"
