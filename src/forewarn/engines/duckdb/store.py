"""The DuckDB file that holds a project's facts: one process at a time opens it."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import trouble
from forewarn.engines.duckdb.catalog import SCHEMA
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.errors import ForewarnError

IN_MEMORY = ":memory:"
ATTACHED = "store"
Config = dict[str, str | bool | int | float | list[str]]
_TRY_AGAIN_SECONDS = 0.2
_LONGEST_COMMAND = 200
_HOLDER = re.compile(r"held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)")
_SETTINGS = (
    # Results must not depend on the machine's zone; wall times are converted when facts come in.
    "SET GLOBAL TimeZone = 'UTC'",
    # SQL that users write may name tables, never variables of this program.
    "SET GLOBAL python_enable_replacements = false",
    # No downloads behind people's backs.
    "SET GLOBAL autoinstall_known_extensions = false",
    # What is freed goes back to the system soon, for the steps of a run need memory in turn.
    "SET GLOBAL allocator_flush_threshold = '16MB'",
    "SET GLOBAL allocator_bulk_deallocation_flush_threshold = '32MB'",
)


# Progress is ours to show, on stderr; a setting of each connection.
_QUIET = "SET enable_progress_bar = false"


class FactsInUseError(ForewarnError):
    """Another process has the facts file; waiting may help.

    Attributes:
        path: the file.
        pid: of the process that has it; None where the system does not say.
        command: what that process runs, as far as it may be read; else the program or nothing.
    """

    def __init__(self, path: str, *, pid: int | None, command: str) -> None:
        ran = f" ({command})" if command else ""
        holder = f"process {pid}{ran}" if pid is not None else "another process"
        super().__init__(
            f"the facts file {path} is in use by {holder}",
            fix="wait until that process has ended (--wait SECONDS does), or end it; one process "
            "at a time has the file",
        )
        self.path = path
        self.pid = pid
        self.command = command


WORTH_FORGETTING = 2**25
"""Bytes of facts in memory for which it pays to free them."""


class Store:
    """An open facts file; also a context manager that closes it."""

    def __init__(self, connection: DuckDBPyConnection, path: Path | None) -> None:
        self.connection = connection
        self.path = path

    def close(self) -> None:
        """Closes the file, so that another process may have it."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(
    path: Path | str,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    wait_seconds: float = 0.0,
) -> Store:
    """Opens the facts file, making it and its folder when they are not there.

    What does not fit into memory is written to a folder beside the file, which goes away with it.

    Args:
        path: the file, or ``:memory:`` for a store that lives as long as it is open.
        memory_limit: most memory DuckDB may use, such as ``2GB``; default four fifths of the
            machine's.
        threads: default one per processor.
        wait_seconds: how long to wait for another process that has the file.

    Raises:
        FactsInUseError: another process has the file, and had it until the end of the wait.
        ForewarnError: it is no DuckDB file, cannot be made or read, or a setting is not one.
    """
    config: Config = {"temp_directory": ""}
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = threads
    if str(path) == IN_MEMORY:
        return Store(_prepared(config, None), None)
    file = Path(path)
    _make_folder(file)
    config["temp_directory"] = f"{file}.tmp"
    return Store(_when_free(config, file, wait_seconds), file)


def _when_free(config: Config, file: Path, wait_seconds: float) -> DuckDBPyConnection:
    """The opened file, as soon as no other process has it."""
    until = time.monotonic() + wait_seconds
    while True:
        try:
            return _prepared(config, file)
        except FactsInUseError:
            left = until - time.monotonic()
            if left <= 0:
                raise
            time.sleep(min(_TRY_AGAIN_SECONDS, left))


def beside(connection: DuckDBPyConnection) -> DuckDBPyConnection:
    """A second connection to the same facts, for a stream that others may not disturb."""
    name = connection.execute("SELECT current_database()").fetchall()[0][0]
    cursor = connection.cursor()
    cursor.execute(_QUIET)
    cursor.execute(f"USE {quoted(name)}")
    return cursor


def leave(cursor: DuckDBPyConnection) -> None:
    """Keeps a cursor from holding the facts file; its temporary tables stay."""
    cursor.execute("USE memory")


def forget_read(
    connection: DuckDBPyConnection, *, worth: int = WORTH_FORGETTING, slack: int = 2**24
) -> None:
    """Frees the blocks of facts that reading left in memory; they are read again when needed.

    DuckDB keeps them while there is room, beside tables that a run still needs. It has no
    statement that frees them, but does so where its limit is lowered.

    Args:
        connection: any to the facts.
        worth: of so many bytes at least; for fewer nothing is done.
        slack: bytes that are left to others who work meanwhile.
    """
    found = connection.execute(
        "SELECT coalesce(sum(memory_usage_bytes), 0), coalesce(sum(memory_usage_bytes)"
        " FILTER (tag = 'BASE_TABLE'), 0), current_setting('memory_limit') FROM duckdb_memory()"
    ).fetchone()
    used, read, limit = found or (0, 0, "")
    if read < worth:
        return
    try:
        least = int(used) - int(read) + slack
        with suppress(duckdb.OutOfMemoryException):  # what is in use just now stays
            connection.execute(f"SET GLOBAL memory_limit = '{least}B'")
    finally:
        connection.execute(f"SET GLOBAL memory_limit = '{_as_shown(limit)}'")


def _as_shown(limit: str) -> str:
    """A limit that DuckDB shows as it showed this one: it leaves off what follows a tenth."""
    number, unit = limit.split()
    return f"{number}5 {unit}" if "." in number else limit


def let_go(connection: DuckDBPyConnection, *, tables_read: bool = False) -> None:
    """Closes the facts file.

    Args:
        connection: has it.
        tables_read: temporary tables of its cursors are still read: they go when nobody holds
            their cursors any more, where the file alone can be closed.
    """
    if tables_read:
        with suppress(duckdb.Error):
            leave(connection)
            connection.execute(f"DETACH {ATTACHED}")
            return
    connection.close()


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ForewarnError(
            f"cannot make the folder of the facts file {file}: {error.strerror or error}",
            fix="name another place as engine in forewarn.yml",
        ) from error


def _prepared(config: Config, file: Path | None) -> DuckDBPyConnection:
    connection: DuckDBPyConnection | None = None
    try:
        connection = duckdb.connect(IN_MEMORY, config=config)
        for setting in (*_SETTINGS, _QUIET):
            connection.execute(setting)
        if file is not None:
            # Attached under a name of its own: DuckDB names a database after its file, and one
            # named facts could not be told from the schema facts.
            path = str(file).replace("'", "''")
            connection.execute(f"ATTACH '{path}' AS {ATTACHED}")
            connection.execute(f"USE {ATTACHED}")
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(SCHEMA)}")
    except duckdb.Error as error:
        if connection is not None:
            connection.close()
        raise _refusal(str(file or IN_MEMORY), error, config) from error
    return connection


def _refusal(path: str, error: duckdb.Error, config: Config) -> ForewarnError:
    said = str(error).splitlines()[0]
    if holder := _HOLDER.search(said):
        pid = int(holder["pid"])
        return FactsInUseError(path, pid=pid, command=_command(pid) or holder["program"])
    if "already attached" in said:
        return ForewarnError(
            f"the facts file {path} is in use by this process ({os.getpid()})",
            fix="close the project that has it open; one at a time has the file",
        )
    if re.search(r"\block\b", said) or "being used by another process" in said:
        return FactsInUseError(path, pid=None, command="")
    if "not a valid DuckDB database" in said:
        return ForewarnError(
            f"{path} is no DuckDB file",
            fix="name another file as engine in forewarn.yml; or, if it held the facts, "
            f"{trouble.anew(path)}",
        )
    limit = config.get("memory_limit")
    told = trouble.in_words(error, file=path, memory_limit=str(limit) if limit else None)
    return told or ForewarnError(
        f"cannot open the facts file {path}: {said}",
        fix="check the engine in forewarn.yml, and that the file may be read and written",
    )


def _command(pid: int) -> str:
    """The command line of a process; empty where it cannot be read."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    return words.replace("\0", " ").strip()[:_LONGEST_COMMAND]
