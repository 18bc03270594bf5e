"""The grid: every primitive for every account at every date, by one query per pass over facts.

Each layer is computed into a temporary table that holds only the dates where something changes.
One last query lays the layers over accounts × dates, carries them forward and streams the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeGuard

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.calendar import Calendar, calendar
from forewarn.engines.duckdb.catalog import Catalog
from forewarn.engines.duckdb.keys import UNTIL_ON
from forewarn.engines.duckdb.layers import Layer, Output, identity
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
from forewarn.engines.duckdb.store import beside
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

_ROWS_AT_A_TIME = 20_000
LAID = "laid"


def plan(
    catalog: Catalog,
    primitives: Sequence[Primitive],
    *,
    over: Calendar,
    known_by: date | None = None,
    some: bool = False,
) -> list[Layer]:
    """The passes over facts that give the primitives, each asked for once.

    Args:
        catalog: the store's tables.
        primitives: what is asked for.
        over: the dates.
        known_by: hindsight, see ``terms.ports.Engine``.
        some: only some accounts are asked for.

    Raises:
        ForewarnError: a table or column is not there, or of no use for what is asked.
    """
    wanted = list({identity(primitive): primitive for primitive in primitives}.values())
    by_day = [each for each in wanted if _is_daily(each, catalog)]
    counts = distinct.grouped(each for each in wanted if isinstance(each, Distinct))
    rest = [each for each in wanted if each not in by_day and not isinstance(each, Distinct)]

    def draft() -> Draft:
        return Draft(catalog, over, known_by, some)

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


@dataclass(frozen=True, slots=True)
class Laid:
    """A grid that stays in DuckDB, as a temporary table of a cursor of its own.

    Attributes:
        cursor: whoever has it closes it; the table goes with it.
        table: one row per account and date, in no order: ``a`` and ``i`` (INTEGER positions of
            account and date), and per primitive, in the order asked, ``q0``, ``q1`` and so on.
        accounts: ids by position.
        outputs: per primitive how its column is read.
    """

    cursor: DuckDBPyConnection
    table: str
    accounts: tuple[str, ...]
    dates: tuple[date, ...]
    outputs: tuple[Output, ...]


def laid(
    connection: DuckDBPyConnection,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
) -> Laid:
    """As ``grid``, all at once and without leaving DuckDB; at least one primitive and one date."""
    catalog = Catalog(connection)
    catalog.accounts()
    over = calendar(dates)
    layers = plan(catalog, primitives, over=over, some=accounts is not None)
    cursor = beside(connection)
    try:
        _number_accounts(cursor, accounts)
        _run(cursor, layers)
        outputs = [_output(layers, primitive) for primitive in primitives]
        cells = _laid_out(layers, outputs, len(over.dates), keys="g.a AS a, g.i AS i")
        cursor.execute(f"CREATE TEMP TABLE {LAID} AS {cells}")
        for number, layer in enumerate(layers):
            if layer.select:
                cursor.execute(f"DROP TABLE layer{number}")
        found = cursor.execute(f"SELECT account_id FROM {ACCOUNTS} ORDER BY a").fetchall()
    except BaseException:
        cursor.close()
        raise
    ids = tuple(account for (account,) in found)
    return Laid(cursor, LAID, ids, over.dates, tuple(output for _, output in outputs))


def _stream(
    connection: DuckDBPyConnection,
    layers: Sequence[Layer],
    primitives: Sequence[Primitive],
    over: Calendar,
    accounts: Sequence[str] | None,
) -> Iterator[GridRows]:
    cursor = beside(connection)
    try:
        _number_accounts(cursor, accounts)
        if not layers:
            yield from _bare(cursor, len(over.dates))
            return
        _run(cursor, layers)
        outputs = [_output(layers, primitive) for primitive in primitives]
        cells = _laid_out(layers, outputs, len(over.dates), keys="g.account_id")
        cursor.execute(f"{cells}\nORDER BY g.a, g.i")
        yield from _accounts(cursor, [output for _, output in outputs], len(over.dates))
    finally:
        cursor.close()


def _number_accounts(cursor: DuckDBPyConnection, accounts: Sequence[str] | None) -> None:
    only = "" if accounts is None else "AND account_id IN (SELECT unnest($only::VARCHAR[]))"
    cursor.execute(
        f"""CREATE TEMP TABLE {ACCOUNTS} AS
        SELECT account_id, CAST(row_number() OVER (ORDER BY account_id) - 1 AS INTEGER) AS a
        FROM (SELECT DISTINCT account_id FROM facts.accounts WHERE account_id IS NOT NULL {only})
        """,
        {} if accounts is None else {"only": list(accounts)},
    )


def _run(cursor: DuckDBPyConnection, layers: Iterable[Layer]) -> None:
    """Computes every layer into its temporary table."""
    for number, layer in enumerate(layers):
        if not layer.select:
            continue
        try:
            for each in layer.first:
                cursor.execute(f"CREATE TEMP TABLE {each.name} AS {each.select}", each.parameters)
            cursor.execute(f"CREATE TEMP TABLE layer{number} AS {layer.select}", layer.parameters)
            for each in layer.first:
                cursor.execute(f"DROP TABLE {each.name}")
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise ForewarnError(
                f"a number is too large to be measured: {str(error).splitlines()[0]}",
                fix="run forewarn audit to find the row, and correct it in the source",
            ) from error


def _output(layers: Sequence[Layer], primitive: Primitive) -> tuple[int, Output]:
    key = identity(primitive)
    return next(
        (number, layer.outputs[key]) for number, layer in enumerate(layers) if key in layer.outputs
    )


def _laid_out(
    layers: Sequence[Layer], outputs: Sequence[tuple[int, Output]], dates: int, *, keys: str
) -> str:
    values = ", ".join(
        f"{output.sql.format(layer=f'l{number}')} AS q{place}"
        for place, (number, output) in enumerate(outputs)
    )
    joins = "\n".join(
        f"LEFT JOIN layer{number} AS l{number} ON l{number}.a = g.a AND l{number}.i = g.i"
        for number, layer in enumerate(layers)
        if layer.select and not layer.dense
    )
    return f"""SELECT {keys}, {values}
FROM ({_cells(layers, dates)}) AS g
{joins}
WINDOW run AS (PARTITION BY g.a ORDER BY g.i ROWS UNBOUNDED PRECEDING)"""


def _cells(layers: Sequence[Layer], dates: int) -> str:
    """A row for every account and date, with the values of the dense layers."""
    dense = [(n, layer) for n, layer in enumerate(layers) if layer.select and layer.dense]
    values = "".join(f", unnest(l{n}.{v}) AS l{n}_{v}" for n, each in dense for v in each.dense)
    joins = "".join(f" LEFT JOIN layer{n} AS l{n} ON l{n}.a = g.a" for n, _ in dense)
    return f"""SELECT g.account_id, g.a, unnest(range({dates}))::INTEGER AS i{values}
FROM {ACCOUNTS} AS g{joins}"""


def _bare(cursor: DuckDBPyConnection, dates: int) -> Iterator[GridRows]:
    """Every account, when nothing was asked about it."""
    cursor.execute(f"SELECT account_id FROM {ACCOUNTS} ORDER BY a")
    while found := cursor.fetchmany(_ROWS_AT_A_TIME):
        yield from (GridRows(account, ((),) * dates) for (account,) in found)


def _accounts(
    cursor: DuckDBPyConnection, outputs: Sequence[Output], dates: int
) -> Iterator[GridRows]:
    """Cuts the stream into accounts; each has exactly one row per date."""
    while found := cursor.fetchmany(dates * max(1, _ROWS_AT_A_TIME // dates)):
        for start in range(0, len(found), dates):
            columns = list(zip(*found[start : start + dates], strict=True))
            yield GridRows(columns[0][0], _read(columns[1:], outputs))


def _read(
    columns: Sequence[tuple[Any, ...]], outputs: Sequence[Output]
) -> tuple[tuple[Any, ...], ...]:
    answers = [
        column
        if (read := output.read) is None
        else [None if value is None else read(value) for value in column]
        for column, output in zip(columns, outputs, strict=True)
    ]
    return tuple(zip(*answers, strict=True))
