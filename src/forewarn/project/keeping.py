"""Putting on record what a whole backtest found: the verdict on each scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import forewarn
from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.by_scorecard import OfScorecard
from forewarn.project.asked import Backtesting
from forewarn.project.desk import Desk
from forewarn.project.kept import keep_backtest
from forewarn.project.labels import Labels
from forewarn.terms.examined import Examined


def keep_verdicts(desk: Desk, asked: Backtesting, result: Backtest) -> Backtest:
    """Keep the verdict on each scorecard where the backtest was of all of it, and label by it.

    A backtest of one scorecard alone, of other alarms or of another loss than usual answers a
    question of its own: nothing is kept of it. Nor of a date that has not begun, whose outcomes are
    still to come.
    """
    kept = is_kept(desk, asked, result.as_of)
    if kept:
        _keep(desk, examined(desk, result))
    labels = Labels.of(desk)
    cards = tuple(labels.labelled(each, result.as_of) for each in result.scorecards)
    result = replace(result, scorecards=cards, notices=result.notices + labels.notices)
    if kept:
        keep_backtest(desk, result)
    return result


def is_kept(desk: Desk, asked: Backtesting, as_of: date) -> bool:
    """Whether a backtest goes on record."""
    return asked.record and asked.whole and as_of <= desk.today()


def examined(desk: Desk, result: Backtest) -> tuple[Examined, ...]:
    """The verdicts of a backtest as they are kept, one a scorecard."""
    return tuple(
        Examined(
            fingerprint=each.fingerprint,
            name=each.name,
            checked_as_of=result.as_of,
            verdict=each.verdict.name,
            because=each.verdict.because,
            figures=figures(each) | {"lead_time_days": result.lead_time_days.to_dict()},
            recorded_at=desk.now(),
            forewarn_version=forewarn.__version__,
        )
        for each in result.by_scorecard
    )


def figures(found: OfScorecard) -> dict[str, Any]:
    """The main figures of a scorecard, as plain values."""
    return {
        "days": MAIN,
        "n": found.n,
        "n_bad": found.n_bad,
        "auc": found.auc.to_dict(),
        "balanced_accuracy": found.balanced_accuracy.to_dict(),
    }


def _keep(desk: Desk, found: Iterable[Examined]) -> None:
    with desk.ledger() as ledger:
        from forewarn.ledger.book import keep_verdict

        for each in found:
            keep_verdict(ledger, each)
