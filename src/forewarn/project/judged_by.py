"""Who assessed which account when, and what their words said 90 days before renewals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from forewarn.evidence.backtest import MAIN
from forewarn.evidence.governance import Divergences
from forewarn.evidence.horizons import at_horizon
from forewarn.evidence.raters import Rater, Said, Written, raters, right
from forewarn.evidence.renewals import Renewals
from forewarn.evidence.replayed import Alarm
from forewarn.evidence.tuning import missed_by_score, settled_count
from forewarn.project.beginnings import facts_begin
from forewarn.project.cases import cases_on_record
from forewarn.project.desk import Desk
from forewarn.project.replaying import replay
from forewarn.project.retaining import stands
from forewarn.terms.score import AccountResult

STALE_AFTER = 35
_COLUMNS = ("assessed_on", "assessed_by")


def readings(desk: Desk, found: Renewals, alarms: Mapping[str, Alarm]) -> tuple[Said, ...]:
    """Every fresh reading of an account 90 days before one of its renewals."""
    horizon = at_horizon(found, MAIN, since=facts_begin(desk, only=None))
    moments = replay(desk, [horizon], only=None)
    return tuple(
        said
        for asked in horizon.asked
        for moment in [moments.get((asked.case.account_id, asked.as_of))]
        if moment is not None
        for said in _said(moment.result, alarms[moment.card.name], lost=asked.case.is_bad())
    )


def _said(result: AccountResult, alarm: Alarm, *, lost: bool) -> Iterator[Said]:
    for reading in result.overlay.readings if result.overlay else ():
        if reading.fresh and reading.band is not None:
            yield Said(
                result.account_id,
                reading.assessed_by,
                reading.band in alarm.bands,
                None if result.band is None else result.band in alarm.bands,
                lost,
            )


def people(
    desk: Desk, said: Sequence[Said], book: Sequence[AccountResult], as_of: date
) -> tuple[Rater, ...]:
    """Everybody who judges accounts."""
    stale = {card.name: card.overlay.stale_after_days for card in desk.cards if card.overlay}
    by_account = {e.account_id: stale.get(e.scorecard or "", STALE_AFTER) for e in book}
    return raters(written(desk, as_of), said, as_of=as_of, stale_after=by_account)


def written(desk: Desk, as_of: date) -> tuple[Written, ...]:
    """Assessments known by a date."""
    return tuple(
        Written(row["account_id"], row["assessed_by"], _day(row["assessed_on"]))
        for row in desk.engine.rows("assessments", _COLUMNS)
        if stands(row, as_of)
    )


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def divergences(
    desk: Desk, book: Sequence[AccountResult], said: Sequence[Said], as_of: date
) -> Divergences:
    """Where people and score differ now, what they said of it, and who was right before."""
    told = [each for events in cases_on_record(desk.settings).values() for each in events]
    states = [each.divergence.state for each in book if each.divergence is not None]
    differing = [each for each in said if each.differs]
    return Divergences(
        states.count("open"),
        states.count("watching"),
        settled_count(told, as_of),
        len(differing),
        right(differing),
        missed_by_score(told, as_of),
    )
