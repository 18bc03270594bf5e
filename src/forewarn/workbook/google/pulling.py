"""Sheets online as an opened workbook, so that reading back is one thing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from forewarn.workbook.foreign.opened import (
    Cells,
    Finding,
    OpenedBook,
    OpenedSheet,
    Value,
)
from forewarn.workbook.google.port import SheetPort

_DAY_ONE = datetime.fromisoformat("1899-12-30")
_MARCH_1900 = 61
_LAST_DAY = 2_958_465


def pull(port: SheetPort, titles: Sequence[str]) -> OpenedBook:
    """Read sheets as they stand online, in one call; titles that are not there are left out.

    Attributes of what comes back: ``digest`` is that of the values, so that two pulls with the same
    digest show that nobody typed in between.

    Raises:
        ForewarnError: no access, or the service fails for long.
    """
    outline = port.outline()
    told = port.cells([title for title in titles if title in outline.tabs])
    findings: list[Finding] = []
    sheets = {title: _sheet(title, sheet, findings) for title, sheet in told.items()}
    return OpenedBook(
        path=port.address(),
        digest=_digest(sheets),
        sheets=sheets,
        names=outline.places,
        findings=tuple(findings),
    )


def _digest(sheets: Mapping[str, OpenedSheet]) -> str:
    shown = {title: sorted(sheet.cells.held.items()) for title, sheet in sheets.items()}
    return hashlib.sha256(json.dumps(shown, default=str, sort_keys=True).encode()).hexdigest()


def _sheet(title: str, told: Mapping[str, Any], findings: list[Finding]) -> OpenedSheet:
    cells = Cells()
    for block in told.get("data", ()):
        first, left = block.get("startRow", 0), block.get("startColumn", 0)
        for row, line in enumerate(block.get("rowData", ()), start=first):
            for column, each in enumerate(line.get("values", ()), start=left):
                _take(cells, (title, row, column), each, findings)
    hidden = bool(told.get("properties", {}).get("hidden"))
    return OpenedSheet(title, cells, hidden)


def _take(
    cells: Cells, place: tuple[str, int, int], told: Mapping[str, Any], findings: list[Finding]
) -> None:
    entered, shown = told.get("userEnteredValue", {}), told.get("effectiveValue", {})
    formula = "formulaValue" in entered
    if not formula and not entered and not shown:
        return
    kind = told.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    value, problem = _value(shown or ({} if formula else entered), kind)
    title, row, column = place
    cells.held.setdefault(row, {})[column] = value
    if formula:
        cells.formulas[row] = cells.formulas.get(row, frozenset()) | {column}
    if problem:
        cells.problems.setdefault(row, {})[column] = problem
        findings.append(Finding(title, row, column, "error-value", problem))


def _value(shown: Mapping[str, Any], kind: str) -> tuple[Value, str]:
    if "errorValue" in shown:
        return None, f"an error ({shown['errorValue'].get('type', '?')}) instead of a value"
    if "numberValue" in shown:
        number = float(shown["numberValue"])
        if kind in ("DATE", "DATE_TIME") and _MARCH_1900 <= number <= _LAST_DAY:
            return _DAY_ONE + timedelta(days=number), ""
        return number, ""
    if "boolValue" in shown:
        return bool(shown["boolValue"]), ""
    return shown.get("stringValue"), ""
