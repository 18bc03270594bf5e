"""The grid: every primitive for every account at every date.

Each layer is computed into a table that holds only the dates where something changes. One last
query lays the layers over accounts × dates, carries them forward and streams the result: nothing
else leaves the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import ibis

from forewarn.engines.grids import identity
from forewarn.engines.portable.calendar import Calendar, calendar
from forewarn.engines.portable.catalog import Catalog
from forewarn.engines.portable.layers import Layer, Output, Spot
from forewarn.engines.portable.placing import Draft
from forewarn.engines.portable.primitives import additive, distinct, newest, unmet
from forewarn.engines.portable.primitives import open as open_rows
from forewarn.engines.portable.run import Run
from forewarn.engines.portable.warehouses.warehouse import Warehouse
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Latest,
    Open,
    Primitive,
    Unmet,
)
from forewarn.terms.ports import GridRows


def plan(primitives: Sequence[Primitive], draft: Draft) -> list[Layer]:
    """Runs the passes over facts that give the primitives, each asked for once.

    Raises:
        ForewarnError: a table or column is not there, or of no use for what is asked.
    """
    wanted = list({identity(primitive): primitive for primitive in primitives}.values())
    sums = [primitive for primitive in wanted if isinstance(primitive, Additive)]
    keyed = [primitive for primitive in wanted if isinstance(primitive, Distinct)]
    rest = [each for each in wanted if not isinstance(each, (Additive, Distinct))]
    return [
        *(additive.layer(group, draft) for group in additive.grouped(sums)),
        *chain.from_iterable(distinct.layers(group, draft) for group in distinct.grouped(keyed)),
        *(_layer(primitive, draft) for primitive in rest),
    ]


def _layer(primitive: Primitive, draft: Draft) -> Layer:
    match primitive:
        case Latest():
            return newest.latest(primitive, draft)
        case Earliest():
            return newest.earliest(primitive, draft)
        case Open():
            return open_rows.layer(primitive, draft)
        case Unmet():
            return unmet.layer(primitive, draft)
    raise TypeError(f"not a primitive: {primitive!r}")


def grid(
    warehouse: Warehouse,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
    known_by: date | None = None,
) -> Iterator[GridRows]:
    """Primitive values by account (ascending ``account_id``), one row per date, as a stream.

    Facts are read when the first row is asked for; each stream has a run of its own.

    Args:
        warehouse: its accounts table says which accounts there are; facts of others are left out.
        primitives: asked for in any number; equal ones are computed once.
        dates: ascending.
        accounts: only these; ids the accounts table does not know are left out.
        known_by: hindsight, see ``terms.ports.Engine``.

    Raises:
        ForewarnError: a table or column is not there, or of no use for what is asked.
        ValueError: the dates do not ascend.
    """
    catalog = Catalog(warehouse)
    catalog.accounts()
    over = calendar(dates)
    return _stream(warehouse, catalog, primitives, over, accounts, known_by)


def _stream(
    warehouse: Warehouse,
    catalog: Catalog,
    primitives: Sequence[Primitive],
    over: Calendar,
    accounts: Sequence[str] | None,
    known_by: date | None,
) -> Iterator[GridRows]:
    with warehouse.bench() as bench:
        run = Run(catalog, warehouse.dialect, bench, over, accounts)
        run.prepare()
        named = run.account_ids()
        if not named:
            return
        if not primitives or not over.dates:
            yield from (GridRows(name, ((),) * len(over.dates)) for name in named)
            return
        layers = plan(primitives, Draft(run, known_by))
        select, outputs = last_query(run, layers, primitives)
        if select is None:
            yield from (_same(name, outputs, len(over.dates)) for name in named)
            return
        rows = chain.from_iterable(bench.stream(run.dialect.sql(select)))
        for name in named:
            found = [next(rows) for _ in over.dates]
            yield GridRows(name, tuple(_read(row, outputs) for row in found))


def _same(name: str, outputs: Sequence[tuple[Output, int]], dates: int) -> GridRows:
    """An account of which nothing can be known: the tables have no source."""
    return GridRows(name, (tuple(output.default for output, _ in outputs),) * dates)


def last_query(
    run: Run, layers: Sequence[Layer], primitives: Sequence[Primitive]
) -> tuple[Any, list[tuple[Output, int]]]:
    """The query of the grid, and per primitive its output and the first of its columns.

    The rows are ordered by account and date. A primitive that has the same value everywhere has
    no column (-1); when none has one, there is no query.
    """
    dense, columns_of = _dense(run, layers)
    values: dict[str, Any] = {}
    lookups: list[tuple[str, Any]] = []
    outputs: list[tuple[Output, int]] = []
    asked = 0
    for primitive in primitives:
        key = identity(primitive)
        number = next(n for n, layer in enumerate(layers) if key in layer.outputs)
        output = layers[number].outputs[key]
        if output.value is None:
            outputs.append((output, -1))
            continue
        outputs.append((output, asked))
        name = f"v{len(values)}"
        values[name] = output.value(_spot(dense, columns_of[number]))
        lookups.append((name, layers[number].facts if output.ranked else None))
        asked += 2 if output.ranked else 1
    if not asked:
        return None, outputs
    return _looked_up(dense.select("a", "i", **values), lookups), outputs


def _spot(dense: Any, names: Mapping[str, str]) -> Spot:
    run = ibis.cumulative_window(group_by=dense.a, order_by=dense.i)
    return Spot(lambda column: dense[names[column]], run, dense.day)


def _dense(run: Run, layers: Sequence[Layer]) -> tuple[Any, list[dict[str, str]]]:
    """Accounts × dates with the columns of all layers, each under a name of its own."""
    accounts, dates = run.accounts, run.numbered
    dense = accounts.cross_join(dates).select(
        accounts.a, i=dates.date_i.cast("int64"), day=dates.date_day
    )
    columns_of: list[dict[str, str]] = []
    for number, layer in enumerate(layers):
        if layer.changes is None:
            columns_of.append({})
            continue
        shown = [name for name in layer.changes.columns if name not in ("a", "i")]
        named = {name: f"l{number}_{name}" for name in shown}
        columns_of.append(named)
        changes = layer.changes.select(
            **{f"a{number}": layer.changes.a, f"i{number}": layer.changes.i},
            **{new: layer.changes[old] for old, new in named.items()},
        )
        same = [dense.a == changes[f"a{number}"], dense.i == changes[f"i{number}"]]
        joined = dense.left_join(changes, same)
        dense = joined.select(
            *(dense[name] for name in dense.columns), *(changes[new] for new in named.values())
        )
    return dense, columns_of


def _looked_up(rows: Any, lookups: Sequence[tuple[str, Any]]) -> Any:
    """Ranks replaced by the value and day of their facts; in the order of the answer."""
    shown: list[str] = []
    for name, facts in lookups:
        shown.append(name)
        if facts is None:
            continue
        shown[-1:] = [f"{name}_value", f"{name}_day"]
        ranked = facts.select(
            **{f"{name}_a": facts.a, f"{name}_rank": facts["rank"]},
            **{f"{name}_value": facts.value, f"{name}_day": facts.day},
        )
        same = [rows.a == ranked[f"{name}_a"], rows[name] == ranked[f"{name}_rank"]]
        rows = rows.left_join(ranked, same).select(
            *(rows[each] for each in rows.columns), ranked[f"{name}_value"], ranked[f"{name}_day"]
        )
    return rows.order_by("a", "i").select(*shown)


def _read(row: Sequence[Any], outputs: Sequence[tuple[Output, int]]) -> tuple[Any, ...]:
    return tuple(_answer(row, output, first) for output, first in outputs)


def _answer(row: Sequence[Any], output: Output, first: int) -> Any:
    if first < 0 or row[first] is None:
        return output.default
    if output.ranked:
        return output.read(row[first], row[first + 1])
    return output.read(row[first])
