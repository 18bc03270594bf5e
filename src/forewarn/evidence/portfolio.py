"""A whole book at one date as columns: who stood in which band, belonged where, paid how much.

Accounts are numbers, the same ones at every date, so that two dates of fifty thousand accounts are
counted against each other in milliseconds. Number 7 is the entry 7 of every column; columns of an
earlier date may be shorter, for accounts came later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from forewarn.evidence.shift import Stood
from forewarn.terms.score import Revenue

Codes = npt.NDArray[np.unsignedinteger[npt.NBitBase]]
Cents = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.intp]
Wanted = npt.NDArray[np.bool_]
PARTS = ("segment", "plan", "owner")
NOT_KNOWN = "not known"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Stand:
    """One way to stand in the book.

    Attributes:
        scorecard, fingerprint: that scored the account.
        band: the effective one; None = not scored, and nobody said anything.
        color: of the band, empty where the scorecard is not known any more.
        place: of the band from the worst, 0; above the last one is growth.
        top: it promises that all is well; ``lowest``: it is the lowest band.
        paused: the account pays nobody attention for now: it stands outside band shares.
    """

    scorecard: str
    fingerprint: str
    band: str | None
    color: str = ""
    place: int = 0
    top: bool = False
    lowest: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What accounts belong to by one attribute: names, and per account a place among them."""

    names: tuple[str, ...]
    codes: Codes


@dataclass(frozen=True, slots=True)
class Day:
    """The book at one date.

    Attributes:
        stands: the ways in which accounts stand.
        standing: per account 0 = not in the book, n = ``stands[n - 1]``.
        parts: by kind (segment, plan, owner), of accounts in the book.
        money: by currency recurring revenue in hundredths; 0 outside the book.
    """

    as_of: date
    stands: tuple[Stand, ...]
    standing: Codes
    parts: Mapping[str, Part] = field(default_factory=dict)
    money: Mapping[str, Cents] = field(default_factory=dict)

    @property
    def accounts(self) -> int:
        """How many are in the book."""
        return int(np.count_nonzero(self.standing))

    def belonging(self, kind: str, name: str) -> Wanted:
        """Which accounts belonged to a part at this date; all False where there is none."""
        part = self.parts[kind]
        if name not in part.names:
            return np.zeros(len(self.standing), dtype=bool)
        found: Wanted = (part.codes == part.names.index(name)) & (self.standing > 0)
        return found

    def only(self, numbers: Numbers | None, wanted: Mapping[str, str] | None = None) -> Day:
        """The same book without the others: of these numbers, and that belonged to these parts.

        Args:
            numbers: ascending; None = all.
            wanted: name by kind, as accounts belonged at this date.
        """
        kept = np.ones(len(self.standing), dtype=bool)
        if numbers is not None:
            kept[:] = False
            kept[numbers[: np.searchsorted(numbers, len(kept))]] = True
        for kind, name in (wanted or {}).items():
            kept &= self.belonging(kind, name)
        if kept.all():
            return self
        return replace(
            self,
            standing=np.where(kept, self.standing, 0).astype(self.standing.dtype),
            money={name: np.where(kept, cents, 0) for name, cents in self.money.items()},
        )

    def reaching(self, accounts: int) -> Day:
        """The same with columns for more accounts, who were not in the book."""
        more = accounts - len(self.standing)
        if more <= 0:
            return self
        return replace(
            self,
            standing=np.pad(self.standing, (0, more)),
            parts={k: Part(p.names, np.pad(p.codes, (0, more))) for k, p in self.parts.items()},
            money={name: np.pad(cents, (0, more)) for name, cents in self.money.items()},
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """Accounts, and their revenue by currency."""

    accounts: int
    revenue: Mapping[str, Decimal] = field(default_factory=dict)


def counted(day: Day) -> Mapping[Stand, Counted]:
    """Accounts and revenue by how they stand; only those that anybody does."""
    size = len(day.stands) + 1
    numbers = np.bincount(day.standing, minlength=size)
    sums = {name: sums_of(day.standing, cents, size) for name, cents in day.money.items()}
    return {
        stand: Counted(
            int(numbers[code]),
            {name: money_of(total[code]) for name, total in sums.items() if total[code]},
        )
        for code, stand in enumerate(day.stands, start=1)
        if numbers[code]
    }


def sums_of(codes: npt.NDArray[np.integer[npt.NBitBase]], cents: Cents, size: int) -> Cents:
    """Sums of whole hundredths by code, exact: halves of the number are summed apart.

    A float holds whole numbers up to 2^53, and a book of many accounts may pass that.
    """
    low, high = cents & 0xFFFFFF, cents >> 24
    found: Cents = np.bincount(codes, low, size).astype(np.int64)
    found += np.bincount(codes, high, size).astype(np.int64) << 24
    return found


def money_of(cents: int | np.int64) -> Decimal:
    """Hundredths as money."""
    return Decimal(int(cents)) * CENT


def stood(day: Day, *, parts: bool = True) -> list[Stood]:
    """The book as ``evidence.shift`` compares two: every account in it that is not paused.

    A scorecard is told apart by its fingerprint: what another version says of an account is no
    move of the account.

    Args:
        day: the book; accounts are named by their numbers.
        parts: with what they belong to.
    """
    found = []
    for number in np.flatnonzero(day.standing).tolist():
        stand = day.stands[int(day.standing[number]) - 1]
        if stand.paused:
            continue
        revenue = tuple(
            Revenue(currency, money_of(cents[number]))
            for currency, cents in day.money.items()
            if cents[number]
        )
        belongs: dict[str, str | None] = (
            {kind: part.names[part.codes[number]] for kind, part in day.parts.items()}
            if parts
            else {}
        )
        found.append(
            Stood(
                str(number),
                stand.band,
                stand.top,
                stand.lowest,
                stand.fingerprint,
                revenue,
                belongs,
            )
        )
    return found
