"""CSV files: the line of names, the fast way in, and a careful one for files with odd rows."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb

from forewarn.engines.duckdb import temporary, trouble
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.duckdb.sql import quoted

_DELIMITERS = ",;\t|"
LONGEST_CELL = 2 * 1024 * 1024
MOST_COLUMNS = 1000

# Our own exports put a quote before text that a spreadsheet would run, and one more before text
# that begins with such quotes (see workbook/quoting): one comes off again.
_QUOTED = "^'('*[=+\\-@\\t\\r\\n\\x00\uff1d\uff0b\uff0d\uff20])"
_MAY_BE_QUOTED = re.compile(rb"'[=+\-@\t\r\n\0\xef]")
_PIECE = 1 << 22
_UNQUOTED = (
    "CASE WHEN starts_with(COLUMNS(*), chr(39))"
    f" THEN regexp_replace(COLUMNS(*), {literal(_QUOTED)}, '\\1') ELSE COLUMNS(*) END"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The line of names of a CSV file, and what separates its cells."""

    names: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row with more or fewer cells than the line of names; it is left out."""

    row: int
    cells: int
    text: str


def read_header(path: Path) -> Header:
    """Read the names of a CSV file's columns.

    Raises:
        SourceError: no names, one of them twice, or no UTF-8 text.
    """
    try:
        with _opened(path) as file:
            first = file.readline(LONGEST_CELL)
            delimiter = max(_DELIMITERS, key=lambda each: _outside_quotes(first).count(each))
            names = next(csv.reader(_again(first, file), delimiter=delimiter, strict=True), [])
    except (UnicodeDecodeError, csv.Error, OSError, EOFError) as error:
        raise _unreadable(path, error) from None
    names = [name.strip() for name in names]
    _refuse_header(path, names)
    return Header(tuple(names), delimiter)


def _opened(path: Path) -> IO[str]:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return open(path, encoding="utf-8-sig", newline="")


def _again(first: str, rest: IO[str]) -> Iterator[str]:
    yield first
    yield from rest


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _unreadable(path: Path, error: Exception) -> SourceError:
    if isinstance(error, UnicodeDecodeError):
        found = f"'{path.name}' is not UTF-8 text"
        return SourceError("encoding", found, fix="save it as 'CSV UTF-8', or as Parquet")
    found = f"'{path.name}' cannot be read as CSV ({error})"
    return SourceError("unreadable", found, fix="export the file again as CSV (UTF-8)")


def _refuse_header(path: Path, names: list[str]) -> None:
    if not any(names):
        found = f"'{path.name}' has no line of column names"
        raise SourceError("no-header", found, fix="begin the file with a line of column names")
    if len(names) > MOST_COLUMNS:
        found = f"'{path.name}' has {len(names)} columns"
        fix = "leave out those that are not needed"
        raise SourceError("columns", found, accepted=f"{MOST_COLUMNS} at most", fix=fix)
    folded = [name.lower() for name in names]
    twice = sorted({name for name in names if folded.count(name.lower()) > 1})
    if twice:
        found = f"'{path.name}' has these columns more than once: " + ", ".join(
            repr(name) if name else "one without a name" for name in twice
        )
        raise SourceError("duplicate-column", found, fix="give every column its own name")


def load(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    into: str,
    *,
    scratch: Path,
    in_transaction: bool = False,
) -> tuple[OddRow, ...]:
    """Read a CSV file into a temporary table, every value as text, with ``_row`` counted from 1.

    Args:
        connection: where the table is made.
        path: the file.
        into: name of the table.
        scratch: folder for a cleaned copy, should the file need one.
        in_transaction: one is open, which a row that cannot be read would end.

    Returns:
        Rows that do not fit the line of names and were left out.

    Raises:
        SourceError: the file as a whole cannot be read.
    """
    header = read_header(path)
    if not in_transaction or _is_sound(connection, path, header):
        try:
            _load_fast(connection, path, into, header)
            return ()
        except duckdb.Error as error:
            if trouble.is_of_machine(error):
                raise
    # DuckDB names one bad row at most; the slow way keeps the good ones and names all the others.
    copy = scratch / f"{into}.csv"
    odd = _copy_cleaned(path, copy, header)
    _load_copy(connection, copy, into, header)
    copy.unlink()
    return odd


def _columns(names: tuple[str, ...]) -> str:
    return "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names) + "}"


def _csv_relation(path: Path, names: tuple[str, ...], delimiter: str) -> str:
    return (
        f"read_csv({literal(_no_glob(path))}, auto_detect=false, columns={_columns(names)},"
        f" header=true, delim={literal(delimiter)}, quote='\"', escape='\"', nullstr='',"
        f" strict_mode=true, max_line_size={LONGEST_CELL})"
    )


def _no_glob(path: Path) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


def _load_fast(
    connection: duckdb.DuckDBPyConnection, path: Path, into: str, header: Header
) -> None:
    relation = _csv_relation(path, _named(header.names), header.delimiter)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(into)} AS"
        f" SELECT {_every_column(path)}, row_number() OVER () AS _row FROM {relation}"
    )


def _is_sound(connection: duckdb.DuckDBPyConnection, path: Path, header: Header) -> bool:
    """Whether every row can be read the fast way; tried beside the connection's transaction."""
    relation = _csv_relation(path, _named(header.names), header.delimiter)
    with connection.cursor() as beside:
        try:
            beside.execute(f"SELECT count(COLUMNS(*)) FROM {relation}").fetchall()
        except duckdb.Error:
            return False
    return True


def _every_column(path: Path) -> str:
    """All columns, without our quotes; looking for one in bytes costs a tenth of it in SQL."""
    if path.name.lower().endswith(".gz"):
        return _UNQUOTED
    last = b""
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            piece = last + piece
            if b"'" in piece and _MAY_BE_QUOTED.search(piece):
                return _UNQUOTED
            last = piece[-1:]
    return "*"


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    # A column without a name (a frame's index) has to be called something.
    return tuple(name or f"column_{place}" for place, name in enumerate(names, start=1))


def _copy_cleaned(path: Path, copy: Path, header: Header) -> tuple[OddRow, ...]:
    csv.field_size_limit(LONGEST_CELL)
    odd: list[OddRow] = []
    wanted = len(header.names)
    try:
        with _opened(path) as source, open(copy, "w", encoding="utf-8", newline="") as target:
            rows = csv.reader(source, delimiter=header.delimiter)
            write = csv.writer(target, quoting=csv.QUOTE_ALL).writerow
            write(["_row", *header.names])
            next(rows, None)
            for number, cells in enumerate((cells for cells in rows if cells), start=1):
                if len(cells) == wanted:
                    write([number, *cells])
                else:
                    odd.append(OddRow(number, len(cells), ",".join(cells)[:200]))
    except (UnicodeDecodeError, csv.Error, OSError, EOFError) as error:
        if trouble.is_full(error):
            raise temporary.no_room(f"a copy of {path.name} without its bad rows") from error
        raise _unreadable(path, error) from None
    return tuple(odd)


def _load_copy(
    connection: duckdb.DuckDBPyConnection, copy: Path, into: str, header: Header
) -> None:
    relation = _csv_relation(copy, ("_row", *_named(header.names)), ",")
    try:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(into)} AS"
            f" SELECT {_UNQUOTED.replace('*)', '* EXCLUDE (_row))')},"
            f" CAST(_row AS BIGINT) AS _row FROM {relation}"
        )
    except duckdb.Error as error:
        if trouble.is_of_machine(error):
            raise
        found = f"it cannot be read as CSV ({str(error).splitlines()[0]})"
        raise SourceError("unreadable", found, fix="export it again as CSV (UTF-8)") from None
