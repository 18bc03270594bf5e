"""A source's rows as a temporary relation, with file and row number, before anything is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import duckdb

from forewarn.engines.duckdb import csv_files, parquet_files
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sandbox import run_sql
from forewarn.engines.duckdb.sources import SourceError, SourceFile, files_of
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import KNOWN_AT, TABLES, Table, own_table
from forewarn.terms.settings import SourceSpec

TECHNICAL = ("_row", "_file", "_at", "_on", "_known_on", "_seen_on", "_until_on")
DERIVED = {
    "tickets": ("resolution_hours",),
    "invoices": ("days_late",),
    "interactions": ("contact_role",),
    "surveys": ("contact_role",),
}


@dataclass(frozen=True, slots=True)
class Odd:
    """A row of a CSV file that does not fit its line of names."""

    file: str | None
    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Staged:
    """A source's rows as given.

    Attributes:
        relation: temporary table or view; its columns are theirs, and ``_file``, ``_row``.
        theirs: our column name to their column name.
        types: our column name to the DuckDB type it came with.
        unknown: our names of columns that the registry does not know, kept as they are; sorted.
        clashing: their columns that cannot be kept, since Forewarn uses the name itself; sorted.
        odd: rows that could not even be divided into cells.
    """

    source: SourceSpec
    table: Table
    relation: str
    theirs: Mapping[str, str]
    types: Mapping[str, str]
    unknown: tuple[str, ...]
    clashing: tuple[str, ...]
    odd: tuple[Odd, ...]


def table_of(name: str) -> Table:
    """The registry's table, or the form of a table of the project's own."""
    return TABLES.get(name) or own_table(name)


def stage(
    connection: duckdb.DuckDBPyConnection,
    source: SourceSpec,
    *,
    scratch: Path,
    files: Sequence[SourceFile] | None = None,
    in_transaction: bool = False,
) -> Staged:
    """Make a source's rows readable as one relation; nothing is typed or left out yet.

    Args:
        connection: where the relation is made.
        source: what to read.
        scratch: folder that outlives the relation's use, removed afterwards by the caller.
        files: only these of its files; None = all.
        in_transaction: see ``csv_files.load``.

    Raises:
        SourceError: the source as a whole cannot be used.
    """
    relation = f"stage_{source.table}"
    odd: tuple[Odd, ...] = ()
    if source.sql is not None:
        _stage_sql(connection, source, relation, scratch)
    elif source.database is not None:
        _stage_database(connection, source, relation)
    else:
        chosen = files_of(source.path or "") if files is None else files
        odd = _stage_files(connection, chosen, relation, scratch, in_transaction=in_transaction)
    given = _given(connection, relation)
    staged = _matched(source, relation, given, odd)
    if not source.entered:
        return staged
    return _with_entered(connection, staged, scratch, in_transaction=in_transaction)


def _with_entered(
    connection: duckdb.DuckDBPyConnection, staged: Staged, scratch: Path, *, in_transaction: bool
) -> Staged:
    """The rows with those that people entered, all as text and under our names."""
    source, relation = staged.source, f"{staged.relation}_joined"
    entered = SourceFile(Path(source.entered or ""), "entered")
    part = f"{staged.relation}_entered"
    odd = _load_csv(connection, entered, part, scratch, in_transaction=in_transaction)
    ours = ", ".join(
        f"CAST({quoted(theirs)} AS VARCHAR) AS {quoted(name)}"
        for name, theirs in staged.theirs.items()
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {quoted(relation)} AS"
        f" SELECT {ours}, _file, _row FROM {quoted(staged.relation)}"
        f" UNION ALL BY NAME SELECT * FROM {quoted(part)}"
    )
    given = _given(connection, relation)
    both = _matched(replace(source, columns={}), relation, given, (*staged.odd, *odd))
    return replace(both, source=source, clashing=staged.clashing)


def _stage_sql(
    connection: duckdb.DuckDBPyConnection, source: SourceSpec, relation: str, scratch: Path
) -> None:
    folder = scratch / f"sql_{source.table}"
    folder.mkdir()
    result = folder / "rows.parquet"
    run_sql(source, result)
    _view_parquet(connection, relation, (SourceFile(result, None),))


def _stage_database(
    connection: duckdb.DuckDBPyConnection, source: SourceSpec, relation: str
) -> None:
    path = Path(source.database or "")
    if not path.is_file():
        fix = "correct the path (it starts at the project folder)"
        raise SourceError("no-such-file", f"there is no database file '{path}'", fix=fix)
    name = ".".join(quoted(part) for part in (source.database_table or "").split("."))
    try:
        connection.execute(f"ATTACH {literal(str(path))} AS forewarn_source (READ_ONLY)")
    except duckdb.Error as error:
        found = f"'{path.name}' cannot be opened as a DuckDB file ({_line(error)})"
        fix = "close the program that writes to it, or export the table as Parquet"
        raise SourceError("unreadable", found, fix=fix) from None
    try:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(relation)} AS SELECT"
            f" *, NULL::VARCHAR AS _file, row_number() OVER () AS _row FROM forewarn_source.{name}"
        )
    except duckdb.Error as error:
        tables = _tables_in(connection)
        found = f"table '{source.database_table}' cannot be read ({_line(error)})"
        near = ", ".join(get_close_matches(source.database_table or "", tables, n=1, cutoff=0.5))
        accepted = "tables there: " + (", ".join(tables) or "none")
        raise SourceError("no-such-table", found, accepted=accepted, did_you_mean=near) from None
    finally:
        connection.execute("DETACH forewarn_source")


def _tables_in(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "SELECT schema || '.' || name FROM (SHOW ALL TABLES) WHERE database = 'forewarn_source'"
        " ORDER BY ALL"
    ).fetchall()
    return [str(row[0]) for row in rows]


def _stage_files(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[SourceFile],
    relation: str,
    scratch: Path,
    *,
    in_transaction: bool,
) -> tuple[Odd, ...]:
    parquet = tuple(file for file in files if file.is_parquet)
    texts = tuple(file for file in files if not file.is_parquet)
    parts: list[str] = []
    if parquet:
        parts.append(f"{relation}_parquet" if texts else relation)
        _view_parquet(connection, parts[0], parquet)
    odd: list[Odd] = []
    for number, file in enumerate(texts):
        name = f"{relation}_{number}"
        odd += _load_csv(connection, file, name, scratch, in_transaction=in_transaction)
        parts.append(name)
    if texts:
        _union(connection, relation, parts)
    return tuple(odd)


def _load_csv(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    name: str,
    scratch: Path,
    *,
    in_transaction: bool,
) -> list[Odd]:
    rows = csv_files.load(
        connection, file.path, name, scratch=scratch, in_transaction=in_transaction
    )
    shown = literal(file.shown)
    connection.execute(f"ALTER TABLE {quoted(name)} ADD COLUMN _file VARCHAR DEFAULT {shown}")
    why = "the row does not have as many cells as there are column names"
    return [Odd(file.shown, row.row, row.text, f"{why} ({row.cells} cells)") for row in rows]


def _union(connection: duckdb.DuckDBPyConnection, relation: str, parts: Sequence[str]) -> None:
    joined = " UNION ALL BY NAME ".join(f"SELECT * FROM {quoted(part)}" for part in parts)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(relation)} AS {joined}")
    except duckdb.Error as error:
        found = f"the files do not fit together ({_line(error)})"
        raise SourceError("unreadable", found, fix="give them the same columns") from None


def _view_parquet(
    connection: duckdb.DuckDBPyConnection, relation: str, files: Sequence[SourceFile]
) -> None:
    try:
        rows = parquet_files.rows_of(connection, files)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(relation)} AS {rows}")
    except duckdb.Error as error:
        found = f"it cannot be read as Parquet ({_line(error)})"
        raise SourceError("unreadable", found, fix="write the files again") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split("LINE ")[0].split())[:300]


def _given(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    try:
        rows = connection.execute(f"DESCRIBE SELECT * FROM {quoted(relation)}").fetchall()
    except duckdb.Error as error:
        found = f"it cannot be read ({_line(error)})"
        raise SourceError("unreadable", found, fix="write the files again") from None
    return {str(row[0]): str(row[1]) for row in rows if row[0] not in ("_file", "_row")}


def _matched(
    source: SourceSpec, relation: str, given: Mapping[str, str], odd: tuple[Odd, ...]
) -> Staged:
    table = table_of(source.table)
    theirs = _mapped(source, given)
    used = set(theirs.values())
    for name in given:
        if name not in used:
            theirs.setdefault(_our_spelling(table, name), name)
    ours = {name.lower() for name in theirs}
    missing = [name for name in table.required if name not in ours]
    if missing:
        raise _missing_columns(source, table, missing, given)
    reserved = {*TECHNICAL, *DERIVED.get(table.name, ())}
    clashing = tuple(sorted(name for name in theirs if name.lower() in reserved))
    kept = {name: column for name, column in theirs.items() if name not in clashing}
    known = {column.name for column in (*table.columns, KNOWN_AT)}
    # By name: files of one source may have them in other orders, and not all are always read.
    unknown = tuple(sorted(name for name in kept if name not in known))
    types = {name: given[column] for name, column in kept.items()}
    return Staged(source, table, relation, kept, types, unknown, clashing, odd)


def _our_spelling(table: Table, name: str) -> str:
    lower = name.lower()
    known = (column.name for column in (*table.columns, KNOWN_AT))
    return next((ours for ours in known if ours == lower), name)


def _mapped(source: SourceSpec, given: Mapping[str, str]) -> dict[str, str]:
    by_lower = {name.lower(): name for name in given}
    theirs: dict[str, str] = {}
    for ours, wanted in source.columns.items():
        found = wanted if wanted in given else by_lower.get(wanted.lower())
        if found is None:
            near = get_close_matches(wanted, list(given), n=1)
            raise SourceError(
                "no-such-column",
                f"there is no column '{wanted}' to read as '{ours}'",
                accepted="columns there: " + ", ".join(given),
                did_you_mean=", ".join(near),
                fix="correct it under 'columns' (ours: theirs)",
            )
        theirs[_our_spelling(table_of(source.table), ours)] = found
    return theirs


def _nearest(ours: str, given: Mapping[str, str]) -> list[str]:
    """Their column that reads most like ours, whatever its case and separators; none or one."""
    plain = {
        name.lower().replace(" ", "_").replace("-", "_"): name for name in reversed(list(given))
    }
    return [plain[name] for name in get_close_matches(ours, list(plain), n=1)]


def _missing_columns(
    source: SourceSpec, table: Table, missing: Sequence[str], given: Mapping[str, str]
) -> SourceError:
    near = [name for each in missing for name in _nearest(each, given)]
    guess = missing[0]
    return SourceError(
        "missing-column",
        "required columns are missing: " + ", ".join(missing),
        accepted="columns there: " + ", ".join(given),
        did_you_mean=", ".join(dict.fromkeys(near)),
        fix=f"map them under 'columns' (ours: theirs), as in {guess}: {next(iter(near), 'NAME')}",
    )
