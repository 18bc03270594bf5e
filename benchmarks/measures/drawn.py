"""Every figure of 20,000 outcomes with the interval of its 2,000 draws."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.judging import judge
from forewarn.evidence.renewals import Case
from forewarn.evidence.replayed import Columns, Replayed

CASES, ACCOUNTS = 20_000, 10_000
DUE_ON = date(2025, 1, 6)


def run(folder: Path) -> None:
    """Judge one horizon: every rate, AUC, lift, Brier score, calibration and its curve.

    Args:
        folder: not used: the cases are made here.
    """
    columns = Columns(cases())
    horizon = Horizon(90, tuple(Asked(each.case, each.as_of) for each in columns.cases), 0, 0, 0)
    found = judge(horizon, columns)
    print(f"AUC {found.auc.value:.3f} of {found.n} cases")


def cases() -> list[Replayed]:
    """Scores and losses with a common cause, two renewals an account."""
    random = np.random.default_rng(7)
    state = random.normal(size=CASES)
    scores = np.clip(60 + 12 * state + 8 * random.normal(size=CASES), 0, 100)
    lost = random.random(CASES) < 1 / (1 + np.exp(2 + state))
    days = random.integers(0, 700, size=CASES)
    told = zip(scores.tolist(), lost.tolist(), days.tolist(), strict=True)
    return [_case(n % ACCOUNTS, *each) for n, each in enumerate(told)]


def _case(account: int, score: float, lost: bool, days: int) -> Replayed:
    due = DUE_ON - timedelta(days=days)
    case = Case(f"a{account}", None, due, due, "churned" if lost else "renewed")
    return Replayed(
        case, due - timedelta(days=90), score, "health",
        flagged=score < 60, lowest=score < 45, effective=score < 60,
    )  # fmt: skip
