"""Pages put into files."""

from __future__ import annotations

import os
from pathlib import Path

from forewarn.terms.errors import ForewarnError
from forewarn.terms.whole import beside


def refuse(file: Path, *, example: str = "page.html") -> None:
    """Refuse a file that cannot be written, before what stands in it is worked out.

    Raises:
        ForewarnError: it is a folder, or its folder is not there or may not be written into.
    """
    folder = file.parent
    if file.is_dir():
        raise ForewarnError(f"{file} is a folder", fix=f"name a file, such as {file / example}")
    if not folder.is_dir():
        raise ForewarnError(f"there is no folder {folder}", fix="make it, or name another file")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise ForewarnError(f"{file} may not be written", fix="name a file in a folder of yours")


def put(file: Path, page: str) -> None:
    """Write a page into a file, wholly, in the place of what stood there.

    Raises:
        ForewarnError: it cannot be written.
    """
    try:
        with beside(file) as new:
            new.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ForewarnError(
            f"{file} could not be written: {error.strerror or error}", fix="name another file"
        ) from error
