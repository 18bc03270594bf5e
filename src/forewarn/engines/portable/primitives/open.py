"""Rows open at a date: +1 where one opens, −1 where it closes; and the smallest date over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from forewarn.engines.fact_tables import no_days
from forewarn.engines.grids import identity
from forewarn.engines.portable.amounts import amount
from forewarn.engines.portable.calendar import day_of
from forewarn.engines.portable.catalog import StoredTable, dated
from forewarn.engines.portable.filters import number
from forewarn.engines.portable.layers import Layer, Output, nothing, running_sum
from forewarn.engines.portable.placing import Draft, Placed, differences
from forewarn.engines.portable.primitives.newest import over_dates
from forewarn.signals.primitives import Facts, Open


@dataclass(frozen=True, slots=True)
class Spell:
    """The time in which the rows of one fact table are open."""

    placed: Placed
    closes: str
    back_days: int

    def select(self, draft: Draft, *, where: Any = None, **columns: Any) -> Any:
        """A table with ``a``, ``day``, ``e``, ``l`` and the columns, one row per row that opens.

        A close that is filled in later counts from known_at at the earliest. So does the opening
        of the same row, and a row that opens no earlier than it closes is empty: nothing to add.
        """
        closed = draft.days(self.placed.table.dated(self.closes)) + (1 + self.back_days)
        rows = draft.rows(self.placed, where=where, closed=closed.cast("int64"), **columns)
        return draft.spans(draft.of_accounts(rows), back_days=self.back_days, closes="closed")


def spell(
    facts: Facts, draft: Draft, *, closes: str, opens: str | None = None, back_days: int = 0
) -> Spell | None:
    """When the rows of ``facts`` are open; None when the table has no source yet."""
    placed = draft.place(facts, at=opens)
    return None if placed is None else Spell(placed, closes, back_days)


def layer(primitive: Open, draft: Draft) -> Layer:
    """The layer of one number of open rows, one sum or one smallest date over them."""
    rows = spell(
        primitive.facts,
        draft,
        closes=primitive.closes,
        opens=primitive.opens,
        back_days=primitive.back_days,
    )
    if rows is None:
        return nothing(None if primitive.least is not None else 0, primitive)
    if primitive.least is not None:
        return _least(primitive, rows, draft)
    each = amount(rows.placed.table, primitive.amount)
    spans = draft.run.keep(rows.select(draft, v=each.each.cast(each.type)))
    changes = differences(spans, {"v": each.type}, draft.run)
    return Layer({identity(primitive): running_sum("v", each.read)}, draft.run.keep(changes))


def _least(primitive: Open, rows: Spell, draft: Draft) -> Layer:
    table = rows.placed.table
    assert primitive.least is not None
    column = table.dated(primitive.least)
    due = draft.days(column) - _notice(table, primitive.minus_days)
    spans = rows.select(draft, where=column.notnull(), due=due.cast("int64"))
    stretched = over_dates(spans.filter(spans.e < spans.l), draft)
    changes = stretched.group_by("a", "i").aggregate(due=stretched.due.min())
    output = Output(lambda spot: spot.column("due"), day_of, day=True)
    return Layer({identity(primitive): output}, draft.run.keep(changes))


def _notice(table: StoredTable, name: str | None) -> Any:
    if name is None:
        return ibis.literal(0, "int64")
    notice = table.column(name)
    kind = notice.type()
    if dated(notice) or kind.is_boolean():
        raise no_days(table.name, name, kind=kind)
    days = notice if kind.is_integer() else number(notice).round()
    return days.cast("int64").fill_null(0)
