"""A backtest in a few lines: for pages that are about something else."""

from __future__ import annotations

from rich.panel import Panel
from rich.text import Text

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.render.figures import percent

NAMES = 3


def proof(result: Backtest) -> Panel:
    """The verdict, what was flagged, and who was lost without a warning."""
    main = result.horizon(MAIN)
    text = Text()
    text.append(f"{result.verdict.name}: ", style="bold")
    text.append(f"{result.verdict.because}.")
    text.append(
        f"\nOf {main.n} renewals, as they stood {MAIN} days before: flagged were "
        f"{percent(main.flag.recall)} of the {main.n_bad} lost and "
        f"{percent(main.flag.false_positive_rate)} of the kept (in brackets the 95 % interval)."
    )
    missed = [each.result.name or each.case.account_id for each in result.false_negatives]
    if missed:
        more = f" and {len(missed) - NAMES} more" if len(missed) > NAMES else ""
        text.append(f"\nLost without a warning: {', '.join(missed[:NAMES])}{more}.")
    return Panel(text, title="Was it right?", title_align="left")
