"""The accounts behind a number of the page, by name: where they stood then and where now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from forewarn.evidence.migration import NOWHERE, Place, place_of, places_of, went
from forewarn.evidence.portfolio import Day, Numbers, money_of
from forewarn.ledger.book import points
from forewarn.ledger.values import HistoryPoint
from forewarn.workspace.models import BookAccount, BookLine, BookState
from forewarn.workspace.portfolio.page import kept
from forewarn.workspace.portfolio.scope import Asked, Scope
from forewarn.workspace.project import Shown

ON_A_PAGE = 50
ANYWHERE = "(any)"
"""In the book, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Went:
    """One account at both dates.

    Attributes:
        was, now: where it stood; None outside the book.
        before, after: score and bands then and now, where they are on record.
        revenue: at the second date, at the first where it left.
        here: it is in the book now and has a page.
    """

    account_id: str
    name: str
    owner: str
    was: Place | None
    now: Place | None
    before: HistoryPoint | None
    after: HistoryPoint | None
    revenue: Mapping[str, Decimal]
    here: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of accounts, those with the most revenue first."""

    asked: Asked
    was: str
    now: str
    page: Page[int]
    lines: Sequence[Went]


def listing_of(
    project: Shown, state: BookState, scope: Scope, asked: Asked, query: QueryDict
) -> Listing:
    """The accounts that the address asks for, seven queries at most."""
    was, now = query.get("was", "")[:200], query.get("now", "")[:200]
    plain = Asked(asked.since, asked.until, "", asked.parts)
    days = plain.ends(state, scope)
    if not days:
        return Listing(asked, was, now, Paginator([], ON_A_PAGE).get_page(1), ())
    after, before = days[0], days[-1]

    def numbers() -> list[int]:
        return _ordered(before, after, _chosen(before, after, was, now))

    found = kept(state.laid, scope, ("went", plain, was, now), numbers)
    page: Page[int] = Paginator(found, ON_A_PAGE).get_page(query.get("page"))
    lines = _lines(project, before, after, list(page.object_list))
    return Listing(asked, was, now, page, lines)


def _chosen(before: Day, after: Day, was: str, now: str) -> Numbers:
    found = went(before, after, None if was == ANYWHERE else was or None, _end(now))
    if ANYWHERE in (was, now):
        day = after if now == ANYWHERE else before
        return found[day.reaching(int(found.max(initial=0)) + 1).standing[found] > 0]
    return found


def _end(name: str) -> str | None:
    return None if name == ANYWHERE else name or None


def _ordered(before: Day, after: Day, numbers: Numbers) -> list[int]:
    """Most revenue first, in the first currency that orders them; ties by number."""
    size = int(numbers.max(initial=0)) + 1
    paid = np.zeros(len(numbers), dtype=np.int64)
    for day in (after.reaching(size), before.reaching(size)):
        some = sum((cents[numbers] for cents in day.money.values()), np.zeros_like(paid))
        paid = np.where(paid > 0, paid, some)
    return [int(each) for each in numbers[np.argsort(-paid, kind="stable")]]


def _lines(project: Shown, before: Day, after: Day, numbers: list[int]) -> tuple[Went, ...]:
    size = max(numbers, default=0) + 1
    before, after = before.reaching(size), after.reaching(size)
    places = places_of(before, after)
    accounts = {each.number: each for each in BookAccount.objects.filter(number__in=numbers)}
    names = [each.account_id for each in accounts.values()]
    there = BookLine.objects.filter(account_id__in=names)
    here = set(there.values_list("account_id", flat=True))
    said = points(project.ledger, names, {before.as_of, after.as_of})
    return tuple(
        Went(
            account.account_id,
            account.name,
            account.owner,
            _place(before, number, places),
            _place(after, number, places),
            said.get((account.account_id, before.as_of)),
            said.get((account.account_id, after.as_of)),
            _paid(after if after.standing[number] else before, number),
            account.account_id in here,
        )
        for number in numbers
        for account in [accounts[number]]
    )


def _place(day: Day, number: int, places: Mapping[str, Place]) -> Place | None:
    code = int(day.standing[number])
    return places[place_of(day.stands[code - 1]).name] if code else None


def _paid(day: Day, number: int) -> dict[str, Decimal]:
    return {name: money_of(cents[number]) for name, cents in day.money.items() if cents[number]}


def words(name: str) -> str:
    """A place as people say it, of one end of a period."""
    return {NOWHERE.name: "not in the book", ANYWHERE: "in the book"}.get(name, name.strip("()"))
