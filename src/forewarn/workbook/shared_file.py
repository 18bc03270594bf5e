"""A workbook in a folder that others write to as well: OneDrive, SharePoint, Drive, a share."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from forewarn.terms.errors import ForewarnError
from forewarn.workbook.foreign.opened import OpenedBook
from forewarn.workbook.opening import ForeignFileError, open_workbook
from forewarn.workbook.pages import Made
from forewarn.workbook.writing import write

_PAUSE = 0.5
_LOOKS = 20
# What folder programs name the second version that they could not merge.
_COPY = re.compile(r"[ ._-]?(\(.*conflict.*\)|.*sync-conflict-.*|\(.*Konflikt.*\))", re.IGNORECASE)
_PERHAPS = re.compile(r" \(\d+\)|-[A-Z0-9-]*[A-Z][A-Z0-9-]*")


class SharedFile:
    """One workbook in a shared folder.

    Args:
        path: the file; it need not be there yet.
        sleep: waits some seconds.
    """

    def __init__(self, path: Path, *, sleep: Callable[[float], None] = time.sleep) -> None:
        if path.suffix.lower() != ".xlsx":
            raise ForewarnError(
                f"{path} is no .xlsx file and no docs.google.com address",
                fix="name a workbook, such as shared/health.xlsx",
            )
        if not path.parent.is_dir():
            raise ForewarnError(f"{path.parent} is no folder", fix="name one that is there")
        self.path, self._sleep = path, sleep
        self.notices = tuple(self._perhaps())

    def read(self, titles: Collection[str]) -> OpenedBook | None:
        """The file once it stands still; None where there is none.

        Raises:
            ForewarnError: somebody has it open, it has a conflicted copy, it does not stand still,
                or it cannot be read.
        """
        self._refuse_copies()
        self._refuse_locks()
        if not self.path.exists():
            return None
        for _ in range(_LOOKS):
            before = self._looks()
            self._sleep(_PAUSE)
            if before is None or before != self._looks():
                continue
            try:
                book = open_workbook(self.path, sheets=titles)
            except ForeignFileError:
                if before == self._looks():
                    raise
                continue
            if before == self._looks():
                return book
        raise ForewarnError(
            f"{self.path} is still being written", fix="wait until the folder is in step, run again"
        )

    def write(self, made: Made, *, read: OpenedBook | None) -> None:
        """Put the new workbook in the file's place as a whole.

        Args:
            made: the pages.
            read: what `read` gave; the file must still be that one.

        Raises:
            ForewarnError: somebody opened or changed it since; the file is left as it is.
        """
        part = self.path.with_name(f".{self.path.stem}.{os.getpid()}.new.xlsx")
        try:
            write(made, part)
            _to_disk(part)
            self._refuse_locks()
            self._refuse_changed(read)
            self._put(part, there=read is not None)
        except OSError as error:
            raise ForewarnError(
                f"{self.path} cannot be written: {error.strerror or error}",
                fix="close it where it is open, and run again",
            ) from None
        finally:
            part.unlink(missing_ok=True)

    def _put(self, part: Path, *, there: bool) -> None:
        if there:
            part.replace(self.path)
            return
        try:
            # Unlike a rename, a link never takes the place of a file that came in between.
            os.link(part, self.path)
        except FileExistsError:
            raise self._changed() from None
        except OSError:  # a file system without links
            part.replace(self.path)

    def _looks(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_size, found.st_mtime_ns, found.st_ino

    def _refuse_changed(self, read: OpenedBook | None) -> None:
        try:
            now = hashlib.sha256(self.path.read_bytes()).hexdigest()
        except FileNotFoundError:
            now = None
        if now != (read.digest if read is not None else None):
            raise self._changed()

    def _changed(self) -> ForewarnError:
        return ForewarnError(
            f"{self.path} was changed by somebody else while this ran; it is left as it is",
            fix="run it again: what was read is on record, and reading twice changes nothing",
        )

    def _refuse_locks(self) -> None:
        name = self.path.name
        locks = (f"~${name}", f"~${name[2:]}", f".~lock.{name}#")
        for each in map(self.path.with_name, locks):
            if each.exists():
                raise ForewarnError(
                    f"{self.path} is open in a spreadsheet program{_by(each)} ({each.name})",
                    fix=f"close it and run again; if nobody has it open, delete {each.name}",
                )

    def _refuse_copies(self) -> None:
        copies = sorted(name for name in self._beside() if _COPY.fullmatch(self._ending(name)))
        if copies:
            raise ForewarnError(
                f"{self.path} has a second version that the folder could not merge: "
                + ", ".join(copies),
                fix=f"forewarn import {copies[0]!r} (asks where both differ), then delete it",
            )

    def _perhaps(self) -> Iterator[str]:
        for name in sorted(self._beside()):
            if _PERHAPS.fullmatch(self._ending(name)):
                yield f"{name} stands beside {self.path.name}: it is not read, in case it is a copy"

    def _beside(self) -> list[str]:
        stem, suffix = self.path.stem, self.path.suffix
        return [
            each.name
            for each in self.path.parent.iterdir()
            if each.name != self.path.name
            and each.name.startswith(stem)
            and each.suffix.lower() == suffix.lower()
        ]

    def _ending(self, name: str) -> str:
        return name[len(self.path.stem) : -len(self.path.suffix)]


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _by(lock: Path) -> str:
    """Who has it open, where the lock file says so."""
    try:
        said = lock.read_bytes()[:200]
    except OSError:
        return ""
    if lock.name.startswith("~$"):
        who = said[1 : 1 + said[0]] if said and 0 < said[0] < 55 else b""
    else:
        who = said.split(b",")[0]
    name = "".join(each for each in who.decode("utf-8", "replace") if each.isprintable()).strip()
    return f", by {name}" if name else ""
