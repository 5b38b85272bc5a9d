"""How names are compared and turned into slugs.  Version 1: pinned by `tests/golden/normalise.json`.

A change here changes keys, so it needs a new version and a migration, never an edit in place.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = 1

_LOOKALIKES = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ´`′", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
)
_SPACE = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)


def nfc(text: str) -> str:
    """`text` with composed characters, its case and spaces kept."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def normalise(name: str) -> str:
    """The form in which two names are the same name: NFKC, case folded, quotes and dashes plain, spaces single.

    Idempotent: `normalise(normalise(x)) == normalise(x)`.
    """
    if name.isascii():
        folded = name.translate(_LOOKALIKES).lower()
    else:
        folded = name
        # Folding can produce text that NFKC changes again (U+03D4, for one), so it runs until nothing moves.
        while (again := _fold_once(folded)) != folded:
            folded = again
    return _SPACE.sub(" ", folded).strip()


def _fold_once(text: str) -> str:
    return unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).casefold()
    )


def slug(name: str, limit: int = 100) -> str:
    """`name` in lower-case ASCII letters, digits and single hyphens, at most `limit` long; `x` where nothing is left."""
    decomposed = unicodedata.normalize("NFKD", normalise(name).translate(_LETTERS))
    plain = _NOT_SLUG.sub("-", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return plain.strip("-")[:limit].strip("-") or "x"
