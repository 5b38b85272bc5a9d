"""Dates as feeds write them: what is understood, and what is rather not than wrongly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read.dates import instant

UNDERSTOOD = {
    "Sat, 22 Aug 2026 17:05:18 +0000": "2026-08-22T17:05:18",
    "Sat, 22 Aug 2026 17:05:18 GMT": "2026-08-22T17:05:18",
    "Sat,22 Aug 2026 17:05 GMT": "2026-08-22T17:05:00",
    "22 Aug 26 17:05 EST": "2026-08-22T22:05:00",
    "22 Aug 98 17:05:00 EDT": "1998-08-22T21:05:00",
    "Samstag, 22 August 2026 17:05:18 +0200": "2026-08-22T15:05:18",
    "Sat, 22-Aug-2026 17:05:18 GMT": "2026-08-22T17:05:18",
    "Sat, 22 Sept 2026 17:05:18 Z": "2026-09-22T17:05:18",
    "Sat, 22 Aug 2026 17:05:18 +02:00": "2026-08-22T15:05:18",
    "Sat, 22 Aug 2026 17:05:18 GMT+0200": "2026-08-22T15:05:18",
    "Sat, 22 Aug 2026 17:05:18 +0000 (UTC)": "2026-08-22T17:05:18",
    "Sat, 22 Aug 2026": "2026-08-22T00:00:00",
    "Sat Aug 22 17:05:18 PDT 2026": "2026-08-23T00:05:18",
    "August 22, 2026": "2026-08-22T00:00:00",
    "2026-08-22T17:05:18Z": "2026-08-22T17:05:18",
    "2026-08-22T17:05:18.525+02:00": "2026-08-22T15:05:18",
    "2026-08-22 17:05:18": "2026-08-22T17:05:18",
    "2026-08-22T17:05-0800": "2026-08-23T01:05:00",
    "20260822T170518Z": "2026-08-22T17:05:18",
    "2026-08-22": "2026-08-22T00:00:00",
    "2026-08": "2026-08-01T00:00:00",
    "2026": "2026-01-01T00:00:00",
    "2026-08-22T24:00:00Z": "2026-08-23T00:00:00",
    "2026-08-22T23:59:60Z": "2026-08-22T23:59:59",
    "  Sat,  22 Aug\n2026 17:05:18  GMT ": "2026-08-22T17:05:18",
    "13/4/2026": "2026-04-13T00:00:00",
    "Tuesday 10 March 2024, 5 pm": "2024-03-10T17:00:00",
    "Thu, 01 Jan 2099 00:00:00 GMT": "2099-01-01T00:00:00",
    "Mon, 01 Jan 0001 00:00:00 +0000": "0001-01-01T00:00:00",
}
NOT_UNDERSTOOD = [
    *("", "   ", "yesterday", "17:05", "Monday", "0000-01-01", "Mon, 00 Jan 0000 00:00:00 GMT", "99999"),
    *("3/4/2026", "2026-13-01", "2026-02-30", "Sat, 22 Aug 2026 25:00:00 GMT", "9999-12-31T23:59:59-05:00"),
    *("0001-01-01T00:00:00+10:00", "March 2024", "22 Aug", "1724300000", "x" * 1000, "1 " * 40, "٣" * 9),
]


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD.items())
def test_understood(text: str, expected: str) -> None:
    assert instant(text) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_not_understood(text: str) -> None:
    assert instant(text) is None


@given(st.integers(-631152000, 2524607999).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_what_standards_write_is_read(at: datetime) -> None:
    assert instant(f"{at:%a, %d %b %Y %H:%M:%S} GMT") == at
    assert instant(f"{at:%d %b %y %H:%M:%S} +0000") == at
    assert instant(at.isoformat()) == at


@given(st.text(max_size=90) | st.from_regex(r"[0-9A-Za-z:,/+ -]{1,40}", fullmatch=True))
def test_any_text_is_a_date_in_utc_or_none(text: str) -> None:
    found = instant(text)
    assert found is None or found.tzinfo is UTC
