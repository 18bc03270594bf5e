"""The list as CSV for a spreadsheet, in which no cell can be taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from forewarn.workbook.tables import safe
from forewarn.workspace.models import BookLine

_COLUMNS = (
    "account_id", "name", "scorecard", "score", "band", "effective_band", "moved_4_weeks",
    "coverage_share", "renews_on", "arr", "currency", "owner", "segment", "plan", "status",
    "not_scored_because", "as_of",
)  # fmt: skip


class _Echo:
    """Gives back what is written, so that lines leave as they are made."""

    def write(self, text: str) -> str:
        return text


def as_csv(lines: Iterable[BookLine]) -> Iterator[str]:
    """The lines of the file, a byte order mark first: spreadsheets then read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(_COLUMNS)
    for line in lines:
        yield writer.writerow([safe(value) for value in _values(line)])


def _values(line: BookLine) -> tuple[Any, ...]:
    return (
        line.account_id, line.name, line.scorecard, line.shown, line.band, line.effective_band,
        line.moved, line.coverage, line.renews_on, line.arr, line.currency, line.owner,
        line.segment, line.plan, line.status, line.reason, line.as_of,
    )  # fmt: skip
