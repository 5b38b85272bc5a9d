"""Checks that every installed distribution is under a licence that this project accepts.

Run by `make lint`.  A distribution's own `License-Expression` (PEP 639) is read first, then its classifiers,
then its free-text `License`.  Of alternatives (OR) one has to be accepted, of parts (AND) all.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from email.message import Message
from importlib.metadata import distributions
from typing import Final, cast

ACCEPTED: Final = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "MIT",
        "MPL-2.0",
        "PSF-2.0",
        "Python-2.0",
        "Zlib",
    }
)

EXCEPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "apsw": ("any-OSI", "its author lets everyone choose any licence approved by the OSI, so MIT"),
    "click-default-group": ("", "its metadata says nothing; its files carry the Apache-2.0 licence"),
    "frozendict": ("LGPL-3.0-only", "for tests alone: pyld stands on it, and nothing of ours ships with it"),
    "numpy": ("CC0-1.0", "one small part (random number seeding) is given to the public domain"),
    "owlrl": ("W3C-20150513", "the W3C's software licence, permissive; pyshacl stands on it"),
    "regex": ("CNRI-Python", "derived from Python's own `re`; the licence of Python 1.6, permissive"),
}
"""By normalised name: the one licence accepted besides ("" where it declares none), and why."""

SPOKEN: Final[Mapping[str, str]] = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "zlib/libpng license": "Zlib",
}
"""What classifiers and free texts call a licence, in lower case, and its SPDX identifier."""

_CLASSIFIER: Final = "License :: OSI Approved :: "
_TOKEN: Final = re.compile(r"\(|\)|[^\s()]+")


class Unreadable(ValueError):
    """A licence expression that does not follow the grammar of SPDX."""


def allows(expression: str, accepted: Iterable[str]) -> bool:
    """Whether an SPDX expression can be met with the accepted identifiers.

    OR binds looser than AND; `A WITH exception` counts as the identifier `A WITH exception`.
    Raises Unreadable where the expression has no such form.
    """
    known = {name.casefold() for name in accepted}
    tokens: list[str] = _TOKEN.findall(expression)
    met, rest = _either(tokens, known)
    if rest:
        raise Unreadable(f"“{expression}”: did not expect “{rest[0]}”")
    return met


def _either(tokens: Sequence[str], known: set[str]) -> tuple[bool, Sequence[str]]:
    met, rest = _both(tokens, known)
    while rest and rest[0].upper() == "OR":
        other, rest = _both(rest[1:], known)
        met = met or other
    return met, rest


def _both(tokens: Sequence[str], known: set[str]) -> tuple[bool, Sequence[str]]:
    met, rest = _term(tokens, known)
    while rest and rest[0].upper() == "AND":
        other, rest = _term(rest[1:], known)
        met = met and other
    return met, rest


def _term(tokens: Sequence[str], known: set[str]) -> tuple[bool, Sequence[str]]:
    if not tokens or tokens[0] == ")" or tokens[0].upper() in {"AND", "OR", "WITH"}:
        raise Unreadable(f"a licence was expected at “{' '.join(tokens[:1])}”")
    if tokens[0] == "(":
        met, rest = _either(tokens[1:], known)
        if not rest or rest[0] != ")":
            raise Unreadable("a bracket is not closed")
        return met, rest[1:]
    if len(tokens) > 2 and tokens[1].upper() == "WITH":
        return f"{tokens[0]} WITH {tokens[2]}".casefold() in known, tokens[3:]
    return tokens[0].casefold() in known, tokens[1:]


def declared(metadata: Message) -> str:
    """The SPDX expression that a distribution's metadata declares; "" where it declares none."""
    if expression := metadata.get("License-Expression"):
        return expression
    named = [
        c.removeprefix(_CLASSIFIER) for c in metadata.get_all("Classifier", []) if c.startswith(_CLASSIFIER)
    ]
    if named:
        return " AND ".join(SPOKEN.get(name.casefold(), name.replace(" ", "-")) for name in sorted(named))
    free = (metadata.get("License") or "").strip().partition("\n")[0]
    return SPOKEN.get(free.casefold(), free)


def complaint(name: str, expression: str) -> str | None:
    """Why a distribution can't be accepted, or None."""
    besides, reason = EXCEPTIONS.get(re.sub(r"[-_.]+", "-", name).lower(), ("", ""))
    if not expression:
        if reason and not besides:
            return None
        return f"{name} declares no licence: find it out, then name it in EXCEPTIONS of {__file__}"
    try:
        if allows(expression, [*ACCEPTED, besides]):
            return None
    except Unreadable as error:
        return f"{name} declares “{expression}”, which is not an SPDX expression ({error})"
    return f"{name} is under {expression}: replace it, or name it in EXCEPTIONS of {__file__} with the reason"


def main() -> int:
    """Print the complaints; 0 where there are none."""
    found = {d.name: declared(cast("Message", d.metadata)) for d in distributions()}
    complaints = [text for name in sorted(found) if (text := complaint(name, found[name]))]
    print(*complaints, f"licences: {len(found)} distributions, {len(complaints)} not accepted", sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
