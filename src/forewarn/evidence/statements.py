"""What was stated before of renewals, held against what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from forewarn.evidence.calibration import brier
from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.measured import Measured, share
from forewarn.evidence.renewals import SAME_RENEWAL, Case
from forewarn.terms.score import Plain
from forewarn.terms.stated import Stated

AHEAD = ((0, 30), (31, 90), (91, 180))
"""Days between a statement and the due date, first and last, that are looked at together."""


@dataclass(frozen=True, slots=True)
class StatementFigures(Plain):
    """Statements made so many days ahead, each renewal once: by the first of them.

    Attributes:
        days_from, days_to: ahead of the due date.
        backfilled: put on record only after the renewal was decided: not a word given in advance.
        n, n_bad, accounts: renewals with an outcome; those lost; accounts they belong to.
        flag_right: share whose flag told right.
        probability_n: renewals of which a probability was stated.
        foreseen: mean of the stated probabilities of renewal; ``renewed`` the share that did.
        brier: of the stated probabilities.
    """

    days_from: int
    days_to: int
    backfilled: bool
    n: int
    n_bad: int
    accounts: int
    flag_right: Measured
    probability_n: int
    foreseen: float | None
    renewed: Measured
    brier: Measured


@dataclass(frozen=True, slots=True)
class Statements(Plain):
    """What we stated before and what became of it.

    Attributes:
        made: statements put on record by this backtest; none where it said the same before.
        probability_n: statements of this date that give a probability.
        open: renewals of which something was stated before and whose outcome is not known yet.
        figures: by days ahead; those given in advance first.
        right: share of the renewals with an outcome whose flag, as first stated in advance, told
            right: each renewal once, however far ahead.
        because: why some of this date give the flag alone.
    """

    made: int
    probability_n: int
    open: int
    figures: tuple[StatementFigures, ...]
    right: Measured
    because: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A statement and the case that it was about."""

    stated: Stated
    case: Case

    @property
    def ahead(self) -> int:
        return (self.case.due_on - self.stated.said_as_of).days

    @property
    def backfilled(self) -> bool:
        decided_on = self.case.decided_on
        return decided_on is not None and _day(self.stated.recorded_at) > decided_on


def _day(at: datetime) -> date:
    return at.date()


def judge_statements(
    stated: Iterable[Stated],
    cases: Sequence[Case],
    *,
    new: Sequence[Stated] = (),
    made: int = 0,
    downsold_beyond: float | None = None,
) -> Statements:
    """Earlier statements by what became of the renewals.

    A statement is about the case of its account and contract whose due date lies nearest to the one
    stated, 45 days away at most. One about a renewal that was decided by then says nothing.

    Args:
        stated: by date; earlier ones than now.
        cases: known by now.
        new: statements as of now.
        made: how many of them were not on record yet.
        downsold_beyond: see ``Case.is_bad``.
    """
    by_account: dict[str, list[Case]] = defaultdict(list)
    for known in cases:
        by_account[known.account_id].append(known)
    kept, open_ones = [], set()
    for each in stated:
        case = _about(each, by_account)
        if case is None:
            open_ones.add((each.account_id, each.contract_id, each.due_on))
        elif case.decided_on is None or case.decided_on >= each.said_as_of:
            kept.append(_Kept(each, case))
    return Statements(
        made=made,
        probability_n=sum(each.probability is not None for each in new),
        open=len(open_ones),
        figures=tuple(_figures(kept, downsold_beyond)),
        right=_right(kept, downsold_beyond),
        because=next((each.because for each in new if each.because), ""),
    )


def _about(stated: Stated, by_account: Mapping[str, Sequence[Case]]) -> Case | None:
    near = [
        (abs(case.due_on - stated.due_on), place, case)
        for place, case in enumerate(by_account.get(stated.account_id, ()))
        if not case.evergreen and _may_be(case.contract_id, stated.contract_id)
    ]
    nearest = min(near, key=lambda each: each[:2], default=None)
    return nearest[2] if nearest is not None and nearest[0] <= SAME_RENEWAL else None


def _may_be(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _figures(kept: Sequence[_Kept], downsold_beyond: float | None) -> Iterator[StatementFigures]:
    for backfilled in (False, True):
        for first, last in AHEAD:
            chosen = _first_of_each(
                each
                for each in kept
                if first <= each.ahead <= last and each.backfilled == backfilled
            )
            if chosen:
                yield _of(chosen, first, last, backfilled, downsold_beyond)


def _right(kept: Sequence[_Kept], downsold_beyond: float | None) -> Measured:
    chosen = _first_of_each(each for each in kept if not each.backfilled)
    if not chosen:
        return Measured.unknown("no renewal was decided of which anything was stated before")
    return _flag_right(chosen, downsold_beyond)


def _flag_right(chosen: Sequence[_Kept], downsold_beyond: float | None) -> Measured:
    lost: Bools = np.array([each.case.is_bad(downsold_beyond=downsold_beyond) for each in chosen])
    flags = [each.stated.flagged for each in chosen]
    with_flag: Bools = np.array([each is not None for each in flags])
    right: Bools = np.array([bool(each) for each in flags]) == lost
    return share(right, with_flag, Draws.over([each.case.account_id for each in chosen]))


def _first_of_each(kept: Iterable[_Kept]) -> list[_Kept]:
    found: dict[tuple[str, date, str | None], _Kept] = {}
    for each in kept:
        found.setdefault((each.case.account_id, each.case.due_on, each.case.contract_id), each)
    return list(found.values())


def _of(
    chosen: Sequence[_Kept], first: int, last: int, backfilled: bool, downsold_beyond: float | None
) -> StatementFigures:
    lost: Bools = np.array([each.case.is_bad(downsold_beyond=downsold_beyond) for each in chosen])
    draws = Draws.over([each.case.account_id for each in chosen])
    stated = [each.stated.probability for each in chosen]
    probability: Floats = np.array([np.nan if each is None else each for each in stated])
    there: Bools = ~np.isnan(probability)
    of_those = draws.only(there)
    return StatementFigures(
        days_from=first,
        days_to=last,
        backfilled=backfilled,
        n=len(chosen),
        n_bad=int(lost.sum()),
        accounts=draws.clusters,
        flag_right=_flag_right(chosen, downsold_beyond),
        probability_n=int(there.sum()),
        foreseen=float(probability[there].mean()) if there.any() else None,
        renewed=share(~lost, there, draws),
        brier=brier(1 - probability[there], lost[there], of_those)
        if there.any()
        else Measured.unknown("no probability was stated"),
    )
