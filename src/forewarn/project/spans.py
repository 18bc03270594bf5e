"""Stretches of dates at which the same is known of an account, for scoring a book set-wise.

What an account is at a date (scored or not, its attributes, marks, scorecard) changes on a few
days of its life. It is asked of the reference once for each stretch instead of once a date.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from forewarn.engines.duckdb.setwise.cells import Span
from forewarn.project.facts import Surroundings
from forewarn.scorecard.model import Scorecard
from forewarn.terms.account import AccountAsOf

DAY = timedelta(days=1)
CardOf = Callable[[AccountAsOf], Scorecard | None]


def spans(
    around: Surroundings,
    dates: Sequence[date],
    *,
    card_of: CardOf,
    cards: Sequence[Scorecard],
    accounts: Sequence[str] | None = None,
    left_out: Mapping[date, Counter[str]] | None = None,
) -> Iterator[Span]:
    """The stretches of every account at which it is scored, by account and date.

    Args:
        around: the run's small tables.
        dates: of the grid, ascending.
        card_of: routes an account (``BookRun.card_of``).
        cards: those it routes to; onboarding ones let go of an account at an age.
        accounts: only these; None = all.
        left_out: counts, for each of its dates, why accounts are not scored.
    """
    only = None if accounts is None else frozenset(accounts)
    ages = {card.onboarding.days for card in cards if card.onboarding is not None}
    for account_id in around.accounts.account_ids:
        if only is None or account_id in only:
            days = turning_days_of(around, account_id, ages)
            yield from _of_account(around, account_id, days, dates, card_of, left_out or {})


def _of_account(
    around: Surroundings,
    account_id: str,
    days: set[date],
    dates: Sequence[date],
    card_of: CardOf,
    left_out: Mapping[date, Counter[str]],
) -> Iterator[Span]:
    turns = {bisect_left(dates, day) for day in days if dates[0] < day <= dates[-1]}
    for first, after in pairwise((0, *sorted(turns), len(dates))):
        on = dates[first]
        standing = around.accounts.standing(account_id, on)
        if standing is None:
            continue
        if standing.left_out is not None:
            for day in dates[first:after] if left_out else ():
                if day in left_out:
                    left_out[day][standing.left_out] += 1
            continue
        card = card_of(standing.account)
        yield Span(
            account_id,
            first,
            after,
            standing.account.attributes,
            standing.account.created_on,
            around.judgements.marks(account_id, on),
            None if card is None else card.name,
        )


def turning_days_of(around: Surroundings, account_id: str, ages: Collection[int] = ()) -> set[date]:
    """Every as_of date from which something else may be known of the account."""
    found: list[date | None] = [*around.judgements.turning_days(account_id)]
    born = []
    for each in around.accounts.versions(account_id):
        found += (each.seen_on, each.until_on, _after(each.valid_on), _after(each.ended_on))
        born.append(each.created_on)
    if None in born:  # its first fact stands in
        first = min(around.seen.get(account_id, {}).values(), default=None)
        born.append(first and first - DAY)
    for day in born:
        found.append(_after(day))
        if ages and day is not None:
            found += (day + age * DAY for age in ages)
    return {day for day in found if day is not None}


def _after(day: date | None) -> date | None:
    return None if day is None else day + DAY
