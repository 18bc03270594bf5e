"""Where and when a made-up world lies: zones, snapshot dates, and days that crowd around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

# Zones with the dates around which facts and snapshots lie: clock changes where there are any.
PLACES = {
    "Europe/Berlin": (date(2024, 3, 31), date(2024, 10, 27)),
    "America/New_York": (date(2024, 3, 10), date(2024, 11, 3)),
    "Australia/Lord_Howe": (date(2024, 4, 7), date(2024, 10, 6)),
    "Asia/Kathmandu": (date(2024, 2, 29), date(2024, 12, 31)),
    "America/Sao_Paulo": (date(2017, 10, 15), date(2018, 2, 18)),
}
WINDOWS = (1, 7, 14, 30)
HOURS = (time(0), time(0, 0, 1), time(0, 30), time(1, 30), time(2, 15), time(2, 30), time(12))
LAST_HOURS = (time(23, 30), time(23, 59, 59), time(23, 59, 59, 999999))


@dataclass(frozen=True)
class Setting:
    """Where and when: the zone, the snapshot dates, and whether ambiguous hours come twice."""

    zone: str
    dates: tuple[date, ...]

    def day(self) -> st.SearchStrategy[date]:
        """Days around the snapshots, their windows' ends, and long before."""
        near = st.builds(
            lambda on, window, shift: on - timedelta(days=window) + timedelta(days=shift),
            st.sampled_from(self.dates),
            st.sampled_from((0, *WINDOWS, 60)),
            st.integers(-2, 1),
        )
        long_before = st.integers(90, 800).map(lambda days: self.dates[0] - timedelta(days=days))
        return st.one_of(near, near, near, long_before)

    def wall(self) -> st.SearchStrategy[datetime]:
        hours = st.one_of(st.sampled_from(HOURS + LAST_HOURS), st.times().map(_to_seconds))
        return st.builds(datetime.combine, self.day(), hours)

    def instant(self, *, second_hour: bool = False) -> st.SearchStrategy[str]:
        """A time as people write it: naive, with one offset or another, or only a date."""
        walls = self.wall()
        folds = st.integers(0, 1) if second_hour else st.just(0)
        aware = st.builds(
            lambda wall, fold, other: (
                wall.replace(tzinfo=ZoneInfo(self.zone), fold=fold)
                .astimezone(UTC)
                .astimezone(other)
                .isoformat()
            ),
            walls,
            folds,
            st.sampled_from((UTC, ZoneInfo(self.zone), ZoneInfo("Asia/Kathmandu"))),
        )
        return st.one_of(
            walls.map(datetime.isoformat), aware, aware, self.day().map(date.isoformat)
        )

    def on(self) -> st.SearchStrategy[str]:
        return self.day().map(date.isoformat)

    def shared_day(self) -> st.SearchStrategy[str]:
        """Often one of few days, so that rows of an account tie."""
        few = st.sampled_from(self.dates[:3]).map(lambda on: (on - timedelta(days=1)).isoformat())
        return st.one_of(few, self.on())

    def known_at(self) -> st.SearchStrategy[str | None]:
        """Around a snapshot's very instant; most rows say nothing."""
        starts = st.builds(
            lambda on, seconds: (
                datetime.combine(on, time(), ZoneInfo(self.zone)).astimezone(UTC)
                + timedelta(seconds=seconds)
            ).isoformat(),
            st.sampled_from(self.dates),
            st.sampled_from((-1, 0, 1, 3600, 40_000)),
        )
        return st.one_of(st.none(), st.none(), st.none(), starts, self.instant())


def _to_seconds(value: time) -> time:
    return value.replace(microsecond=0, fold=0)


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    """A zone and the snapshots around one of its dates: daily, weekly or at month ends."""
    zone = draw(st.sampled_from(sorted(PLACES)))
    middle = draw(st.sampled_from(PLACES[zone]))
    cadence = draw(st.sampled_from(("daily", "weekly", "monthly")))
    if cadence == "monthly":
        firsts = [date(middle.year + n // 12, n % 12 + 1, 1) for n in range(middle.month + 4)]
        dates = [first - timedelta(days=1) for first in firsts[-5:]]
    else:
        step = 1 if cadence == "daily" else 7
        dates = [middle + timedelta(days=step * n) for n in range(-3, 5)]
    return Setting(zone, tuple(dates))
