"""The DuckDB file that holds a project's facts: one process at a time opens it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.catalog import SCHEMA
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.errors import ForewarnError

IN_MEMORY = ":memory:"
ATTACHED = "store"
_HOLDER = re.compile(r"held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)")
_SETTINGS = (
    # Results must not depend on the machine's zone; wall times are converted when facts come in.
    "SET GLOBAL TimeZone = 'UTC'",
    # SQL that users write may name tables, never variables of this program.
    "SET GLOBAL python_enable_replacements = false",
    # No downloads behind people's backs.
    "SET GLOBAL autoinstall_known_extensions = false",
)


# Progress is ours to show, on stderr; a setting of each connection.
_QUIET = "SET enable_progress_bar = false"


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
    path: Path | str, *, memory_limit: str | None = None, threads: int | None = None
) -> Store:
    """Opens the facts file, making it and its folder when they are not there.

    What does not fit into memory is written to a folder beside the file, which goes away with it.

    Args:
        path: the file, or ``:memory:`` for a store that lives as long as it is open.
        memory_limit: most memory DuckDB may use, such as ``2GB``; default four fifths of the
            machine's.
        threads: default one per processor.

    Raises:
        ForewarnError: another process holds the file, it is no DuckDB file, cannot be made or
            read, or a setting is not one.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": ""}
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = threads
    if str(path) == IN_MEMORY:
        return Store(_prepared(config, None), None)
    file = Path(path)
    _make_folder(file)
    return Store(_prepared(config | {"temp_directory": f"{file}.tmp"}, file), file)


def beside(connection: DuckDBPyConnection) -> DuckDBPyConnection:
    """A second connection to the same facts, for a stream that others may not disturb."""
    name = connection.execute("SELECT current_database()").fetchall()[0][0]
    cursor = connection.cursor()
    cursor.execute(_QUIET)
    cursor.execute(f"USE {quoted(name)}")
    return cursor


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ForewarnError(
            f"cannot make the folder of the facts file {file}: {error.strerror or error}",
            fix="name another place as engine in forewarn.yml",
        ) from error


def _prepared(
    config: dict[str, str | bool | int | float | list[str]], file: Path | None
) -> DuckDBPyConnection:
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
        raise _refusal(str(file or IN_MEMORY), error) from error
    return connection


def _refusal(path: str, error: duckdb.Error) -> ForewarnError:
    said = str(error).splitlines()[0]
    if holder := _HOLDER.search(said):
        return _in_use(path, f"process {holder['pid']} ({holder['program']})")
    if "already attached" in said:
        return _in_use(path, f"this process ({os.getpid()})")
    if re.search(r"\block\b", said) or "being used by another process" in said:
        return _in_use(path, "another process")
    if "not a valid DuckDB database" in said:
        return ForewarnError(
            f"{path} is no DuckDB file",
            fix="name another file as engine in forewarn.yml, or move this one away",
        )
    return ForewarnError(
        f"cannot open the facts file {path}: {said}",
        fix="check the engine in forewarn.yml, and that the file may be read and written",
    )


def _in_use(path: str, holder: str) -> ForewarnError:
    return ForewarnError(
        f"the facts file {path} is in use by {holder}",
        fix="wait until that process has ended, or end it; one process at a time has the file",
    )
