"""A stand-in for Google Sheets on this machine: the part of its API that Forewarn uses.

It refuses requests that it does not know, applies a call as a whole or not at all, and can be told
to be busy, to fail, or to apply a call and then not answer.
"""

from __future__ import annotations

import copy
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class BadRequestError(Exception):
    """The API would answer 400."""


@dataclass
class Sheet:
    properties: dict[str, Any]
    cells: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    rules: list[Any] = field(default_factory=list)
    protected: list[int] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)


@dataclass
class Spreadsheet:
    """What stands online.

    Attributes:
        troubles: for the next calls that change something: a status, ``lost`` (applied, then no
            answer) or ``cut`` (not applied, no answer); None for none.
    """

    sheets: dict[int, Sheet] = field(default_factory=dict)
    names: dict[str, dict[str, Any]] = field(default_factory=dict)
    stamps: dict[int, dict[str, Any]] = field(default_factory=dict)
    troubles: list[Any] = field(default_factory=list)
    writes: int = 0
    following: int = 1

    def titled(self, title: str) -> Sheet:
        return next(each for each in self.sheets.values() if each.properties["title"] == title)

    def type_in(self, title: str, row: int, column: int, value: dict[str, Any]) -> None:
        """What a person does."""
        self.titled(title).cells.setdefault((row, column), {})["userEnteredValue"] = value

    def apply(self, requests: list[dict[str, Any]]) -> None:
        trial = copy.deepcopy(self)
        for request in requests:
            ((kind, about),) = request.items()
            handle = getattr(trial, f"_{kind}", None)
            if handle is None:
                raise BadRequestError(f"unknown request {kind}")
            handle(about)
        self.sheets, self.names, self.stamps = trial.sheets, trial.names, trial.stamps
        self.following = trial.following
        self.writes += 1

    def _new_id(self) -> int:
        self.following += 1
        return self.following

    def _at(self, sheet_id: int) -> Sheet:
        if sheet_id not in self.sheets:
            raise BadRequestError(f"no grid with id {sheet_id}")
        return self.sheets[sheet_id]

    def _addSheet(self, about: dict[str, Any]) -> None:  # noqa: N802
        properties = about["properties"]
        if properties["title"] in {each.properties["title"] for each in self.sheets.values()}:
            raise BadRequestError("a sheet with that name already exists")
        if properties["sheetId"] in self.sheets:
            raise BadRequestError("a sheet with that id already exists")
        self.sheets[properties["sheetId"]] = Sheet(properties)

    def _updateSheetProperties(self, about: dict[str, Any]) -> None:  # noqa: N802
        assert about["fields"] == "gridProperties"
        sheet = self._at(about["properties"]["sheetId"])
        sheet.properties["gridProperties"] = about["properties"]["gridProperties"]

    def _updateCells(self, about: dict[str, Any]) -> None:  # noqa: N802
        fields = about["fields"].split(",")
        if "rows" not in about:
            self._at(about["range"]["sheetId"]).cells.clear()
            return
        start = about["start"]
        sheet = self._at(start["sheetId"])
        grid = sheet.properties["gridProperties"]
        for row, line in enumerate(about["rows"], start["rowIndex"]):
            for column, cell in enumerate(line.get("values", ()), start["columnIndex"]):
                if row >= grid["rowCount"] or column >= grid["columnCount"]:
                    raise BadRequestError("outside the grid")
                if set(cell) - set(fields):
                    raise BadRequestError(f"unknown field in {sorted(cell)}")
                _check_value(cell.get("userEnteredValue"))
                sheet.cells[row, column] = cell

    def _addNamedRange(self, about: dict[str, Any]) -> None:  # noqa: N802
        named = about["namedRange"]
        if named["name"] in self.names:
            raise BadRequestError("that name is taken")
        self._at(named["range"]["sheetId"])
        self.names[named["name"]] = {**named, "namedRangeId": f"n{self._new_id()}"}

    def _deleteNamedRange(self, about: dict[str, Any]) -> None:  # noqa: N802
        found = [
            n for n, each in self.names.items() if each["namedRangeId"] == about["namedRangeId"]
        ]
        if not found:
            raise BadRequestError("no such named range")
        del self.names[found[0]]

    def _createDeveloperMetadata(self, about: dict[str, Any]) -> None:  # noqa: N802
        made = about["developerMetadata"]
        if made["metadataId"] in self.stamps:
            raise BadRequestError("that id is taken")
        self.stamps[made["metadataId"]] = made

    def _updateDeveloperMetadata(self, about: dict[str, Any]) -> None:  # noqa: N802
        at = about["dataFilters"][0]["developerMetadataLookup"]["metadataId"]
        if at not in self.stamps:
            raise BadRequestError("no such metadata")
        self.stamps[at]["metadataValue"] = about["developerMetadata"]["metadataValue"]

    def _updateDimensionProperties(self, about: dict[str, Any]) -> None:  # noqa: N802
        stretch = about["range"]
        sheet = self._at(stretch["sheetId"])
        sheet.widths[stretch["startIndex"]] = about["properties"]["pixelSize"]

    def _addConditionalFormatRule(self, about: dict[str, Any]) -> None:  # noqa: N802
        self._at(about["rule"]["ranges"][0]["sheetId"]).rules.append(about["rule"])

    def _deleteConditionalFormatRule(self, about: dict[str, Any]) -> None:  # noqa: N802
        rules = self._at(about["sheetId"]).rules
        if about["index"] >= len(rules):
            raise BadRequestError("no such rule")
        rules.pop(about["index"])

    def _addProtectedRange(self, about: dict[str, Any]) -> None:  # noqa: N802
        made = about["protectedRange"]
        self._at(made["range"]["sheetId"]).protected.append(self._new_id())

    def _deleteProtectedRange(self, about: dict[str, Any]) -> None:  # noqa: N802
        for sheet in self.sheets.values():
            if about["protectedRangeId"] in sheet.protected:
                sheet.protected.remove(about["protectedRangeId"])
                return
        raise BadRequestError("no such protected range")

    def told(self, ranges: list[str]) -> dict[str, Any]:
        wanted = [each[1:-1].replace("''", "'") for each in ranges]
        return {
            "sheets": [
                self._sheet(each, cells=bool(ranges))
                for each in self.sheets.values()
                if not ranges or each.properties["title"] in wanted
            ],
            "namedRanges": list(self.names.values()),
            "developerMetadata": list(self.stamps.values()),
        }

    def _sheet(self, sheet: Sheet, *, cells: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"properties": sheet.properties}
        if sheet.rules:
            told["conditionalFormats"] = sheet.rules
        if sheet.protected:
            told["protectedRanges"] = [{"protectedRangeId": each} for each in sheet.protected]
        if cells:
            last = max((row for row, _ in sheet.cells), default=-1)
            rows = [{"values": _line(sheet, row)} for row in range(last + 1)]
            told["data"] = [{"rowData": rows}]
        return told


def _check_value(value: dict[str, Any] | None) -> None:
    known = {
        "stringValue": str,
        "numberValue": (int, float),
        "formulaValue": str,
        "boolValue": bool,
    }
    if value is None:
        return
    ((kind, plain),) = value.items()
    if kind not in known or not isinstance(plain, known[kind]):
        raise BadRequestError(f"{kind}: {plain!r}")
    if kind == "formulaValue" and not plain.startswith("="):
        raise BadRequestError("a formula begins with =")


def _line(sheet: Sheet, row: int) -> list[dict[str, Any]]:
    last = max((column for at, column in sheet.cells if at == row), default=-1)
    return [_cell(sheet.cells.get((row, column), {})) for column in range(last + 1)]


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    entered = cell.get("userEnteredValue")
    told: dict[str, Any] = {}
    if entered is not None:
        told["userEnteredValue"] = entered
        # It calculates nothing: a formula is shown as an error.
        shown = {"errorValue": {"type": "LOADING"}} if "formulaValue" in entered else entered
        told["effectiveValue"] = shown
    number = cell.get("userEnteredFormat", {}).get("numberFormat")
    if number:
        told["effectiveFormat"] = {"numberFormat": number}
    return told


class _Handler(BaseHTTPRequestHandler):
    book: Spreadsheet
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self._answer(200, self.book.told([unquote(each) for each in query.get("ranges", [])]))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        trouble = self.book.troubles.pop(0) if self.book.troubles else None
        if isinstance(trouble, int):
            self._answer(trouble, {"error": {"code": trouble, "message": "busy"}})
            return
        if trouble == "cut":
            self._hang_up()
            return
        try:
            self.book.apply(body["requests"])
        except BadRequestError as error:
            self._answer(400, {"error": {"code": 400, "message": str(error)}})
            return
        if trouble == "lost":
            self._hang_up()
            return
        self._answer(200, {"replies": []})

    def _answer(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A call that was cut on purpose is no news."""


@contextmanager
def serving() -> Iterator[tuple[Spreadsheet, str]]:
    """A spreadsheet with one empty sheet, and the address of the service."""
    book = Spreadsheet({0: Sheet({"sheetId": 0, "title": "Sheet1", "gridProperties": {}})})
    handler = type("Handler", (_Handler,), {"book": book})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield book, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
