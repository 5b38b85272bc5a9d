"""What is never done is refused before anything is tried: updates, and SERVICE, which has another server asked.

Oxigraph follows SERVICE and can't be told not to, and gives no parsed query to look into.  So a query is cut into tokens,
and refused where the letters of SERVICE stand anywhere outside a string, an IRI, a comment, a variable, a language tag or
the local part of a prefixed name.  That is stricter than the grammar, so that no way of gluing tokens together gets by.
"""

from __future__ import annotations

import re
from itertools import pairwise

from schema.errors import NotAllowed

_CODE = re.compile(
    r"""
      [#][^\n\r]*                                    # a comment
    | <[^<>"{}|^`\\\x00-\x20]*>                      # an IRI; within it no clause can stand, for that has a {
    | \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}
    | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
    | "(?:[^"\\\n\r]|\\.)*"
    | '(?:[^'\\\n\r]|\\.)*'
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                   # a language tag
    | [?$]\w+                                        # a variable
    | :[\w-]+                                        # the local part of a prefixed name
    | (?P<code>\w+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LAST = 0x10FFFF
_CHANGING = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])


def refuse(query: str) -> None:
    """Raises NotAllowed for an update, and for a query that has another server asked."""
    for text in (query, _ESCAPE.sub(_character, query)):
        code = [found["code"] or " " for found in _CODE.finditer(text)]
        if "SERVICE" in "".join(code).upper():
            raise NotAllowed(
                "the query has another server asked (SERVICE), which is never done here",
                do="Ask that server yourself; a prefix of this name has to be called otherwise",
            )
        if (first := _verb(code)) in _CHANGING:
            raise NotAllowed(f"{first} would change the data, which are only read here", do=_WAY)


_HEAD = frozenset({"BASE", "PREFIX"})
_WAY = "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; what is said is changed with `almanac load`"


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number <= _LAST else " "


def _verb(code: list[str]) -> str:
    """The first word that is neither of the prologue nor a prefix."""
    words = (word.upper() for word, follows in pairwise([*code, " "]) if word.isalpha() and follows != ":")
    return next((word for word in words if word not in _HEAD), "")
