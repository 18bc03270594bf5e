"""The verb ``sheet sync``: read back what people typed into the shared sheet, write it anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from forewarn.project.asked import Importing, Progress, Syncing
from forewarn.project.desk import Desk
from forewarn.project.exporting import material
from forewarn.project.importing import PLAYS, README, import_opened
from forewarn.project.taking import ASSESS
from forewarn.terms.errors import ForewarnError
from forewarn.terms.imported import Imported
from forewarn.terms.synced import Synced
from forewarn.workbook.make import make
from forewarn.workbook.pages import Made
from forewarn.workbook.scorecard_back import sheet_names

if TYPE_CHECKING:
    from forewarn.workbook.foreign.opened import OpenedBook
    from forewarn.workbook.google.online import OnlineSheet

CREDENTIALS = ("FOREWARN_GOOGLE_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS")
STAND_IN = "FOREWARN_GOOGLE_STAND_IN"
"""Another place on this machine that speaks the API, for trying out; it is sent no credentials."""


class _Shared(Protocol):
    notices: tuple[str, ...]

    def read(self, titles: Collection[str]) -> OpenedBook | None: ...

    def write(self, made: Made, *, read: OpenedBook | None) -> tuple[int, bool]: ...


def sync(
    desk: Callable[[], Desk],
    asked: Syncing,
    as_of: date,
    *,
    taken: Callable[[Imported], object],
    progress: Progress | None,
) -> Synced:
    """Read back, then write anew; where what was typed cannot be taken, nothing is written.

    Args:
        desk: opens the project as it stands; called again after something was read back.
        asked: where, and how conflicts are settled.
        as_of: the date of the scores.
        taken: is told what was read back, before anything is written.
        progress: is told how far it is.

    Raises:
        ForewarnError: the sheet cannot be read or written, or is of another project.
    """
    shared = _shared(asked.where, progress)
    opened = desk()
    book = shared.read([README, ASSESS, PLAYS, *sheet_names(opened.cards)])
    imported = None
    if book is not None:
        wanted = Importing(Path(asked.where), asked.by, asked.take, asked.accept_good_rows)
        imported = import_opened(opened, wanted, book)
        taken(imported)
        opened = desk() if imported.written else opened
    if imported is not None and imported.refused:
        return Synced(asked.where, as_of, imported, False, 0, 0, False, shared.notices)
    shown = material(opened, as_of, progress)
    calls, resumed = shared.write(make(shown), read=book)
    return Synced(
        where=asked.where,
        as_of=as_of,
        imported=imported,
        written=True,
        accounts=sum(len(each.lines) for each in shown.books) + len(shown.unrouted),
        calls=calls,
        resumed=resumed,
        notices=(*shared.notices, *shown.notices),
    )


def _shared(where: str, progress: Progress | None) -> _Shared:
    from forewarn.workbook.google.online import OnlineSheet, sheet_id_of

    sheet_id = sheet_id_of(where)
    if sheet_id is None:
        if "://" in where:
            raise ForewarnError(
                f"{where} is no address of a Google spreadsheet",
                fix="https://docs.google.com/spreadsheets/d/... or the path of an .xlsx file",
            )
        return _InFolder(Path(where))
    host = os.environ.get(STAND_IN, "")
    if host and urlsplit(host).hostname in ("127.0.0.1", "localhost"):
        return _Online(OnlineSheet(sheet_id, credentials=None, host=host), progress)
    named = next(filter(None, map(os.environ.get, CREDENTIALS)), None)
    return _Online(OnlineSheet(sheet_id, credentials=Path(named) if named else None), progress)


class _InFolder:
    def __init__(self, path: Path) -> None:
        from forewarn.workbook.shared_file import SharedFile

        self._file = SharedFile(path)
        self.notices = self._file.notices

    def read(self, titles: Collection[str]) -> OpenedBook | None:
        return self._file.read(titles)

    def write(self, made: Made, *, read: OpenedBook | None) -> tuple[int, bool]:
        self._file.write(made, read=read)
        return 1, False


@dataclass(slots=True)
class _Online:
    port: OnlineSheet
    progress: Progress | None
    notices: tuple[str, ...] = ()

    def read(self, titles: Collection[str]) -> OpenedBook | None:
        """None where this is a spreadsheet that Forewarn never wrote to."""
        from forewarn.workbook.google.pulling import pull

        book = pull(self.port, list(titles))
        return book if README in book.sheets and self.port.outline().stamps else None

    def write(self, made: Made, *, read: OpenedBook | None) -> tuple[int, bool]:
        from forewarn.workbook.google.pulling import pull
        from forewarn.workbook.google.pushing import push

        if read is not None and pull(self.port, list(read.sheets)).digest != read.digest:
            raise ForewarnError(
                f"{self.port.address()}: somebody typed while this ran; it is left as it is",
                fix="run it again: what was read is on record, and reading twice changes nothing",
            )
        tell = self.progress or (lambda *_: None)
        try:
            pushed = push(made, self.port, anew=read is not None, told=tell)
        finally:
            self.port.close()
        return pushed.calls, pushed.resumed
