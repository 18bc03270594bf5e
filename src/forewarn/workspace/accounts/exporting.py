"""The list as CSV or as a workbook, in which no cell can be taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from forewarn.workbook.list_file import write_list
from forewarn.workbook.tables import safe
from forewarn.workspace.models import BookLine

_COLUMNS = (
    "account_id", "name", "scorecard", "score", "band", "effective_band", "moved_4_weeks",
    "coverage_share", "not_fresh", "renews_on", "arr", "currency", "owner", "segment", "plan",
    "status", "not_scored_because", "context", "context_until", "as_of",
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


def as_xlsx(lines: Iterable[BookLine]) -> BytesIO:
    """The same as a workbook, packed: some 100 bytes a line; numbers and dates are ones."""
    file = BytesIO()
    write_list(file, "Accounts", _COLUMNS, map(_values, lines))
    file.seek(0)
    return file


def _values(line: BookLine) -> tuple[Any, ...]:
    return (
        line.account_id, line.name, line.scorecard, line.shown, line.band, line.effective_band,
        line.moved, line.coverage, line.fresh, line.renews_on, line.arr, line.currency, line.owner,
        line.segment, line.plan, line.status, line.reason, line.context, line.context_until,
        line.as_of,
    )  # fmt: skip
