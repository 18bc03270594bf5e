"""How much is timed: three sizes of one made-up company, the same two years for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_ON = date(2023, 1, 2)  # a Monday
DAYS = 735  # 105 weeks: the newest of 104 weekly snapshots sees all of them
LAST_AS_OF = FIRST_ON + timedelta(days=DAYS)
WEEKS = 104
NAMES = 61  # of events: login, and sixty features


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows there are, about.

    Attributes:
        memory_mib: goal 3; None where there is none.
    """

    name: str
    events: int
    accounts: int
    users: int
    memory_mib: int | None = None

    @property
    def sessions(self) -> int:
        """Sessions hold one to nine events, five on the average."""
        return -(-self.events // 5)


SIZES = {
    size.name: size
    for size in (
        Size("tiny", 20_000, 40, 400),
        Size("XS", 1_000_000, 1_000, 20_400),
        Size("S", 10_000_000, 10_000, 204_000, memory_mib=600),
        Size("L", 100_000_000, 50_000, 1_000_000, memory_mib=2048),
    )
}


def weekly(weeks: int = WEEKS) -> tuple[date, ...]:
    """The snapshot dates, ascending."""
    return tuple(LAST_AS_OF - timedelta(weeks=back) for back in range(weeks - 1, -1, -1))


def daily(days: int = 7 * WEEKS) -> tuple[date, ...]:
    """Every day of the two years."""
    return tuple(LAST_AS_OF - timedelta(days=back) for back in range(days - 1, -1, -1))
