"""What plots of a backtest show: curves, bands against outcomes, lead times, as few points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forewarn.evidence.discrimination import CurvePoint, curve
from forewarn.evidence.drawing import Draws
from forewarn.evidence.measured import Measured, share
from forewarn.evidence.renewals import WORST_FIRST
from forewarn.evidence.replayed import Alarm, Columns, Replayed
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import Plain

MOST_POINTS = 200
MONTH = 30
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Rung:
    """One band of a scorecard's ladder.

    Attributes:
        color: as the scorecard names it.
        is_alarm: it is flagged.
        is_growth: it lies above the top band and asks a second scorecard.
    """

    scorecard: str
    band: str
    color: str
    is_alarm: bool
    is_growth: bool = False


@dataclass(frozen=True, slots=True)
class BandOutcomes(Plain):
    """What became of the accounts that stood in one band.

    Attributes:
        scorecard: None with ``band``.
        band: that the score gave (growth, where it gave that); None: the score was withheld.
        kinds: cases by what became of them, worst first.
        n: cases.
        lost: share of them that were lost.
    """

    scorecard: str | None
    band: str | None
    color: str | None
    is_alarm: bool
    kinds: Mapping[str, int]
    n: int
    lost: Measured


@dataclass(frozen=True, slots=True)
class LeadTimes(Plain):
    """How many losses were flagged so many days before their end.

    Attributes:
        from_days, to_days: from the first up to, and without, the second.
    """

    from_days: int
    to_days: int
    n: int


@dataclass(frozen=True, slots=True)
class Curves(Plain):
    """What the plots of one horizon show.

    Attributes:
        n, n_bad: scored cases; lost ones.
        points: of the ROC and the precision-recall curve, the worst score first; at most 200,
            evenly spread along the ROC curve.
        bands: by scorecard, worst band first; those whose score was withheld last.
        lead_times: months of 30 days, from none to the longest.
        never_flagged: losses that were not flagged when they came.
    """

    days: int
    n: int
    n_bad: int
    points: tuple[CurvePoint, ...]
    bands: tuple[BandOutcomes, ...]
    lead_times: tuple[LeadTimes, ...]
    never_flagged: int


def rungs(card: Scorecard, alarm: Alarm) -> Iterator[Rung]:
    """A scorecard's bands, worst first, growth last."""
    for band in card.bands:
        yield Rung(card.name, band.name, band.color, band.name in alarm.bands)
    if card.growth is not None:
        band = card.growth.band
        yield Rung(card.name, band.name, band.color, band.name in alarm.bands, is_growth=True)


def curves(
    columns: Columns, ladder: Iterable[Rung], lead_times: Sequence[int], *, days: int
) -> Curves:
    """Everything that the plots of a backtest show and its figures do not hold already.

    Args:
        columns: cases of the horizon.
        ladder: the bands of the scorecards that scored them, worst first within each.
        lead_times: days, one a loss that was flagged when it came.
        days: the horizon.
    """
    lost = int(columns.lost.sum())
    return Curves(
        days,
        len(columns),
        lost,
        thinned(curve(columns.score, columns.lost)),
        (*_bands(columns, list(ladder)), *_withheld(columns)),
        months(lead_times),
        max(0, lost - len(lead_times)),
    )


def thinned(points: Sequence[CurvePoint], most: int = MOST_POINTS) -> tuple[CurvePoint, ...]:
    """At most so many of a curve's points, evenly spread along it, rounded to four digits.

    The first and the last always stay.
    """
    if len(points) > most:
        way = np.array([point.recall + point.false_positive_rate for point in points])
        wanted = np.linspace(way[0], way[-1], most)
        points = [points[place] for place in np.unique(np.searchsorted(way, wanted))]
    return tuple(_rounded(point) for point in points)


def _rounded(point: CurvePoint) -> CurvePoint:
    return CurvePoint(
        round(point.score, _DIGITS),
        round(point.recall, _DIGITS),
        round(point.false_positive_rate, _DIGITS),
        round(point.precision, _DIGITS),
    )


def months(days: Sequence[int]) -> tuple[LeadTimes, ...]:
    """Counts by months of 30 days, from day 0 to the longest; none for no days."""
    if not days:
        return ()
    counts = np.bincount(np.array(days) // MONTH)
    return tuple(
        LeadTimes(place * MONTH, (place + 1) * MONTH, int(n)) for place, n in enumerate(counts)
    )


def _bands(columns: Columns, ladder: Sequence[Rung]) -> Iterator[BandOutcomes]:
    growth = {rung.scorecard: rung.band for rung in ladder if rung.is_growth}
    top = {rung.scorecard: rung.band for rung in ladder if not rung.is_growth}
    stood = [(each.scorecard, _stood(each, top, growth)) for each in columns.cases]
    used = {scorecard for scorecard, _ in stood}
    for rung in ladder:
        if rung.scorecard in used:
            among = np.array([each == (rung.scorecard, rung.band) for each in stood])
            cases = [each for each, there in zip(columns.cases, among, strict=True) if there]
            lost = share(columns.lost, among, columns.draws)
            yield BandOutcomes(
                rung.scorecard,
                rung.band,
                rung.color,
                rung.is_alarm,
                _kinds(cases),
                len(cases),
                lost,
            )


def _stood(each: Replayed, top: Mapping[str, str], growth: Mapping[str, str]) -> str | None:
    """The band of the score; growth where the account stood at the top and grew from there."""
    grew = each.grows and each.band == top.get(each.scorecard)
    return growth.get(each.scorecard) if grew else each.band


def _withheld(columns: Columns) -> Iterator[BandOutcomes]:
    cases = columns.withheld
    if cases:
        draws = Draws.over([each.case.account_id for each in cases])
        beyond = columns.downsold_beyond
        lost = np.array([each.case.is_bad(downsold_beyond=beyond) for each in cases], dtype=bool)
        found = share(lost, np.ones(len(cases), dtype=bool), draws)
        yield BandOutcomes(None, None, None, False, _kinds(cases), len(cases), found)


def _kinds(cases: Sequence[Replayed]) -> dict[str, int]:
    kinds = [each.case.kind for each in cases]
    return {kind: kinds.count(kind) for kind in WORST_FIRST if kind in kinds}
