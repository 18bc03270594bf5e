"""A backtest for people: the verdict first, then the tables, each with how to read it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.verdict import CHANCE, DECAYING, PROMISING, TOO_FEW, VALIDATED
from forewarn.render.figures import INTERVALS, Sheet, lead_time, sheets

_STYLES = {
    VALIDATED: "bold green",
    PROMISING: "bold cyan",
    CHANCE: "bold red",
    DECAYING: "bold red",
    TOO_FEW: "bold yellow",
}


def backtested(result: Backtest, *, limit: int | None, plots: bool = False) -> Group:
    """The whole report.

    Args:
        limit: wrong calls shown by name; None = all.
        plots: drawn before the tables.
    """
    parts: list[RenderableType] = [_heading(result)]
    if plots:
        parts.append(_plots(result))
    for each in sheets(result, limit=limit):
        if each.rows:
            parts += [Text(""), *sheet_lines(each)]
    parts += [Text(""), Text(lead_time(result)), Text(INTERVALS, style="dim")]
    parts += [Text(f"! {notice}", style="yellow") for notice in result.notices]
    return Group(*parts)


def _heading(result: Backtest) -> Panel:
    text = Text(result.verdict.name, style=_STYLES[result.verdict.name])
    text.append(f"\n{result.verdict.because}", style="default")
    for card in result.scorecards:
        bands = " and ".join(result.flagging.get(card.name, ()))
        text.append(f"\n{card.name} v{card.version}: {card.label}", style="dim")
        text.append(f"; flagged in {bands}", style="dim")
    title = f"Evidence from outcomes known by {result.as_of}"
    return Panel(text, title=Text(title), title_align="left")


def _plots(result: Backtest) -> RenderableType:
    from forewarn.render.text.plots.evidence import plots

    return plots(result)


def sheet_lines(sheet: Sheet) -> list[RenderableType]:
    """A table under its heading and its guide."""
    table = Table(box=None, padding=(0, 1), header_style="bold", show_edge=False)
    for place, column in enumerate(sheet.columns):
        table.add_column(column, overflow="fold", no_wrap=place == 0 and len(sheet.columns) < 7)
    for row in sheet.rows:
        table.add_row(*(Text(cell) for cell in row))
    more = [Text(sheet.more, style="dim")] if sheet.more else []
    return [Text(sheet.title, style="bold"), Text(sheet.guide, style="dim"), table, *more]
