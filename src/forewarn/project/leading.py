"""How long before a loss its alarm began, case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from forewarn.evidence.horizons import Asked
from forewarn.evidence.lead_time import lead_days
from forewarn.evidence.renewals import Case
from forewarn.evidence.replayed import Alarm, Replayed
from forewarn.project.desk import Desk
from forewarn.project.watching import watched, weekly_bands

Leads = Mapping[tuple[str, date], int]
"""Days by account and due date; without cases that were not flagged when they came."""


def lead_times(
    desk: Desk,
    cases: Sequence[Replayed],
    alarms: Mapping[str, Alarm],
    *,
    only: str | None,
    since: date,
) -> Leads:
    """The days from the start of each case's last alarm to its end.

    Args:
        alarms: by scorecard.
        only: the scorecard that scores every account; None = the one that applied.
        since: the first date at which the facts can speak.
    """
    asked = [Asked(each.case, _clock_ends(each.case)) for each in cases]
    weeks = weekly_bands(desk, asked, only=only, since=since)
    found = {}
    for each in cases:
        told = weeks[each.case.account_id, _clock_ends(each.case)]
        days = lead_days(each.case, watched(told, alarms[each.scorecard].bands))
        if days is not None:
            found[each.case.account_id, each.case.due_on] = days
    return found


def _clock_ends(case: Case) -> date:
    return min(case.due_on, case.decided_on or case.due_on)
