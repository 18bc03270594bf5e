"""The newest fact so far.

A fact known late must not replace a newer one that was known before it, so facts are ranked by
instant once and the grid carries the running largest rank. Ranks are unique, ties included.
"""

from __future__ import annotations

from forewarn.engines.duckdb.catalog import StoredColumn
from forewarn.engines.duckdb.courses import Course, Way
from forewarn.engines.duckdb.layers import Layer, Output, nothing
from forewarn.engines.duckdb.placing import Draft, Placed
from forewarn.engines.duckdb.primitives import passing
from forewarn.engines.duckdb.primitives.daily import without_value
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Latest

# Named, for DuckDB before 2.0 keeps no others in a table.
_FACT = "struct_pack(value := value, day := day)"


def layer(primitive: Latest, draft: Draft) -> Layer:
    """The layer of one latest value; of a latest day, only where rows have versions."""
    placed = draft.place(primitive.facts)
    if placed is None:
        return nothing("NULL", primitive)
    if primitive.column is None:
        return passing.days(primitive, placed, draft, without_value)
    return _value(primitive, placed, placed.table.column(primitive.column), draft)


def _value(primitive: Latest, placed: Placed, column: StoredColumn, draft: Draft) -> Layer:
    if placed.until is not None:
        filled = f"{column.sql} IS NOT NULL"
        return passing.value(primitive, placed, plain(column), filled, draft)
    enters = draft.enters(placed.day, placed.known, back_days=primitive.back_days)
    after = draft.calendar.after
    select = f"""WITH seen AS (
    SELECT a, i, instant, min(day) AS day, min(value) AS value FROM (
        SELECT g.a AS a, {enters} AS i, {placed.instant} AS instant, {placed.day} AS day,
            {plain(column)} AS value
        FROM {placed.source}
        WHERE {placed.where} AND {column.sql} IS NOT NULL AND {draft.in_reach(placed)}
    ) WHERE i < {after} GROUP BY a, i, instant
), ranked AS (
    SELECT a, i, day, value,
        row_number() OVER (PARTITION BY a ORDER BY instant, value DESC, i DESC) AS rank
    FROM seen
), newest AS (
    SELECT *, max(rank) OVER (PARTITION BY a, i) AS best,
        max(rank) OVER (PARTITION BY a ORDER BY i) AS so_far FROM ranked
)
SELECT a, i, {_FACT} AS fact FROM newest WHERE rank = best AND rank = so_far"""
    course = Course(select, {"fact": ""}, Way.CARRIED, draft.parameters.values)
    return Layer({identity(primitive): Output("{layer}_fact", passing.value_and_day)}, (course,))


def plain(column: StoredColumn) -> str:
    """SQL for a column's value as an answer gives it: money and decimals as doubles."""
    if column.type.startswith("DECIMAL"):
        return f"CAST({column.sql} AS DOUBLE)"
    return column.sql
