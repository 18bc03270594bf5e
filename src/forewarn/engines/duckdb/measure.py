"""The grid: every primitive for every account at every date, by one query per pass over facts.

Each layer is worked out where something changes, and its courses are written out once a cell, in
the order of accounts and dates. Laid side by side they are the grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any, TypeGuard

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import coded
from forewarn.engines.duckdb.calendar import Calendar, calendar
from forewarn.engines.duckdb.catalog import Catalog
from forewarn.engines.duckdb.courses import Course, Extent, written_out
from forewarn.engines.duckdb.layers import First, Layer, Output
from forewarn.engines.duckdb.packing import packed
from forewarn.engines.duckdb.placing import ACCOUNTS, Draft
from forewarn.engines.duckdb.primitives import (
    daily,
    distinct,
    latest,
    least,
    open,  # noqa: A004 - the field's word
    passing,
    unmet,
)
from forewarn.engines.duckdb.store import beside, forget_read, leave
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.engines.grids import Laid, identity
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Latest,
    Open,
    Primitive,
    Unmet,
)
from forewarn.terms.errors import ForewarnError
from forewarn.terms.ports import GridRows

_WORTH_FORGETTING = 2**27
"""Bytes of facts in memory: fewer are kept for the next layer, which reads the same rows."""
_ROWS_AT_A_TIME = 20_000
CELLS, LAID = "cells", "laid"


def plan(
    catalog: Catalog,
    primitives: Sequence[Primitive],
    *,
    over: Calendar,
    known_by: date | None = None,
    some: bool = False,
    since: date | None = None,
) -> list[Layer]:
    """The passes over facts that give the primitives, each asked for once.

    Args:
        catalog: the store's tables.
        primitives: what is asked for.
        over: the dates.
        known_by: hindsight, see ``terms.ports.Engine``.
        some: only some accounts are asked for.
        since: see ``lay``.

    Raises:
        ForewarnError: a table or column is not there, or of no use for what is asked.
    """
    wanted = list({identity(primitive): primitive for primitive in primitives}.values())
    by_day = [each for each in wanted if _is_daily(each, catalog)]
    counts = distinct.grouped(each for each in wanted if isinstance(each, Distinct))
    rest = [each for each in wanted if each not in by_day and not isinstance(each, Distinct)]

    def draft() -> Draft:
        return Draft(catalog, over, known_by, some, since)

    return [
        *(daily.layer(group, draft()) for group in daily.grouped(by_day)),
        *(distinct.layer(group, draft()) for group in counts),
        *(_layer(primitive, draft()) for primitive in rest),
    ]


def _is_daily(primitive: Primitive, catalog: Catalog) -> TypeGuard[daily.Daily]:
    """Whether a daily roll-up answers it: the newest and oldest day only where no row passes."""
    if isinstance(primitive, Additive):
        return True
    if isinstance(primitive, Latest) and primitive.column is not None:
        return False
    if not isinstance(primitive, Latest | Earliest):
        return False
    table = catalog.table(primitive.facts.table)
    return table is None or UNTIL_ON not in table.columns


def carried(catalog: Catalog, primitive: Primitive) -> bool:
    """Whether a later date's value is an earlier one's, or newer: a newest day that only grows."""
    newest = isinstance(primitive, Latest) and primitive.back_days == 0
    return newest and _is_daily(primitive, catalog)


def _layer(primitive: Primitive, draft: Draft) -> Layer:
    match primitive:
        case Latest():
            return latest.layer(primitive, draft)
        case Earliest():
            return passing.earliest(primitive, draft)
        case Open(least=None):
            return open.layer(primitive, draft)
        case Open():
            return least.layer(primitive, draft)
        case Unmet():
            return unmet.layer(primitive, draft)
    raise TypeError(f"not a primitive: {primitive!r}")


def grid(
    connection: DuckDBPyConnection,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
    known_by: date | None = None,
) -> Iterator[GridRows]:
    """Primitive values by account (ascending ``account_id``), one row per date, as a stream.

    Tables and columns are checked at once, facts are read when the first row is asked for. The
    stream has a cursor of its own, so other queries may run beside it.

    Args:
        connection: to the store; the accounts are those of its accounts table, facts of others
            are left out.
        primitives: asked for in any number; equal ones are computed once.
        dates: ascending.
        accounts: only these; ids the accounts table does not know are left out.
        known_by: hindsight, see ``terms.ports.Engine``.

    Raises:
        ForewarnError: a table or column is not there, or of no use for what is asked.
        ValueError: the dates do not ascend.
    """
    catalog = Catalog(connection)
    catalog.accounts()
    over = calendar(dates)
    some = accounts is not None
    layers = plan(catalog, primitives, over=over, known_by=known_by, some=some) if dates else []
    return _stream(connection, layers, primitives, over, accounts)


def laid(
    connection: DuckDBPyConnection,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
) -> Laid:
    """As ``grid``, all at once and without leaving DuckDB; at least one primitive and one date."""
    Catalog(connection).accounts()
    cursor = beside(connection)
    try:
        numbered(cursor, accounts)
        outputs = lay(cursor, connection, primitives, dates, table=LAID, some=accounts is not None)
        return finished(cursor, dates, outputs)
    except BaseException:
        cursor.close()
        raise


def lay(
    cursor: DuckDBPyConnection,
    connection: DuckDBPyConnection,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    table: str,
    some: bool = False,
    since: date | None = None,
) -> tuple[Output, ...]:
    """Lays the grid of the accounts that are ``numbered`` into a temporary table.

    Args:
        cursor: beside the connection.
        connection: to the store.
        primitives: at least one.
        dates: ascending, at least one.
        table: its name; for its columns see ``Laid``.
        some: not all accounts are numbered.
        since: a date before all of these whose grid is at hand: what is ``carried`` may be empty
            where that date's value still stands.

    Returns:
        Per primitive how its column is read.
    """
    catalog = Catalog(connection)
    catalog.accounts()
    over = calendar(dates)
    layers = plan(catalog, primitives, over=over, some=some, since=since)
    tables = _run(cursor, layers, Extent(_count(cursor), len(over.dates)))
    outputs = [_output(layers, primitive) for primitive in primitives]
    cursor.execute(f"CREATE TEMP TABLE {table} AS {_side_by_side(tables, outputs)}")
    for each in tables:
        cursor.execute(f"DROP TABLE {each}")
    return tuple(output for _, output in outputs)


def finished(cursor: DuckDBPyConnection, dates: Sequence[date], outputs: Sequence[Output]) -> Laid:
    """A grid that stands as ``LAID``; its cursor lets go of the facts file."""
    ids = _account_ids(cursor)
    leave(cursor)
    return Laid(cursor, LAID, ids, tuple(dates), tuple(outputs))


def _stream(
    connection: DuckDBPyConnection,
    layers: Sequence[Layer],
    primitives: Sequence[Primitive],
    over: Calendar,
    accounts: Sequence[str] | None,
) -> Iterator[GridRows]:
    cursor = beside(connection)
    try:
        extent = Extent(numbered(cursor, accounts), len(over.dates))
        if not layers:
            yield from _bare(cursor, extent.dates)
            return
        tables = _run(cursor, layers, extent)
        outputs = [_output(layers, primitive) for primitive in primitives]
        ids = _account_ids(cursor)
        cursor.execute(_side_by_side(tables, outputs, keys=False))
        yield from _accounts(cursor, ids, [output for _, output in outputs], extent.dates)
    finally:
        cursor.close()


def _count(cursor: DuckDBPyConnection) -> int:
    found = cursor.execute(f"SELECT count(*) FROM {ACCOUNTS}").fetchone()
    assert found is not None
    return int(found[0])


def numbered(cursor: DuckDBPyConnection, accounts: Sequence[str] | None = None) -> int:
    """Makes the run's accounts, some or all, and counts them."""
    only = "" if accounts is None else "AND account_id IN (SELECT unnest($only::VARCHAR[]))"
    codes = f"SELECT CAST(NULL AS {coded.KIND}) AS code, NULL AS word"
    if coded.has_codes(cursor, "accounts"):
        codes = f"FROM {coded.CODES}.accounts"
    made = cursor.execute(
        f"""CREATE TEMP TABLE {ACCOUNTS} AS SELECT account_id, code,
            CAST(row_number() OVER (ORDER BY account_id) - 1 AS INTEGER) AS a
        FROM (SELECT DISTINCT account_id FROM facts.accounts WHERE account_id IS NOT NULL {only})
        LEFT JOIN ({codes}) ON word = account_id
        """,
        {} if accounts is None else {"only": list(accounts)},
    ).fetchone()
    assert made is not None
    return int(made[0])


def _account_ids(cursor: DuckDBPyConnection) -> tuple[str, ...]:
    found = cursor.execute(f"SELECT account_id FROM {ACCOUNTS} ORDER BY a").fetchall()
    return tuple(account for (account,) in found)


def _run(cursor: DuckDBPyConnection, layers: Iterable[Layer], extent: Extent) -> list[str]:
    """Works every layer out; the names of the tables that hold one row per cell, in order."""
    cursor.execute(f"CREATE TEMP TABLE {CELLS} AS {extent.each_cell()}")
    tables = [CELLS]
    for number, layer in enumerate(layers):
        try:
            for each in layer.first:
                _make(cursor, each)
            for place, course in enumerate(layer.courses):
                tables.append(f"course{number}_{place}")
                _write_out(cursor, course, tables[-1], f"l{number}_", extent)
            for each in layer.first:
                cursor.execute(f"DROP TABLE {each.name}")
            forget_read(cursor, worth=_WORTH_FORGETTING)
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise ForewarnError(
                f"a number is too large to be measured: {str(error).splitlines()[0]}",
                fix="run forewarn audit to find the row, and correct it in the source",
            ) from error
    return tables


def _make(cursor: DuckDBPyConnection, first: First) -> None:
    with packed(cursor, first.packed) if first.packed else nullcontext():
        cursor.execute(f"CREATE TEMP TABLE {first.name} AS {first.select}", first.parameters)


def _write_out(
    cursor: DuckDBPyConnection, course: Course, table: str, prefix: str, extent: Extent
) -> None:
    select = written_out(course, prefix, extent)
    made = cursor.execute(f"CREATE TEMP TABLE {table} AS {select}", course.parameters).fetchone()
    # Stretches cover all cells once, or they came in another order than that of the cells.
    if made is None or made[0] != extent.cells:
        raise RuntimeError(f"{made} rows in a course of {extent.cells} cells")


def _output(layers: Sequence[Layer], primitive: Primitive) -> tuple[int, Output]:
    key = identity(primitive)
    return next(
        (number, layer.outputs[key]) for number, layer in enumerate(layers) if key in layer.outputs
    )


def _side_by_side(
    tables: Sequence[str], outputs: Sequence[tuple[int, Output]], *, keys: bool = True
) -> str:
    """A statement with the primitives' values, cell by cell."""
    values = [
        f"{output.sql.format(layer=f'l{number}')} AS q{place}"
        for place, (number, output) in enumerate(outputs)
    ]
    columns = ", ".join([*(["a", "i"] if keys else []), *values])
    return f"SELECT {columns} FROM {' POSITIONAL JOIN '.join(tables)}"


def _bare(cursor: DuckDBPyConnection, dates: int) -> Iterator[GridRows]:
    """Every account, when nothing was asked about it."""
    cursor.execute(f"SELECT account_id FROM {ACCOUNTS} ORDER BY a")
    while found := cursor.fetchmany(_ROWS_AT_A_TIME):
        yield from (GridRows(account, ((),) * dates) for (account,) in found)


def _accounts(
    cursor: DuckDBPyConnection, ids: Sequence[str], outputs: Sequence[Output], dates: int
) -> Iterator[GridRows]:
    """Cuts the stream into accounts; each has exactly one row per date."""
    accounts = iter(ids)
    while found := cursor.fetchmany(dates * max(1, _ROWS_AT_A_TIME // dates)):
        for start in range(0, len(found), dates):
            rows = found[start : start + dates]
            yield GridRows(next(accounts), _read(rows, outputs))


def _read(
    rows: Sequence[tuple[Any, ...]], outputs: Sequence[Output]
) -> tuple[tuple[Any, ...], ...]:
    reads = [output.read for output in outputs]
    if not any(reads):
        return tuple(rows)
    answers = [
        column if read is None else [None if value is None else read(value) for value in column]
        for column, read in zip(zip(*rows, strict=True), reads, strict=True)
    ]
    return tuple(zip(*answers, strict=True))
