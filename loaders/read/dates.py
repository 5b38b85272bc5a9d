"""Understands the dates that feeds write: RFC 822 with its broken variants, ISO 8601 in its forms, and a few more.

Strict where it would have to guess: day and month must be told apart, and a date needs year, month and day, or is an
ISO year or month.  What is not understood is None, never another day.  Instants come back in UTC; without a zone UTC
is meant.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from dateutil.parser import ParserError
from dateutil.parser import parse as guess

from schema.errors import Invalid
from schema.values import to_utc

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
# Hours from UTC of the zone names that feeds use; single letters mean UTC, as RFC 5322 (4.3) advises.
_ZONES = {
    **dict.fromkeys(("gmt", "ut", "utc", "z", "wet"), 0.0),
    "est": -5.0,
    "edt": -4.0,
    "cst": -6.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
    "akst": -9.0,
    "akdt": -8.0,
    "hst": -10.0,
    "ast": -4.0,
    "adt": -3.0,
    "brt": -3.0,
    "bst": 1.0,
    "west": 1.0,
    "cet": 1.0,
    "met": 1.0,
    "cest": 2.0,
    "mest": 2.0,
    "eet": 2.0,
    "eest": 3.0,
    "msk": 3.0,
    "sgt": 8.0,
    "hkt": 8.0,
    "jst": 9.0,
    "kst": 9.0,
    "aest": 10.0,
    "aedt": 11.0,
    "acst": 9.5,
    "awst": 8.0,
    "nzst": 12.0,
    "nzdt": 13.0,
}
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>[+-]\d{1,2}:?\d{2}|[+-]\d{2}|[A-Za-z]{1,5}(?:[+-]\d{1,2}:?\d{2})?)"
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?|(?P<month_>\d{2})(?P<day_>\d{2}))?"
    r"(?:(?:[T ]|\s+at\s+)\s*(?:"
    + _TIME
    + r"|(?P<hour_>\d{2})(?P<minute_>\d{2})(?P<second_>\d{2})?)\s*"
    + _ZONE
    + r"?)?",
    re.IGNORECASE,
)
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s*)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]*(?P<name>[A-Za-z]{3,9})\.?,?[\s-]*(?P<year>\d{4}|\d{2})"
    r"(?:,?\s+" + _TIME + r"\s*" + _ZONE + r"?(?:\s*\([^()]*\))?)?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s+)?(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    r"(?:" + _TIME + r"\s*(?:" + _ZONE + r"\s+)?)?(?P<year>\d{4})",
    re.IGNORECASE,
)
_LONGEST = 80
_TRIES = (datetime(1904, 2, 29), datetime(2003, 11, 17))  # noqa: DTZ001 - what a guess leaves out shows where these differ


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime | None:
    """The instant that `text` gives, in UTC; None where it gives none, or is not understood."""
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    for form in (_RFC_822, _ISO, _MONTH_FIRST):
        if found := form.fullmatch(text):
            return _made({name.rstrip("_"): part for name, part in found.groupdict().items() if part})
    return _guessed(text)


def _made(parts: dict[str, str]) -> datetime | None:
    month = _MONTHS.get(parts["name"][:3].lower()) if "name" in parts else int(parts.get("month", 1))
    zone = _zone(parts.get("zone", ""))
    if month is None or zone is None:
        return None
    hour, minute, second = (int(parts.get(name, 0)) for name in ("hour", "minute", "second"))
    days, hour = (1, 0) if (hour, minute, second) == (24, 0, 0) else (0, hour)
    try:
        day = datetime(
            _year(parts["year"]), month, int(parts.get("day", 1)), hour, minute, min(second, 59), tzinfo=zone
        )
        return to_utc(day + timedelta(days=days))
    except (ValueError, OverflowError, Invalid):  # no such day or hour, or beyond the years that there are
        return None


def _year(text: str) -> int:
    """Two digits as RFC 2822 (4.3) reads them: 00 to 49 are of this century."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


def _zone(text: str) -> tzinfo | None:
    """The zone of a name or an offset; UTC for none, None for one that is not known."""
    name, sign, digits = re.fullmatch(r"([A-Za-z]*)([+-]?)([\d:]*)", text).groups()  # type: ignore[union-attr]  # _ZONE's form
    if not sign:
        hours = 0.0 if len(name) <= 1 else _ZONES.get(name.lower())
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = digits.replace(":", "")
    hour, minute = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    offset = timedelta(hours=hour, minutes=minute) * (-1 if sign == "-" else 1)
    return timezone(offset) if abs(offset) < timedelta(hours=24) else UTC


def _guessed(text: str) -> datetime | None:
    """The last resort: dateutil, trusted only where the text itself gives year, month and day, and can't mean two days."""
    found = []
    for default in _TRIES:
        for day_first in (False, True):
            try:
                found.append(guess(text, default=default, dayfirst=day_first, ignoretz=False, tzinfos=_hours))
            except (ParserError, OverflowError, ValueError, TypeError, AttributeError, IndexError):
                # dateutil raises all of these for texts that are no dates.
                return None
    try:
        instants = {to_utc(value) for value in found}
    except (ValueError, OverflowError, Invalid):
        return None
    return instants.pop() if len(instants) == 1 and re.search(r"\d{4}", text) else None


def _hours(name: str | None, offset: int | None) -> int | None:
    """Seconds from UTC, as dateutil asks for them; a name that is not known counts as UTC."""
    if offset is not None:
        return offset
    return int(_ZONES.get((name or "").lower(), 0.0) * 3600)
