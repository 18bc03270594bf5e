"""Distinct keys over windows: the union of each key's validity intervals.

Counting users per window by their rows would count a user once per row. Instead the intervals in
which each key is inside the window are merged, so that a key adds 1 where it first comes in and
takes it away where it is last seen.
"""

from __future__ import annotations

from forewarn.engines.duckdb.layers import Layer, Output, identity, nothing
from forewarn.engines.duckdb.placing import Draft, Placed
from forewarn.engines.duckdb.primitives.intervals import differences
from forewarn.signals.primitives import Distinct

DAY = "day"
"""The key that stands for the local day of the fact."""


def layer(primitive: Distinct, draft: Draft) -> Layer:
    """The layer of one distinct count."""
    placed = draft.place(primitive.facts)
    if placed is None:
        return nothing("CAST(0 AS BIGINT)", primitive)
    names = [f"k{number}" for number in range(len(primitive.keys))]
    keys = ", ".join(names)
    select = f"""WITH spans AS (
{_spans(primitive, placed, draft)}
), pieces AS (
SELECT a, greatest(e, coalesce(max(l) OVER before, 0)) AS e, l, 1 AS v FROM spans
WINDOW before AS (PARTITION BY a, {keys} ORDER BY e
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
{differences("pieces", [("v", "BIGINT")], after=draft.calendar.after)}"""
    output = Output("CAST(coalesce(sum({layer}.v) OVER run, 0) AS BIGINT)")
    return Layer({identity(primitive): output}, select, draft.parameters.values)


def _spans(primitive: Distinct, placed: Placed, draft: Draft) -> str:
    """Per account, key and first index, the largest index at which the key leaves."""
    window = primitive.window
    columns = [placed.day if key == DAY else placed.table.column(key).sql for key in primitive.keys]
    keys = ", ".join(f"{column} AS k{number}" for number, column in enumerate(columns))
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    enters = draft.enters(placed.day, placed.known, back_days=window.back_days)
    leaves = draft.leaves(placed.day, window, placed.until)
    return f"""SELECT a, {", ".join(f"k{number}" for number in range(len(columns)))}, e, max(l) AS l
FROM (
    SELECT g.a AS a, {keys}, {enters} AS e, {leaves} AS l
    FROM {placed.source}
    WHERE {placed.where} AND {filled} AND {draft.in_reach(placed, window)}
) WHERE e < l GROUP BY ALL"""
