"""Retention as finance counts it: GRR, NRR, renewal rate, revenue at risk (V3).

Money is added up within one currency and never across: without dated rates in the project there
are only subtotals, and within one currency nothing has to be held constant (SEMANTICS 10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from forewarn.evidence.drawing import Draws, Floats
from forewarn.evidence.measured import Measured, divided, of_money, of_totals, share
from forewarn.evidence.renewals import CHURNED, Case
from forewarn.terms.score import Plain, Revenue

Held = Mapping[str, Sequence[Revenue]]
"""Recurring revenue by account."""


@dataclass(frozen=True, slots=True)
class Retention(Plain):
    """GRR and NRR of one currency over the accounts that had revenue at the start.

    Attributes:
        accounts: of the cohort.
        starting: their recurring revenue at the start.
        kept: what of it is left, each account counted up to what it had (GRR over starting).
        ending: all that they have now, expansion included (NRR over starting).
        grr, nrr: with the interval of drawing accounts.
    """

    currency: str
    accounts: int
    starting: Decimal
    kept: Decimal
    ending: Decimal
    grr: Measured
    nrr: Measured


def retention(start: Held, now: Held) -> tuple[Retention, ...]:
    """GRR and NRR by currency; accounts that came later are out (new logos).

    Args:
        start: by account its revenue when the period began.
        now: the same at its end; an account that is not there has none.
    """
    before, after = _by_currency(start), _by_currency(now)
    return tuple(
        _retained(currency, before[currency], after.get(currency, {}))
        for currency in sorted(before)
    )


def _by_currency(held: Held) -> dict[str, dict[str, Decimal]]:
    totals: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for account_id, parts in held.items():
        for part in parts:
            if part.arr > 0:
                totals[part.currency][account_id] += part.arr
    return totals


def _retained(currency: str, start: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> Retention:
    names = sorted(start)
    ending = [now.get(name, Decimal(0)) for name in names]
    kept = [min(start[name], later) for name, later in zip(names, ending, strict=True)]
    money = np.array([[float(start[n]) for n in names], _floats(kept), _floats(ending)]).T
    draws = Draws.over(names)
    total = sum(start.values(), Decimal(0))
    return Retention(
        currency,
        len(names),
        total,
        sum(kept, Decimal(0)),
        sum(ending, Decimal(0)),
        ratio(money[:, 1], money[:, 0], draws),
        ratio(money[:, 2], money[:, 0], draws),
    )


def ratio(above: Floats, below: Floats, draws: Draws) -> Measured:
    """One sum of money over another, with the interval of drawing accounts.

    Without an interval below ten accounts, and where every account has the same share: draws from
    few, or from equals, cannot show what they do not hold.
    """
    columns = np.column_stack([above, below])
    found = of_totals(columns, lambda sums: divided(sums[:, 0], sums[:, 1]), draws)
    return of_money(found, draws.clusters)


def _floats(amounts: Iterable[Decimal]) -> list[float]:
    return [float(each) for each in amounts]


@dataclass(frozen=True, slots=True)
class RenewalRate(Plain):
    """Of the renewals that fell due in a period, how many and how much were kept.

    Attributes:
        by_count: share of decided renewals that were not lost.
        by_revenue: by currency the share of the revenue due that was kept, each renewal counted
            up to what it was before.
        without_amounts: decided renewals without amounts: not in the revenue.
        undecided: contracts past their end in the period without a known outcome: in neither.
    """

    by_count: Measured
    by_revenue: Mapping[str, Measured]
    without_amounts: int
    undecided: int


def renewal_rate(
    cases: Sequence[Case], *, since: date, until: date, undecided: int = 0
) -> RenewalRate:
    """The rates of renewals due from ``since`` to before ``until``; checkpoints are no renewals."""
    due = [each for each in cases if since <= each.due_on < until and not each.evergreen]
    kept = np.array([each.kind != CHURNED for each in due], dtype=bool)
    every = np.ones(len(due), dtype=bool)
    draws = Draws.over([each.account_id for each in due])
    known = [each for each in due if _amounts(each) is not None]
    currencies = sorted({each.currency or "no currency" for each in known})
    return RenewalRate(
        share(kept, every, draws),
        {name: _kept_revenue(known, name) for name in currencies},
        len(due) - len(known),
        undecided,
    )


def _amounts(case: Case) -> tuple[Decimal, Decimal] | None:
    """Revenue due and what was kept of it; None where it is not known."""
    before = case.arr_before
    if before is None or before <= 0:
        return None
    if case.kind == CHURNED:
        return before, Decimal(0)
    return None if case.arr_after is None else (before, min(before, case.arr_after))


def _kept_revenue(cases: Sequence[Case], currency: str) -> Measured:
    mine = [each for each in cases if (each.currency or "no currency") == currency]
    columns = np.array([_floats(_amounts(each) or ()) for each in mine])
    draws = Draws.over([each.account_id for each in mine])
    return ratio(columns[:, 1], columns[:, 0], draws)


@dataclass(frozen=True, slots=True)
class Due(Plain):
    """An account's revenue and when it can next be lost.

    Attributes:
        lowest: its effective band is the lowest.
        due_on: the earlier of notice deadline and end of its next renewal; None without one.
    """

    account_id: str
    lowest: bool
    due_on: date | None
    revenue: tuple[Revenue, ...]


@dataclass(frozen=True, slots=True)
class AtRisk(Plain):
    """Revenue in the lowest band that falls due soon, of one currency.

    Attributes:
        within_months: how soon.
        accounts: with such revenue.
        arr: it.
        of: all recurring revenue of the book in that currency.
        share: arr over of. A count over the whole book, so without an interval.
    """

    currency: str
    within_months: int
    accounts: int
    arr: Decimal
    of: Decimal
    share: Measured


def at_risk(book: Sequence[Due], *, until: date, within_months: int) -> tuple[AtRisk, ...]:
    """Revenue at risk by currency.

    Args:
        book: every account that is scored.
        until: due before this date counts.
        within_months: what ``until`` means, for people.
    """
    totals = _by_currency({each.account_id: each.revenue for each in book})
    soon = {e.account_id for e in book if e.lowest and e.due_on is not None and e.due_on < until}
    found = []
    for currency, held in sorted(totals.items()):
        risky = {name: arr for name, arr in held.items() if name in soon}
        arr, of = sum(risky.values(), Decimal(0)), sum(held.values(), Decimal(0))
        told = Measured(float(arr / of), n=len(held), because=WHOLE_BOOK)
        found.append(AtRisk(currency, within_months, len(risky), arr, of, told))
    return tuple(found)


WHOLE_BOOK = "counted over the whole book: nothing was drawn, so there is no interval"


def counted(hits: int, of: int) -> Measured:
    """A share of the whole book: exact, so without an interval."""
    if not of:
        return Measured.unknown("there is nothing to count")
    return Measured(hits / of, n=of, because=WHOLE_BOOK)


def proportion(hits: Sequence[bool], accounts: Sequence[str]) -> Measured:
    """A share of cases with the interval that accounts with several of them allow."""
    every = np.ones(len(hits), dtype=bool)
    found = share(np.array(hits, dtype=bool), every, Draws.over(accounts))
    return replace(found, n=len(hits))
