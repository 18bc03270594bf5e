"""Causes of structural shifts: who may write one, which ones are shown, and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

import forewarn
from forewarn.ledger.book import causes, write_cause_within
from forewarn.ledger.causes import WrittenCause
from forewarn.terms.governance import CAUSES
from forewarn.workspace.models import Member
from forewarn.workspace.portfolio.scope import Scope, within
from forewarn.workspace.project import ledger
from forewarn.workspace.trail import note

LONGEST = 2000


def causes_in(scope: Scope, *, began_on: date, ended_on: date) -> Sequence[WrittenCause]:
    """Those of quarters that ended within one, of accounts that are all seen; newest first."""
    found = causes(ledger(), after=began_on, until=ended_on)
    return [each for each in found if within(each.scope, scope)]


def mistakes(cause: str, because: str) -> list[str]:
    """What is wrong with a cause, for people; empty where nothing is."""
    found = []
    if cause not in CAUSES:
        found.append(f"Choose a cause: {', '.join(CAUSES)}.")
    if not because.strip():
        found.append("Say in a sentence what makes you think so.")
    elif len(because) > LONGEST:
        found.append(f"Say it in at most {LONGEST} characters.")
    return found


def record_cause(member: Member, scope: Scope, ended_on: date, cause: str, because: str) -> None:
    """Puts a cause on record and on the trail, inside the transaction of the form."""
    written = WrittenCause(
        ended_on=ended_on,
        cause=cause,
        because=because.strip(),
        written_by=str(member),
        written_at=timezone.now(),
        forewarn_version=forewarn.__version__,
        scope=scope.key,
    )
    note(
        member,
        "recorded",
        f"cause of the shift up to {ended_on}",
        after={"cause": cause, "of": scope.key or "the whole book"},
        because=written.because,
    )
    write_cause_within(ledger(), written)
