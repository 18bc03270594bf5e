"""What of a book's revenue stayed over a year: GRR and NRR from two dates as columns (V3).

The governance pack counts the same from contracts (``evidence.rates``). Here two recorded books
are compared, so that it can be asked of any part of the book, in a page's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

import numpy as np

from forewarn.evidence.drawing import Draws, Floats
from forewarn.evidence.measured import Measured, of_money
from forewarn.evidence.portfolio import Cents, Day, money_of
from forewarn.evidence.rates import ratio
from forewarn.evidence.renewals import months_after
from forewarn.terms.score import Plain

MONTHS = 12
QUARTERS = 8
_NEAR = timedelta(days=7)
_DRAWN_UP_TO = 5000
"""Accounts up to which the interval is drawn; above, draws and the formula give the same."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Stayed(Plain):
    """GRR and NRR in one currency over the twelve months up to a date.

    Attributes:
        accounts: that had revenue at the start; who came later is out.
        starting: their yearly revenue then.
        undecided: accounts still in the book whose contracts ran out with none after them: nobody
            knows yet whether they renewed, so they are in neither figure.
        undecided_revenue: what they had at the start; not in ``starting``.
        grr, nrr: with the interval of drawing accounts.
    """

    began_on: date
    ended_on: date
    currency: str
    accounts: int
    starting: Decimal
    undecided: int
    undecided_revenue: Decimal
    grr: Measured
    nrr: Measured


def quarters(dates: Sequence[date]) -> list[tuple[date, date]]:
    """Years to be told, newest first: one up to the newest date, and one every quarter before.

    Args:
        dates: recorded ones. A year is told where its first and last day are on record, each
            within a week.
    """
    found = []
    for back in range(QUARTERS if dates else 0):
        end = _near(dates, months_after(max(dates), -3 * back))
        start = _near(dates, months_after(end, -MONTHS)) if end else None
        if end is not None and start is not None:
            found.append((start, end))
    return found


def _near(dates: Sequence[date], wanted: date) -> date | None:
    near = [on for on in dates if abs(on - wanted) <= _NEAR]
    return min(near, key=lambda on: (abs(on - wanted), on), default=None)


def stayed(before: Day, now: Day) -> tuple[Stayed, ...]:
    """GRR and NRR by currency between two dates.

    Args:
        before: the accounts that count, as they belonged then.
        now: the book later; accounts that are not in it are lost with all they had.
    """
    return tuple(
        _of_currency(before, now.reaching(len(before.standing)), currency)
        for currency, cents in before.money.items()
        if (cents > 0).any()
    )


def _of_currency(before: Day, now: Day, currency: str) -> Stayed:
    there = before.money[currency]
    cohort = np.flatnonzero(there > 0)
    nothing = np.zeros(len(now.standing), dtype=np.int64)
    then, later = there[cohort], now.money.get(currency, nothing)[cohort]
    paid_at_all = sum((cents[cohort] for cents in now.money.values()), nothing[cohort])
    open_ = (now.standing[cohort] > 0) & (paid_at_all == 0)
    known = ~open_
    return Stayed(
        began_on=before.as_of,
        ended_on=now.as_of,
        currency=currency,
        accounts=int(known.sum()),
        starting=money_of(then[known].sum()),
        undecided=int(open_.sum()),
        undecided_revenue=money_of(then[open_].sum()),
        grr=_share(np.minimum(then, later)[known], then[known]),
        nrr=_share(later[known], then[known]),
    )


def _share(part: Cents, whole: Cents) -> Measured:
    above, below = part.astype(np.float64), whole.astype(np.float64)
    if len(part) <= _DRAWN_UP_TO:
        return ratio(above, below, Draws(np.arange(len(part), dtype=np.intp), len(part)))
    return of_money(_by_formula(above, below), len(part))


def _by_formula(above: Floats, below: Floats) -> Measured:
    """A sum over another with the interval of the ratio's linearised spread."""
    value = float(above.sum() / below.sum())
    beside = _Z * sqrt(float(((above - value * below) ** 2).sum())) / float(below.sum())
    return Measured(value, value - beside, value + beside, len(above), "linearised over accounts")
