"""Newest and oldest where rows have versions: a fact that passes cannot be carried forward.

The grid carries the largest or smallest value so far forward; that is right for facts that stay.
A version that a later one replaces holds only from its entry to its end, so it is written out for
each date between the two. Corrections are few and soon made, so few rows come of it.
"""

from __future__ import annotations

from forewarn.engines.duckdb.layers import Layer, Output, Read, identity, nothing
from forewarn.engines.duckdb.placing import Draft, Placed
from forewarn.signals.primitives import Earliest, Latest


def spans(placed: Placed, draft: Draft, *columns: str, back_days: int, where: str = "true") -> str:
    """A statement with ``a``, the indexes ``i`` and ``l`` (exclusive) and the columns."""
    enters = draft.enters(placed.day, placed.known, back_days=back_days)
    leaves = draft.ends(str(draft.calendar.after), placed.until)
    return f"""SELECT g.a AS a, {enters} AS i, {leaves} AS l, {", ".join(columns)}
FROM {placed.source} WHERE {placed.where} AND {where} AND {draft.in_reach(placed)}"""


def days(
    primitive: Latest | Earliest, placed: Placed, draft: Draft, read: Read | None = None
) -> Layer:
    """The layer of the newest or oldest day."""
    best, of_both = ("max", "greatest") if isinstance(primitive, Latest) else ("min", "least")
    seen = spans(placed, draft, f"{placed.day} AS day", back_days=primitive.back_days)
    after = draft.calendar.after
    select = f"""WITH seen AS MATERIALIZED ({seen})
SELECT a, i, {best}(day) AS day, {best}(passing) AS passing FROM (
    SELECT a, i, day, CAST(NULL AS DATE) AS passing FROM seen WHERE l = {after}
    UNION ALL
    SELECT a, unnest(range(i, l)) AS i, NULL, day FROM seen WHERE l < {after} AND i < l
) WHERE i < {after} GROUP BY a, i"""
    value = f"{of_both}({best}({{layer}}.day) OVER run, {{layer}}.passing)"
    return Layer({identity(primitive): Output(value, read)}, select, draft.parameters.values)


def earliest(primitive: Earliest, draft: Draft) -> Layer:
    """The layer of one oldest day where rows have versions."""
    placed = draft.place(primitive.facts)
    return nothing("NULL", primitive) if placed is None else days(primitive, placed, draft)


def value(primitive: Latest, placed: Placed, column: str, filled: str, draft: Draft) -> Layer:
    """The layer of the newest value; at the same instant the smallest.

    Args:
        primitive: what is asked.
        placed: its rows.
        column: SQL of the value as an answer gives it.
        filled: SQL condition that the value is there.
        draft: the statement.
    """
    columns = (f"{placed.instant} AS instant", f"{placed.day} AS day", f"{column} AS value")
    seen = spans(placed, draft, *columns, back_days=primitive.back_days, where=filled)
    after = draft.calendar.after
    select = f"""WITH seen AS MATERIALIZED ({seen}), ranked AS (
    SELECT a, i, instant, value, row(value, day, instant) AS fact,
        row_number() OVER (PARTITION BY a ORDER BY instant, value DESC, i DESC) AS rank
    FROM seen WHERE l = {after} AND i < {after}
), newest AS (
    SELECT *, max(rank) OVER (PARTITION BY a, i) AS best,
        max(rank) OVER (PARTITION BY a ORDER BY i) AS so_far FROM ranked
), passed AS (
    SELECT a, i, first(fact ORDER BY instant DESC, value) AS passing FROM (
        SELECT a, unnest(range(i, l)) AS i, instant, value, row(value, day, instant) AS fact
        FROM seen WHERE l < {after} AND i < l
    ) GROUP BY a, i
)
SELECT coalesce(n.a, p.a) AS a, coalesce(n.i, p.i) AS i, n.fact AS fact, p.passing AS passing
FROM (SELECT a, i, fact FROM newest WHERE rank = best AND rank = so_far) AS n
FULL JOIN passed AS p ON p.a = n.a AND p.i = n.i"""
    stays, passes = "last_value({layer}.fact IGNORE NULLS) OVER run", "{layer}.passing"
    newer = (
        f"struct_extract({passes}, 3) > struct_extract({stays}, 3)"
        f" OR (struct_extract({passes}, 3) = struct_extract({stays}, 3)"
        f" AND struct_extract({passes}, 1) < struct_extract({stays}, 1))"
    )
    chosen = f"""CASE WHEN {passes} IS NULL THEN {stays}
WHEN ({stays}) IS NULL OR {newer} THEN {passes} ELSE {stays} END"""
    output = Output(chosen, lambda fact: fact[:2])
    return Layer({identity(primitive): output}, select, draft.parameters.values)
