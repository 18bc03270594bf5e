"""What was stated before about renewals, and what became of it, as a table."""

from __future__ import annotations

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.statements import StatementFigures, Statements
from forewarn.render.figures import Sheet, figure, percent


def statements(result: Backtest) -> Sheet:
    """One row per stretch of days ahead; empty where nothing was stated yet."""
    found = result.statements
    return Sheet(
        "What we stated before, and what became of it",
        _guide(found) if found else "",
        (
            "stated",
            "cases",
            "lost",
            "flag right",
            "with a probability",
            "mean stated",
            "renewed",
            "Brier score",
        ),
        (*(_row(each) for each in found.figures), _open(found)) if found else (),
    )


def _guide(found: Statements) -> str:
    new = f"{found.made} new statements about renewals of the next 180 days were kept"
    why = f"; some give the flag alone, for {found.because}" if found.because else ""
    return (
        f"{new}{why}. Each renewal counts once per row, by the first statement; the mean stated "
        "probability of renewal should lie near the share that renewed."
    )


def _row(each: StatementFigures) -> tuple[str, ...]:
    when = f"{each.days_from} to {each.days_to} days ahead"
    return (
        f"{when}, put on record afterwards" if each.backfilled else when,
        str(each.n),
        str(each.n_bad),
        percent(each.flag_right),
        str(each.probability_n),
        "–" if each.foreseen is None else f"{100 * each.foreseen:.0f} %",
        percent(each.renewed),
        figure(each.brier),
    )


def _open(found: Statements) -> tuple[str, ...]:
    return ("not decided yet", str(found.open), "", "", "", "", "", "")
