"""Divergences as cases: what was done about them, and who is asked after a scoring."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import forewarn
from forewarn.ledger.address import read_address
from forewarn.scoring.asking import Asking, to_ask
from forewarn.scoring.casework import ask, cases_of, stated
from forewarn.terms.cases import CaseEvent, Stamp
from forewarn.terms.score import AccountResult, Revenue
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.project.desk import Desk

_TABLE = "ledger_caseevent"
_NOW = timedelta(days=7)
"""Whom to ask is read from results that are younger."""


def cases_on_record(settings: Settings) -> Mapping[str, tuple[CaseEvent, ...]]:
    """What people did about divergences, by account; nothing where there is no ledger yet.

    A ledger that is a file without any is not opened, for that takes longer than looking.
    """
    file = read_address(settings.ledger, folder=settings.folder).file
    if file is not None and not _has_any(str(file)):
        return {}
    from forewarn.ledger import existing_ledger

    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is None:
        return {}
    from forewarn.ledger.book import case_events

    with ledger:
        return by_account(case_events(ledger))


def by_account(events: Iterable[CaseEvent]) -> dict[str, tuple[CaseEvent, ...]]:
    """Events by account, in their order."""
    found: dict[str, list[CaseEvent]] = defaultdict(list)
    for each in events:
        found[each.account_id].append(each)
    return {account: tuple(each) for account, each in found.items()}


def _has_any(file: str) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute(f"SELECT 1 FROM {_TABLE} LIMIT 1").fetchone() is not None
    except sqlite3.Error:  # none there, or an older one: nobody wrote about a case in it
        return False


def stamp(ledger: Ledger, at: datetime, *, zone: str, after: int = 0) -> Stamp:
    """What the next event on record gets.

    Args:
        ledger: an open one.
        at: the instant, with a zone.
        zone: of the project.
        after: so many events are to come before it.
    """
    from forewarn.ledger.book import case_count

    on = at.astimezone(ZoneInfo(zone)).date()
    return Stamp(case_count(ledger) + 1 + after, at, on, forewarn.__version__)


def ask_why(desk: Desk, *, anew: bool = True) -> int:
    """Put to their CSMs the questions of the week; to be called when a book was recorded.

    Nobody is asked from results that are a week old or older, as in a backfill of the past.

    Args:
        desk: of the project.
        anew: something was recorded; else only who was never asked before is.

    Returns:
        How many were asked.
    """
    from forewarn.ledger.book import case_count

    with desk.ledger() as ledger:
        if not anew and case_count(ledger):
            return 0
        found = _results(ledger, desk)
        return _asked(desk, ledger, found) if found else 0


def _results(ledger: Ledger, desk: Desk) -> list[AccountResult]:
    """The newest results of accounts on which people and the score differ."""
    from forewarn.ledger.book import differing_book, newest_scorecards

    found: dict[str, AccountResult] = {}
    for facts in newest_scorecards(ledger):
        since = desk.today() - _NOW
        for each in differing_book(ledger, fingerprint=facts.fingerprint, after=since):
            found.setdefault(each.account_id, each)
    return list(found.values())


def _asked(desk: Desk, ledger: Ledger, results: Sequence[AccountResult]) -> int:
    from forewarn.ledger.book import case_events, note_cases

    today = desk.today()
    events = by_account(case_events(ledger))
    waiting = [
        each
        for result in results
        for each in asking(result, events.get(result.account_id, ()), today, desk.settings.currency)
    ]
    there = {each.account_id for each in results}
    waiting += [
        each
        for account_id, known in events.items()
        if account_id not in there
        for each in _gone(account_id, known, today)
    ]
    first = stamp(ledger, desk.now(), zone=desk.settings.timezone)
    asked = [
        ask(each.case, each.owner, stamp=Stamp(first.number + n, first.at, first.on, first.version))
        for n, each in enumerate(to_ask(waiting, today=today))
    ]
    note_cases(ledger, asked)
    return len(asked)


def asking(
    result: AccountResult, events: Sequence[CaseEvent], today: date, currency: str | None
) -> list[Asking]:
    """An account's cases with whom they concern, everything that is known today among it."""
    tomorrow = today + timedelta(days=1)
    worth = revenue_of(result.revenue, currency)
    return [
        Asking(case, result.owner or "", worth)
        for case in cases_of(result.account_id, result.divergence, events, tomorrow)
    ]


def _gone(account_id: str, events: Sequence[CaseEvent], today: date) -> list[Asking]:
    """Cases of an account that no longer differs: what was asked in the week counts still."""
    found = cases_of(account_id, None, events, today + timedelta(days=1))
    return [Asking(each, each.asked.by, Decimal(0)) for each in found if each.asked]


def revenue_of(revenue: Iterable[Revenue], currency: str | None) -> Decimal:
    """Revenue in the project's currency; all of it added up where there is none in that."""
    found = list(revenue)
    own = [each.arr for each in found if each.currency == currency]
    return sum(own or [each.arr for each in found], Decimal(0))


def with_cases(result: AccountResult, events: Sequence[CaseEvent]) -> AccountResult:
    """A result with the state that its case has by now, whatever its date may know."""
    if result.divergence is None or not events:
        return result
    return replace(result, divergence=stated(result.divergence, events, date.max))
