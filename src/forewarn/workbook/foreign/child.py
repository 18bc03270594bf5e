"""The process that reads a foreign workbook; run as ``python -m``, it writes lines of JSON.

Lines: a head, then for each sheet its name and its rows; or one line with the reason for refusing.
JSON and not pickle, so that whatever happens in here can hand out nothing but plain values.
"""

from __future__ import annotations

import io
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.archive import Archive
from forewarn.workbook.foreign.delimited import read_csv
from forewarn.workbook.foreign.opened import Finding
from forewarn.workbook.foreign.parts import Parts, read_parts
from forewarn.workbook.foreign.refusal import RefusedError
from forewarn.workbook.foreign.scanned import ScannedSheet, column_of
from forewarn.workbook.quoting import unquoted

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECRET = "EncryptedPackage".encode("utf-16-le")
_WORKBOOKS = (".xlsx",)
_TEXTS = (".csv", ".txt", ".tsv")
# Characters that no text needs: C0 without tab and line ends, DEL, halves of pairs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARCH_1900 = (1900, 3, 1)

Line = dict[str, Any] | list[Any]


def main() -> None:
    """Read the file named by the first argument."""
    _confine()
    try:
        for line in read(Path(sys.argv[1]), only=json.loads(sys.argv[2])):
            _say(line)
    except RefusedError as refusal:
        _say({"refused": [refusal.code, refusal.found, refusal.fix]})
    except MemoryError:
        _say({"refused": ["too-large", "reading it takes too much memory", ""]})


def _confine() -> None:
    """Bounds on memory and processor time, where the system has them; no core files."""
    try:
        import resource
    except ImportError:  # Windows: the counts hold, and the parent's clock
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.MOST_MEMORY),
        (resource.RLIMIT_CPU, limits.MOST_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _say(line: Line) -> None:
    sys.stdout.write(json.dumps(line, allow_nan=False, separators=(",", ":")))
    sys.stdout.write("\n")


def read(path: Path, *, only: list[str] | None) -> Iterator[Line]:
    """The lines for a file.

    Args:
        path: read once; everything is done on those bytes.
        only: names of the sheets whose cells are wanted; None for all.

    Raises:
        RefusedError: it is not read, and why.
    """
    with path.open("rb") as file:
        raw = file.read(limits.MOST_BYTES + 1)
    if len(raw) > limits.MOST_BYTES:
        raise RefusedError(
            "too-large", f"it has more than the {limits.MOST_BYTES:,} bytes that are taken"
        )
    _check_kind(path.suffix.lower(), raw)
    head = {"digest": sha256(raw).hexdigest()}
    if path.suffix.lower() in _TEXTS:
        yield from _text(path.stem, raw, head)
    else:
        yield from _workbook(raw, head, only)


def _check_kind(suffix: str, raw: bytes) -> None:
    if suffix not in (*_WORKBOOKS, *_TEXTS):
        raise RefusedError("wrong-kind", f"{suffix or 'no ending'}: .xlsx and .csv are read")
    if raw.startswith(_OLE):
        if _SECRET in raw:
            raise RefusedError("encrypted", "it has a password", fix="save it without a password")
        raise RefusedError(
            "wrong-kind", "this is a workbook of before 2007", fix="save it as .xlsx"
        )
    packed = raw.startswith((b"PK", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"))
    if suffix in _WORKBOOKS and not raw.startswith(b"PK"):
        raise RefusedError(
            "wrong-kind", f"what is inside is no {suffix} workbook", fix="save it anew"
        )
    if suffix in _TEXTS and packed:
        raise RefusedError("wrong-kind", f"an archive is no {suffix} text", fix="unpack it first")


def _workbook(raw: bytes, head: dict[str, Any], only: list[str] | None) -> Iterator[Line]:
    import python_calamine

    parts = read_parts(Archive(raw), only=only)
    yield {
        **head,
        "names": parts.names,
        "dates_from_1904": parts.dates_from_1904,
        "findings": parts.findings + _about_dates(parts),
    }
    rest = [limits.MOST_TEXT_IN_ALL]
    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        for name, scanned in parts.sheets.items():
            sheet = book.get_sheet_by_name(name)
            yield from _sheet(name, scanned, _numbered(sheet), name in parts.hidden, rest)
    except python_calamine.CalamineError as error:
        raise RefusedError("damaged", f"it cannot be read: {error}", fix="save it anew") from None


def _about_dates(parts: Parts) -> list[Finding]:
    found = "days count from 1904; dates are read as the program shows them"
    return [Finding("", None, None, "dates-1904", found)] if parts.dates_from_1904 else []


def _numbered(sheet: Any) -> Iterator[tuple[int, int, list[Any]]]:
    """Row, first column and the values from there on; the reader lays out a full rectangle."""
    if sheet.start is None:
        return
    # iter_rows begins in the sheet's first row, but in the first column that holds anything.
    first = sheet.start[1]
    for number, row in enumerate(sheet.iter_rows()):
        yield number, first, row


def _sheet(
    name: str,
    scanned: ScannedSheet,
    rows: Iterable[tuple[int, int, list[Any]]],
    hidden: bool,
    rest: list[int],
) -> Iterator[Line]:
    taken = _Taken(name, scanned, rest)
    columns = {
        column
        for first, last in scanned.hidden_columns
        for column in range(max(first, 0), min(last + 1, limits.MOST_COLUMNS))
    }
    yield {"sheet": name, "hidden": hidden, "rows": scanned.hidden_rows, "columns": sorted(columns)}
    left = {row for kind in scanned.by_row() for row in kind}
    for row, first, values in rows:
        left.discard(row)
        line = taken.row(row, first, values, scanned.special(row))
        if line[1]:
            yield [*line, sorted(scanned.formulas.get(row, ()))]
    for row in sorted(left):
        line = taken.row(row, 0, [], scanned.special(row))
        yield [*line, sorted(scanned.formulas.get(row, ()))]
    yield {"findings": [*taken.findings, *_about_sheet(name, scanned, hidden, bool(columns))]}


class _Taken:
    """Values as plain ones, with what is wrong about them."""

    def __init__(self, name: str, scanned: ScannedSheet, rest: list[int]) -> None:
        self.name, self.scanned, self.rest = name, scanned, rest
        self.findings: list[Finding] = []
        self._counts: dict[str, int] = defaultdict(int)

    def row(self, row: int, first: int, values: list[Any], special: set[int]) -> list[Any]:
        """Row number, values by column, problems by column."""
        kept: dict[int, Any] = {}
        problems: dict[int, str] = {}
        for column, value in enumerate(values, first):
            if type(value) is float and column not in special and math.isfinite(value):
                kept[column] = value
            elif value != "" or column in special:
                self._one(row, column, value, (kept, problems))
        for column in sorted(special - kept.keys()):
            self._one(row, column, "", (kept, problems))
        return [row, kept, problems]

    def _one(
        self, row: int, column: int, value: Any, into: tuple[dict[int, Any], dict[int, str]]
    ) -> None:
        spot = (row, column)
        code, problem = self._by_part(spot, value) or _wrong(value)
        into[0][column] = None if problem else self._plain(value, spot)
        if problem:
            into[1][column] = problem
            self._find(spot, code, problem)

    def _by_part(self, spot: tuple[int, int], value: Any) -> tuple[str, str] | None:
        row, column = spot
        if column in self.scanned.twice.get(row, ()):
            return "twice", "the file holds this cell twice"
        if column in self.scanned.errors.get(row, ()):
            return "error-value", "an error (such as #N/A) instead of a value"
        if value == "" and column in self.scanned.uncalculated.get(row, ()):
            return "not-calculated", "a formula that was never calculated"
        return None

    def _plain(self, value: Any, spot: tuple[int, int]) -> Any:
        if isinstance(value, str):
            self.rest[0] -= len(value)
            if self.rest[0] < 0:
                raise RefusedError(
                    "too-large", f"it holds more than {limits.MOST_TEXT_IN_ALL:,} letters"
                )
            if _TURNING.search(value):
                self._find(spot, "turning", "hidden signs that turn the direction of writing")
            return value
        if isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, timedelta):
            return value / timedelta(days=1)
        return [value.isoformat()]

    def _find(self, spot: tuple[int, int], code: str, found: str) -> None:
        self._counts[code] += 1
        if self._counts[code] <= limits.MOST_FINDINGS:
            self.findings.append(Finding(self.name, *spot, code, found))


def _wrong(value: Any) -> tuple[str, str]:
    """Code and words for a value that cannot be taken; empty words when it can."""
    if isinstance(value, float) and not math.isfinite(value):
        return "not-finite", f"no finite number ({value})"
    if isinstance(value, str):
        if len(value) > limits.MOST_TEXT:
            return "too-long", f"more than {limits.MOST_TEXT:,} characters"
        if _CONTROL.search(value):
            return "control-character", "an invisible control character"
    if isinstance(value, time):
        return "not-a-date", "a time of day, or a number that is shown as a date"
    if isinstance(value, date) and value.timetuple()[:3] < _MARCH_1900:
        return "not-a-date", "a date before March 1900, which programs count differently"
    return "", ""


def _about_sheet(
    name: str, scanned: ScannedSheet, hidden: bool, hidden_columns: bool
) -> Iterator[Finding]:
    if hidden:
        yield Finding(name, None, None, "hidden", "the sheet is hidden; it is read as any")
    if scanned.hidden_rows or hidden_columns:
        found = f"{len(scanned.hidden_rows)} rows are hidden" if scanned.hidden_rows else ""
        found = " and ".join(filter(None, (found, "columns are hidden" if hidden_columns else "")))
        yield Finding(name, None, None, "hidden", f"{found}; they are read as any")
    for reference in scanned.merged[: limits.MOST_FINDINGS]:
        first = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(:.*)?", reference)
        row, column = (int(first[2]) - 1, column_of(first[1])) if first else (None, None)
        found = f"{reference} is merged; its value counts for the first cell only"
        yield Finding(name, row, column, "merged", found)


def _text(name: str, raw: bytes, head: dict[str, Any]) -> Iterator[Line]:
    yield {**head, "names": {}, "dates_from_1904": False, "findings": []}
    yield {"sheet": name, "hidden": False, "rows": [], "columns": []}
    taken = _Taken(name, ScannedSheet(name), [limits.MOST_TEXT_IN_ALL])
    for number, row in enumerate(read_csv(raw)):
        line = taken.row(number, 0, [unquoted(each) for each in row], set())
        if line[1]:
            yield [*line, []]
    yield {"findings": taken.findings}


if __name__ == "__main__":
    main()
