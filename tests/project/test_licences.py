"""Reading licences: SPDX expressions, classifiers, free text, exceptions."""

from __future__ import annotations

from email.message import Message

import pytest

from tools.licences import ACCEPTED, Unreadable, allows, complaint, declared


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("MIT", True),
        ("mit", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only or MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("(MIT AND GPL-3.0-only) OR ISC", True),
        ("GPL-3.0-only OR MIT AND LGPL-2.1-only", False),
        ("ISC AND (GPL-2.0-only OR (Zlib AND PSF-2.0))", True),
        ("Apache-2.0 WITH LLVM-exception", False),
    ],
)
def test_an_expression_is_met_or_not(expression: str, accepted: bool) -> None:
    assert allows(expression, ACCEPTED) is accepted


@pytest.mark.parametrize(
    "expression", ["", "MIT AND", "OR MIT", "(MIT", "MIT)", "MIT ISC", "()", "MIT License"]
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(Unreadable):
        allows(expression, ACCEPTED)


def metadata(*fields: tuple[str, str]) -> Message:
    message = Message()
    for name, value in fields:
        message[name] = value
    return message


CLASSIFIER = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("message", "expression"),
    [
        (metadata(("License-Expression", "ISC"), ("Classifier", CLASSIFIER + "MIT License")), "ISC"),
        (metadata(("Classifier", CLASSIFIER + "BSD License"), ("License", "see file")), "BSD-3-Clause"),
        (
            metadata(
                ("Classifier", CLASSIFIER + "MIT License"),
                ("Classifier", CLASSIFIER + "Apache Software License"),
            ),
            "Apache-2.0 AND MIT",
        ),
        (metadata(("Classifier", CLASSIFIER + "Strange Terms")), "Strange-Terms"),
        (metadata(("License", "Apache 2.0\nand its whole text")), "Apache-2.0"),
        (metadata(("Classifier", "Topic :: Text Processing")), ""),
    ],
)
def test_the_best_field_is_read(message: Message, expression: str) -> None:
    assert declared(message) == expression


def test_a_complaint_names_the_distribution_and_what_to_do() -> None:
    assert complaint("anything", "MIT") is None
    for expression in ("", "GPL-3.0-only", "Own terms"):
        text = complaint("thing", expression)
        assert text is not None
        assert text.startswith("thing ")


def test_an_exception_holds_for_its_distribution_alone() -> None:
    assert complaint("apsw", "any-OSI") is None
    assert complaint("other", "any-OSI") is not None
    assert complaint("click-default-group", "") is None
    assert complaint("click-default-group", "GPL-3.0-only") is not None
