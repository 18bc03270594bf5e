"""The grid of a warehouse laid out in a local DuckDB, where a whole book is scored by SQL.

Only the grid comes here, a batch at a time; the table is the one that the native engine lays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from duckdb import DuckDBPyConnection

from forewarn.engines.counted import whole_if_it_is
from forewarn.engines.duckdb.layers import Output as Kept
from forewarn.engines.duckdb.measure import LAID
from forewarn.engines.duckdb.primitives.daily import without_value
from forewarn.engines.duckdb.primitives.passing import value_and_day
from forewarn.engines.duckdb.store import beside, leave
from forewarn.engines.grids import Laid
from forewarn.engines.portable.arrow import Found, found
from forewarn.engines.portable.layers import Output
from forewarn.engines.portable.warehouses.warehouse import Warehouse
from forewarn.signals.primitives import Latest, Primitive

_BATCH = "laid_batch"
_FIRST_DAY = "DATE '1970-01-01'"


def laid(
    warehouse: Warehouse,
    room: DuckDBPyConnection,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
) -> Laid:
    """As ``grid.grid``, all at once, in a temporary table of a local DuckDB.

    Args:
        warehouse: has the facts.
        room: to a DuckDB whose memory and folder for what spills the table shares.
        primitives: at least one.
        dates: ascending, at least one.
        accounts: only these; None = all.

    Raises:
        ForewarnError: PyArrow is not installed, or what ``grid.grid`` raises.
        ValueError: the dates do not ascend.
    """
    cursor = beside(room)
    try:
        with found(warehouse, primitives, dates, accounts=accounts) as grid:
            columns = [_column(grid, place) for place in range(len(primitives))]
            _make(cursor, columns, grid)
            outputs = [
                _kept(each, output)
                for each, (output, _) in zip(primitives, grid.outputs, strict=True)
            ]
            leave(cursor)
            return Laid(cursor, LAID, tuple(grid.accounts), tuple(dates), tuple(outputs))
    except BaseException:
        cursor.close()
        raise


def _make(cursor: DuckDBPyConnection, columns: Sequence[str], grid: Found) -> None:
    """Fills the table in the order in which the rows come: by account and date."""
    import pyarrow

    each = len(grid.dates)
    values = ", ".join(f"{column} AS q{number}" for number, column in enumerate(columns))
    keys = f"CAST(n // {each} AS INTEGER) AS a, CAST(n % {each} AS INTEGER) AS i"
    select = f"""SELECT {keys}, {values}
    FROM (SELECT {{first}} + row_number() OVER () - 1 AS n, * FROM {_BATCH})"""
    cursor.register(_BATCH, grid.schema.empty_table())
    cursor.execute(f"CREATE TEMP TABLE {LAID} AS {select.format(first=0)}")
    first = 0
    for batch in grid.batches:
        cursor.register(_BATCH, pyarrow.Table.from_batches([batch]))
        cursor.execute(f"INSERT INTO {LAID} {select.format(first=first)}")
        first += batch.num_rows
    cursor.unregister(_BATCH)


def _column(grid: Found, place: int) -> str:
    """SQL of a primitive's value, of the type that the native engine gives it."""
    output, at = grid.outputs[place]
    if at < 0:
        return "NULL" if output.default is None else f"CAST({output.default} AS BIGINT)"
    name = grid.schema.names[at]
    if output.ranked:
        day = _day(grid.schema.names[at + 1])
        return f"CASE WHEN {name} IS NOT NULL THEN struct_pack(value := {name}, day := {day}) END"
    if output.day:
        return _day(name)
    total = f"CAST({name} AS DOUBLE)" if _is_decimal(grid, at) else name
    return total if output.default is None else f"coalesce({total}, {output.default})"


def _is_decimal(grid: Found, at: int) -> bool:
    return str(grid.schema.types[at]).startswith("decimal")


def _day(number: str) -> str:
    return f"({_FIRST_DAY} + CAST({number} AS INTEGER))"


def _kept(primitive: Primitive, output: Output) -> Kept:
    """How the column is read; its SQL is in the table already."""
    if output.ranked:
        return Kept("", value_and_day)
    if isinstance(primitive, Latest):
        return Kept("", without_value)
    return Kept("", whole_if_it_is if output.read is whole_if_it_is else None)
