"""What DuckDB cannot help, in words: a disk without room, too little memory, a damaged file."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import duckdb

from forewarn.terms.errors import ForewarnError

_FULL = (
    *(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)),
    "not enough space on the disk",
    # What does not fit into memory is written to disk, as far as there is room.
    "max_temp_directory_size",
)
_DAMAGED = ("Corrupt database file", "Corrupt WAL file", "Failure while replaying WAL")
_CUT = re.compile(r'Could not read enough bytes from file "(?P<file>[^"]*)"')
_OF_ROWS = (
    *(duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException),
    *(duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException),
)
"""They quote what users wrote, which may sound like a full disk: a ticket about one, say."""
_UNDONE = "Failed to commit: Could not"
_AGAIN = "then run the same command again; nothing half-done was kept"
_FILE = re.compile(r'file "(?P<file>[^"]*)"')


def in_words(
    error: BaseException, *, file: Path | str, memory_limit: str | None = None
) -> ForewarnError | None:
    """What happened to the facts; None for anything else.

    Args:
        error: as it was raised.
        file: that holds the facts.
        memory_limit: as the engine's URL gives it; None = it does not.
    """
    if not isinstance(error, duckdb.Error) or isinstance(error, _OF_ROWS):
        return None
    if is_full(error):
        return _no_room(error, file)
    if isinstance(error, duckdb.OutOfMemoryException):
        return _too_little_memory(error, memory_limit)
    return _damaged(error, file) if _is_damage(error, file) else None


def not_written(error: BaseException, file: Path | str) -> ForewarnError | None:
    """For what else a disk refuses; None for what has nothing to do with one."""
    commit = isinstance(error, duckdb.TransactionException) and _UNDONE in str(error)
    if not (commit or isinstance(error, duckdb.IOException)):
        return None
    return ForewarnError(
        f"the facts file {file} could not be read or written: {_first_line(error)}",
        fix=f"see to its disk, {_AGAIN}",
    )


def is_full(error: BaseException) -> bool:
    """Whether a disk has no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return _of_machine(error) and any(words in str(error) for words in _FULL)


def _of_machine(error: BaseException) -> bool:
    return isinstance(error, duckdb.Error) and not isinstance(error, _OF_ROWS)


def is_of_machine(error: BaseException) -> bool:
    """Whether it is about the disk or memory, whatever was read or written."""
    return is_full(error) or isinstance(error, duckdb.OutOfMemoryException)


def _no_room(error: BaseException, file: Path | str) -> ForewarnError:
    said = str(error)
    found = _FILE.search(said)
    why = next(words for words in _FULL if words in said)
    return ForewarnError(
        f"there is no room left on the disk of {found['file'] if found else file} ({why})",
        fix=f"make room on that disk, {_AGAIN}",
    )


def _too_little_memory(error: BaseException, memory_limit: str | None) -> ForewarnError:
    said = _first_line(error)
    if memory_limit is None:
        return ForewarnError(
            f"there is too little memory: {said}",
            fix=f"end other programs or give the machine more memory, {_AGAIN}",
        )
    return ForewarnError(
        f"memory_limit={memory_limit} in the engine's URL is too little: {said}",
        fix="raise ?memory_limit= in engine: of forewarn.yml (or in FOREWARN_ENGINE), or leave "
        f"it out, {_AGAIN}",
    )


def _is_damage(error: duckdb.Error, file: Path | str) -> bool:
    said = str(error)
    cut = _CUT.search(said)
    return any(words in said for words in _DAMAGED) or (
        cut is not None and Path(cut["file"]) in (Path(file), Path(f"{file}.wal"))
    )


def _damaged(error: BaseException, file: Path | str) -> ForewarnError:
    """Something else wrote to the file that holds the facts, or its disk fails."""
    return ForewarnError(
        f"the facts file {file} is damaged: {_first_line(error)}",
        fix=f"put a copy of it from before in its place, or {anew(file)}",
    )


def anew(file: Path | str) -> str:
    """How to go on without a facts file, and what is lost with it."""
    wal = Path(f"{file}.wal")
    them = f"it and {wal.name} beside it" if wal.exists() else "it"
    return (
        f"move {them} away and run `forewarn score --weeks N`: the facts are read from the "
        "sources again; what came late then counts as known from the start, see "
        "docs/operations.md"
    )


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0]
