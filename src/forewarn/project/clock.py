"""The one clock: read at the edge, passed down as ``now`` and ``as_of``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today(at: datetime, zone: str) -> date:
    """The date of an instant in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
