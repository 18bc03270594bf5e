"""What was said at the time of a backtest's cases: read from the record, judged, and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.replayed import Alarm, Replayed
from forewarn.evidence.said import WITHIN_DAYS, Both, Differing, Said, differing, judge_said
from forewarn.project.asked import Backtesting
from forewarn.project.desk import Desk
from forewarn.project.moment import Moment
from forewarn.project.true_dates import Moments, at_true_dates
from forewarn.terms.score import AccountResult, Contribution

if TYPE_CHECKING:
    from forewarn.ledger import CardFacts, Ledger
    from forewarn.ledger.sayings import Saying

SAME_POINTS = 1e-6
MOST_INPUTS = 3
NOTHING = (
    f"Nothing is on record within {WITHIN_DAYS} days before any case: only what is recomputed is "
    "shown. `forewarn score --weeks N` records weekly snapshots."
)

Key = tuple[str, date]


def what_we_said(
    desk: Desk,
    asked: Backtesting,
    horizons: Mapping[int, Horizon],
    replayed: Mapping[int, Sequence[Replayed]],
    moments: Moments,
) -> Said | None:
    """The cases by what was said of them, None where nothing was or nobody wants to know.

    Args:
        desk: of the project.
        asked: the backtest.
        horizons: by days.
        replayed: by days the cases that were in the book when recomputed.
        moments: that they were recomputed from.
    """
    if asked.recorded is False:
        return None
    ledger = desk.existing_ledger()
    if ledger is None:
        return None
    with ledger:
        record = _Record.of(ledger, horizons.values())
        if not record.said:
            return None
        return _Told(desk, asked, ledger, record, moments).all(horizons, replayed)


def unsaid(asked: Backtesting, said: Said | None) -> tuple[str, ...]:
    """The notice that there is nothing to show of what was asked for."""
    return (NOTHING,) if asked.recorded and said is None else ()


@dataclass(frozen=True, slots=True)
class _Record:
    """What is on record of the cases.

    Attributes:
        said: by account and date asked.
        cards: by fingerprint, also those that are no longer in use.
    """

    said: Mapping[Key, Saying]
    cards: Mapping[str, CardFacts]

    @classmethod
    def of(cls, ledger: Ledger, horizons: Iterable[Horizon]) -> _Record:
        from forewarn.ledger.book import sayings, scorecards

        keys = {(each.case.account_id, each.as_of) for one in horizons for each in one.asked}
        found = sayings(ledger, keys, within_days=WITHIN_DAYS)
        return cls(found, {card.fingerprint: card for card in scorecards(ledger)})


@dataclass(frozen=True, slots=True)
class _Told:
    """The parts of what was said."""

    desk: Desk
    asked: Backtesting
    ledger: Ledger
    record: _Record
    moments: Moments

    def all(
        self, horizons: Mapping[int, Horizon], replayed: Mapping[int, Sequence[Replayed]]
    ) -> Said:
        """Every horizon, and the cases on which the flags differ by name."""
        beyond = self.asked.downsold_beyond
        both = {days: list(self._both(horizons[days], replayed[days])) for days in sorted(horizons)}
        apart = {days: differing(each, downsold_beyond=beyond) for days, each in both.items()}
        then = self._same_day(each for two in apart.values() for one in two for each in one)
        return Said(
            within_days=WITHIN_DAYS,
            horizons=tuple(
                judge_said(horizons[days], each, downsold_beyond=beyond)
                for days, each in both.items()
            ),
            recorded_right=tuple(
                self._one(days, each, then) for days, (right, _) in apart.items() for each in right
            ),
            recomputed_right=tuple(
                self._one(days, each, then) for days, (_, right) in apart.items() for each in right
            ),
        )

    def _same_day(self, cases: Iterable[Both]) -> Moments:
        """The cases recomputed for the very day of their snapshots, where that can tell why."""
        asked = [
            Asked(each.recorded.case, each.recorded.as_of)
            for each in cases
            if each.recomputed is not None
            and each.fingerprint == self._moment(each.recomputed).card.fingerprint
        ]
        return at_true_dates(self.desk, asked, only=self.asked.scorecard)

    def _moment(self, recomputed: Replayed) -> Moment:
        return self.moments[recomputed.case.account_id, recomputed.as_of]

    def _both(self, horizon: Horizon, replayed: Iterable[Replayed]) -> Iterator[Both]:
        recomputed = {(each.case.account_id, each.as_of): each for each in replayed}
        for each in horizon.asked:
            key = each.case.account_id, each.as_of
            saying, moment = self.record.said.get(key), self.moments.get(key)
            if saying is not None:
                yield Both(
                    self._recorded(each, saying),
                    recomputed.get(key),
                    saying.band,
                    moment.result.band if moment else None,
                    saying.fingerprint,
                )

    def _recorded(self, asked: Asked, saying: Saying) -> Replayed:
        bands = self.record.cards[saying.fingerprint].bands
        alarm = Alarm.of(bands, growth=None, named=self.asked.flag)
        band, effective = saying.band, saying.effective_band
        return Replayed(
            case=asked.case,
            as_of=saying.as_of,
            score=saying.score,
            scorecard=saying.scorecard,
            flagged=band in alarm.bands,
            lowest=band == alarm.lowest,
            effective=effective in alarm.bands,
            new=saying.new,
            # Growth is no band of the partition: where it is said, all is well.
            top=effective is not None and (effective in alarm.top or effective not in bands),
        )

    def _one(self, days: int, both: Both, then: Moments) -> Differing:
        recorded, now = both.recorded, both.recomputed
        assert now is not None  # both have a score
        case, moment = recorded.case, self._moment(now)
        same_day = then.get((case.account_id, recorded.as_of))
        return Differing(
            days=days,
            account_id=case.account_id,
            name=moment.result.name,
            contract_id=case.contract_id,
            due_on=case.due_on,
            kind=case.kind,
            said_as_of=recorded.as_of,
            as_of=now.as_of,
            said_score=recorded.score,
            said_band=both.recorded_band,
            score=now.score,
            band=both.recomputed_band,
            because=tuple(self._because(both, moment, same_day)),
        )

    def _because(self, both: Both, moment: Moment, same_day: Moment | None) -> Iterator[str]:
        """The scorecard, the days between, or facts that the record did not have."""
        recorded = both.recorded
        if both.fingerprint != moment.card.fingerprint:
            yield self._other_card(both.fingerprint, moment)
        elif same_day is None:
            yield f"recomputed as of {recorded.as_of} it is not in the book"
        elif _same(recorded.score, same_day.result.score.score):
            yield _days_between(both)
        else:
            yield from self._facts_changed(recorded, both.fingerprint, same_day.result)

    def _other_card(self, fingerprint: str, moment: Moment) -> str:
        said, now = self.record.cards[fingerprint], moment.card
        return (
            f"said by {said.name} v{said.version} ({fingerprint[:12]}), recomputed by {now.name} "
            f"v{now.version} ({now.fingerprint[:12]})"
        )

    def _facts_changed(
        self, recorded: Replayed, fingerprint: str, now: AccountResult
    ) -> Iterator[str]:
        from forewarn.ledger.book import restatements, said

        account_id, on = recorded.case.account_id, recorded.as_of
        yield f"facts as of {on} are others now than when it was said"
        then = said(self.ledger, account_id, on, fingerprint=fingerprint)
        if then is not None:
            yield from _inputs(then, now)
        for at, reason in restatements(self.ledger, account_id, on, fingerprint=fingerprint):
            yield f"restated on {at.date()}: {reason}"


def _days_between(both: Both) -> str:
    said_on = both.recorded.as_of
    on = both.recomputed.as_of if both.recomputed else said_on
    if on == said_on:
        return "the same score: other weeks before held the band"
    return f"what became known from {said_on} to {on} moved it"


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SAME_POINTS


def _inputs(then: AccountResult, now: AccountResult) -> list[str]:
    """The inputs whose points differ most by weight."""
    before = {part.input: part.points for part in then.score.contributions}
    moved = [
        (part, before.get(part.input))
        for part in now.score.contributions
        if not _same(part.points, before.get(part.input))
    ]
    moved.sort(key=lambda each: -_weighed(*each))
    return [
        f"{part.input}: {_points(said)} then, {_points(part.points)} now: {part.sentence}"
        for part, said in moved[:MOST_INPUTS]
    ]


def _weighed(part: Contribution, before: float | None) -> float:
    return part.stated_weight * abs((part.points or 0.0) - (before or 0.0))


def _points(points: float | None) -> str:
    return "nothing known" if points is None else f"{points:.0f} points"
