"""How long before a loss the alarm was raised, and stayed (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from forewarn.evidence.drawing import Draws, Floats
from forewarn.evidence.measured import Measured, Statistic, measured
from forewarn.evidence.renewals import Case

GAP = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Watched:
    """One weekly date of an account: whether its band was an alarm; None = not scored."""

    on: date
    flagged: bool | None


def lead_days(case: Case, weeks: Sequence[Watched]) -> int | None:
    """Days from the start of the last flagged run to the earlier of notice deadline and decision.

    A run goes on over gaps of up to two weeks, in which it was not flagged or not scored. A run
    that ended longer before counts for nothing: nobody was being warned any more.

    Args:
        case: a decided one.
        weeks: weekly dates, ascending; later ones than the end of the clock do not count.

    Returns:
        None when nothing was flagged at the end.
    """
    ends_on = min(case.due_on, case.decided_on or case.due_on)
    started: date | None = None
    last: date | None = None
    for week in weeks:
        if week.on > ends_on or not week.flagged:
            continue
        if last is None or week.on - last > GAP + timedelta(weeks=1):
            started = week.on
        last = week.on
    if started is None or last is None or ends_on - last > GAP + timedelta(weeks=1):
        return None
    return (ends_on - started).days


def median_lead(days: Sequence[int], draws: Draws) -> Measured:
    """The median lead time of the losses that were flagged, with its interval over accounts.

    Args:
        days: one a flagged loss, in the order of ``draws``.
    """
    if not days:
        return Measured.unknown("no loss was flagged")
    return measured(_median_statistic(np.array(days, dtype=np.float64)), draws)


def _median_statistic(days: Floats) -> Statistic:
    order = np.argsort(days, kind="stable")
    ordered = days[order]

    def statistic(weights: Floats) -> Floats:
        upto = np.cumsum(weights[:, order], axis=1)
        total = upto[:, -1:]
        lower = np.argmax(upto >= total / 2, axis=1)
        upper = np.argmax(upto > total / 2, axis=1)
        middle: Floats = (ordered[lower] + ordered[upper]) / 2
        return np.where(total[:, 0] > 0, middle, np.nan)

    return statistic
