"""Pages as the API's requests: typed values, so that no text is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from forewarn.workbook.foreign.scanned import spot
from forewarn.workbook.google.port import Outline, Request
from forewarn.workbook.looks import BAND_COLORS, LOOKS, looks
from forewarn.workbook.pages import Cell, Choice, Made, Page, Shown
from forewarn.workbook.words import said

# Of one call. The API asks for 2 MB at most; a cell with its look takes about 300 bytes.
MOST_CELLS = 5_000
STAMP = "forewarn"
_STAMP_ID = 714_001
_DAY_ONE = date(1899, 12, 30).toordinal()
_FIELDS = "userEnteredValue,userEnteredFormat,note,dataValidation"
_PIXELS = 7.5
_WIDTH = 100


def structure(made: Made, outline: Outline) -> list[Request]:
    """Sheets in their size, without old rules and protection; all named ranges anew."""
    ids = sheet_ids(made, outline)
    return [
        *(each for page in made.pages for each in _tab(page, ids[page.name], outline)),
        *(
            {"deleteNamedRange": {"namedRangeId": outline.names[name]}}
            for name in made.names
            if name in outline.names
        ),
        *(_named(name, place, ids) for name, place in made.names.items()),
    ]


def sheet_ids(made: Made, outline: Outline) -> dict[str, int]:
    """The id of every page's sheet: the one it has, or a free one."""
    taken = {tab.sheet_id for tab in outline.tabs.values()}
    found: dict[str, int] = {}
    following = 1_000
    for page in made.pages:
        tab = outline.tabs.get(page.name)
        if tab is None:
            while following in taken:
                following += 1
            taken.add(following)
        found[page.name] = following if tab is None else tab.sheet_id
    return found


def batches(made: Made, ids: Mapping[str, int]) -> Iterator[list[Request]]:
    """Calls in their order: every page's cells, and with its last ones what helps reading."""
    for page in made.pages:
        sheet_id = ids[page.name]
        chunks = list(_chunks(page))
        for number, (first, last) in enumerate(chunks):
            requests = [] if number else [_cleared(sheet_id)]
            requests.append(_rows(page, sheet_id, first, last))
            if number == len(chunks) - 1:
                requests += _aids(page, sheet_id, made.colors)
            yield requests


def stamped(value: str, outline: Outline) -> Request:
    """The mark of how far a push came, part of the call that came so far."""
    known = outline.stamps.get(STAMP)
    metadata = {
        "metadataId": known[0] if known else _STAMP_ID,
        "metadataKey": STAMP,
        "metadataValue": value,
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    if known is None:
        return {"createDeveloperMetadata": {"developerMetadata": metadata}}
    by_id = {"developerMetadataLookup": {"metadataId": known[0]}}
    return {
        "updateDeveloperMetadata": {
            "dataFilters": [by_id],
            "developerMetadata": metadata,
            "fields": "metadataValue",
        }
    }


def _tab(page: Page, sheet_id: int, outline: Outline) -> Iterator[Request]:
    grid = {
        "rowCount": max(page.rows, default=0) + 20,
        "columnCount": max((max(cells) for cells in page.rows.values() if cells), default=0) + 3,
        "frozenRowCount": page.freeze[0],
        "frozenColumnCount": page.freeze[1],
        "hideGridlines": True,
    }
    about = {"sheetId": sheet_id, "title": page.name, "gridProperties": grid}
    tab = outline.tabs.get(page.name)
    if tab is None:
        yield {"addSheet": {"properties": about}}
        return
    yield {"updateSheetProperties": {"properties": about, "fields": "gridProperties"}}
    for _ in range(tab.rules):
        yield {"deleteConditionalFormatRule": {"sheetId": sheet_id, "index": 0}}
    for each in tab.protections:
        yield {"deleteProtectedRange": {"protectedRangeId": each}}


def _named(name: str, place: str, ids: Mapping[str, int]) -> Request:
    """A defined name, such as ``='Accounts'!$A$6:$A$51``, as a range of the API."""
    title, _, reference = place.removeprefix("=").rpartition("!")
    title = title[1:-1].replace("''", "'") if title.startswith("'") else title
    first, _, last = reference.partition(":")
    rows, columns = zip(*(spot(each, name) for each in (first, last or first)), strict=True)
    stretch = _stretch(ids[title], rows[0], columns[0], rows[1], columns[1])
    return {"addNamedRange": {"namedRange": {"name": name, "range": stretch}}}


def _stretch(
    sheet_id: int, first_row: int, first_column: int, last_row: int, last_column: int
) -> dict[str, int]:
    return {
        "sheetId": sheet_id,
        "startRowIndex": first_row,
        "endRowIndex": last_row + 1,
        "startColumnIndex": first_column,
        "endColumnIndex": last_column + 1,
    }


def _cleared(sheet_id: int) -> Request:
    return {"updateCells": {"range": {"sheetId": sheet_id}, "fields": _FIELDS}}


def _chunks(page: Page) -> Iterator[tuple[int, int]]:
    """Rows (first, last) of each call."""
    first, count = 0, 0
    last = max(page.rows, default=0)
    for row in range(last + 1):
        count += len(page.rows.get(row, ()))
        if count >= MOST_CELLS or row == last:
            yield first, row
            first, count = row + 1, 0


def _rows(page: Page, sheet_id: int, first: int, last: int) -> Request:
    choices = _choices(page.choices, first, last)
    rows = []
    for row in range(first, last + 1):
        cells = page.rows.get(row, {})
        notes = (column for at, column in page.notes if at == row) if row < 50 else ()
        width = max([*cells, *notes, *choices.get(row, ())], default=-1) + 1
        values = [
            _cell(
                cells.get(column), page.notes.get((row, column)), choices.get(row, {}).get(column)
            )
            for column in range(width)
        ]
        rows.append({"values": values})
    start = {"sheetId": sheet_id, "rowIndex": first, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": rows, "fields": _FIELDS}}


def _choices(choices: Sequence[Choice], first: int, last: int) -> dict[int, dict[int, Choice]]:
    found: dict[int, dict[int, Choice]] = {}
    for choice in choices:
        for row in range(max(first, choice.first_row), min(last, choice.last_row) + 1):
            found.setdefault(row, {})[choice.column] = choice
    return found


def _cell(each: Cell | None, note: str | None, choice: Choice | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if each is not None:
        made["userEnteredFormat"] = _format(each.style)
        value = _value(each)
        if value is not None:
            made["userEnteredValue"] = value
    if note:
        made["note"] = note
    if choice is not None:
        values = [{"userEnteredValue": str(step)} for step in choice.choices]
        made["dataValidation"] = {
            "condition": {"type": "ONE_OF_LIST", "values": values},
            "inputMessage": choice.means,
            "strict": True,
            "showCustomUi": True,
        }
    return made


def _value(each: Cell) -> dict[str, Any] | None:
    if each.formula is not None:
        return {"formulaValue": each.formula}
    return plain(each.value)


def plain(value: Shown) -> dict[str, Any] | None:
    """A value with its type; None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, datetime):
        raise TypeError("pages hold dates, not instants")
    if isinstance(value, date):
        return {"numberValue": value.toordinal() - _DAY_ONE}
    return {"numberValue": value}


def _format(style: str) -> dict[str, Any]:
    look = looks()[style]
    text: dict[str, Any] = {"fontSize": look.get("font_size", 10), "bold": look.get("bold", False)}
    if "font_color" in look:
        text["foregroundColorStyle"] = {"rgbColor": _color(look["font_color"])}
    made: dict[str, Any] = {
        "textFormat": text,
        "verticalAlignment": "MIDDLE" if look.get("valign") == "vcenter" else "TOP",
        "wrapStrategy": "WRAP" if look.get("text_wrap") else "OVERFLOW_CELL",
    }
    if "align" in look:
        made["horizontalAlignment"] = look["align"].upper()
    if "bg_color" in look:
        made["backgroundColorStyle"] = {"rgbColor": _color(look["bg_color"])}
    if look.get("num_format", "General") != "General":
        kind = "DATE" if "yyyy" in look["num_format"] else "NUMBER"
        made["numberFormat"] = {"type": kind, "pattern": look["num_format"]}
    return made


def _color(shown: str) -> dict[str, float]:
    red, green, blue = (int(shown[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return {"red": red, "green": green, "blue": blue}


def _aids(page: Page, sheet_id: int, colors: Mapping[str, str]) -> Iterator[Request]:
    for column, width in page.widths.items():
        stretch = {"sheetId": sheet_id, "dimension": "COLUMNS"}
        yield {
            "updateDimensionProperties": {
                "range": {**stretch, "startIndex": column, "endIndex": column + 1},
                "properties": {"pixelSize": round(width * _PIXELS) or _WIDTH},
                "fields": "pixelSize",
            }
        }
    ranges = [_stretch(sheet_id, *each) for each in page.bands]
    for band, color in colors.items() if ranges else ():
        if color in BAND_COLORS:
            yield _rule(ranges, band, BAND_COLORS[color])
    if page.locked:
        yield _protection(page, sheet_id)


def _rule(ranges: Sequence[Mapping[str, int]], band: str, color: tuple[str, str]) -> Request:
    rule = {
        "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": band}]},
        "format": {
            "backgroundColorStyle": {"rgbColor": _color(color[0])},
            "textFormat": {"foregroundColorStyle": {"rgbColor": _color(color[1])}},
        },
    }
    return {
        "addConditionalFormatRule": {
            "rule": {"ranges": list(ranges), "booleanRule": rule},
            "index": 0,
        }
    }


def _protection(page: Page, sheet_id: int) -> Request:
    """Typing elsewhere than in open cells asks first; it is not forbidden to the owner."""
    return {
        "addProtectedRange": {
            "protectedRange": {
                "range": {"sheetId": sheet_id},
                "description": said("Typing here would be lost: Forewarn writes it anew"),
                "warningOnly": True,
                "unprotectedRanges": list(_open(page, sheet_id)),
            }
        }
    }


def _open(page: Page, sheet_id: int) -> Iterator[dict[str, int]]:
    """Stretches of open cells down each column."""
    columns: dict[int, list[int]] = {}
    for row, cells in sorted(page.rows.items()):
        for column, each in cells.items():
            if LOOKS[each.style].get("locked") is False:
                columns.setdefault(column, []).append(row)
    for column, rows in columns.items():
        first = previous = rows[0]
        for row in [*rows[1:], -1]:
            if row != previous + 1:
                yield _stretch(sheet_id, first, column, previous, column)
                first = row
            previous = row
