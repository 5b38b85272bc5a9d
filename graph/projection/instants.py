"""Instants as whole seconds since 1970, as arrays keep them.  An absent instant is the first second of the year 1."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.view import Window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
ABSENT = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND
_FIRST, _LAST = ABSENT, 2**62


def seconds(value: datetime | None) -> int:
    """An instant in whole seconds, rounded up, so that comparing seconds is comparing instants.  Without a zone: UTC."""
    if value is None:
        return ABSENT
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return -((_EPOCH - aware) // _SECOND)


def told_seconds(value: str | datetime | None) -> int:
    """As `seconds`, of an instant as JSON has it or as the fold makes it."""
    return seconds(datetime.fromisoformat(value) if isinstance(value, str) else value)


def instant(value: int) -> datetime:
    """The instant of so many seconds."""
    return _EPOCH + timedelta(seconds=int(value))


def bounds(window: Window) -> tuple[int, int]:
    """A window as seconds, half-open.  What has no instant is only in windows that are open at the start."""
    since = _FIRST if window.since is None else max(seconds(window.since), _FIRST + 1)
    return since, _LAST if window.until is None else seconds(window.until)
