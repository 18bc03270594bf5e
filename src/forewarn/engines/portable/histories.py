"""What the warehouse knows of accounts and tables as a whole: versions, first rows, feeds, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import ibis

from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.engines.portable.calendar import calendar, day_of
from forewarn.engines.portable.catalog import Catalog, StoredTable
from forewarn.engines.portable.placing import Draft
from forewarn.engines.portable.primitives.newest import over_dates
from forewarn.engines.portable.run import Run, among
from forewarn.engines.portable.warehouses.warehouse import Warehouse
from forewarn.engines.reading_rows import (
    ORDER,
    attributes,
    columns_of_versions,
    feeds_of,
    versions,
)
from forewarn.terms.account import AccountVersion
from forewarn.terms.facts import TABLES
from forewarn.terms.ports import Feed


def accounts(warehouse: Warehouse) -> Iterator[AccountVersion]:
    """All versions of all accounts, by account and date, those without a date first.

    See ``reading_rows.versions``.
    """
    table = Catalog(warehouse).accounts()
    names = attributes(table.columns)
    columns = _names(table, columns_of_versions(names))
    yield from versions(_selected(warehouse, table, columns), columns, names)


def first_rows(warehouse: Warehouse, tables: Sequence[str]) -> dict[str, dict[str, date]]:
    """Per table and account the first as_of date that knows any row; {} without a source."""
    catalog = Catalog(warehouse)
    return {name: _first_rows(warehouse, catalog.table(name)) for name in tables}


def _first_rows(warehouse: Warehouse, table: StoredTable | None) -> dict[str, date]:
    if table is None:
        return {}
    rows = table.rows
    known = rows.filter(rows.account_id.notnull() & rows["_seen_on"].notnull())
    first = known.group_by("account_id").aggregate(seen=known["_seen_on"].min())
    with warehouse.bench() as bench:
        select = warehouse.dialect.sql(first.order_by("account_id"))
        return dict(chain.from_iterable(bench.stream(select)))


def feeds(
    warehouse: Warehouse, tables: Sequence[str], dates: Sequence[date]
) -> dict[str, tuple[Feed, ...]]:
    """Per table, for each ascending date, whether any row was known and the newest one's day."""
    catalog = Catalog(warehouse)
    return {name: _feeds(warehouse, catalog, name, dates) for name in tables}


def _feeds(
    warehouse: Warehouse, catalog: Catalog, name: str, dates: Sequence[date]
) -> tuple[Feed, ...]:
    table = catalog.table(name)
    if table is None or not dates:
        return (Feed(False, None),) * len(dates)
    with warehouse.bench() as bench:
        run = Run(catalog, warehouse.dialect, bench, calendar(dates))
        run.prepare()
        newest, *passing = (
            [(int(index), day_of(day)) for index, day in chain.from_iterable(bench.stream(select))]
            for select in map(run.dialect.sql, _newest(run, table))
        )
    return feeds_of(len(dates), newest, chain.from_iterable(passing))


def _newest(run: Run, table: StoredTable) -> list[Any]:
    """The newest day that comes into view at each date: of rows that stay, of rows that pass."""
    draft = Draft(run)
    rows = table.rows
    after = run.calendar.after
    shown = {"seen": draft.days(rows["_seen_on"]), "day": draft.days(rows["_on"])}
    known = rows["_on"].notnull() & rows["_seen_on"].notnull()
    if UNTIL_ON not in table.columns:
        seen = run.index(_as_whole(rows.filter(known), shown), "e", ibis._.seen)
        return [_best(seen.filter(seen.e < after).mutate(i=ibis._.e))]
    never = run.calendar.last + 1
    shown["until"] = draft.days(rows[UNTIL_ON]).fill_null(never)
    whole = _as_whole(rows.filter(known), shown)
    seen = run.index(run.index(whole, "e", whole.seen), "l", ibis._.until)
    stays = seen.filter((seen.e < after) & (seen.l == after)).mutate(i=ibis._.e)
    short = seen.filter((seen.e < seen.l) & (seen.l < after))
    return [_best(stays), _best(over_dates(short, draft))]


def _as_whole(rows: Any, columns: Mapping[str, Any]) -> Any:
    picked = rows.select(**{name: column.cast("int64") for name, column in columns.items()})
    return picked.distinct()


def _best(rows: Any) -> Any:
    return rows.group_by("i").aggregate(day=rows.day.max()).order_by("i")


@dataclass(frozen=True, slots=True)
class Aside:
    """Fulfils ``terms.ports.Aside`` with rows that were read."""

    rows: Sequence[Mapping[str, Any]]

    def of(self, accounts: Sequence[str] | None) -> Iterator[Mapping[str, Any]]:
        """See ``terms.ports.Aside``."""
        only = None if accounts is None else frozenset(accounts)
        return (row for row in self.rows if only is None or row["account_id"] in only)


def rows(
    warehouse: Warehouse,
    table: str,
    columns: Sequence[str],
    *,
    accounts: Sequence[str] | None = None,
) -> Iterator[Mapping[str, Any]]:
    """Rows by account, date and place in the source; nothing for a table without a source.

    Each maps ``account_id``, the columns, ``_on``, ``_seen_on`` and, where rows of the table have
    versions, ``_until_on`` to values as the driver gives them (money as Decimal). A column that an
    older Forewarn did not keep yet is left out.

    Raises:
        ForewarnError: no such table or column.
    """
    stored = Catalog(warehouse).table(table)
    if stored is None:
        return iter(())
    known = TABLES.get(table)
    for name in columns:
        if known is None or known.column(name) is None:
            stored.column(name)
    names = _names(stored, [*columns, "_on", "_seen_on", UNTIL_ON])
    found = _selected(warehouse, stored, names, only=accounts)
    return (dict(zip(names, row, strict=True)) for row in found)


def _selected(
    warehouse: Warehouse,
    table: StoredTable,
    names: Sequence[str],
    *,
    only: Sequence[str] | None = None,
) -> Iterator[Sequence[Any]]:
    found = table.rows.filter(table.rows.account_id.notnull())
    if only is not None:
        found = found.filter(among(found.account_id, only))
    order = [found[name].asc(nulls_first=True) for name in ORDER if name in table.columns]
    select = warehouse.dialect.sql(found.order_by(order).select(*names))
    with warehouse.bench() as bench:
        for batch in bench.stream(select):
            yield from batch


def _names(table: StoredTable, columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(["account_id", *(c for c in columns if c in table.columns)]))
