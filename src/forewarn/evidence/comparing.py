"""Two scorecards on the same cases: whether one foresees more, or only seems to.

Every figure is of exactly the cases that both scored, and every difference is drawn over the same
accounts for both, so that what the two have in common falls out of its interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forewarn.evidence import discrimination
from forewarn.evidence.discrimination import auc_statistic
from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.flags import flagged
from forewarn.evidence.measured import Measured, difference, divided
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.verdict import FEWEST_KEPT, FEWEST_LOST
from forewarn.terms.score import Plain

IMPROVED, WORSE, NOT_SHOWN, SAME, TOO_FEW = (
    "improved",
    "worse",
    "no difference shown",
    "the same in every case",
    "too few to judge",
)
AUC, BALANCED, RECALL, PRECISION = "AUC", "balanced accuracy", "recall", "precision"
FEWEST_DIFFERING = 10
"""Accounts that two alarms have to tell differently before a draw can show a difference: four that
go the same way are drawn at least once in 98 of 100 draws, and are still only four."""


@dataclass(frozen=True, slots=True)
class ComparedFigure(Plain):
    """One figure of both.

    Attributes:
        name: AUC, balanced accuracy, recall, precision.
        first, second: on the cases that both scored.
        difference: second minus first, with its paired interval.
        said: improved or worse where that interval excludes 0; no difference shown; the same in
            every case; too few to judge.
        because: why there is too little to judge, where that is this figure's own matter.
    """

    name: str
    first: Measured
    second: Measured
    difference: Measured
    said: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class ComparedHorizon(Plain):
    """One horizon.

    Attributes:
        days: before the due date.
        n, n_bad: cases that both scored; those of them that were lost.
        accounts: that they belong to.
        only_first, only_second: cases that one of the two scored alone; in no figure.
        figures: AUC, balanced accuracy, recall, precision.
        missing: what is lacking to judge, in words; empty where there is enough.
    """

    days: int
    n: int
    n_bad: int
    accounts: int
    only_first: int
    only_second: int
    figures: tuple[ComparedFigure, ...]
    missing: str = ""

    def figure(self, name: str) -> ComparedFigure:
        """A figure by its name (KeyError when there is none)."""
        return {each.name: each for each in self.figures}[name]


@dataclass(frozen=True, slots=True)
class Comparison(Plain):
    """Two scorecards, or two sets of them, on the same outcomes.

    Attributes:
        first, second: names of both, for people.
        horizons: by days, ascending.
        said: of the second against the first at 90 days (else the longest horizon): by AUC, or by
            the flag's balanced accuracy where the scores are the same.
        because: the sentence with the figures.
    """

    first: str
    second: str
    horizons: tuple[ComparedHorizon, ...]
    said: str
    because: str


def compare(
    pairs: Mapping[int, tuple[Sequence[Replayed], Sequence[Replayed]]],
    *,
    names: tuple[str, str],
    main: int,
    downsold_beyond: float | None = None,
) -> Comparison:
    """Hold two scorecards against each other.

    Args:
        pairs: by days before the due date the replayed cases of the first and of the second.
        names: of both, for people.
        main: the horizon that decides; must be among ``pairs``.
        downsold_beyond: see ``Case.is_bad``.
    """
    horizons = {
        days: _horizon(days, first, second, downsold_beyond)
        for days, (first, second) in sorted(pairs.items())
    }
    said, because = _sentence(horizons[main], names)
    return Comparison(*names, tuple(horizons.values()), said, because)


def _horizon(
    days: int,
    first: Sequence[Replayed],
    second: Sequence[Replayed],
    downsold_beyond: float | None,
) -> ComparedHorizon:
    one, two = _scored(first), _scored(second)
    both = sorted(one.keys() & two.keys())
    before = Columns([one[key] for key in both], downsold_beyond=downsold_beyond)
    after = Columns([two[key] for key in both], downsold_beyond=downsold_beyond, draws=before.draws)
    missing = _missing(before.lost)
    figures = tuple(_figures(before, after, judged=not missing)) if both else ()
    return ComparedHorizon(
        days=days,
        n=len(both),
        n_bad=int(before.lost.sum()),
        accounts=before.draws.clusters,
        only_first=len(one.keys() - two.keys()),
        only_second=len(two.keys() - one.keys()),
        figures=figures,
        missing=missing,
    )


def _scored(cases: Sequence[Replayed]) -> dict[tuple[str, int], Replayed]:
    """Cases with a score by account and date; without New accounts, which are no evidence."""
    return {
        (each.case.account_id, each.as_of.toordinal()): each
        for each in cases
        if each.score is not None and not each.new
    }


def _missing(lost: Bools) -> str:
    counts = (
        ("lost", int(lost.sum()), FEWEST_LOST),
        ("kept", int((~lost).sum()), FEWEST_KEPT),
    )
    few = [f"{fewest - n} more {kind}" for kind, n, fewest in counts if n < fewest]
    return " and ".join(few) + " cases are needed" if few else ""


def _figures(before: Columns, after: Columns, *, judged: bool) -> list[ComparedFigure]:
    lost, draws = before.lost, before.draws
    flags = [flagged(each.flagged, lost, draws) for each in (before, after)]
    differing = before.flagged != after.flagged
    shares: Mapping[str, Callable[[Bools, Bools], Callable[[Floats], Floats]]] = {
        BALANCED: _balanced,
        RECALL: _recall,
        PRECISION: _precision,
    }
    first, second = (discrimination.auc(each.score, lost, draws) for each in (before, after))
    found = [
        _compared(
            AUC,
            first,
            second,
            lambda: difference(
                auc_statistic(before.score, lost), auc_statistic(after.score, lost), draws
            ),
            same=bool((before.score == after.score).all()),
            judged=judged,
        )
    ]
    for name, statistic in shares.items():
        one, two = (getattr(flag, name.replace(" ", "_")) for flag in flags)
        found.append(
            _compared(
                name,
                one,
                two,
                _paired(statistic, before.flagged, after.flagged, lost, draws),
                same=not differing.any(),
                judged=judged and _accounts(differing & (lost | (name != RECALL)), draws),
            )
        )
    return found


def _accounts(differing: Bools, draws: Draws) -> bool:
    """Whether enough accounts are told differently."""
    return len(np.unique(draws.cluster[differing])) >= FEWEST_DIFFERING


def _paired(
    statistic: Callable[[Bools, Bools], Callable[[Floats], Floats]],
    first: Bools,
    second: Bools,
    lost: Bools,
    draws: Draws,
) -> Callable[[], Measured]:
    return lambda: difference(statistic(first, lost), statistic(second, lost), draws)


def _compared(
    name: str,
    first: Measured,
    second: Measured,
    paired: Callable[[], Measured],
    *,
    same: bool,
    judged: bool,
) -> ComparedFigure:
    if first.value is None or second.value is None:
        unknown = Measured.unknown(first.because or second.because, first.n)
        return ComparedFigure(name, first, second, unknown, TOO_FEW, unknown.because)
    gap = Measured(0.0, 0.0, 0.0, first.n) if same else paired()
    said = _said(gap, same=same, judged=judged)
    few = f"fewer than {FEWEST_DIFFERING} accounts are told differently"
    because = (gap.because or few) if said == TOO_FEW else ""
    return ComparedFigure(name, first, second, gap, said, because)


def _said(gap: Measured, *, same: bool, judged: bool) -> str:
    if same:
        return SAME
    if not judged or gap.low is None or gap.high is None:
        return TOO_FEW
    if gap.low > 0:
        return IMPROVED
    return WORSE if gap.high < 0 else NOT_SHOWN


def _sums(weights: Floats, hits: Bools) -> Floats:
    result: Floats = weights @ hits.astype(np.float64)
    return result


def _recall(alarm: Bools, lost: Bools) -> Callable[[Floats], Floats]:
    return lambda weights: divided(_sums(weights, alarm & lost), _sums(weights, lost))


def _precision(alarm: Bools, lost: Bools) -> Callable[[Floats], Floats]:
    return lambda weights: divided(_sums(weights, alarm & lost), _sums(weights, alarm))


def _balanced(alarm: Bools, lost: Bools) -> Callable[[Floats], Floats]:
    found, passed = _recall(alarm, lost), _recall(~alarm, ~lost)

    def statistic(weights: Floats) -> Floats:
        result: Floats = (found(weights) + passed(weights)) / 2
        return result

    return statistic


def _sentence(main: ComparedHorizon, names: tuple[str, str]) -> tuple[str, str]:
    """What is said of the second, and why."""
    cases = f"{main.n} cases ({main.n_bad} lost), {main.days} days before"
    if not main.figures:
        return TOO_FEW, f"no case was scored by both {names[0]} and {names[1]}"
    auc = main.figure(AUC)
    chosen = main.figure(BALANCED) if auc.said == SAME else auc
    if chosen.said == SAME:
        return SAME, f"on {cases}, both say the same"
    first, second = (_plain(each) for each in (chosen.first, chosen.second))
    figures = f"{chosen.name} {first} ({names[0]}) and {second} ({names[1]}) on {cases}"
    if chosen.said == TOO_FEW:
        return TOO_FEW, f"{figures}: {main.missing or chosen.because}"
    gap = chosen.difference
    interval = f"{gap.value:+.3f} (95 %: {gap.low:+.3f} to {gap.high:+.3f})"
    return chosen.said, f"{figures}: a difference of {interval}"


def _plain(found: Measured) -> str:
    return "not known" if found.value is None else f"{found.value:.3f}"
