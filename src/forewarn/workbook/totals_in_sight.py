"""Totals of the accounts that the filter leaves in sight, live whatever the size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forewarn.terms.score import AccountResult
from forewarn.workbook.pages import Page, Shown
from forewarn.workbook.places import down
from forewarn.workbook.score_block import FIRST_ROW
from forewarn.workbook.words import said

_ROW = 3
_COUNT, _MEAN, _SUM = 3, 1, 9
"""What SUBTOTAL calls them; it leaves out rows that a filter hides."""


def put_totals_in_sight(
    page: Page, columns: Mapping[str, int], results: Sequence[AccountResult], last: int
) -> None:
    """Number of accounts, mean score, and revenue where all of it is in one currency.

    Args:
        page: of the accounts.
        columns: by word.
        results: of the rows, from the first on.
        last: row of the last account.
    """
    page.put(_ROW, columns["account_id"], said("In sight:"), "quiet")
    counted = f"SUBTOTAL({_COUNT},{down(columns['account_id'], FIRST_ROW, last)})"
    page.put(_ROW, columns["name"], len(results), "verdict", formula=f"={counted}")
    page.notes[(_ROW, columns["name"])] = said("Number of the accounts that the filter shows.")
    scores = [each.score.score for each in results if each.score.score is not None]
    mean = sum(scores) / len(scores) if scores else ""
    _put(
        page,
        columns["score"],
        last,
        _MEAN,
        mean,
        "score",
        said("Mean score of the accounts that the filter shows."),
    )
    if len({part.currency for each in results for part in each.revenue}) == 1:
        arr = sum(float(each.revenue[0].arr) for each in results if len(each.revenue) == 1)
        _put(
            page,
            columns["arr"],
            last,
            _SUM,
            arr,
            "money",
            said("Recurring revenue of the accounts that the filter shows."),
        )


def _put(
    page: Page, column: int, last: int, function: int, value: Shown, style: str, what: str
) -> None:
    found = f"SUBTOTAL({function},{down(column, FIRST_ROW, last)})"
    page.put(_ROW, column, value, style, formula=f'=IFERROR({found},"")')
    page.notes[(_ROW, column)] = what
