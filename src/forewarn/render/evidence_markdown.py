"""A backtest as Markdown, for a pull request or minutes."""

from __future__ import annotations

from forewarn.evidence.backtest import Backtest
from forewarn.render.figures import INTERVALS, Sheet, lead_time, sheets
from forewarn.render.markdown import lines, table


def backtested(result: Backtest, *, limit: int | None) -> str:
    """The whole report."""
    head = [
        f"# Evidence from outcomes known by {result.as_of}",
        "",
        f"**{result.verdict.name}**: {result.verdict.because}",
        "",
        *(
            f"- {card.name} v{card.version}: {card.label}, `{card.fingerprint[:12]}`"
            for card in result.scorecards
        ),
        *(f"- {notice}" for notice in result.notices),
    ]
    body = [line for each in sheets(result, limit=limit) if each.rows for line in _sheet(each)]
    return lines(*head, *body, "", lead_time(result), "", INTERVALS)


def _sheet(sheet: Sheet) -> list[str]:
    more = ["", sheet.more] if sheet.more else []
    return ["", f"## {sheet.title}", "", sheet.guide, "", *table(sheet.columns, sheet.rows), *more]
