"""The common clock of a replay: every case is moved by whole weeks into one week of due dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.engines.grids import Moved
from forewarn.evidence.horizons import Asked
from forewarn.terms.time import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Clock:
    """Which case stands under which name, and how far it was moved.

    Attributes:
        moved: by name on the common clock.
        dates: by name the true dates that are asked.
    """

    moved: Mapping[str, Moved]
    dates: Mapping[str, frozenset[date]]

    @classmethod
    def over(cls, asked: Iterable[Asked], *, starts: str) -> Clock:
        """Put renewals on the clock of the newest of them.

        Args:
            asked: cases at any number of horizons; those of one account and due date go together.
            starts: the day weeks start on.
        """
        dates: dict[tuple[str, date], set[date]] = defaultdict(set)
        for each in asked:
            dates[each.case.account_id, each.case.due_on].add(each.as_of)
        newest = max((_week(due_on, starts) for _, due_on in dates), default=date.min)
        moved, days = {}, {}
        for place, ((account_id, due_on), asked_on) in enumerate(sorted(dates.items())):
            weeks = (newest - _week(due_on, starts)).days // 7
            name = f"{place:09d}"
            moved[name] = Moved(name, account_id, weeks, max(asked_on))
            days[name] = frozenset(asked_on)
        return cls(moved, days)

    def moves(self) -> list[Moved]:
        """All of them, by name."""
        return list(self.moved.values())

    def there(self, name: str, on: date) -> date:
        """A true date on the common clock."""
        return on + timedelta(days=self.moved[name].days)

    def back(self, name: str, there: date) -> date:
        """A date of the common clock on the true one."""
        return there - timedelta(days=self.moved[name].days)

    def asked(self, name: str) -> Iterator[tuple[date, date]]:
        """The true dates that are asked, each with the same on the common clock."""
        return ((on, self.there(name, on)) for on in sorted(self.dates[name]))

    def wanted(self) -> dict[tuple[str, date], date]:
        """By name and date on the common clock, the true dates that are asked."""
        return {(name, there): on for name in self.dates for on, there in self.asked(name)}

    def account(self, name: str) -> str:
        """The account that stands under a name."""
        return self.moved[name].account_id


def _week(on: date, starts: str) -> date:
    return on - timedelta(days=(on.weekday() - WEEKDAYS.index(starts)) % 7)
