"""Which stretch of time "this month" and "trending" mean: months of the calendar, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.view import Window


def month_of(instant: datetime) -> Window:
    """The month that holds `instant`."""
    since = instant.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Window(since, (since + timedelta(days=32)).replace(day=1))


def current_month(now: datetime, newest: datetime | None) -> Window:
    """The month of `now`, or that of the newest event where the present one has none."""
    present = month_of(now)
    if newest is None or present.since is None or newest >= present.since:
        return present
    return month_of(newest)
