"""Lays the cases out when results or events are newer than what stands there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from threading import Lock

from django.db import transaction

from forewarn.ledger.book import case_count, case_events, differing_book, newest_scorecards
from forewarn.project.cases import by_account, revenue_of
from forewarn.project.recorded import worded
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.casework import Case, awaits_confirmation, cases_of, in_words, lift_to_confirm
from forewarn.scoring.disagreeing import disagreeing
from forewarn.terms.cases import CaseEvent
from forewarn.terms.score import AccountResult, Revenue
from forewarn.workspace.models import BookLine, BookState, CaseLine, CaseState
from forewarn.workspace.project import Shown

_ROWS_A_STATEMENT = 30
EVER = date.max
"""Pages know everything that was done."""
_lock = Lock()


def lay_out(shown: Shown, book: BookState) -> None:
    """Lays the cases out anew where something is newer; two queries while nothing is."""
    number = case_count(shown.ledger)
    state = CaseState.objects.first()
    if state is not None and (state.run, state.number) == (book.run, number):
        return
    if _lock.acquire(blocking=state is None):
        try:
            _anew(shown, book, number)
        finally:
            _lock.release()


def _anew(shown: Shown, book: BookState, number: int) -> None:
    events = by_account(case_events(shown.ledger))
    results = _results(shown, book.as_of) if book.as_of else {}
    lines = BookLine.objects.in_bulk([*{*results, *events}], field_name="account_id")
    cases = [
        each
        for account_id, line in lines.items()
        for each in lines_of(shown, line, results.get(account_id), events.get(account_id, ()))
    ]
    with transaction.atomic():
        CaseLine.objects.all().delete()
        CaseState.objects.all().delete()
        CaseLine.objects.bulk_create(cases, batch_size=_ROWS_A_STATEMENT)
        CaseState.objects.create(run=book.run, number=number)


def _results(shown: Shown, as_of: date) -> dict[str, AccountResult]:
    found: dict[str, AccountResult] = {}
    for facts in newest_scorecards(shown.ledger):
        after = as_of - timedelta(days=1)
        for each in differing_book(shown.ledger, fingerprint=facts.fingerprint, after=after):
            found.setdefault(each.account_id, each)
    return found


def lay_cases_again(
    shown: Shown, line: BookLine, result: AccountResult, events: Sequence[CaseEvent]
) -> None:
    """Lays one account's cases out after an event was written, inside its transaction."""
    number = max((each.number for each in events), default=0)
    CaseLine.objects.filter(account_id=line.account_id).delete()
    CaseLine.objects.bulk_create(lines_of(shown, line, result, events))
    # Others' events in between are laid out by the next page, which sees the gap.
    CaseState.objects.filter(number=number - 1).update(number=number)


def lines_of(
    shown: Shown, line: BookLine, result: AccountResult | None, events: Sequence[CaseEvent]
) -> list[CaseLine]:
    """The cases of one account side by side."""
    card = shown.card(line.scorecard)
    found = result.divergence if result else None
    return [
        _line(line, card, result, each) for each in cases_of(line.account_id, found, events, EVER)
    ]


def _line(
    line: BookLine, card: Scorecard | None, result: AccountResult | None, case: Case
) -> CaseLine:
    colors = {band.name: band.color for band in card.bands} if card else {}
    newest, ended = (case.answers[-1] if case.answers else None), case.settled
    telling = ended or newest
    return CaseLine(
        account_id=case.account_id,
        name=line.name,
        owner=line.owner,
        from_band=case.from_band,
        from_color=colors.get(case.from_band, ""),
        to_band=case.to_band,
        to_color=colors.get(case.to_band, ""),
        state=case.state,
        since=case.since,
        arr=line.arr,
        currency=line.currency,
        worth=_worth(line),
        asked_on=case.asked.on if case.asked else None,
        changed_on=case.events[-1].on if case.events else None,
        said=in_words(newest) if newest else "",
        by=newest.by if newest else "",
        answers=len(case.answers),
        missed=telling.missed if telling else "",
        settled_because=ended.said if ended else "",
        settled_by=ended.by if ended else "",
        follows=ended.about if ended else "",
        **_of_result(card, result, case),
    )


def _of_result(
    card: Scorecard | None, result: AccountResult | None, case: Case
) -> Mapping[str, object]:
    """What only the newest result tells, while it differs so."""
    if card is None or result is None or case.since is None:
        return {}
    if card.fingerprint != result.fingerprint:
        return {}
    lift, told = lift_to_confirm(card, result), worded(card, result) or result
    return {
        "higher": card.rank(case.to_band) > card.rank(case.from_band),
        "assessed_by": (result.overlay.assessed_by or "") if result.overlay else "",
        "assessed_on": result.overlay.assessed_on if result.overlay else None,
        "lift": lift,
        "awaits": awaits_confirmation(case, lift),
        "against": json.dumps(
            [[e.input, e.shown, e.sentence] for e in disagreeing(card, told, result.divergence)]
        ),
    }


def _worth(line: BookLine) -> Decimal:
    found: Iterable[Sequence[str]] = json.loads(line.revenue)
    return revenue_of((Revenue(name, Decimal(arr)) for name, arr in found), line.currency)
