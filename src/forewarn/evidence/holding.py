"""Who has stood at an end of the bands for long: hidden complacency and lingering red (P4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from forewarn.evidence.portfolio import Day
from forewarn.evidence.renewals import months_after

TOP, LOWEST = "top", "lowest"
GAP = timedelta(weeks=2)
"""A run goes on over so long without a band: a withheld week is no recovery."""
COMPLACENT_MONTHS, DECISION_DAYS, AVOIDED_MONTHS = 12, 90, 6
_BETWEEN, _NO_BAND, _TOP, _LOWEST = -1, 0, 1, 2
_Ends = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Held:
    """An account that stands at an end of the bands.

    Attributes:
        end: ``top`` (the top band, or growth above it) or ``lowest``.
        since: the first date on record of the run that lasts until now.
    """

    end: str
    since: date


def holding(days: Iterable[Day]) -> Mapping[int, Held]:
    """By number who stands at an end of the bands at the newest date, and since when.

    A run ends at a date with another band, and at one on which the account was without a band,
    paused or out of the book for more than two weeks.

    Args:
        days: newest first; nothing is held where there is none.
    """
    every = iter(days)
    newest = next(every, None)
    if newest is None:
        return {}
    last = _ends(newest)
    since = np.full(len(last), newest.as_of.toordinal(), dtype=np.int64)
    runs = last > 0
    for day in every:
        on, ends = day.as_of.toordinal(), _ends(day.reaching(len(last)))[: len(last)]
        same = ends == last
        runs &= same | ((ends == _NO_BAND) & (since - on <= GAP.days))
        if not runs.any():
            break
        since[runs & same] = on
    return {
        number: Held(TOP if last[number] == _TOP else LOWEST, date.fromordinal(int(since[number])))
        for number in np.flatnonzero(last > 0).tolist()
    }


def _ends(day: Day) -> _Ends:
    """Per account the end at which it stands, another band, or none."""
    table = [_NO_BAND]
    for stand in day.stands:
        if stand.paused or stand.band is None:
            table.append(_NO_BAND)
        else:
            table.append(_TOP if stand.top else _LOWEST if stand.lowest else _BETWEEN)
    found: _Ends = np.array(table, dtype=np.int8)[day.standing]
    return found


def complacent_since(as_of: date) -> date:
    """Whoever is in the top band since then or longer, without an audit, is to be audited."""
    return months_after(as_of, -COMPLACENT_MONTHS)


def decision_due_since(as_of: date) -> date:
    """Whoever is in the lowest band since then or longer needs a decision: invest, or accept."""
    return as_of - timedelta(days=DECISION_DAYS)


def avoided_since(as_of: date) -> date:
    """Whoever is in the lowest band since then or longer without one: it was avoided."""
    return months_after(as_of, -AVOIDED_MONTHS)
