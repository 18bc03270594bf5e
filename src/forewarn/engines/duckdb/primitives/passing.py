"""Newest and oldest where rows have versions: a fact that passes cannot be carried forward.

The grid carries the largest or smallest value so far forward; that is right for facts that stay.
A version that a later one replaces holds only from its entry to its end, so it is written out for
each date between the two. Corrections are few and soon made, so few rows come of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forewarn.engines.duckdb.courses import Course, Way
from forewarn.engines.duckdb.layers import First, Layer, Output, Read, nothing
from forewarn.engines.duckdb.placing import Draft, Placed
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Earliest, Latest

SEEN = "seen_spans"
"""Rows by account, the index ``i`` from which they are seen and ``l``, from which no longer."""

_FACT = "struct_pack(value := value, day := day, instant := instant)"


def value_and_day(fact: Mapping[str, Any]) -> tuple[Any, date]:
    """The answer of a Latest that asks for a column."""
    return fact["value"], fact["day"]


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
    way = Way.NEWEST if isinstance(primitive, Latest) else Way.OLDEST
    stays = f"SELECT a, i, day FROM {SEEN} WHERE l = {after}"
    passes = (
        f"""SELECT a, i, {best}(day) AS passing FROM ({_each_date("day", after)}) GROUP BY a, i"""
    )
    courses = (Course(stays, {"day": ""}, way), Course(passes, {"passing": ""}, Way.HERE))
    value = Output(f"{of_both}({{layer}}_day, {{layer}}_passing)", read)
    return Layer({identity(primitive): value}, courses, (_seen(seen, draft),))


def _seen(select: str, draft: Draft) -> First:
    """Read by two courses."""
    return First(SEEN, select, draft.parameters.values)


def _each_date(columns: str, after: int) -> str:
    """A statement with what passes, once for every date that sees it."""
    return f"SELECT a, unnest(range(i, l)) AS i, {columns} FROM {SEEN} WHERE l < {after} AND i < l"


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
    stays = f"""WITH ranked AS (
    SELECT a, i, {_FACT} AS fact,
        row_number() OVER (PARTITION BY a ORDER BY instant, value DESC, i DESC) AS rank
    FROM {SEEN} WHERE l = {after} AND i < {after}
), newest AS (
    SELECT *, max(rank) OVER (PARTITION BY a, i) AS best,
        max(rank) OVER (PARTITION BY a ORDER BY i) AS so_far FROM ranked
)
SELECT a, i, fact FROM newest WHERE rank = best AND rank = so_far"""
    passes = f"""SELECT a, i,
    first({_FACT} ORDER BY instant DESC, value) AS passing
FROM ({_each_date("instant, day, value", after)}) GROUP BY a, i"""
    courses = (
        Course(stays, {"fact": ""}, Way.CARRIED),
        Course(passes, {"passing": ""}, Way.HERE),
    )
    output = Output(_newer_of("{layer}_fact", "{layer}_passing"), value_and_day)
    return Layer({identity(primitive): output}, courses, (_seen(seen, draft),))


def _newer_of(stays: str, passes: str) -> str:
    """SQL for the newer of two facts; at the same instant the one of the smaller value."""
    newer = (
        f"struct_extract({passes}, 'instant') > struct_extract({stays}, 'instant')"
        f" OR (struct_extract({passes}, 'instant') = struct_extract({stays}, 'instant')"
        f" AND struct_extract({passes}, 'value') < struct_extract({stays}, 'value'))"
    )
    return f"""CASE WHEN {passes} IS NULL THEN {stays}
WHEN ({stays}) IS NULL OR {newer} THEN {passes} ELSE {stays} END"""
