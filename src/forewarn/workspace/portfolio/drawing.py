"""The charts of the page, each asked for after the page itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from forewarn.evidence.staying import Stayed, quarters, stayed
from forewarn.render.charts.chart import Chart
from forewarn.render.charts.portfolio import accounts_through_time, flow, revenue_through_time
from forewarn.render.charts.staying import retention_by_quarter
from forewarn.render.figures import Sheet
from forewarn.workspace.book.days import days_on
from forewarn.workspace.models import BookState
from forewarn.workspace.portfolio.page import kept, portfolio_page, through_time
from forewarn.workspace.portfolio.scope import Asked, Scope

TITLES: Mapping[str, str] = {
    "bands": "Accounts by band",
    "revenue": "Revenue by band",
    "retention": "GRR and NRR",
    "flow": "Who moved",
}
OF_MONEY = ("revenue", "retention")
"""Of these there is one a currency, for amounts of several never add up."""
_TOO_SHORT = (
    "the record does not hold two books a year apart yet: “forewarn score --weeks 60” records them"
)


def charts(
    state: BookState,
    scope: Scope,
    asked: Asked,
    dates: Sequence[date],
    currency: str | None,
    kinds: Sequence[str] = ("bands", *OF_MONEY),
) -> dict[str, str]:
    """Names and titles of the charts of a part of the book, those of money by currency.

    Args:
        state: of the book.
        scope: what is seen of it.
        asked: the part of it.
        dates: that are on record.
        currency: the project's, which comes first.
        kinds: which of ``TITLES``.
    """
    found: dict[str, str] = {}
    for kind in kinds:
        if kind in OF_MONEY:
            for each in currencies(state, scope, asked, dates, currency):
                found[f"{kind}-{each}"] = f"{TITLES[kind]}, {each}"
        else:
            found[kind] = TITLES[kind]
    return found


def currencies(
    state: BookState, scope: Scope, asked: Asked, dates: Sequence[date], currency: str | None
) -> list[str]:
    """Those of what is seen at either date: the project's first, then by accounts."""
    asked_on = (asked.since, asked.until)

    def counted() -> dict[str, int]:
        days = Asked(asked.since, asked.until, "", ()).ends(state, scope)
        return {
            name: int(np.count_nonzero(cents))
            for day in reversed(days)
            for name, cents in day.money.items()
            if cents.any() and name.isalnum()  # it stands in an address
        }

    held: dict[str, int] = kept(state.laid, scope, ("currencies", asked_on), counted)
    return sorted(held, key=lambda name: (name != currency, -held[name], name))


def chart_of(
    name: str,
    state: BookState,
    scope: Scope,
    asked: Asked,
    dates: Sequence[date],
    currency: str | None,
) -> Chart | None:
    """A chart by its name in ``charts``; None where there is no such chart.

    ``revenue`` and ``retention`` without a currency are those of the first one.
    """
    kind, _, chosen = name.partition("-")
    if kind not in TITLES or (chosen and kind not in OF_MONEY):
        return None
    if kind == "flow":
        page = portfolio_page(state, scope, asked, dates)
        return flow(page.moved) if page else _empty(name)
    if kind == "bands":
        return accounts_through_time(through_time(state, scope, asked, dates))
    held = currencies(state, scope, asked, dates, currency)
    if not chosen and not held:
        return _empty(name)
    chosen = chosen or held[0]
    if chosen not in held:
        return None
    if kind == "revenue":
        return revenue_through_time(through_time(state, scope, asked, dates), chosen)
    years = [e for e in kept_revenue(state, scope, asked, dates) if e.currency == chosen]
    return retention_by_quarter(years, chosen, because=_TOO_SHORT)


def kept_revenue(
    state: BookState, scope: Scope, asked: Asked, dates: Sequence[date]
) -> tuple[Stayed, ...]:
    """What stayed in the years up to the end of each quarter, oldest first, by currency.

    Of a part of the book: the accounts that belonged to it when the year began, wherever they
    went since.
    """

    def made() -> tuple[Stayed, ...]:
        years = quarters([on for on in dates if asked.until is None or on <= asked.until])
        kinds = [kind for kind, _ in asked.parts]
        ends = {on for year in years for on in year}
        days = {day.as_of: day.only(scope.numbers) for day in days_on(ends, parts=kinds)}
        return tuple(
            each
            for start, end in reversed(years)
            for each in stayed(days[start].only(None, asked.wanted), days[end])
        )

    found: tuple[Stayed, ...] = kept(state.laid, scope, ("stayed", asked.until, asked.parts), made)
    return found


def _empty(name: str) -> Chart:
    title = TITLES[name.partition("-")[0]]
    because = "nothing is on record" if name == "flow" else "no account has recurring revenue"
    return Chart(name, title, "", "", "", None, Sheet(title, "", (), ()), because)
