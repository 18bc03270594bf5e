"""The question right where an assessment causes it, and on the account's page."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.urls import reverse

from forewarn.ledger.entered import Entry
from forewarn.scoring.casework import Case, answer
from forewarn.scoring.divergence import OPEN, WATCHING
from forewarn.terms.cases import PEOPLE_SEE
from forewarn.terms.score import AccountResult
from forewarn.workspace.divergences.acting import act, worked
from forewarn.workspace.models import BookLine, Member
from forewarn.workspace.project import Shown

_UNANSWERED = (OPEN, WATCHING)


def after_assessment(
    shown: Shown, member: Member, line: BookLine, result: AccountResult, entry: Entry
) -> HttpResponseRedirect | None:
    """What an assessment against the score leads to, inside its transaction.

    Whoever wrote why is not asked again: their words are the answer. Everybody else is led to the
    question.

    Returns:
        The way to the question; None where there is none.
    """
    found = worked(shown, line, result)
    case = found.standing
    if case is None or case.state not in _UNANSWERED:
        return None
    because = str(entry.values.get("because") or "").strip()
    if not because:
        return HttpResponseRedirect(reverse("divergence", args=[line.account_id]))
    act(
        member,
        found,
        lambda stamp: answer(case, about=PEOPLE_SEE, said=because, by=entry.said_by, stamp=stamp),
    )
    return None


def standing_case(shown: Shown, line: BookLine, result: AccountResult) -> Case | None:
    """The case for the account's page; None where people and the score agree."""
    return worked(shown, line, result).standing
