"""The book by band, now and over the weeks of the trend: two small tables and their charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from forewarn.scoring.bands import raw_band
from forewarn.workbook.looks import CHART_COLORS
from forewarn.workbook.material import Material
from forewarn.workbook.pages import Chart, Page, Series
from forewarn.workbook.places import cell
from forewarn.workbook.trend_page import padded
from forewarn.workbook.words import said

_GREY = "#8A94A0"
_CHART_ROWS = 15


def put_book_by_band(
    page: Page, row: int, material: Material, prefixes: Sequence[str], colors: Mapping[str, str]
) -> None:
    """Accounts and revenue by band, and below them the bands of the weeks.

    Args:
        page: receives them.
        row: the first row.
        material: what is shown.
        prefixes: what the names of each scorecard begin with.
        colors: color word by band, worst first.
    """
    page.put(row, 0, said("The book by band"), "section")
    _now(page, row + 1, material, prefixes, colors)
    below = row + 3 + max(len(colors), _CHART_ROWS)
    if len(material.weeks) > 1:
        _over_weeks(page, below, material, colors)


def _now(
    page: Page, row: int, material: Material, prefixes: Sequence[str], colors: Mapping[str, str]
) -> None:
    results = [line.result for book in material.books for line in book.lines]
    parts = [part.currency for each in results for part in each.revenue]
    currency = max(Counter(parts).items(), key=lambda each: (each[1], each[0]), default=("", 0))[0]
    revenue = said("Revenue, {currency}", currency=currency) if currency else said("Revenue")
    page.put_across(row, 0, [said("Band"), said("Accounts"), revenue], "head")
    page.notes[(row, 2)] = _revenue_means(currency)
    names = list(colors)
    stretches = [f"{prefix}accounts_effective" for prefix in prefixes]
    for here, name in enumerate(names, start=row + 1):
        page.put(here, 0, name, "band")
        counted = "+".join(f"SUMPRODUCT(--EXACT({each},{cell(here, 0)}))" for each in stretches)
        mine = [each for each in results if each.effective_band == name]
        page.put(here, 1, len(mine), "whole", formula=f"={counted}" if results else None)
        paid = [part.arr for each in mine for part in each.revenue if part.currency == currency]
        page.put(here, 2, float(sum(paid)), "money")
    last = row + len(names)
    page.bands.append((row + 1, 0, last, 0))
    labels = (row + 1, 0, last, 0)
    shades = tuple(CHART_COLORS.get(color, _GREY) for color in colors.values())
    for column, title, at in ((1, said("Accounts"), 4), (2, revenue, 10)):
        numbers = (row + 1, column, last, column)
        chart = Chart(
            "column", said("{what} by band", what=title), (row, at), labels, numbers, title, shades
        )
        page.charts.append(chart)


def _revenue_means(currency: str) -> str:
    if not currency:
        return said("Recurring revenue in one currency, as exported.")
    return said("Recurring revenue in {currency}, as exported.", currency=currency)


def _over_weeks(page: Page, row: int, material: Material, colors: Mapping[str, str]) -> None:
    """How many accounts the score alone puts into each band, week by week."""
    names = [name for name in colors if _is_of_scores(material, name)]
    page.put(row, 0, said("Bands of the scores, week by week"), "section")
    page.put(
        row,
        4,
        said("Of the score alone, under today's scorecards: before steadiness, caps and people."),
        "quiet",
    )
    page.put_across(row + 1, 0, [said("Week"), *names], "head")
    counts = _weekly(material)
    for place, on in enumerate(material.weeks):
        here = row + 2 + place
        page.put(here, 0, on, "date")
        for column, name in enumerate(names, start=1):
            page.put(here, column, counts[place][name], "whole")
    ends = row + 2, row + 1 + len(material.weeks)
    series = tuple(
        Series(name, (ends[0], column, ends[1], column), CHART_COLORS.get(colors[name], _GREY))
        for column, name in enumerate(names, start=1)
    )
    labels = (ends[0], 0, ends[1], 0)
    title = said("Accounts by band of the score, {count} weeks", count=len(material.weeks))
    at = (row + 2, max(4, len(names) + 2))
    page.charts.append(Chart("stacked", title, at, labels, labels, said("Accounts"), series=series))


def _is_of_scores(material: Material, name: str) -> bool:
    return any(band.name == name for book in material.books for band in book.card.bands)


def _weekly(material: Material) -> list[Counter[str]]:
    weeks = len(material.weeks)
    counts = [Counter[str]() for _ in range(weeks)]
    for book in material.books:
        for line in book.lines:
            for place, score in enumerate(padded(line.trend, weeks)):
                if score is not None:
                    counts[place][raw_band(book.card, score)] += 1
    return counts
