"""The store's tables of facts, in which nothing is written that follows from the rest.

Writing a column costs as much when it is empty. So a column that no row fills, and a date that is
a function of others, is a generated column of its table: it reads like any other, is never
written, and becomes a written one as soon as rows come that say more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from forewarn.engines.duckdb import coded, times
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import KNOWN_AT, Table

_FOLLOWING = ("_on", "_at", "_seen_on")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a stored table; ``follows`` is the SQL of one that is not written.

    None of ours has a default, and DuckDB shows what a generated column is made of as its default.
    """

    name: str
    kind: str
    follows: str | None

    @property
    def declared(self) -> str:
        generated = f" GENERATED ALWAYS AS ({self.follows}) VIRTUAL" if self.follows else ""
        return f"{quoted(self.name)} {self.kind}{generated}"


def store(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    rows: str,
    *,
    zone: str,
    absent: Collection[str] = (),
    gathered: bool = False,
) -> None:
    """Make ``facts.<table>`` of the rows of a SELECT; whatever was there goes.

    Args:
        connection: the store.
        table: its form.
        rows: SELECT of rows as they are to be stored.
        zone: the project's zone.
        absent: names of columns that no row fills.
        gathered: the words to be coded were gathered already.
    """
    kinds = _kinds(connection, rows)
    # What dates a row stays a written column: others follow from it.
    empty = set(absent) - set(table.happens)
    following = {
        **{name: f"CAST(NULL AS {kind})" for name, kind in kinds.items() if name in empty},
        **_following(table, kinds, zone=zone, known_at_once="_known_on" in empty),
    }
    columns = [_Column(name, kind, following.get(name)) for name, kind in kinds.items()]
    _make(connection, table.name, columns)
    written = [each.name for each in columns if not each.follows]
    _insert(connection, table.name, rows, written, gathered=gathered)


def _make(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[_Column]) -> None:
    """Make a fact table anew, without rows."""
    if table not in coded.KEYS:
        declared = ", ".join(column.declared for column in columns)
        connection.execute(f"CREATE OR REPLACE TABLE facts.{quoted(table)} ({declared})")
        return
    if not coded.is_coded(connection, table):
        connection.execute(f"DROP TABLE IF EXISTS facts.{quoted(table)}")
    coded.prepare(connection, table)
    declared = ", ".join(_coded(column, table).declared for column in columns)
    connection.execute(f"CREATE OR REPLACE TABLE {coded.CODED}.{quoted(table)} ({declared})")
    coded.show(connection, table)


def _coded(column: _Column, table: str) -> _Column:
    """The column as it is written where its words are coded."""
    if column.name not in coded.KEYS[table]:
        return column
    follows = column.follows and f"CAST(NULL AS {coded.KIND})"
    return _Column(column.name, coded.KIND, follows)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: str,
    columns: Sequence[str],
    *,
    gathered: bool = False,
) -> None:
    """Write columns of the rows of a SELECT."""
    stored = coded.rows_of(connection, table)
    written = ", ".join(map(quoted, columns))
    select = f"SELECT {written} FROM ({rows})"
    if stored.startswith(coded.CODED):
        coded.learn(connection, table, rows, columns, gathered=gathered)
        select = coded.encoded(table, rows, columns)
    connection.execute(f"INSERT INTO {stored} ({written}) {select}")


def add(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
    """Add the rows of a SELECT to ``facts.<table>``.

    Columns that only the store has stay empty in them; columns that only they have are empty in
    the rows that are there.

    Args:
        connection: the store.
        table: its form.
        rows: SELECT of rows as they are to be stored.
    """
    stored = coded.rows_of(connection, table.name)
    kinds = _kinds(connection, rows)
    there = {column.name: column for column in _columns(connection, table.name)}
    for name, kind in kinds.items():
        if name not in there:
            connection.execute(f"ALTER TABLE {stored} ADD COLUMN {quoted(name)} {kind}")
    virtual = {name: column for name, column in there.items() if column.follows}
    for name in _filled(connection, rows, [n for n in virtual if n in kinds]):
        _write_out(connection, table.name, virtual.pop(name))
        if name == "_known_on" and "_seen_on" in virtual:
            _write_out(connection, table.name, virtual.pop("_seen_on"))
    if coded.is_coded(connection, table.name):
        coded.show(connection, table.name)
    _insert(connection, table.name, rows, [name for name in kinds if name not in virtual])


def _filled(
    connection: duckdb.DuckDBPyConnection, rows: str, names: Collection[str]
) -> Iterator[str]:
    """Those of the columns that were empty so far and that a row fills."""
    empty = [name for name in names if name not in _FOLLOWING]
    if not empty:
        return
    tests = ", ".join(f"count({quoted(name)}) > 0" for name in empty)
    found = connection.execute(f"SELECT {tests} FROM ({rows})").fetchone() or ()
    yield from (name for name, filled in zip(empty, found, strict=True) if filled)


def _write_out(connection: duckdb.DuckDBPyConnection, table: str, column: _Column) -> None:
    """Make a column that followed from others a written one, with the values that it had."""
    stored, name = coded.rows_of(connection, table), quoted(column.name)
    connection.execute(f"ALTER TABLE {stored} DROP COLUMN {name}")
    connection.execute(f"ALTER TABLE {stored} ADD COLUMN {name} {column.kind}")
    if column.name in _FOLLOWING:
        connection.execute(
            f"ALTER TABLE {stored} ALTER COLUMN {name} TYPE {column.kind} USING ({column.follows})"
        )


def _kinds(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, str]:
    found = connection.execute(f"DESCRIBE {rows}").fetchall()
    return {str(row[0]): str(row[1]) for row in found}


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[_Column]:
    schema = coded.CODED if coded.is_coded(connection, table) else "facts"
    found = connection.execute(
        "SELECT column_name, data_type, column_default FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = ? AND table_name = ?"
        " ORDER BY column_index",
        [schema, table],
    ).fetchall()
    for name, kind, follows in found:
        yield _Column(name, kind, follows)


def _following(
    table: Table, kinds: Mapping[str, str], *, zone: str, known_at_once: bool
) -> dict[str, str]:
    """SQL of the dates that are a function of the table's own, in terms of written columns."""
    happens = [quoted(name) for name in table.happens if name in kinds]
    if not happens:
        return {}
    on = _first(f"CAST({name} AS DATE)" for name in happens)
    following = {"_on": on}
    if known_at_once:
        following["_seen_on"] = f"{on} + 1"
    if times.never_turns(zone):
        clock = _first(f"CAST({name} AS TIMESTAMP)" for name in happens)
        following["_at"] = times.shifted(times.to_utc(zone), clock)
    return following


def _first(values: Iterator[str]) -> str:
    each = list(values)
    return each[0] if len(each) == 1 else f"coalesce({', '.join(each)})"


@dataclass(frozen=True, slots=True)
class Aside:
    """A fact table that was put aside while other rows take its place.

    Attributes:
        table: its name.
        rows: SQL of its rows as they were written.
        coded: they hold codes.
    """

    table: str
    rows: str
    coded: bool

    @property
    def successor(self) -> str:
        """SQL of the rows that took its place, in the same form."""
        return f"{coded.CODED if self.coded else 'facts'}.{quoted(self.table)}"

    @property
    def account(self) -> str:
        """SQL of the account of such a row, in words, where ``account_id`` is what it holds."""
        if not self.coded:
            return "account_id"
        return coded.word_of(coded.KEYS[self.table]["account_id"], "account_id")

    def drop(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let go of the rows, and of words that only they had."""
        connection.execute(f"DROP TABLE {self.rows}")
        if coded.is_coded(connection, self.table):
            coded.forget_unused(connection, self.table)


def set_aside(connection: duckdb.DuckDBPyConnection, table: str) -> Aside:
    """Put a fact table aside, so that other rows can be written in its place; words stay."""
    held, earlier = coded.is_coded(connection, table), quoted(f"{table} before")
    stored = coded.rows_of(connection, table)
    if held:
        connection.execute(f"DROP VIEW facts.{quoted(table)}")
    connection.execute(f"ALTER TABLE {stored} RENAME TO {earlier}")
    return Aside(table, f"{coded.CODED if held else 'facts'}.{earlier}", held)


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a fact table has."""
    stored = coded.rows_of(connection, table)
    found = connection.execute(f"SELECT count(*) FROM {stored}").fetchone()
    return int(found[0]) if found else 0


def code(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Write a table anew with codes that has words in its rows, as an older Forewarn left it.

    One that has codes, or none that could have, stays as it is.

    Returns:
        How many rows were written.
    """
    columns = list(_columns(connection, table))
    if table not in coded.KEYS or not columns or coded.is_coded(connection, table):
        return 0
    aside = set_aside(connection, table)
    _make(connection, table, columns)
    written = [each.name for each in columns if not each.follows]
    _insert(
        connection, table, f"SELECT {', '.join(map(quoted, written))} FROM {aside.rows}", written
    )
    aside.drop(connection)
    return count(connection, table)


def empty_columns(
    connection: duckdb.DuckDBPyConnection,
    relations: Collection[str],
    table: Table,
    given: Collection[str],
    *,
    compared: bool,
) -> set[str]:
    """Names of the stored columns that no typed row fills, as far as that costs nothing to tell.

    Args:
        connection: the store.
        relations: with the typed and settled rows.
        table: its form.
        given: names of columns that the source has.
        compared: rows may have been given a ``known_at``.
    """
    empty = {column.name for column in table.columns if column.name not in given}
    asked = {"_file"}
    if KNOWN_AT.name not in given:
        if compared:
            asked |= {"known_at", "_known_on"}
        else:
            empty |= {"known_at", "_known_on"}
    empty |= {
        name for name in asked if all(_is_empty(connection, each, name) for each in relations)
    }
    return empty | _derived_from(empty)


def _is_empty(connection: duckdb.DuckDBPyConnection, relation: str, name: str) -> bool:
    test = f"SELECT 1 FROM {quoted(relation)} WHERE {quoted(name)} IS NOT NULL LIMIT 1"
    return connection.execute(test).fetchone() is None


def _derived_from(empty: set[str]) -> set[str]:
    """Derived columns whose own columns are empty."""
    found = set()
    if "paid_on" in empty:
        found.add("days_late")
    if "closed_at" in empty:
        found.add("resolution_hours")
    return found
