"""CSV that others wrote: every cell is text, as it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.refusal import RefusedError

_UTF8 = "save it as CSV UTF-8"
_FEWER = "split the file"


def read_csv(raw: bytes) -> Iterator[list[str]]:
    """Rows of a CSV file: UTF-8, comma or semicolon or tab (the first line decides).

    Raises:
        RefusedError: another encoding, quotes that do not end, too many rows or columns, a cell
            that is too long.
    """
    text = _decoded(raw)
    csv.field_size_limit(limits.MOST_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, row in enumerate(reader):
            if number >= limits.MOST_ROWS or len(row) > limits.MOST_COLUMNS:
                raise RefusedError(
                    "too-large",
                    f"line {reader.line_num} is past the {limits.MOST_ROWS:,} rows"
                    f" or {limits.MOST_COLUMNS} columns that are taken",
                    fix=_FEWER,
                )
            yield row
    except csv.Error as error:
        reason = f"a cell has more than {limits.MOST_TEXT:,} characters"
        found = reason if "field larger" in str(error) else str(error)
        raise RefusedError("damaged", f"line {max(reader.line_num, 1)}: {found}") from None


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError("damaged", "it is written in UTF-16", fix=_UTF8)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RefusedError("damaged", f"line {line} is no UTF-8 text", fix=_UTF8) from None


def _delimiter(text: str) -> str:
    head = text[:10_000].partition("\n")[0]
    counts = {each: head.count(each) for each in (",", ";", "\t")}
    return max(counts, key=lambda each: counts[each])
