"""Whole backtests made of drawn cases, without a project: for what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np

from forewarn.evidence.backtest import MAIN, Backtest, Named
from forewarn.evidence.curves import Rung, curves
from forewarn.evidence.drawing import Draws
from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.judging import baselines, judge
from forewarn.evidence.lead_time import median_lead
from forewarn.evidence.measured import share
from forewarn.evidence.parts import by, halves, quarter
from forewarn.evidence.renewals import CHURNED, DOWNSOLD, EXPANDED, RENEWED, Case
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.verdict import JUDGED_AT, verdict
from forewarn.terms.score import (
    AccountResult,
    Contribution,
    Divergence,
    Overlay,
    Score,
    ScorecardSummary,
)
from forewarn.terms.signal import Status

FIRST = date(2024, 1, 15)
BANDS = (("At risk", "red", 0), ("Watch", "yellow", 45), ("Healthy", "green", 70))


def named_band(score: float) -> str:
    return [name for name, _, lowest in BANDS if score >= lowest][-1]


def cases(n: int, *, seed: int = 7, skill: float = 25.0, days: int = MAIN) -> list[Replayed]:
    """Cases of n accounts over two years; lost ones score lower by ``skill`` points on average.

    Every twentieth has its score withheld; those above 90 points are in growth.
    """
    random = np.random.default_rng(seed)
    found = []
    for place in range(n):
        lost = random.random() < 0.25
        kind = CHURNED if lost else random.choice([RENEWED, EXPANDED, DOWNSOLD], p=[0.7, 0.2, 0.1])
        score = float(np.clip(random.normal(70 - skill * lost, 18), 0, 100))
        due_on = FIRST + timedelta(days=int(random.integers(0, 720)))
        case = Case(
            f"acc-{place:04d}", None, due_on, due_on, str(kind), Decimal(1000 + place),
            Decimal(0 if lost else 1000), "EUR", "price" if lost else None,
        )  # fmt: skip
        found.append(
            Replayed(
                case,
                due_on - timedelta(days=days),
                None if place % 20 == 19 else round(score, 3),
                "health",
                flagged=score < 70,
                lowest=score < 45,
                effective=score < 70,
                top=score >= 70,
                reason="too little is known" if place % 20 == 19 else None,
                band=None if place % 20 == 19 else named_band(score),
                grows=score > 90,
                segment=("smb", "mid")[place % 2],
                plan="pro",
                owner=f"Owner {place % 3}",
                baselines=(("logins alone", float(random.integers(0, 20))),),
            )
        )
    return found


def ladder(scorecard: str = "health") -> list[Rung]:
    rungs = [Rung(scorecard, name, color, lowest < 70) for name, color, lowest in BANDS]
    return [*rungs, Rung(scorecard, "Growth", "blue", is_alarm=False, is_growth=True)]


def account(each: Replayed, *, name: str | None = None) -> AccountResult:
    """What was said of a case, with two contributions."""
    points = each.score or 0.0
    parts = tuple(
        Contribution(name, "usage", name.lower(), 3, Status.OBSERVED, points, 0.5, 50, points / 2,
                     round(points / 2, 1), f"{name} in words")
        for name in ("Logins", "Tickets")
    )  # fmt: skip
    score = Score(
        each.score, None if each.score is None else round(each.score, 1), None, 1.0, parts, ()
    )
    return AccountResult(
        each.case.account_id,
        each.as_of,
        each.scorecard,
        "f" * 64,
        score,
        each.band,
        each.band,
        each.band,
        overlay=Overlay("Watch", (), each.as_of, "Ann", fresh=True),
        divergence=Divergence("Healthy", "Watch", "open", each.as_of),
        name=name or f"Company {each.case.account_id}",
        owner=each.owner,
    )


@cache
def full_report() -> Backtest:
    """One with everything on it, made once."""
    return report(notices=("SIMULATED company: no real customer is shown.",))


def report(
    n: int = 300,
    *,
    seed: int = 7,
    skill: float = 25.0,
    change: Callable[[Replayed], Replayed] = lambda each: each,
    name: str | None = None,
    rungs: Sequence[Rung] = (),
    notices: tuple[str, ...] = (),
) -> Backtest:
    """A backtest of drawn cases.

    Args:
        change: applied to every case.
        name: of every account that is named.
        rungs: instead of the usual ladder.
    """
    columns = {
        days: Columns([change(each) for each in cases(n, seed=seed, skill=skill, days=days)])
        for days in (30, *JUDGED_AT)
    }
    figures = {days: judge(_horizon(days, each), each) for days, each in columns.items()}
    main = columns[MAIN]
    pairs = list(zip(main.cases, main.lost.tolist(), strict=True))
    wrong = [
        [
            Named(each.case, account(each, name=name), (f"Logins: {name}",))
            for each, lost in pairs
            if each.flagged == flagged and lost != flagged
        ]
        for flagged in (True, False)
    ]
    lead = [7 * place % 730 for place, (each, lost) in enumerate(pairs) if lost and each.flagged]
    scorecards = sorted({each.scorecard for each in main.cases})
    return Backtest(
        as_of=date(2026, 3, 1),
        scorecards=tuple(
            ScorecardSummary(each, 1, "f" * 64, "heuristic", tuple(b for b, *_ in BANDS), "as is")
            for each in scorecards
        ),
        flagging=dict.fromkeys(scorecards, ("At risk", "Watch")),
        horizons=tuple(figures[days] for days in sorted(figures)),
        baselines=baselines(main),
        false_positives=tuple(wrong[0]),
        false_negatives=tuple(wrong[1]),
        worked_on=None,
        by_segment=by(main, lambda each: each.segment),
        by_plan=by(main, lambda each: each.plan),
        by_owner=by(main, lambda each: each.owner),
        by_quarter=by(main, lambda each: quarter(each.case.due_on)),
        lead_time_days=median_lead(lead, Draws.over([str(day) for day in lead])),
        lead_times=tuple(lead),
        surprise_churn=share(main.told(lambda each: each.top), main.lost, main.draws),
        verdict=verdict({days: figures[days].judged for days in JUDGED_AT}, halves(main)),
        curves=curves(main, list(rungs) or ladder(), lead, days=MAIN),
        notices=notices,
    )


def _horizon(days: int, columns: Columns) -> Horizon:
    every = [*columns.cases, *columns.withheld]
    return Horizon(days, tuple(Asked(each.case, each.as_of) for each in every), 0, 0, 0)
