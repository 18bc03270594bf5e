"""Stretches of dates at which the same is known of an account, for scoring a book set-wise.

What an account is at a date (scored or not, its attributes, marks, scorecard) changes on a few
days of its life. It is asked of the reference once for each stretch instead of once a date, and of
accounts of which the same is known at all dates once for all that are alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from forewarn.engines.duckdb.setwise.cells import Span, Spans
from forewarn.project.facts import Surroundings
from forewarn.scorecard.model import Scorecard
from forewarn.signals.filters.tree import names
from forewarn.terms.account import AccountAsOf, AccountVersion

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
) -> Spans:
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
    found, counted = Spans(), left_out or {}
    told = [counted[on] for on in dates if on in counted]
    settled = _Settled(around, dates, cards, card_of, max([1, *ages]), told)
    for account_id in around.accounts.account_ids:
        if only is not None and account_id not in only:
            continue
        alone = settled.version(account_id)
        if alone is not None:
            settled.put(found, alone)
            continue
        days = turning_days_of(around, account_id, ages)
        for span in _of_account(around, account_id, days, dates, card_of, counted):
            found.add(span)
    return found


@dataclass(slots=True)
class _Settled:
    """Accounts of which the same is known at all dates, nearly all of a book.

    Attributes:
        grown: days after which the age of an account decides nothing any more.
        left_out: of the dates, to be counted in, why accounts are not scored.
    """

    around: Surroundings
    dates: Sequence[date]
    cards: Sequence[Scorecard]
    card_of: CardOf
    grown: int
    left_out: Sequence[Counter[str]]
    _born_by: date = field(init=False)
    _columns: list[str] = field(init=False)
    _kinds: dict[Hashable, tuple[str | None, str | None]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._born_by = self.dates[0] - self.grown * DAY
        # Of accounts that are no longer new only ``applies_to`` asks for more than the status.
        asked = [names(each.applies_to) for each in self.cards if each.applies_to is not None]
        self._columns = sorted({"status"}.union(*asked))

    def version(self, account_id: str) -> AccountVersion | None:
        """What is known of an account at all dates; None where that is not one and the same."""
        versions = self.around.accounts.versions(account_id)
        first, last, alone = self.dates[0], self.dates[-1], versions[0]
        stands = (
            len(versions) == 1
            and (alone.created_on is not None and alone.created_on <= self._born_by)
            and (alone.valid_on is None or alone.valid_on < first)
            and (alone.seen_on is None or alone.seen_on <= first)
            and (alone.until_on is None or alone.until_on > last)
            and (alone.ended_on is None or alone.ended_on >= last)
            and not self.around.judgements.noted(account_id)
        )
        return alone if stands else None

    def put(self, found: Spans, alone: AccountVersion) -> None:
        """Adds the account's one stretch, or counts why it is not scored."""
        why, card = self._kind(alone)
        if why is not None:
            for counted in self.left_out:
                counted[why] += 1
            return
        ends = (0, len(self.dates))
        found.put(alone.account_id, ends, alone.attributes, alone.created_on, card)

    def _kind(self, alone: AccountVersion) -> tuple[str | None, str | None]:
        """Why it is not scored, else the scorecard it is routed to; asked once for all alike."""
        # By their text, for 1.0 and 1.00 are equal and two words to a filter; lists have one, too.
        alike = tuple((type(v := alone.attributes.get(c)), str(v)) for c in self._columns)
        if alike not in self._kinds:
            self._kinds[alike] = self._asked(alone)
        return self._kinds[alike]

    def _asked(self, alone: AccountVersion) -> tuple[str | None, str | None]:
        standing = self.around.accounts.standing(alone.account_id, self.dates[0])
        assert standing is not None  # it was created before
        if standing.left_out is not None:
            return standing.left_out, None
        card = self.card_of(standing.account)
        return None, None if card is None else card.name


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
