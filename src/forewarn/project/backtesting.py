"""The verb ``backtest``: replay the cases, judge them, name what was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import forewarn
from forewarn.evidence.backtest import MAIN, Backtest, Named, most_revenue_first
from forewarn.evidence.drawing import Draws
from forewarn.evidence.horizons import Asked, Horizon, at_horizon
from forewarn.evidence.judging import baselines, judge
from forewarn.evidence.lead_time import lead_days, median_lead
from forewarn.evidence.measured import share
from forewarn.evidence.parts import by, halves, quarter
from forewarn.evidence.renewals import Case, Renewals
from forewarn.evidence.replayed import Alarm, Columns, Replayed
from forewarn.evidence.verdict import JUDGED_AT, verdict
from forewarn.project.asked import Backtesting, Progress
from forewarn.project.desk import Desk
from forewarn.project.moment import Moment
from forewarn.project.outcomes import read_renewals
from forewarn.project.replaying import replay
from forewarn.project.true_dates import Moments, at_true_dates
from forewarn.project.watching import watched, weekly_bands
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, ScorecardSummary


def backtest(desk: Desk, asked: Backtesting, as_of: date, progress: Progress | None) -> Backtest:
    """Hold the scorecards against every outcome that is known.

    Raises:
        ForewarnError: there are no outcomes, or a scorecard or band is unknown.
    """
    if asked.scorecard is not None:
        desk.card(asked.scorecard)
    found = read_renewals(desk.engine, as_of)
    if not found.cases:
        raise _nothing(found, as_of)
    days = sorted({*asked.horizons, *JUDGED_AT})
    horizons = {each: at_horizon(found, each) for each in days}
    moments = replay(desk, horizons.values(), only=asked.scorecard)
    return _Report(desk, asked, as_of, horizons, moments).made()


def _nothing(found: Renewals, as_of: date) -> ForewarnError:
    later = f"; {found.not_yet_known} become known later" if found.not_yet_known else ""
    return ForewarnError(
        f"no outcome of a renewal is known at {as_of}{later}",
        fix="connect a table of outcomes (docs/connect.md), or ask for a later date",
    )


class _Report:
    """The parts of a backtest, each from the replayed moments."""

    def __init__(
        self,
        desk: Desk,
        asked: Backtesting,
        as_of: date,
        horizons: Mapping[int, Horizon],
        moments: Moments,
    ) -> None:
        self.desk, self.asked, self.as_of = desk, asked, as_of
        self.horizons, self.moments = horizons, moments
        self.alarms = {card.name: alarm_of(card, asked.flag) for card in desk.cards if card.bands}
        self.columns = {days: self._columns(each) for days, each in horizons.items()}

    def made(self) -> Backtest:
        """All of it."""
        figures = {days: judge(self.horizons[days], each) for days, each in self.columns.items()}
        main = self.columns[MAIN]
        lead = self._lead_times()
        return Backtest(
            as_of=self.as_of,
            scorecards=tuple(self._cards()),
            flagging={name: tuple(sorted(alarm.bands)) for name, alarm in self.alarms.items()},
            horizons=tuple(figures[days] for days in sorted(figures)),
            baselines=baselines(main),
            false_positives=self._named(flagged=True),
            false_negatives=self._named(flagged=False),
            worked_on=None,
            by_segment=by(main, lambda each: each.segment),
            by_plan=by(main, lambda each: each.plan),
            by_owner=by(main, lambda each: each.owner),
            by_quarter=by(main, lambda each: quarter(each.case.due_on)),
            lead_time_days=median_lead(list(lead.values()), Draws.over(list(lead))),
            lead_times=tuple(sorted(lead.values())),
            surprise_churn=share(main.told(lambda each: each.top), main.lost, main.draws),
            verdict=verdict({days: figures[days].judged for days in JUDGED_AT}, halves(main)),
            notices=self.desk.notices(),
            forewarn_version=forewarn.__version__,
        )

    def _cards(self) -> Iterator[ScorecardSummary]:
        used = {moment.card.name for moment in self.moments.values()}
        return (card.summary for card in self.desk.cards if card.name in used)

    def _columns(self, horizon: Horizon) -> Columns:
        return Columns(list(self._replayed(horizon)), downsold_beyond=self.asked.downsold_beyond)

    def _replayed(self, horizon: Horizon) -> Iterator[Replayed]:
        for each in horizon.asked:
            moment = self.moments.get((each.case.account_id, each.as_of))
            if moment is not None:
                alarm = self.alarms[moment.card.name]
                yield replayed_case(each, moment, alarm, in_full=horizon.days == MAIN)

    def _wrong(self, flagged: bool) -> list[Replayed]:
        """Cases that were flagged and kept, or lost and not flagged."""
        columns = self.columns[MAIN]
        return [
            each
            for each, lost in zip(columns.cases, columns.lost.tolist(), strict=True)
            if each.flagged == flagged and lost != flagged
        ]

    def _named(self, flagged: bool) -> tuple[Named, ...]:
        wrong = self._wrong(flagged)
        then = self._in_words(wrong)
        return most_revenue_first(
            [
                Named(each.case, moment.result, hints(moment, lost=not flagged), each.top)
                for each in wrong
                for moment in [then[each.case.account_id, each.as_of]]
            ]
        )

    def _in_words(self, cases: Sequence[Replayed]) -> Moments:
        """Their moments with sentences; the few whose row does not hold them are scored again."""
        keys = [(each.case.account_id, each.as_of) for each in cases]
        found = {key: self.moments[key] for key in keys}
        bare = [
            Asked(each.case, each.as_of)
            for each, key in zip(cases, keys, strict=True)
            if not found[key].in_words
        ]
        return found | at_true_dates(self.desk, bare, only=self.asked.scorecard)

    def _lead_times(self) -> dict[str, int]:
        """Days by account, for losses that were flagged when they came."""
        main = self.columns[MAIN]
        lost = [each for each, bad in zip(main.cases, main.lost.tolist(), strict=True) if bad]
        asked = [Asked(each.case, _clock_ends(each.case)) for each in lost]
        weeks = weekly_bands(self.desk, asked, only=self.asked.scorecard)
        found = {}
        for each in lost:
            told = weeks[each.case.account_id, _clock_ends(each.case)]
            alarms = watched(told, self.alarms[each.scorecard].bands)
            days = lead_days(each.case, alarms)
            if days is not None:
                found[each.case.account_id] = days
        return found


def _clock_ends(case: Case) -> date:
    return min(case.due_on, case.decided_on or case.due_on)


def alarm_of(card: Scorecard, named: Sequence[str]) -> Alarm:
    """The bands of a scorecard that are an alarm."""
    growth = card.growth.band.name if card.growth else None
    return Alarm.of([band.name for band in card.bands], growth=growth, named=named)


def replayed_case(asked: Asked, moment: Moment, alarm: Alarm, *, in_full: bool) -> Replayed:
    """A moment as evidence looks at it.

    Args:
        in_full: with the parts of the book it belongs to and the baselines (asked at 90 days).
    """
    found = Replayed(
        case=asked.case,
        as_of=asked.as_of,
        score=moment.score,
        scorecard=moment.card.name,
        flagged=moment.band in alarm.bands,
        lowest=moment.band == alarm.lowest,
        effective=moment.effective_band in alarm.bands,
        top=moment.effective_band in alarm.top,
    )
    if not in_full:
        return found if found.score is not None else _withheld(found, moment)
    result = moment.result
    return replace(
        found,
        reason=result.score.reason,
        segment=result.segment,
        plan=result.plan,
        owner=result.owner,
        baselines=(
            ("logins alone", usage_alone(moment)),
            ("last quarter's score", moment.quarter_before),
            ("pulse alone", moment.pulse),
        ),
    )


def _withheld(found: Replayed, moment: Moment) -> Replayed:
    return replace(found, reason=moment.result.score.reason)


def usage_alone(moment: Moment) -> float | None:
    """Points of the scorecard's first input over events; None without one."""
    signals = moment.card.signals
    for part in moment.result.score.contributions:
        if "events" in signals[part.signal].tables(signals):
            return part.points
    return None


def hints(moment: Moment, *, lost: bool) -> tuple[str, ...]:
    """What was known then and pointed the other way than the band, most weight first.

    For a lost account the inputs below the lower edge of the bands that are no alarm, for a kept
    one those at or above it: had they counted for more, the call would have been right.
    """
    edge = moment.card.bands[min(2, len(moment.card.bands) - 1)].from_score
    parts = [
        part
        for part in moment.result.score.contributions
        if part.points is not None and part.weight > 0 and (part.points < edge) == lost
    ]
    parts.sort(key=lambda part: -part.weight * abs((part.points or 0.0) - edge))
    said = [f"{part.input}: {part.points:.0f} points, {part.sentence}" for part in parts]
    return (*said, *_people(moment.result))


def _people(result: AccountResult) -> Iterator[str]:
    if result.overlay is not None and result.overlay.band != result.band:
        yield f"people said {result.overlay.band} on {result.overlay.assessed_on}"
    if result.divergence is not None:
        yield f"a divergence stood since {result.divergence.since}"
