"""An account as it stood on a past date: what was said then, read from the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forewarn.ledger.book import last_said, restatements, said, scorecard_text
from forewarn.project.recorded import worded
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explain import reasons
from forewarn.terms.score import AccountResult
from forewarn.workspace.access import member_of, seen_among
from forewarn.workspace.evidence.cases import worked_out
from forewarn.workspace.models import BookLine, Member
from forewarn.workspace.project import Shown
from forewarn.workspace.recorded_files import card_of

WITHIN_DAYS = 7
"""How much older than the date asked for what was said may be (as backtests of the record)."""


@dataclass(frozen=True, slots=True)
class Then:
    """An account on a past date.

    Attributes:
        asked: the date asked for.
        result: what was first said of it by then; None where nothing is on record near it.
        card: the scorecard that said it, as it was; None where it cannot be read any more.
        restated: when something else was put on record of that date, and why.
        name: as people know it.
        in_book: it is in the book today, too.
        worked_out: nothing was on record, a backtest made the result from what was known then.
    """

    account_id: str
    name: str
    asked: date
    result: AccountResult | None
    card: Scorecard | None
    restated: tuple[tuple[object, str], ...]
    in_book: bool
    worked_out: bool


def account_then(request: HttpRequest, project: Shown, account_id: str, asked: str) -> HttpResponse:
    """The page; an account that the member does not see answers like a missing one.

    Raises:
        Http404: there is no such account, or no such date.
    """
    try:
        on = date.fromisoformat(asked)
    except ValueError as error:
        raise Http404("no such date") from error
    found = then(project, member_of(request), account_id, on)
    card, result = found.card, found.result
    told = (
        reasons(card, result.score) if card and result and result.score.score is not None else None
    )
    colors = {band.name: band.color for band in card.bands} if card else {}
    if card and card.growth:
        colors[card.growth.band.name] = card.growth.band.color
    context = {
        "section": "accounts",
        "notices": project.notices,
        "labels": project.labels(on),
        "found": found,
        "result": result,
        "color": colors.get(result.band or "", "") if result else "",
        "effective_color": colors.get(result.effective_band or "", "") if result else "",
        "drags": told.drags[:3] if told else (),
    }
    return render(request, "workspace/account_then.html", context)


def then(project: Shown, member: Member, account_id: str, on: date) -> Then:
    """What was said of an account by a date, else what a backtest worked out for the day.

    Raises:
        Http404: there is no such account, or the member does not see it.
    """
    ledger = project.ledger
    line = BookLine.objects.filter(account_id=account_id).first()
    last = None if line else last_said(ledger, [account_id]).get(account_id)
    result = said(ledger, account_id, on, within_days=WITHIN_DAYS)
    case = None if result else worked_out(ledger, account_id, on)
    known = line or last or case
    if known is None or not seen_among(member, [account_id], ledger):
        raise Http404("no such account")
    found = result or case
    card = _card(project, found) if found else None
    if result is not None and card is not None:
        found = worded(card, result) or result
    return Then(
        account_id,
        (found or known).name or account_id,
        on,
        found,
        card,
        _restated(project, result),
        line is not None,
        case is not None,
    )


def _card(project: Shown, result: AccountResult) -> Scorecard | None:
    """The scorecard in force, or the file as it was when it said this."""
    now = project.card(result.scorecard)
    if now is not None and now.fingerprint == result.fingerprint:
        return now
    text = scorecard_text(project.ledger, result.fingerprint or "")
    return None if text is None else card_of(text, result.scorecard or "").scorecard


def _restated(project: Shown, result: AccountResult | None) -> tuple[tuple[object, str], ...]:
    if result is None or result.fingerprint is None:
        return ()
    return restatements(
        project.ledger, result.account_id, result.as_of, fingerprint=result.fingerprint
    )
