"""The charts of the page, each asked for after the page itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forewarn.render.charts.chart import Chart
from forewarn.render.charts.portfolio import accounts_through_time, flow, revenue_through_time
from forewarn.render.figures import Sheet
from forewarn.workspace.models import BookState
from forewarn.workspace.portfolio.page import portfolio_page, through_time
from forewarn.workspace.portfolio.scope import Asked, Scope


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart's title, which stands on the page at once."""

    title: str


CHARTS: Mapping[str, Drawing] = {
    "bands": Drawing("Accounts by band"),
    "revenue": Drawing("Revenue by band"),
    "flow": Drawing("Who moved"),
}


def chart_of(
    name: str,
    state: BookState,
    scope: Scope,
    asked: Asked,
    dates: Sequence[date],
    currency: str | None,
) -> Chart:
    """One of ``CHARTS`` for what is seen and asked for.

    Revenue is drawn in the project's currency where the book has it, else in the one with the most
    accounts: amounts of several never add up.
    """
    if name == "flow":
        page = portfolio_page(state, scope, asked, dates)
        return flow(page.moved) if page else _empty(name)
    points = through_time(state, scope, asked, dates)
    if name == "bands":
        return accounts_through_time(points)
    held = [c for _, at in points[-1:] for each in at.values() for c in each.revenue]
    if not held:
        return _empty(name)
    chosen = currency if currency in held else max(sorted(set(held)), key=held.count)
    return revenue_through_time(points, chosen)


def _empty(name: str) -> Chart:
    title = CHARTS[name].title
    because = "nothing is on record" if name == "flow" else "no account has recurring revenue"
    return Chart(name, title, "", "", "", None, Sheet(title, "", (), ()), because)
