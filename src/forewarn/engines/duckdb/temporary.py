"""Folders for temporary files: they go away with the process, also one that was killed."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from forewarn.terms.errors import ForewarnError

if sys.platform != "win32":  # where folders cannot be locked: a killed run leaves its own there
    import fcntl

_PREFIX = "forewarn-locked-"
_OURS = re.compile(rf"{_PREFIX}[a-z]+-[a-z0-9_]+")
_ELSEWHERE = "name a folder with room in the environment, as in TMPDIR=/var/scratch"
_YOUNG_SECONDS = 3600
"""So long after it was made nobody else takes a folder for a left one: it may not be locked yet."""


@contextmanager
def folder(what: str) -> Iterator[Path]:
    """A new folder for temporary files, which is removed afterwards.

    A lock on it, which ends with the process however that ends, tells a folder in use from one
    that was left. Left ones of the same user are removed here.

    Args:
        what: it is for, in lower case letters.

    Raises:
        ForewarnError: it cannot be made.
    """
    with _made(what) as made:
        lock = _locked(Path(made))
        try:
            yield Path(made)
        finally:
            if lock is not None:
                os.close(lock)


def _made(what: str) -> tempfile.TemporaryDirectory[str]:
    try:
        _remove_left(Path(tempfile.gettempdir()))
        return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{what}-", ignore_cleanup_errors=True)
    except OSError as error:
        raise ForewarnError(
            f"no folder for temporary files can be made: {error.strerror or error}", fix=_ELSEWHERE
        ) from error


def no_room(what: str) -> ForewarnError:
    """There is no room where temporary files go.

    Args:
        what: was to be written there.
    """
    return ForewarnError(
        f"there is no room for {what} in the folder for temporary files, {tempfile.gettempdir()}",
        fix=f"make room there, or {_ELSEWHERE}; nothing half-done was kept",
    )


def _locked(made: Path) -> int | None:
    """A folder locked for as long as what is given here is open; None where somebody else has it.

    Where the place for temporary files knows no locks, nobody has one.
    """
    if sys.platform == "win32":
        return None
    try:
        opened = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


def _remove_left(where: Path) -> None:
    """Remove folders that killed runs of this user left, as far as that can be told."""
    with suppress(OSError), os.scandir(where) as entries:
        for left in [Path(each) for each in entries if _may_be_left(each)]:
            lock = _locked(left)
            if lock is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)


def _may_be_left(entry: os.DirEntry[str]) -> bool:
    if sys.platform == "win32" or not _OURS.fullmatch(entry.name):
        return False
    with suppress(OSError):
        found = entry.stat(follow_symlinks=False)
        old = time.time() - found.st_mtime > _YOUNG_SECONDS
        return old and found.st_uid == os.getuid() and entry.is_dir(follow_symlinks=False)
    return False
