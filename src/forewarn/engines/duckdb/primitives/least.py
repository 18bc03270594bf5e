"""The smallest date over the open rows, such as the next end of a contract."""

from __future__ import annotations

from forewarn.engines.duckdb.catalog import StoredTable
from forewarn.engines.duckdb.courses import Course, Way
from forewarn.engines.duckdb.layers import Layer, Output, nothing
from forewarn.engines.duckdb.placing import Draft
from forewarn.engines.duckdb.primitives.open import spell
from forewarn.engines.fact_tables import no_days
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Open


def layer(primitive: Open, draft: Draft) -> Layer:
    """The layer of one smallest date over open rows; ``primitive.least`` names the column."""
    open_rows = spell(
        primitive.facts,
        draft,
        closes=primitive.closes,
        opens=primitive.opens,
        back_days=primitive.back_days,
    )
    if open_rows is None:
        return nothing("NULL", primitive)
    day = _day(open_rows.placed.table, primitive)
    spells = open_rows.select(f"{day} AS day", where=f"{day} IS NOT NULL")
    select = f"""SELECT a, i, min(day) AS day FROM (
    SELECT a, unnest(range(e, l)) AS i, day FROM ({spells}) WHERE e < l
) GROUP BY a, i"""
    course = Course(select, {"day": ""}, Way.HERE, draft.parameters.values)
    return Layer({identity(primitive): Output("{layer}_day")}, (course,))


def _day(table: StoredTable, primitive: Open) -> str:
    assert primitive.least is not None
    day = f"CAST({table.dated(primitive.least).sql} AS DATE)"
    if primitive.minus_days is None:
        return day
    notice = table.column(primitive.minus_days)
    if notice.dated or notice.type == "BOOLEAN":
        raise no_days(notice.table, notice.name, kind=notice.type)
    return f"{day} - coalesce(TRY_CAST({notice.sql} AS INTEGER), 0)"
