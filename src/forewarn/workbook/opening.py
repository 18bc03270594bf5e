"""Open a workbook or CSV file that others wrote.

The file is checked and read by a process of its own, with bounds on size, memory and time. Nothing
in it is ever run: formulas keep the value that the program which saved the file calculated, links
and connections are not followed. See docs/sheet.md for what is refused and what is read literally.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from forewarn.terms.errors import ForewarnError
from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.opened import (
    Cell,
    Cells,
    Finding,
    OpenedBook,
    OpenedSheet,
    Value,
)

__all__ = ["Cell", "Finding", "ForeignFileError", "OpenedBook", "OpenedSheet", "open_workbook"]


class ForeignFileError(ForewarnError):
    """A file that was not read; nothing was changed by it.

    Attributes:
        code: short stable name, as in docs/errors.md.
    """

    def __init__(self, path: Path, code: str, found: str, *, fix: str = "") -> None:
        super().__init__(f"{path}: error {code}: {found}", fix=fix)
        self.code = code


def open_workbook(path: Path, *, sheets: Collection[str] | None = None) -> OpenedBook:
    """Read an .xlsx workbook or a CSV file; every value as it stands, nothing run.

    Args:
        path: the file; its ending must say what it is.
        sheets: names of the sheets whose cells are wanted; None for all.

    Raises:
        ForeignFileError: not there, damaged, too large, encrypted, or it holds macros, DDE links or
            embedded objects.
    """
    _check_there(path)
    only = None if sheets is None else sorted(sheets)
    lines = _child(path, only)
    try:
        return _book(path, lines)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ForeignFileError(path, "damaged", f"it could not be read: {error}") from None


def _check_there(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ForeignFileError(path, "unreadable", error.strerror or str(error)) from None
    if not path.is_file():
        raise ForeignFileError(path, "unreadable", "this is no file")
    if size > limits.MOST_BYTES:
        raise ForeignFileError(
            path,
            "too-large",
            f"it has {size:,} bytes; {limits.MOST_BYTES:,} are taken",
            fix="keep the sheets that are to be read, in a file of their own",
        )


def _child(path: Path, only: list[str] | None) -> Iterable[str]:
    """What the reading process said, line by line."""
    command = [sys.executable, "-m", "forewarn.workbook.foreign.child", str(path.absolute())]
    environment = {
        "PYTHONPATH": os.pathsep.join(each for each in sys.path if each),
        "PYTHONIOENCODING": "ascii",
        **{key: os.environ[key] for key in ("SYSTEMROOT", "PATH") if key in os.environ},
    }
    try:
        ran = subprocess.run(
            [*command, json.dumps(only)],
            capture_output=True,
            text=True,
            timeout=limits.MOST_SECONDS,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ForeignFileError(
            path, "too-large", f"reading it took more than {limits.MOST_SECONDS} s"
        ) from None
    if ran.returncode:
        raise _died(path, ran.returncode, ran.stderr)
    return ran.stdout.splitlines()


def _died(path: Path, code: int, said: str) -> ForewarnError:
    if "No module named 'python_calamine'" in said:
        return ForewarnError(
            "reading a workbook needs python-calamine, which is not installed",
            fix="pip install 'forewarn[sheets]'",
        )
    last = said.strip().splitlines()[-1:] or ["no word"]
    if code < 0 or "memory" in said.lower():
        found = f"reading it takes too much memory or time ({last[0][:200]})"
        return ForeignFileError(path, "too-large", found)
    return ForeignFileError(path, "damaged", f"it could not be read ({last[0][:200]})")


def _book(path: Path, lines: Iterable[str]) -> OpenedBook:
    told = [json.loads(line) for line in lines]
    refused = next((each["refused"] for each in told if "refused" in each), None)
    if refused is not None:
        code, found, fix = refused
        raise ForeignFileError(path, code, found, fix=fix)
    head, *rest = told
    findings = [Finding(*each) for each in head["findings"]]
    sheets: dict[str, OpenedSheet] = {}
    cells = Cells()
    for each in rest:
        if isinstance(each, list):
            _take(cells, each)
        elif "sheet" in each:
            cells = Cells()
            sheets[each["sheet"]] = _sheet(each, cells)
        else:
            findings += [Finding(*finding) for finding in each["findings"]]
    return OpenedBook(
        path=str(path),
        digest=head["digest"],
        sheets=sheets,
        names=head["names"],
        dates_from_1904=head["dates_from_1904"],
        findings=tuple(findings),
    )


def _sheet(told: dict[str, Any], cells: Cells) -> OpenedSheet:
    return OpenedSheet(
        name=told["sheet"],
        cells=cells,
        hidden=bool(told["hidden"] or told["rows"] or told["columns"]),
        hidden_rows=frozenset(told["rows"]),
        hidden_columns=frozenset(told["columns"]),
    )


def _take(cells: Cells, line: list[Any]) -> None:
    row, values, problems, formulas = line
    cells.held[row] = {int(column): _value(each) for column, each in values.items()}
    if problems:
        cells.problems[row] = {int(column): each for column, each in problems.items()}
    if formulas:
        cells.formulas[row] = frozenset(formulas)


def _value(told: Any) -> Value:
    if isinstance(told, list):
        return datetime.fromisoformat(told[0])
    return float(told) if type(told) is int else told
