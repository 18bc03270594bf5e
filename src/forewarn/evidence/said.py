"""What was said at the time, judged like what is recomputed; and both compared (SEMANTICS 24)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from forewarn.evidence.discrimination import FEWEST_OF_A_KIND, auc, auc_statistic
from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.horizons import Horizon
from forewarn.evidence.judging import HorizonFigures, judge
from forewarn.evidence.measured import Measured, difference, divided, of_totals, share
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.terms.score import Plain

WITHIN_DAYS = 7
"""How long before a date what was said still counts as said by then."""


@dataclass(frozen=True, slots=True)
class Both:
    """One case as it was recorded and as it is recomputed.

    Attributes:
        recorded: by revision 0 of the newest snapshot at most 7 days before; its ``as_of`` is that
            snapshot's.
        recomputed: None where the account is not in the book when it is recomputed.
        recorded_band, recomputed_band: under caps.
        fingerprint: of the scorecard that said it.
    """

    recorded: Replayed
    recomputed: Replayed | None
    recorded_band: str | None
    recomputed_band: str | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Differing(Plain):
    """A case that one of the two flags got right and the other wrong.

    Attributes:
        days: the horizon.
        kind: what became of it.
        said_as_of: date of the snapshot; ``as_of``: the date that is recomputed.
        because: why the two differ, as far as it is known.
    """

    days: int
    account_id: str
    name: str | None
    contract_id: str | None
    due_on: date
    kind: str
    said_as_of: date
    as_of: date
    said_score: float | None
    said_band: str | None
    score: float | None
    band: str | None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared(Plain):
    """What was said against what is recomputed, on the cases that have a score both ways.

    Attributes:
        same_band, same_flag: shares of the cases.
        score_difference: mean of the absolute differences, in points.
        recorded_auc, recomputed_auc: on these cases.
        auc_difference: recomputed minus recorded, on the same draws.
        only_recorded_right, only_recomputed_right: cases that one flag alone told right.
    """

    n: int
    same_band: Measured
    same_flag: Measured
    score_difference: Measured
    recorded_auc: Measured
    recomputed_auc: Measured
    auc_difference: Measured
    only_recorded_right: int
    only_recomputed_right: int


@dataclass(frozen=True, slots=True)
class SaidHorizon(Plain):
    """One horizon by what was said at the time.

    Attributes:
        cases: that were asked; ``recorded``: those that a snapshot speaks of.
        figures: as of a horizon that is recomputed, over the recorded cases alone.
    """

    days: int
    cases: int
    recorded: int
    figures: HorizonFigures
    compared: Compared


@dataclass(frozen=True, slots=True)
class Said(Plain):
    """What we said at the time, and how it stands against what is recomputed.

    Attributes:
        within_days: how old a snapshot may be at the date asked.
        horizons: by days, ascending.
        recorded_right: cases that the recorded flag alone told right, by days and account;
            ``recomputed_right`` those that the recomputed one alone did.
    """

    within_days: int
    horizons: tuple[SaidHorizon, ...]
    recorded_right: tuple[Differing, ...]
    recomputed_right: tuple[Differing, ...]

    @property
    def recorded(self) -> int:
        """Cases that any snapshot speaks of, over all horizons."""
        return sum(each.recorded for each in self.horizons)


def judge_said(
    horizon: Horizon, found: Sequence[Both], *, downsold_beyond: float | None
) -> SaidHorizon:
    """One horizon's figures by what was said, beside the comparison.

    Args:
        horizon: what was asked.
        found: those of its cases that are on record, in its order.
        downsold_beyond: see ``Case.is_bad``.
    """
    recorded = Columns([each.recorded for each in found], downsold_beyond=downsold_beyond)
    spoken_of = {(each.recorded.case.account_id, each.recorded.case.due_on) for each in found}
    asked = tuple(
        each for each in horizon.asked if (each.case.account_id, each.case.due_on) in spoken_of
    )
    return SaidHorizon(
        days=horizon.days,
        cases=len(horizon.asked),
        recorded=len(found),
        figures=judge(replace(horizon, asked=asked), recorded),
        compared=compare(found, downsold_beyond=downsold_beyond),
    )


def compare(found: Iterable[Both], *, downsold_beyond: float | None) -> Compared:
    """The two on the cases that have a score both ways."""
    pair = _Pair(found, downsold_beyond)
    then, now, draws = pair.recorded, pair.recomputed, pair.recorded.draws
    every = np.ones(len(then), dtype=bool)
    return Compared(
        n=len(then),
        same_band=share(pair.same_band, every, draws),
        same_flag=share(then.flagged == now.flagged, every, draws),
        score_difference=_mean(np.abs(now.score - then.score), draws),
        **_aucs(then, now),
        only_recorded_right=int(pair.only_right(then, now).sum()),
        only_recomputed_right=int(pair.only_right(now, then).sum()),
    )


def differing(
    found: Iterable[Both], *, downsold_beyond: float | None
) -> tuple[tuple[Both, ...], tuple[Both, ...]]:
    """Cases that the recorded flag alone told right, and those that only the recomputed one did."""
    pair = _Pair(found, downsold_beyond)
    then, now = pair.recorded, pair.recomputed
    return (
        tuple(pair.of(pair.only_right(then, now))),
        tuple(pair.of(pair.only_right(now, then))),
    )


class _Pair:
    """Cases with a score both ways as columns, in the same order and with the same draws."""

    def __init__(self, found: Iterable[Both], downsold_beyond: float | None) -> None:
        self._both: list[Both] = []
        recomputed: list[Replayed] = []
        for each in found:
            if each.recomputed is not None and _scored(each.recorded) and _scored(each.recomputed):
                self._both.append(each)
                recomputed.append(each.recomputed)
        draws = Draws.over([each.case.account_id for each in recomputed])
        recorded = [each.recorded for each in self._both]
        self.recorded = Columns(recorded, downsold_beyond=downsold_beyond, draws=draws)
        self.recomputed = Columns(recomputed, downsold_beyond=downsold_beyond, draws=draws)

    @property
    def same_band(self) -> Bools:
        same = [each.recorded_band == each.recomputed_band for each in self._both]
        return np.array(same, dtype=bool)

    def only_right(self, one: Columns, other: Columns) -> Bools:
        """Cases that one flag told right and the other did not."""
        result: Bools = (one.flagged == one.lost) & (other.flagged != other.lost)
        return result

    def of(self, chosen: Bools) -> Iterator[Both]:
        return (each for each, is_it in zip(self._both, chosen.tolist(), strict=True) if is_it)


def _scored(case: Replayed) -> bool:
    """New accounts are out of evidence on retention, whichever way they were labelled so."""
    return case.score is not None and not case.new


def _mean(values: Floats, draws: Draws) -> Measured:
    columns = np.column_stack([values, np.ones(len(values))])
    return of_totals(columns, lambda sums: divided(sums[:, 0], sums[:, 1]), draws)


def _aucs(then: Columns, now: Columns) -> Mapping[str, Measured]:
    """AUC of both, and of the difference on the same draws; none with too few of a kind."""
    lost = int(then.lost.sum())
    recorded = auc(then.score, then.lost, then.draws)
    recomputed = auc(now.score, now.lost, now.draws)
    if min(lost, len(then) - lost) < FEWEST_OF_A_KIND:
        return {
            "recorded_auc": recorded,
            "recomputed_auc": recomputed,
            "auc_difference": Measured.unknown(recorded.because, len(then)),
        }
    before, after = auc_statistic(then.score, then.lost), auc_statistic(now.score, now.lost)
    return {
        "recorded_auc": recorded,
        "recomputed_auc": recomputed,
        "auc_difference": difference(before, after, then.draws),
    }
