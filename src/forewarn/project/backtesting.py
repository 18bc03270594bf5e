"""The verb ``backtest``: replay the cases, judge them, name what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property

import forewarn
from forewarn.evidence.backtest import MAIN, Backtest, Named, most_revenue_first
from forewarn.evidence.by_scorecard import by_scorecard
from forewarn.evidence.contrary import contrary
from forewarn.evidence.curves import Curves, curves, rungs
from forewarn.evidence.drawing import Draws
from forewarn.evidence.expansion import expansion
from forewarn.evidence.horizons import Asked, Horizon, at_horizon
from forewarn.evidence.judging import baselines, judge
from forewarn.evidence.lead_time import median_lead
from forewarn.evidence.measured import share
from forewarn.evidence.parts import by, halves, quarter
from forewarn.evidence.renewals import Renewals
from forewarn.evidence.replayed import Alarm, Columns, Replayed
from forewarn.evidence.reviews import (
    Review,
    Stood,
    is_reviewed,
    latest_first,
    pooled_quarters,
)
from forewarn.evidence.verdict import JUDGED_AT, TOO_FEW, verdict
from forewarn.project.asked import Backtesting, Progress
from forewarn.project.beginnings import facts_begin
from forewarn.project.desk import Desk
from forewarn.project.keeping import is_kept, keep_verdicts
from forewarn.project.leading import Leads, lead_times
from forewarn.project.moment import Moment
from forewarn.project.outcomes import read_renewals, without_history
from forewarn.project.replaying import replay
from forewarn.project.saying import unsaid, what_we_said
from forewarn.project.scoring import not_yet
from forewarn.project.stating import state, stated_before
from forewarn.project.true_dates import Moments, at_true_dates
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import ScorecardSummary


def backtest(desk: Desk, asked: Backtesting, as_of: date, progress: Progress | None) -> Backtest:
    """Hold the scorecards against every outcome that is known.

    Raises:
        ForewarnError: there are no outcomes, or a scorecard or band is unknown.
    """
    if asked.scorecard is not None:
        desk.card(asked.scorecard)
    _check_bands(desk, asked.flag)
    found = read_renewals(desk.engine, as_of)
    if not found.cases:
        raise _nothing(found, as_of)
    days = sorted({*asked.horizons, *JUDGED_AT})
    since = facts_begin(desk, only=asked.scorecard)
    horizons = {each: at_horizon(found, each, since=since) for each in days}
    moments = replay(desk, horizons.values(), only=asked.scorecard)
    report = _Report(desk, asked, as_of, since, horizons, moments)
    said = what_we_said(desk, asked, horizons, report.replayed, moments)
    made = report.made()
    notices = made.notices + unsaid(asked, said)
    kept = is_kept(desk, asked, as_of)
    new = state(desk, found, report.columns, report.alarms, as_of) if kept else ()
    stated = stated_before(desk, asked, found, as_of, new=new)
    made = replace(made, said=said, statements=stated, notices=notices)
    return keep_verdicts(desk, asked, made)


def _check_bands(desk: Desk, named: Sequence[str]) -> None:
    """Refuse a band that no scorecard has."""
    known = list(dict.fromkeys(band.name for card in desk.cards for band in card.bands))
    unknown = [name for name in named if name not in known]
    if unknown:
        near = get_close_matches(unknown[0], known, n=1)
        guess = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
        raise ForewarnError(f"no scorecard has a band '{unknown[0]}'", fix=guess)


def _nothing(found: Renewals, as_of: date) -> ForewarnError:
    later = f"; {found.not_yet_known} become known later" if found.not_yet_known else ""
    return ForewarnError(
        f"no outcome of a renewal is known at {as_of}{later}",
        fix="connect a table of outcomes (docs/project-file.md), or ask for a later date",
    )


class _Report:
    """The parts of a backtest, each from the replayed moments."""

    def __init__(
        self,
        desk: Desk,
        asked: Backtesting,
        as_of: date,
        since: date,
        horizons: Mapping[int, Horizon],
        moments: Moments,
    ) -> None:
        self.desk, self.asked, self.as_of, self.since = desk, asked, as_of, since
        self.horizons, self.moments = horizons, moments
        self.alarms = {card.name: alarm_of(card, asked.flag) for card in desk.cards if card.bands}
        self.replayed = {days: list(self._replayed(each)) for days, each in horizons.items()}
        self.columns = {days: self._columns(days) for days in horizons}
        self._few = False

    def made(self) -> Backtest:
        """All of it."""
        figures = {days: judge(self.horizons[days], each) for days, each in self.columns.items()}
        main = self.columns[MAIN]
        said = verdict({days: figures[days].judged for days in JUDGED_AT}, halves(main))
        self._few = said.name == TOO_FEW
        leads = self._lead_times()
        flagged = [(name, each) for name, days in self._of_losses(leads).items() for each in days]
        lead = [days for _, days in flagged]
        grown = expansion(self.replayed)
        return Backtest(
            as_of=self.as_of,
            scorecards=tuple(self._cards()),
            flagging={name: tuple(sorted(alarm.bands)) for name, alarm in self.alarms.items()},
            horizons=tuple(figures[days] for days in sorted(figures)),
            baselines=baselines(main),
            false_positives=self._named(_kept_although_flagged),
            false_negatives=self._named(_lost_unflagged),
            worked_on=None,
            by_segment=by(main, lambda each: each.segment),
            by_plan=by(main, lambda each: each.plan),
            by_owner=by(main, lambda each: each.owner),
            by_quarter=pooled_quarters(main) if self._few else by(main, _quarter),
            lead_time_days=median_lead(lead, Draws.over([name for name, _ in flagged])),
            lead_times=tuple(sorted(lead)),
            surprise_churn=share(main.told(lambda each: each.top), main.lost, main.draws),
            verdict=said,
            by_scorecard=by_scorecard(
                self.columns,
                self._cards(),
                success={card.name: card.success for card in self.desk.cards},
                expansion=grown,
            ),
            expansion=grown,
            kept_green=self._named(_lost_from_the_top),
            reviews=self._reviews(leads) if self._few else (),
            curves=self._curves(lead),
            notices=(*self.desk.notices(), *self._reservations()),
            forewarn_version=forewarn.__version__,
        )

    def _reservations(self) -> Iterator[str]:
        """What qualifies the figures."""
        yield from not_yet(self.desk, self.as_of)
        accounts = {each.case.account_id for each in self.columns[MAIN].cases}
        undated = without_history(self.desk.engine, accounts)
        if undated:
            yield (
                f"By segment, plan and owner: history assumed constant for {undated} of "
                f"{len(accounts)} accounts, which have no valid_from."
            )
        left_out = self.horizons[MAIN].before_facts
        if left_out:
            cases, they = ("case was", "it was") if left_out == 1 else ("cases were", "they were")
            yield (
                f"{left_out} {cases} left out at {MAIN} days: {they} asked before "
                f"{self.since}, when the feeds declared `covers: all accounts` do not yet fill "
                "their windows."
            )

    def _cards(self) -> Iterator[ScorecardSummary]:
        used = {moment.card.name for moment in self.moments.values()}
        return (card.summary for card in self.desk.cards if card.name in used)

    def _curves(self, lead: Sequence[int]) -> Curves:
        cards = [card for card in self.desk.cards if card.bands]
        ladder = [rung for card in cards for rung in rungs(card, self.alarms[card.name])]
        return curves(self.columns[MAIN], ladder, lead, days=MAIN)

    def _columns(self, days: int) -> Columns:
        return Columns(self.replayed[days], downsold_beyond=self.asked.downsold_beyond)

    def _replayed(self, horizon: Horizon) -> Iterator[Replayed]:
        for each in horizon.asked:
            moment = self.moments.get((each.case.account_id, each.as_of))
            if moment is not None:
                alarm = self.alarms[moment.card.name]
                yield replayed_case(each, moment, alarm, in_full=horizon.days == MAIN)

    @cached_property
    def _then(self) -> Moments:
        """Every case that is named, as it read at the main horizon.

        The few whose row does not hold their sentences are scored again.
        """
        named = [
            Asked(each.case, each.as_of) for each, lost in self._main() if self._told(each, lost)
        ]
        found = {key: self.moments[key] for each in named for key in [_key(each)]}
        bare = [each for each in named if not found[_key(each)].in_words]
        return found | at_true_dates(self.desk, bare, only=self.asked.scorecard)

    def _told(self, each: Replayed, lost: bool) -> bool:
        """Whether a case is named anywhere."""
        return (
            each.flagged != lost
            or _lost_from_the_top(each, lost)
            or (self._few and is_reviewed(each.case))
        )

    def _main(self) -> Iterator[tuple[Replayed, bool]]:
        """Cases at the main horizon, each with whether it was lost."""
        columns = self.columns[MAIN]
        return zip(columns.cases, columns.lost.tolist(), strict=True)

    def _named(self, chosen: Callable[[Replayed, bool], bool]) -> tuple[Named, ...]:
        return most_revenue_first(
            [
                Named(each.case, moment.result, self._hints(moment, lost), each.top)
                for each, lost in self._main()
                if chosen(each, lost)
                for moment in [self._then[each.case.account_id, each.as_of]]
            ]
        )

    @cached_property
    def _reviewed(self) -> list[list[tuple[int, Replayed]]]:
        """Each loss and downsell once, by days, the longest first.

        The shortest horizon merges fewest renewals into one: its case is the one that is told.
        """
        found: dict[tuple[str, date | None], list[tuple[int, Replayed]]] = {}
        for days in sorted(self.replayed, reverse=True):
            for each in self.replayed[days]:
                if self._few and is_reviewed(each.case):
                    key = (each.case.account_id, each.case.decided_on)
                    found.setdefault(key, []).append((days, each))
        return list(found.values())

    def _reviews(self, leads: Leads) -> tuple[Review, ...]:
        return latest_first(self._review(line, leads) for line in self._reviewed)

    def _stood(self, days: int, each: Replayed) -> Stood:
        then = self.moments[each.case.account_id, each.as_of].result
        score = then.score
        return Stood(days, each.as_of, score.shown, then.band, then.effective_band, score.reason)

    def _review(self, line: Sequence[tuple[int, Replayed]], leads: Leads) -> Review:
        """What was missed is that of 90 days before, or of the nearest date that there is."""
        nearest = line[-1][1]
        case = nearest.case
        then = self._then.get((case.account_id, case.due_on - timedelta(days=MAIN)))
        then = then or self.moments[case.account_id, nearest.as_of]
        stood = tuple(self._stood(days, each) for days, each in line)
        first = leads.get((case.account_id, case.due_on))
        return Review(case, then.result.name, stood, self._hints(then, True), first)

    def _hints(self, moment: Moment, lost: bool) -> tuple[str, ...]:
        return hints(moment, self.alarms[moment.card.name], lost=lost)

    def _lead_times(self) -> Leads:
        """Of the losses; in a small book of what is reviewed, too."""
        chosen = [each for each, lost in self._main() if lost]
        chosen += [line[-1][1] for line in self._reviewed]
        only, since = self.asked.scorecard, self.since
        return lead_times(self.desk, chosen, self.alarms, only=only, since=since)

    def _of_losses(self, leads: Leads) -> dict[str, list[int]]:
        """Days by account: of one with several losses each."""
        found: dict[str, list[int]] = {}
        for each, lost in self._main():
            days = leads.get((each.case.account_id, each.case.due_on))
            if lost and days is not None:
                found.setdefault(each.case.account_id, []).append(days)
        return found


def _key(each: Asked) -> tuple[str, date]:
    return each.case.account_id, each.as_of


def _quarter(each: Replayed) -> str:
    return quarter(each.case.due_on)


def _kept_although_flagged(each: Replayed, lost: bool) -> bool:
    return each.flagged and not lost


def _lost_unflagged(each: Replayed, lost: bool) -> bool:
    return lost and not each.flagged


def _lost_from_the_top(each: Replayed, lost: bool) -> bool:
    return lost and each.top


def alarm_of(card: Scorecard, named: Sequence[str]) -> Alarm:
    """The bands of a scorecard that are an alarm."""
    return Alarm.of([band.name for band in card.bands], growth=_growth_band(card), named=named)


def _growth_band(card: Scorecard) -> str | None:
    return card.growth.band.name if card.growth else None


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
        band=moment.band,
        flagged=moment.band in alarm.bands,
        lowest=moment.band == alarm.lowest,
        effective=moment.effective_band in alarm.bands,
        top=moment.effective_band in alarm.top,
        new=moment.new,
        grows=moment.card.growth is not None and moment.effective_band == _growth_band(moment.card),
    )
    if in_full or found.score is None or moment.card.growth is not None:
        return _in_full(found, moment)
    return found


def _in_full(found: Replayed, moment: Moment) -> Replayed:
    result = moment.result
    return replace(
        found,
        reason=result.score.reason,
        growth_score=result.growth_score,
        segment=result.segment,
        plan=result.plan,
        owner=result.owner,
        baselines=(
            ("logins alone", usage_alone(moment)),
            ("last quarter's score", moment.quarter_before),
            ("pulse alone", moment.pulse),
        ),
    )


def usage_alone(moment: Moment) -> float | None:
    """Points of the scorecard's first input over events; None without one."""
    signals = moment.card.signals
    for part in moment.result.score.contributions:
        if "events" in signals[part.signal].tables(signals):
            return part.points
    return None


def hints(moment: Moment, alarm: Alarm, *, lost: bool) -> tuple[str, ...]:
    """What was known then and spoke against the band, in words."""
    quiet = [band for band in moment.card.bands if band.name not in alarm.bands]
    edge = quiet[0].from_score if quiet else 100.0
    return contrary(moment.result, edge=edge, lost=lost)
