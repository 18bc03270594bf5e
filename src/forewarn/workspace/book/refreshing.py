"""Lays the book out anew when something newer was recorded.

The ledger keeps a result as one compact row, which nothing can sort or search. Pages over the whole
book read ``BookLine`` instead: the same values side by side, never anything that was computed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from forewarn.ledger.book import (
    case_count,
    case_events,
    current,
    current_book,
    entries,
    histories,
    history,
    newest_scorecards,
    owners_since,
    people,
    scorecards,
)
from forewarn.ledger.entered import Entry
from forewarn.ledger.lines import Line
from forewarn.ledger.models import Entry as EntryRow
from forewarn.ledger.models import Run
from forewarn.plays.agenda import Asks, places
from forewarn.plays.lists import lists_of, next_step
from forewarn.project import clock
from forewarn.project.attending import WEEKS, asks_of, contexts_entered, with_contexts
from forewarn.project.cases import by_account, with_cases
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.attention import decides_on
from forewarn.scoring.contexts import holding
from forewarn.scoring.looking import in_a_sentence
from forewarn.terms.score import AccountResult
from forewarn.workspace.book.beside import (
    IN_A_REQUEST,
    claimed,
    given_back_on_failure,
    lay_out_beside,
)
from forewarn.workspace.book.days import lay_out_days
from forewarn.workspace.book.ending import lift_ended, mark_looked
from forewarn.workspace.book.line import Palette, line_of
from forewarn.workspace.book.quarter import lay_out_quarter, mark_ends
from forewarn.workspace.book.rows import Rows
from forewarn.workspace.divergences.laying import lay_out
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.models.book import new_mark
from forewarn.workspace.project import Shown

TREND_WEEKS = WEEKS
_LAID_AGAIN = (
    "why", "kinds", "held", "context", "context_until", "next_step", "lists", "listed", "urgent",
)  # fmt: skip
_lock = Lock()


def up_to_date(shown: Shown, *, wait: bool = False) -> BookState:
    """The state of the book, laid out anew first where something newer is on record.

    Two queries while it is current, two more where a process first asks on a day: contexts may
    have ended or begun. Whoever comes while it is laid out, in any process, sees the book as it
    was, and so does everybody where it is large, unless they ``wait``: it is laid out beside the
    pages then. Such a state is ``behind``.
    """
    newest = Run.objects.aggregate(newest=Max("pk"))["newest"] or 0
    state = BookState.objects.order_by("pk").first()
    if state is None:
        return _first(shown, newest)
    if state.run == newest:
        if lift_ended(shown, state, lay_again):
            state.refresh_from_db()
        return state
    state.behind = True
    if not claimed(state, newest, now=timezone.now()):
        return state
    if state.accounts > IN_A_REQUEST and not wait:
        lay_out_beside(state, lambda: _laid(shown, newest))
        return state
    with given_back_on_failure(state):
        return _laid(shown, newest)


def before_serving(shown: Shown) -> BookState:
    """The same where nobody else can be laying it out, and all that is on record is waited for."""
    BookState.objects.update(laying=None, laying_since=None)
    return up_to_date(shown, wait=True)


def _first(shown: Shown, newest: int) -> BookState:
    """The very first layout is waited for: without it there is nothing to show."""
    with _lock:
        return BookState.objects.order_by("pk").first() or _laid(shown, newest)


def _laid(shown: Shown, newest: int) -> BookState:
    state = refresh(shown, newest)
    lay_out(shown, state)
    mark_looked(shown, state)
    return state


def refresh(shown: Shown, newest: int) -> BookState:
    """Lays the book out from what is on record.

    What takes long is worked out first: whoever writes meanwhile waits for each of the three short
    transactions at most. One that dies between them leaves the book as it was; days and shifts
    that are there already are found by whoever lays it out next.
    """
    as_of, told = Run.objects.aggregate(newest=Max("as_of"))["newest"], _told(shown)
    lines = _in_order(_lines(shown, as_of)) if as_of else []
    if as_of is not None:
        with transaction.atomic():
            lay_out_days(shown.ledger, _palettes(shown))
        lay_out_quarter(as_of)
        mark_ends(lines, as_of)
    rows = Rows.of(BookLine, lines)
    with transaction.atomic():
        BookState.objects.all().delete()
        BookLine.objects.all().delete()
        rows.write()
        state = BookState.objects.create(run=newest, as_of=as_of, accounts=len(lines))
    _catch_up(shown, state, told)
    return state


def _told(shown: Shown) -> tuple[int, int]:
    """The newest number of what people entered, and of what they did about divergences."""
    return EntryRow.objects.aggregate(n=Max("number"))["n"] or 0, case_count(shown.ledger)


def _catch_up(shown: Shown, state: BookState, told: tuple[int, int]) -> None:
    """Lays the accounts again of which somebody said something while lines were worked out."""
    entered, done = told
    if _told(shown) == told:
        return
    since = EntryRow.objects.filter(number__gt=entered).values_list("account_id", flat=True)
    accounts = {*since, *(e.account_id for e in case_events(shown.ledger) if e.number > done)}
    with transaction.atomic():
        for line in BookLine.objects.filter(account_id__in=accounts):
            lay_again(shown, line)
    state.refresh_from_db()


@dataclass(frozen=True, slots=True)
class Laid:
    """A line, and why it asks to be looked at; None where nothing can tell."""

    line: BookLine
    asks: Asks | None


def _in_order(laid: Iterable[Laid]) -> list[BookLine]:
    """The lines, those that ask to be looked at, or would, numbered, most urgent first."""
    found = list(laid)
    lines = {each.line.account_id: each.line for each in found}
    asking = [each.asks for each in found if each.asks is not None and each.asks.alarmed]
    asking.sort(key=lambda each: (each.urgency, each.result.account_id))
    for place, (asks, of_owner) in enumerate(places(asking)):
        line = lines[asks.result.account_id]
        line.urgent, line.urgent_of_owner = place, of_owner
    return [each.line for each in found]


def lay_again(shown: Shown, line: BookLine) -> None:
    """Puts on one line what was entered of its account since; its place in the order stays.

    A few queries; for the write that changed it, inside its transaction.
    """
    result, card = current(shown.ledger, line.account_id, line.as_of), shown.card(line.scorecard)
    if result is None:
        return
    first = line.as_of - timedelta(weeks=TREND_WEEKS - 1)
    past = history(shown.ledger, line.account_id, since=first, until=line.as_of)
    told = people(shown.ledger, line.account_id)
    since = told.owner.since if told and told.owner and told.former_owner else None
    result = _with_contexts(result, entries(shown.ledger, line.account_id), shown)
    owners = {line.account_id: since} if since else {}
    result = with_cases(result, case_events(shown.ledger, [line.account_id]))
    found = _asking(shown, card, [result], {line.account_id: past}, owners)
    asks = found.get(line.account_id)
    _put(line, result, asks)
    if asks is None or not asks.alarmed:
        line.urgent = None
    # What was counted of the book is counted anew, once others see the line. The state first, as
    # whoever lays the book out does: else two would wait for each other.
    BookState.objects.update(revision=new_mark())
    # Where the line is gone, the book was laid out anew meanwhile, which catches up with this.
    changed = {name: getattr(line, name) for name in _LAID_AGAIN}
    BookLine.objects.filter(pk=line.pk).update(**changed)


def _with_contexts(result: AccountResult, entered: Sequence[Entry], shown: Shown) -> AccountResult:
    """The result with the contexts that last today."""
    zone = shown.settings.timezone
    return with_contexts(result, entered, today=clock.today(timezone.now(), zone), zone=zone)


def _lines(shown: Shown, as_of: date) -> Iterator[Laid]:
    cards, entered = newest_scorecards(shown.ledger), contexts_entered(shown.ledger)
    cases = by_account(case_events(shown.ledger))
    since = as_of - timedelta(weeks=TREND_WEEKS - 1)
    past, owners = histories(shown.ledger, since=since, until=as_of), owners_since(shown.ledger)
    seen: set[str] = set()
    for facts in cards:
        palette = Palette.of(facts, shown.card(facts.name))
        book = current_book(shown.ledger, as_of, fingerprint=facts.fingerprint)
        results = [
            _with_contexts(each, entered.get(each.account_id, ()), shown)
            for each in book
            if each.account_id not in seen
        ]
        seen.update(each.account_id for each in results)
        known = [with_cases(each, cases.get(each.account_id, ())) for each in results]
        asking = _asking(shown, palette.card, known, past, owners)
        for result in results:
            points = past.get(result.account_id, ())
            line = line_of(result, palette, points, currency=shown.settings.currency)
            asks = asking.get(result.account_id)
            _put(line, result, asks)
            yield Laid(line, asks)


def _asking(
    shown: Shown,
    card: Scorecard | None,
    results: Sequence[AccountResult],
    past: Mapping[str, Line],
    owners: Mapping[str, date],
) -> dict[str, Asks]:
    """Per account why it asks; empty where the scorecard that scored them is not known."""
    if card is None or not results or card.fingerprint != results[0].fingerprint:
        return {}
    found = asks_of(shown.ledger, card, results, past, owners=owners)
    return {each.result.account_id: each for each in found}


def _put(line: BookLine, result: AccountResult, asks: Asks | None) -> None:
    """Puts on the line what holds its alarms back, why it asks, and where it is listed."""
    context = holding(result.contexts)
    line.context = context.text if context else ""
    line.context_until = context.ends_on if context else None
    line.why = line.kinds = line.held = line.next_step = line.lists = line.listed = ""
    if asks is None:
        return
    line.why = asks.sentence
    line.kinds = _between_commas(each.kind for each in asks.why)
    line.held = in_a_sentence([each.words for each in asks.held])
    line.respond_by = asks.respond_by
    line.moved = asks.moved if line.moved is None else line.moved
    line.decides_on = decides_on(result)
    line.next_step = next_step(asks)
    listed = lists_of(asks)
    line.lists = _between_commas(each.name for each in listed)
    line.listed = json.dumps({each.name: [each.reason, each.next_step] for each in listed})


def _between_commas(words: Iterable[str]) -> str:
    found = ",".join(words)
    return f",{found}," if found else ""


def _palettes(shown: Shown) -> dict[str, Palette]:
    """By fingerprint of every scorecard on record."""
    return {
        facts.fingerprint: Palette.of(facts, shown.card(facts.name))
        for facts in scorecards(shown.ledger)
    }
