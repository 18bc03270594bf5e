"""Sheet *Trend*: the scores of 26 weeks, a line per account, and the book's mean."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.workbook.material import AccountLine, Material
from forewarn.workbook.pages import Chart, Page, Sparks
from forewarn.workbook.places import cell
from forewarn.workbook.words import said

_HEAD, _FIRST, _LEFT = 4, 6, 4


def trend_page(material: Material) -> Page:
    """The page: scores under today's scorecard of each account; empty where withheld."""
    page = Page("Trend", freeze=(_FIRST, 3), repeat_rows=(_HEAD, _HEAD))
    weeks = len(material.weeks)
    page.put(0, 0, said("Trend: scores of {count} weeks", count=weeks), "title")
    page.put(
        1,
        0,
        said(
            "Under the scorecard in force at the time of the export; empty: not scored then."
            " Programs without small lines in cells show the numbers beside them."
        ),
        "quiet",
    )
    page.put_across(_HEAD, 0, [said("Account"), said("Name"), said("Owner"), said("Line")], "head")
    page.widths.update({0: 14, 1: 24, 2: 15, 3: 24})
    for place, on in enumerate(material.weeks):
        page.put(_HEAD, _LEFT + place, on, "date")
        page.widths[_LEFT + place] = 10.5
    lines = [line for book in material.books for line in book.lines]
    last = _FIRST + max(len(lines), 1) - 1
    _mean(page, lines, weeks, last)
    for row, line in enumerate(lines, start=_FIRST):
        _line(page, row, line, weeks)
    page.filter_on = (_HEAD, 0, last, _LEFT + weeks - 1) if weeks else None
    return page


def _line(page: Page, row: int, line: AccountLine, weeks: int) -> None:
    page.put(row, 0, line.result.account_id, "strong")
    page.put_across(row, 1, [line.result.name, line.result.owner])
    for place, score in enumerate(padded(line.trend, weeks)):
        if score is not None:
            page.put(row, _LEFT + place, score, "points")
    if weeks > 1:
        page.sparks.append((row, Sparks(3, _LEFT, _LEFT + weeks - 1)))


def _mean(page: Page, lines: Sequence[AccountLine], weeks: int, last: int) -> None:
    page.put(_HEAD + 1, 0, said("All accounts"), "strong")
    page.put(_HEAD + 1, 1, said("mean of the scores"), "quiet")
    for place in range(weeks):
        column = _LEFT + place
        known = [score for line in lines if (score := padded(line.trend, weeks)[place]) is not None]
        stretch = f"{cell(_FIRST, column)}:{cell(last, column)}"
        mean = sum(known) / len(known) if known else ""
        formula = f'=IF(COUNT({stretch})=0,"",SUM({stretch})/COUNT({stretch}))'
        page.put(_HEAD + 1, column, mean, "points", formula=formula)
    if weeks > 1:
        ends = (_HEAD, _LEFT, _HEAD, _LEFT + weeks - 1)
        page.sparks.append((_HEAD + 1, Sparks(3, _LEFT, _LEFT + weeks - 1)))
        numbers = (_HEAD + 1, _LEFT, _HEAD + 1, _LEFT + weeks - 1)
        page.charts.append(
            Chart(
                "line", said("Mean score of the book"), (last + 2, 1), ends, numbers, said("Score")
            )
        )


def padded(trend: Sequence[float | None], weeks: int) -> list[float | None]:
    """The trend as long as there are weeks: nothing before its first, the newest last."""
    kept = list(trend[-weeks:]) if weeks else []
    return [None] * (weeks - len(kept)) + kept
