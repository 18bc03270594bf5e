"""The five methods through gspread, with back-off, a pace below the quota and plain errors."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forewarn.terms.errors import ForewarnError
from forewarn.workbook.google.port import Outline, Request, Tab
from forewarn.workbook.google.requests import STAMP
from forewarn.workbook.places import cell, on_sheet

HOST = "https://sheets.googleapis.com"
_ADDRESS = "https://docs.google.com/spreadsheets/d/"
# Google allows 60 writes a minute and person; others may write with the same account.
_WRITES_A_MINUTE = 50
_TRIES = 6
_LONGEST_WAIT = 64.0
_SECONDS = 120
_SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
_OUTLINE = (
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "conditionalFormats(ranges(sheetId)),protectedRanges(protectedRangeId)),"
    "namedRanges(namedRangeId,name,range),developerMetadata(metadataId,metadataKey,metadataValue)"
)
_CELLS = (
    "sheets(properties(title,hidden),data(startRow,startColumn,rowData(values("
    "userEnteredValue,effectiveValue,effectiveFormat(numberFormat(type))))))"
)


def sheet_id_of(address: str) -> str | None:
    """The spreadsheet's id in a docs.google.com address; None for anything else."""
    parts = urlsplit(address)
    words = parts.path.split("/")
    online = parts.scheme == "https" and parts.hostname == "docs.google.com"
    if not online or words[1:3] != ["spreadsheets", "d"] or len(words) < 4:
        return None
    return words[3] or None


class OnlineSheet:
    """One Google spreadsheet, through a service account.

    Args:
        sheet_id: from its address.
        credentials: the service account's key file; None only with a host of one's own.
        host: another place that speaks the same API, for tests on this machine.
        sleep, clock: seconds to wait, seconds gone by.
    """

    def __init__(
        self,
        sheet_id: str,
        *,
        credentials: Path | None,
        host: str = HOST,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._id, self._host = sheet_id, host
        self._sleep, self._clock = sleep, clock
        self._writes: deque[float] = deque()
        self._http = _client(credentials, host)

    def address(self) -> str:
        """Where people open it."""
        return f"{_ADDRESS}{self._id}"

    def outline(self) -> Outline:
        """What there is now."""
        told = self._get({"fields": _OUTLINE})
        titles = {
            each["properties"]["sheetId"]: each["properties"]["title"]
            for each in told.get("sheets", ())
        }
        return Outline(
            places=dict(_place(each, titles) for each in told.get("namedRanges", ())),
            tabs={each["properties"]["title"]: _tab(each) for each in told.get("sheets", ())},
            names={each["name"]: each["namedRangeId"] for each in told.get("namedRanges", ())},
            stamps={
                each["metadataKey"]: (each["metadataId"], each.get("metadataValue", ""))
                for each in told.get("developerMetadata", ())
            },
        )

    def change(self, requests: Sequence[Request]) -> None:
        """Apply requests, all or none.

        Where an answer was lost on the way, the mark in the last request tells whether they were
        applied; they are not applied twice.
        """
        wanted = _mark_in(requests[-1])

        def applied() -> bool:
            return wanted is not None and self.outline().stamps.get(STAMP, (0, ""))[1] == wanted

        self._try("post", ":batchUpdate", body={"requests": list(requests)}, applied=applied)

    def cells(self, titles: Sequence[str]) -> Mapping[str, Any]:
        """Sheets with their cells as the API tells them, by title."""
        if not titles:
            return {}
        ranges = ["'" + title.replace("'", "''") + "'" for title in titles]
        told = self._get({"fields": _CELLS, "ranges": ranges})
        return {each["properties"]["title"]: each for each in told.get("sheets", ())}

    def close(self) -> None:
        """Let the connection go."""
        self._http.session.close()

    def wait_a_turn(self) -> None:
        """Wait until fewer than the allowed number of writes lie within the last minute."""
        now = self._clock()
        while self._writes and now - self._writes[0] >= 60:
            self._writes.popleft()
        if len(self._writes) >= _WRITES_A_MINUTE:
            self._sleep(60 - (now - self._writes.popleft()))
            now = self._clock()
        self._writes.append(now)

    def _get(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self._try("get", "", params=params)
        return told

    def _try(
        self,
        method: str,
        ending: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        applied: Callable[[], bool] = lambda: False,
    ) -> Any:
        """Call, again after a pause where the service is busy or did not answer."""
        from gspread.exceptions import APIError
        from requests.exceptions import RequestException

        url = f"{self._host}/v4/spreadsheets/{self._id}{ending}"
        for number in range(_TRIES):
            try:
                told = self._http.request(method, url, params=params, json=body)
                return told.json()
            except APIError as error:
                status = error.response.status_code
                if status not in (408, 429) and status < 500:
                    raise self._refused(status, str(error.error.get("message", ""))) from None
                pause, said = _pause(error.response.headers, number), f"it answers {status}"
            except RequestException as error:
                pause, said = _pause({}, number), type(error).__name__
            if number + 1 < _TRIES:
                self._sleep(pause)
                if method == "post" and applied():
                    return {}
        raise ForewarnError(
            f"{self.address()}: Google Sheets does not answer after {_TRIES} tries ({said})",
            fix="run it again later: it goes on where it stopped",
        )

    def _refused(self, status: int, message: str) -> ForewarnError:
        fixes = {
            401: "name the key file of a service account that is in use",
            403: "share the spreadsheet with the service account's address, as an editor",
            404: "copy the address from the browser, and share it with the service account",
        }
        found = f"{self.address()}: Google Sheets refuses ({status}): {message[:300]}"
        return ForewarnError(found, fix=fixes.get(status, "see docs/sheet-google.md"))


def _client(credentials: Path | None, host: str) -> Any:
    try:
        from google.oauth2.service_account import Credentials
        from gspread.http_client import HTTPClient
        from requests import Session
    except ImportError:
        raise ForewarnError(
            "Google Sheets needs gspread, which is not installed",
            fix="pip install 'forewarn[sheets]'",
        ) from None
    if host != HOST:
        client = HTTPClient(None, Session())  # type: ignore[arg-type]
    elif credentials is None:
        raise ForewarnError(
            "no key file of a service account is named",
            fix="set FOREWARN_GOOGLE_CREDENTIALS=path/to/key.json (docs/sheet-google.md)",
        )
    else:
        try:
            read: Any = Credentials.from_service_account_file
            client = HTTPClient(read(str(credentials), scopes=_SCOPES))
        except (OSError, ValueError) as error:
            raise ForewarnError(
                f"{credentials} is no key file of a service account: {type(error).__name__}",
                fix="download the key as JSON from the account's page (docs/sheet-google.md)",
            ) from None
    client.set_timeout(_SECONDS)
    return client


def _tab(told: Mapping[str, Any]) -> Tab:
    properties = told["properties"]
    grid = properties.get("gridProperties", {})
    return Tab(
        sheet_id=properties["sheetId"],
        rows=grid.get("rowCount", 0),
        columns=grid.get("columnCount", 0),
        rules=len(told.get("conditionalFormats", ())),
        protections=tuple(each["protectedRangeId"] for each in told.get("protectedRanges", ())),
    )


def _place(named: Mapping[str, Any], titles: Mapping[int, str]) -> tuple[str, str]:
    """A named range and what it stands for; the API leaves out zeros."""
    stretch = named.get("range", {})
    first, left = stretch.get("startRowIndex", 0), stretch.get("startColumnIndex", 0)
    last, right = stretch.get("endRowIndex", first + 1), stretch.get("endColumnIndex", left + 1)
    corner, end = cell(first, left, fixed="$"), cell(last - 1, right - 1, fixed="$")
    reference = corner if corner == end else f"{corner}:{end}"
    return named["name"], on_sheet(titles.get(stretch.get("sheetId", 0), ""), reference)


def _mark_in(request: Request) -> str | None:
    for kind in ("createDeveloperMetadata", "updateDeveloperMetadata"):
        if kind in request:
            value: str = request[kind]["developerMetadata"]["metadataValue"]
            return value
    return None


def _pause(headers: Mapping[str, str], number: int) -> float:
    asked = headers.get("Retry-After", "")
    return min(float(asked) if asked.isdigit() else 2.0**number, _LONGEST_WAIT)
