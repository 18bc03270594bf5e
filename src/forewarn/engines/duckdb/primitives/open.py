"""Rows open at a date: +1 where one opens, −1 where it closes."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.engines.duckdb.amounts import amount
from forewarn.engines.duckdb.layers import Layer, nothing
from forewarn.engines.duckdb.placing import Draft, Placed
from forewarn.engines.duckdb.primitives.intervals import differences
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Facts, Open


@dataclass(frozen=True, slots=True)
class Spell:
    """SQL over one fact table for the time a row is open, as date indexes (end exclusive)."""

    placed: Placed
    enters: str
    leaves: str

    def select(self, *columns: str, where: str = "true") -> str:
        """A statement with ``a``, ``e``, ``l`` and the columns, one row per row that opens."""
        more = "".join(f", {column}" for column in columns)
        return f"""SELECT g.a AS a, {self.enters} AS e, {self.leaves} AS l{more}
FROM {self.placed.source} WHERE {self.placed.where} AND {where}"""


def spell(
    facts: Facts, draft: Draft, *, closes: str, opens: str | None = None, back_days: int = 0
) -> Spell | None:
    """When the rows of ``facts`` are open; None when the table has no source yet."""
    placed = draft.place(facts, at=opens)
    if placed is None:
        return None
    enters = draft.enters(placed.day, placed.known, back_days=back_days)
    return Spell(placed, enters, _leaves(placed, closes, draft, back_days=back_days))


def _leaves(placed: Placed, closes: str, draft: Draft, *, back_days: int) -> str:
    # A close that is filled in later counts from known_at at the earliest. So does the opening of
    # the same row, and a row that opens no earlier than it closes is empty: nothing to add here.
    column = placed.table.dated(closes).sql
    index = draft.index(f"CAST({column} AS DATE) + {1 + back_days}")
    leaves = f"CASE WHEN {column} IS NULL THEN {draft.calendar.after} ELSE {index} END"
    return draft.ends(leaves, placed.until)


def layer(primitive: Open, draft: Draft) -> Layer:
    """The layer of one number of open rows, or one sum over them."""
    open_rows = spell(
        primitive.facts,
        draft,
        closes=primitive.closes,
        opens=primitive.opens,
        back_days=primitive.back_days,
    )
    if open_rows is None:
        return nothing("CAST(0 AS BIGINT)", primitive)
    each = amount(open_rows.placed.table, primitive.amount)
    spells = open_rows.select(f"{each.sql} AS v")
    course = differences(spells, {"v": each.summed}, draft.parameters.values)
    return Layer({identity(primitive): each.answer("v")}, (course,))
