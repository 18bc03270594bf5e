"""The day of the oldest fact known so far."""

from __future__ import annotations

from forewarn.engines.duckdb.layers import Layer, Output, identity, nothing
from forewarn.engines.duckdb.placing import Draft
from forewarn.engines.duckdb.primitives import passing
from forewarn.signals.primitives import Earliest


def layer(primitive: Earliest, draft: Draft) -> Layer:
    """The layer of one earliest day."""
    placed = draft.place(primitive.facts)
    if placed is None:
        return nothing("NULL", primitive)
    if placed.until is not None:
        return passing.days(primitive, placed, draft)
    enters = draft.enters(placed.day, placed.known, back_days=primitive.back_days)
    select = f"""SELECT a, i, min(day) AS day FROM (
    SELECT g.a AS a, {enters} AS i, {placed.day} AS day
    FROM {placed.source} WHERE {placed.where} AND {draft.in_reach(placed)}
) WHERE i < {draft.calendar.after} GROUP BY a, i"""
    output = Output("min({layer}.day) OVER run")
    return Layer({identity(primitive): output}, select, draft.parameters.values)
