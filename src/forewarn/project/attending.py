"""Which accounts ask to be looked at, read from the record: for the verb, and for the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forewarn.ledger.entered import CONTEXT, WITHDRAWN, Entry
from forewarn.plays.agenda import Agenda, Asks, Held, Item, OnList, in_order, kept
from forewarn.plays.lists import LISTS, Listed, lists_of, next_step
from forewarn.plays.promises import Decision, Promise, answered_on, promises, to_be_told, week_of
from forewarn.project.cases import by_account, with_cases
from forewarn.project.noted import contexts_now, noted_in
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.attention import days_left, drift
from forewarn.scoring.looking import in_a_sentence
from forewarn.scoring.past import WEEK, Past, Point, stay_of, weekly
from forewarn.scoring.worry import SIX_WEEKS
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, Reading
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.project.in_force import InForce

WEEKS = 13
_FEW = 100
"""Accounts that are asked for by name."""
Lines = Mapping[str, Sequence[Point]]


def asks_of(
    ledger: Ledger,
    card: Scorecard,
    results: Sequence[AccountResult],
    lines: Lines,
    *,
    owners: Mapping[str, date],
) -> Iterator[Asks]:
    """Each of a scorecard's accounts at a date, and why it asks to be looked at.

    A number of queries that does not depend on how many accounts there are.

    Args:
        ledger: what is on record.
        card: the scorecard in force, which scored them.
        results: all of one date.
        lines: per account its dates of the last weeks, oldest first.
        owners: per account the day on which its owner took it over from another one.
    """
    if not results:
        return
    as_of, said_by = results[0].as_of, card.fingerprint
    trends = {
        r.account_id: weekly(lines.get(r.account_id, ()), as_of, weeks=WEEKS, fingerprint=said_by)
        for r in results
    }
    falling = [account for account, trend in trends.items() if drift(trend) is not None]
    said, decided = (
        _said_before(ledger, card, falling, as_of),
        _decided(ledger, list(trends), as_of),
    )
    for result in results:
        account = result.account_id
        past = Past(
            trends[account],
            stay_of(lines.get(account, ()), result.effective_band, as_of, fingerprint=said_by),
            said.get(account, ()),
            answered_on(decided.get(account, ()), as_of),
            owners.get(account),
        )
        yield Asks.of(card, result, past)


def _said_before(
    ledger: Ledger, card: Scorecard, accounts: Collection[str], as_of: date
) -> dict[str, tuple[Reading, ...]]:
    """What people said of some accounts six weeks before, as it was on record then."""
    from forewarn.ledger.book import current_book, dates

    if not accounts:
        return {}
    then = [on for on in dates(ledger, card.fingerprint) if on <= as_of - SIX_WEEKS]
    if not then or as_of - then[-1] >= SIX_WEEKS + WEEK:
        return {}
    found = current_book(ledger, then[-1], fingerprint=card.fingerprint, accounts=accounts)
    return {each.account_id: each.overlay.readings for each in found if each.overlay}


def _decided(ledger: Ledger, accounts: list[str], as_of: date) -> dict[str, list[Decision]]:
    from forewarn.ledger.book import decisions

    found: dict[str, list[Decision]] = defaultdict(list)
    few = accounts if len(accounts) <= _FEW else None
    for each in decisions(ledger, accounts=few, since=as_of - WEEKS * WEEK):
        found[each.account_id].append(each)
    return found


def agenda(
    settings: Settings, counts: InForce, *, as_of: date | None = None, owner: str | None = None
) -> Agenda:
    """The agenda of the weekly review from what is on record (R1), and the standing lists (R5).

    Args:
        settings: of the project.
        counts: the scorecards in force.
        as_of: a date on record; None = the newest.
        owner: only this CSM's accounts; None = everybody's.

    Raises:
        ForewarnError: nothing is on record for the date, or nobody owns an account by that name.
    """
    from forewarn.ledger import open_ledger
    from forewarn.project.labels import Labels
    from forewarn.project.qualified import simulated

    ledger = open_ledger(settings.ledger, folder=settings.folder)
    on, found = _on_record(ledger, settings, counts.cards, as_of)
    asks = [each for each in found if owner in (None, each.result.owner)]
    if owner is not None and not asks:
        owners = sorted({each.result.owner for each in found if each.result.owner})
        raise ForewarnError(
            f"nobody called {owner} owns an account as of {on}",
            fix=f"choose one of: {', '.join(owners[:20]) or 'no account has an owner'}",
        )
    ordered = in_order(asks)
    chosen, left_out = kept(ordered, lambda each: each)
    labels = Labels.on_record(ledger, counts.cards)
    return Agenda(
        as_of=on,
        week=week_of(on, starts=settings.week_starts),
        promises=_promises(ledger, asks, on, settings.week_starts),
        accounts=tuple(map(item_of, chosen)),
        left_out=left_out,
        held=tuple(_held(each) for each in asks if each.held),
        lists=_lists(asks),
        scorecards={card.name: labels.summary(card, on).label for card in counts.cards},
        notices=(*simulated(settings), *counts.notices),
    )


def _on_record(
    ledger: Ledger, settings: Settings, cards: Sequence[Scorecard], as_of: date | None
) -> tuple[date, list[Asks]]:
    from forewarn.ledger.book import case_events, current_book, dates, histories, owners_since

    known = {on for card in cards for on in dates(ledger, card.fingerprint)}
    on = as_of or max(known, default=None)
    if on is None or on not in known:
        when = "nothing is" if on is None else f"{on} is not"
        raise ForewarnError(
            f"{when} on record under the scorecards in force",
            fix="run forewarn score first" if on is None else f"forewarn score --as-of {on}",
        )
    lines = histories(ledger, since=on - (WEEKS - 1) * WEEK, until=on)
    owners, entered = owners_since(ledger), contexts_entered(ledger)
    cases = by_account(case_events(ledger))
    found: dict[str, Asks] = {}
    for card in cards:
        book = current_book(ledger, on, fingerprint=card.fingerprint)
        results = [
            with_contexts(
                known, entered.get(known.account_id, ()), today=on, zone=settings.timezone
            )
            for known in (with_cases(each, cases.get(each.account_id, ())) for each in book)
        ]
        for each in asks_of(ledger, card, results, lines, owners=owners):
            found.setdefault(each.result.account_id, each)
    return on, [found[account] for account in sorted(found)]


def contexts_entered(ledger: Ledger) -> dict[str, list[Entry]]:
    """What people entered that holds alarms back, by account; one query."""
    from forewarn.ledger.book import entries

    found: dict[str, list[Entry]] = defaultdict(list)
    for each in entries(ledger, kinds=(CONTEXT, WITHDRAWN)):
        found[each.account_id].append(each)
    return found


def with_contexts(
    result: AccountResult, entered: Sequence[Entry], *, today: date, zone: str
) -> AccountResult:
    """A result with the contexts that last at a day, also those entered since it was recorded."""
    if not entered and not result.contexts:
        return result
    noted = noted_in(entered, zone=zone)
    return replace(result, contexts=contexts_now(result, noted, today=today))


def _promises(ledger: Ledger, asks: Iterable[Asks], on: date, starts: str) -> tuple[Promise, ...]:
    from forewarn.ledger.book import promised

    week, seen = week_of(on, starts=starts), {each.result.account_id for each in asks}
    rows = promised(ledger, settled_since=week - WEEK)
    known = [each for each in rows if each.account_id in seen and each.as_of <= on]
    return to_be_told(promises(known), week)


def item_of(asks: Asks) -> Item:
    """An account as the agenda shows it."""
    result, score = asks.result, asks.result.score
    return Item(
        account_id=result.account_id,
        name=result.name or result.account_id,
        owner=result.owner,
        scorecard=asks.card.name,
        band=result.effective_band,
        score=score.shown if score.score is not None else None,
        moved=asks.moved,
        revenue=result.revenue,
        renews_on=result.renews_on,
        notice_on=result.notice_on,
        days_left=days_left(result),
        kinds=tuple(each.kind for each in asks.why),
        why=asks.sentence,
        respond_by=asks.respond_by,
        next_step=next_step(asks),
        lists=tuple(each.name for each in lists_of(asks)),
    )


def _held(asks: Asks) -> Held:
    result, context = asks.result, asks.context
    return Held(
        result.account_id,
        result.name or result.account_id,
        result.owner,
        in_a_sentence([each.words for each in asks.held]),
        context.text if context else "",
        context.ends_on if context else None,
    )


def _lists(asks: Sequence[Asks]) -> dict[str, tuple[OnList, ...]]:
    """Most urgent first."""
    found: dict[str, list[OnList]] = {name: [] for name in LISTS}
    for each in sorted(asks, key=lambda each: (each.urgency, each.result.account_id)):
        for listed in lists_of(each):
            found[listed.name].append(_on_list(item_of(each), listed))
    return {name: tuple(rows) for name, rows in found.items()}


def _on_list(item: Item, listed: Listed) -> OnList:
    return OnList(
        account_id=item.account_id,
        name=item.name,
        owner=item.owner,
        band=item.band,
        score=item.score,
        revenue=item.revenue,
        days_left=item.days_left,
        reason=listed.reason,
        next_step=listed.next_step,
    )
