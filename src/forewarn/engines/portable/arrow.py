"""The grid as Arrow record batches, for whoever takes columns; a batch at a time, never the whole.

What each driver has: DuckDB hands out Arrow by itself. psycopg has no Arrow, and Spark's own Arrow
call hands over a whole result at once; so their rows come by a cursor on the server and partition
by partition, and are turned into batches here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from forewarn.engines.portable.calendar import calendar
from forewarn.engines.portable.catalog import Catalog
from forewarn.engines.portable.grid import last_query, plan
from forewarn.engines.portable.layers import Output
from forewarn.engines.portable.placing import Draft
from forewarn.engines.portable.run import Run
from forewarn.engines.portable.warehouses.warehouse import Rows, Warehouse
from forewarn.signals.primitives import Earliest, Latest, Primitive
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch, Schema

ROWS_A_BATCH = 20_000
_DIGITS = 38


def batches(
    warehouse: Warehouse,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
    known_by: date | None = None,
) -> Iterator[RecordBatch]:
    """Primitive values by account and date: a row for each account at each date.

    Columns: ``account_id``, ``as_of``, and per primitive, in the order asked, ``q0``, ``q1`` and so
    on. A latest value stands beside its day, ``q0_on``; an earliest or latest fact alone is its
    day. Sums of amounts are exact decimals.

    Args:
        warehouse: see ``grid.grid``.
        primitives: at least one.
        dates: ascending, at least one.
        accounts: the same as in ``grid.grid``.
        known_by: the same.

    Raises:
        ForewarnError: PyArrow is not installed, or what ``grid.grid`` raises.
        ValueError: the dates do not ascend.
    """
    with found(warehouse, primitives, dates, accounts=accounts, known_by=known_by) as grid:
        named = _Named(grid, primitives)
        first = 0
        for batch in grid.batches:
            yield named.batch(batch, first)
            first += batch.num_rows


@dataclass(frozen=True, slots=True)
class Found:
    """A grid that a run measured, before it comes.

    Attributes:
        accounts, dates: of its rows, in their order: every date of an account, then the next.
        outputs: per primitive how it is read, and the place of its first column; -1 where it has
            the same value everywhere.
        schema: of the batches.
        batches: come once.
    """

    accounts: Sequence[str]
    dates: Sequence[date]
    outputs: Sequence[tuple[Output, int]]
    schema: Schema
    batches: Iterator[RecordBatch]


@contextmanager
def found(
    warehouse: Warehouse,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
    known_by: date | None = None,
) -> Iterator[Found]:
    """The grid as the engine's last query has it; see ``batches``."""
    arrow = _arrow()
    catalog = Catalog(warehouse)
    catalog.accounts()
    over = calendar(dates)
    with warehouse.bench() as bench:
        run = Run(catalog, warehouse.dialect, bench, over, accounts)
        run.prepare()
        named = run.account_ids()
        layers = plan(primitives, Draft(run, known_by))
        select, outputs = last_query(run, layers, primitives)
        if select is None:
            schema = arrow.schema([("none", arrow.null())])
            come = _without_values(len(named) * len(over.dates))
        else:
            schema = schema_of(select.schema())
            come = bench.batches(run.dialect.sql(select), schema)
        yield Found(named, over.dates, outputs, schema, come)


def _without_values(left: int) -> Iterator[RecordBatch]:
    """Batches of rows alone: nothing is known of the tables that are asked for."""
    arrow = _arrow()
    for first in range(0, left, ROWS_A_BATCH):
        yield arrow.record_batch({"none": arrow.nulls(min(ROWS_A_BATCH, left - first))})


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ForewarnError(
            "Arrow batches need PyArrow, which is not installed",
            fix="pip install 'forewarn[portable]', or read the grid by rows: PortableEngine.grid",
        ) from error
    return pyarrow


class _Named:
    """Names and dates laid beside values that come in their order."""

    def __init__(self, grid: Found, primitives: Sequence[Primitive]) -> None:
        self._arrow = _arrow()
        self._accounts = self._arrow.array(grid.accounts, self._arrow.string())
        self._dates = self._arrow.array(grid.dates, self._arrow.date32())
        self._primitives = primitives
        self._outputs = grid.outputs

    def batch(self, found: RecordBatch, first: int) -> RecordBatch:
        """The batch whose first row has that number."""
        places = range(first, first + found.num_rows)
        each = len(self._dates)
        columns = {
            "account_id": self._accounts.take(self._arrow.array([at // each for at in places])),
            "as_of": self._dates.take(self._arrow.array([at % each for at in places])),
        }
        asked = zip(count(), self._primitives, self._outputs, strict=False)
        for number, primitive, (output, at) in asked:
            columns |= self._columns(f"q{number}", primitive, output, found, at)
        return self._arrow.record_batch(columns)

    def _columns(
        self, name: str, primitive: Primitive, output: Output, found: RecordBatch, at: int
    ) -> dict[str, Array[Any]]:
        if at < 0:
            values = [output.default] * found.num_rows
            return {name: self._arrow.array(values)}
        values = found.column(at)
        if output.ranked:
            return {name: values, f"{name}_on": self._days(found.column(at + 1))}
        if isinstance(primitive, (Earliest, Latest)):
            return {name: self._days(values)}
        return {name: values if output.default is None else values.fill_null(output.default)}

    def _days(self, numbers: Array[Any]) -> Array[Any]:
        return numbers.cast(self._arrow.int32()).cast(self._arrow.date32())


def schema_of(columns: Any) -> Schema:
    """An Ibis schema as Arrow's; Ibis would ask for one more package for it."""
    arrow = _arrow()
    return arrow.schema([(name, _kind(arrow, kind)) for name, kind in columns.items()])


def _kind(arrow: Any, kind: Any) -> Any:
    if kind.is_decimal():
        return arrow.decimal128(kind.precision or _DIGITS, kind.scale or 0)
    if kind.is_integer():
        return arrow.int64()
    if kind.is_floating():
        return arrow.float64()
    if kind.is_boolean():
        return arrow.bool_()
    if kind.is_date():
        return arrow.date32()
    return arrow.timestamp("us") if kind.is_timestamp() else arrow.string()


def as_batch(rows: Rows, schema: Schema) -> RecordBatch:
    """Rows of a driver as one batch."""
    arrow = _arrow()
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [arrow.array(each, kind) for each, kind in zip(columns, schema.types, strict=True)]
    batch: RecordBatch = arrow.RecordBatch.from_arrays(arrays, schema=schema)
    return batch
