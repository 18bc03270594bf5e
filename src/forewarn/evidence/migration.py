"""Who moved between which bands from one date to another, new and lost accounts kept in (V1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from forewarn.evidence.portfolio import Counted, Day, Numbers, Stand, counted, money_of, sums_of

PAUSED, NOT_SCORED, OUTSIDE = "(paused)", "(not scored)", "(outside)"
_AFTER = {PAUSED: 1, NOT_SCORED: 2, OUTSIDE: 3}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an account stands at a date, whatever the scorecard; in order worst band first.

    Attributes:
        after: 0 for bands; paused, not scored and outside the book come after them.
        rank: of the band from the worst.
        name: of the band, or ``(paused)``, ``(not scored)``, ``(outside)``.
        color: of the band.
    """

    after: int
    rank: int
    name: str
    color: str = ""

    @property
    def is_band(self) -> bool:
        """Whether it counts in band shares."""
        return self.after == 0


NOWHERE = Place(_AFTER[OUTSIDE], 0, OUTSIDE)


def place_of(stand: Stand) -> Place:
    """Bands of the same name are one place: that of several scorecards' worst rank counts."""
    if stand.paused:
        return Place(_AFTER[PAUSED], 0, PAUSED)
    if stand.band is None:
        return Place(_AFTER[NOT_SCORED], 0, NOT_SCORED)
    return Place(0, stand.place, stand.band, stand.color)


def places_of(*days: Day) -> dict[str, Place]:
    """By name every place of some dates, in order; one a name."""
    found: dict[str, Place] = {}
    for day in days:
        for stand in day.stands:
            place = place_of(stand)
            there = found.get(place.name, place)
            found[place.name] = min(there, place, key=lambda each: (each.after, each.rank))
    return {each.name: each for each in sorted(found.values())}


@dataclass(frozen=True, slots=True)
class Cell:
    """Accounts that went from one place to another.

    Attributes:
        before: their revenue at the first date, by currency.
        after: at the second.
    """

    accounts: int
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Migration:
    """Every account of either date, once.

    Attributes:
        places: in order, ``NOWHERE`` last: from there come new accounts, lost ones go there.
        cells: by (place at the first date, place at the second); only those with accounts.
    """

    began_on: date
    ended_on: date
    places: tuple[Place, ...]
    cells: Mapping[tuple[Place, Place], Cell]

    def row(self, place: Place) -> Cell:
        """Everybody who stood there at the first date."""
        return _sum([cell for (old, _), cell in self.cells.items() if old == place])

    def column(self, place: Place) -> Cell:
        """Everybody who stands there at the second date."""
        return _sum([cell for (_, new), cell in self.cells.items() if new == place])

    def between(self, old: Place, new: Place) -> Cell:
        """Those who went from one place to another; a cell of none where nobody did."""
        return self.cells.get((old, new)) or _sum([])

    @property
    def stayed(self) -> int:
        """Accounts in the same band at both dates."""
        return sum(c.accounts for (a, b), c in self.cells.items() if a == b and a.is_band)

    @property
    def rose(self) -> int:
        """Accounts in a better band than before."""
        return sum(c.accounts for (a, b), c in self.cells.items() if _both(a, b) and b > a)

    @property
    def fell(self) -> int:
        """Accounts in a worse band than before."""
        return sum(c.accounts for (a, b), c in self.cells.items() if _both(a, b) and b < a)

    @property
    def came(self) -> int:
        """Accounts that were not in the book before."""
        return self.row(NOWHERE).accounts

    @property
    def left(self) -> int:
        """Accounts that are not in the book any more."""
        return self.column(NOWHERE).accounts


def _both(old: Place, new: Place) -> bool:
    return old.is_band and new.is_band and old != new


def migration(before: Day, now: Day) -> Migration:
    """What moved between two dates, numbers of accounts being the same in both."""
    size = max(len(before.standing), len(now.standing))
    before, now = before.reaching(size), now.reaching(size)
    places = [NOWHERE, *places_of(before, now).values()]
    old, new = _codes(before, places), _codes(now, places)
    pair, number = old * len(places) + new, len(places) ** 2
    accounts = np.bincount(pair, minlength=number)
    then = {name: sums_of(pair, cents, number) for name, cents in before.money.items()}
    after = {name: sums_of(pair, cents, number) for name, cents in now.money.items()}
    cells = {
        (places[code // len(places)], places[code % len(places)]): Cell(
            int(accounts[code]),
            {name: money_of(total[code]) for name, total in then.items() if total[code]},
            {name: money_of(total[code]) for name, total in after.items() if total[code]},
        )
        for code in np.flatnonzero(accounts).tolist()
        if code
    }
    return Migration(before.as_of, now.as_of, (*places[1:], NOWHERE), cells)


def went(before: Day, now: Day, old: str | None, new: str | None) -> Numbers:
    """Numbers of the accounts that went from a place to a place, ascending.

    Args:
        before, now: the book at both dates.
        old, new: names of places; None = any, also outside the book.
    """
    size = max(len(before.standing), len(now.standing))
    before, now = before.reaching(size), now.reaching(size)
    places = [NOWHERE, *places_of(before, now).values()]
    names = [place.name for place in places]
    first, second = _codes(before, places), _codes(now, places)
    kept = (first > 0) | (second > 0)
    for name, codes in ((old, first), (new, second)):
        if name is not None:
            kept &= codes == (names.index(name) if name in names else -1)
    return np.flatnonzero(kept)


def by_place(day: Day) -> dict[Place, Counted]:
    """Accounts and revenue of a date by place, in order; only those where anybody stands."""
    places = places_of(day)
    found: dict[Place, list[Counted]] = {}
    for stand, some in counted(day).items():
        found.setdefault(places[place_of(stand).name], []).append(some)
    return {
        place: Counted(
            sum(each.accounts for each in found[place]),
            _added([each.revenue for each in found[place]]),
        )
        for place in places.values()
        if place in found
    }


@dataclass(frozen=True, slots=True)
class PartCounted:
    """One part of the book at a date.

    Attributes:
        at: accounts and revenue by the name of the place where they stand.
    """

    name: str
    at: Mapping[str, Counted]

    @property
    def accounts(self) -> int:
        """All of them."""
        return sum(each.accounts for each in self.at.values())

    @property
    def revenue(self) -> Mapping[str, Decimal]:
        """By currency, of all of them."""
        return _added([each.revenue for each in self.at.values()])


def by_part(day: Day, kind: str) -> tuple[PartCounted, ...]:
    """The book apart by what accounts belonged to at the date, the largest part first."""
    part, places = day.parts[kind], [NOWHERE, *places_of(day).values()]
    codes, size = _codes(day, places), len(places)
    pair = np.where(codes > 0, part.codes.astype(np.intp) * size + codes, 0)
    number = max(1, len(part.names)) * size
    accounts = np.bincount(pair, minlength=number)
    sums = {name: sums_of(pair, cents, number) for name, cents in day.money.items()}
    found: dict[int, dict[str, Counted]] = {}
    for both in np.flatnonzero(accounts).tolist():
        which, place = divmod(both, size)
        if place:
            found.setdefault(which, {})[places[place].name] = Counted(
                int(accounts[both]),
                {name: money_of(total[both]) for name, total in sums.items() if total[both]},
            )
    parts = [PartCounted(part.names[which], at) for which, at in found.items()]
    return tuple(sorted(parts, key=lambda each: (-each.accounts, each.name)))


def _codes(day: Day, places: list[Place]) -> Numbers:
    """Per account its place; 0 = outside the book."""
    known = {place.name: code for code, place in enumerate(places)}
    table = np.array([0, *(known[place_of(each).name] for each in day.stands)], dtype=np.intp)
    found: Numbers = table[day.standing]
    return found


def _sum(cells: list[Cell]) -> Cell:
    return Cell(
        sum(cell.accounts for cell in cells),
        _added([cell.before for cell in cells]),
        _added([cell.after for cell in cells]),
    )


def _added(amounts: list[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for each in amounts:
        for currency, amount in each.items():
            total[currency] = total.get(currency, Decimal(0)) + amount
    return dict(sorted(total.items()))
