"""Counts and sums over windows: one pass over each table for all of them.

Rows are first rolled up by account, day and (for late ones) the date they became known; every
window then reads only the roll-up. Days older than any window shrink to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.engines.duckdb.amounts import Amount, amount
from forewarn.engines.duckdb.layers import Layer, identity, nothing
from forewarn.engines.duckdb.placing import Draft, Placed, asks_role
from forewarn.engines.duckdb.primitives.intervals import differences
from forewarn.signals.primitives import Additive, Facts
from forewarn.terms.time import Window


@dataclass(frozen=True, slots=True)
class _Measure:
    """A roll-up column: what is summed over which rows, whatever the window."""

    name: str
    condition: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class _Value:
    """One primitive: a measure in a window."""

    name: str
    measure: _Measure
    window: Window
    primitive: Additive


def grouped(primitives: Iterable[Additive]) -> list[list[Additive]]:
    """Primitives that one pass can serve: the same table, on the same two clocks."""
    groups: dict[tuple[str, str | None, bool], list[Additive]] = {}
    for primitive in primitives:
        facts = primitive.facts
        groups.setdefault((facts.table, facts.at, asks_role(facts)), []).append(primitive)
    return list(groups.values())


def layer(primitives: Sequence[Additive], draft: Draft) -> Layer:
    """The layer of a group of primitives over one table."""
    facts = primitives[0].facts
    placed = draft.place(Facts(facts.table, at=facts.at), with_role=asks_role(facts))
    if placed is None:
        return nothing("CAST(0 AS BIGINT)", *primitives)
    values = _values(primitives, placed, draft)
    rolled = _rolled(values, placed, draft)
    windows = list(_windows(values, draft, until="until" if placed.until else None))
    select = _joined(rolled, windows, values)
    outputs = {identity(v.primitive): v.measure.amount.running(v.name) for v in values}
    return Layer(outputs, select, draft.parameters.values)


def _values(primitives: Sequence[Additive], placed: Placed, draft: Draft) -> list[_Value]:
    measures: dict[tuple[str, str | None, bool], _Measure] = {}
    values = []
    for number, primitive in enumerate(primitives):
        condition = draft.condition(primitive.facts, placed.table)
        each = amount(placed.table, primitive.amount, each_row=primitive.each_row)
        measure = measures.setdefault(
            (condition, primitive.amount, primitive.each_row),
            _Measure(f"m{len(measures)}", condition, each),
        )
        values.append(_Value(f"v{number}", measure, primitive.window, primitive))
    return values


def _rolled(values: Sequence[_Value], placed: Placed, draft: Draft) -> str:
    measures = list({value.measure.name: value.measure for value in values}.values())
    windows = [value.window for value in values]
    floor = draft.parameters.bind(_floor(windows, draft.calendar.first))
    conditions = {measure.condition for measure in measures}
    wanted = " OR ".join(f"({condition})" for condition in sorted(conditions))
    sums = ", ".join(_sum(measure, alone=len(conditions) == 1) for measure in measures)
    return f"""SELECT g.a AS a, greatest({placed.day}, {floor}) AS day,
    CASE WHEN {placed.known} > {placed.day} + 1 THEN {placed.known} END AS known,
    {placed.until or "NULL"} AS until, {sums}
FROM {placed.source}
WHERE {placed.where} AND {draft.in_reach(placed, *windows)} AND ({wanted})
GROUP BY 1, 2, 3, 4"""


def _sum(measure: _Measure, *, alone: bool) -> str:
    only = "" if alone else f" FILTER (WHERE {measure.condition})"
    total = f"sum({measure.amount.sql}){only}"
    return f"CAST({total} AS {measure.amount.summed}) AS {measure.name}"


def _floor(windows: Sequence[Window], first: date) -> date:
    """A day so early that every window of the run has either lost it or never loses it."""
    starts = [
        window.starts_on(first) or first - timedelta(days=window.back_days) for window in windows
    ]
    return min(starts) - timedelta(days=1)


def _windows(
    values: Sequence[_Value], draft: Draft, until: str | None
) -> Iterator[tuple[str, str]]:
    """Per window, the select of its intervals and the select of its differences."""
    for number, window in enumerate(dict.fromkeys(value.window for value in values)):
        inside = [value for value in values if value.window == window]
        columns = ", ".join(f"{value.measure.name} AS {value.name}" for value in inside)
        enters = draft.enters("day", "known", back_days=window.back_days)
        leaves = draft.leaves("day", window, until)
        name = f"w{number}"
        intervals = f"""{name} AS (
SELECT a, {enters} AS e, {leaves} AS l, {columns} FROM rolled)"""
        sums = [(value.name, value.measure.amount.summed) for value in inside]
        yield intervals, differences(name, sums, after=draft.calendar.after)


def _joined(rolled: str, windows: Sequence[tuple[str, str]], values: Sequence[_Value]) -> str:
    intervals = ",\n".join(select for select, _ in windows)
    parts = "\nUNION ALL BY NAME\n".join(f"({select})" for _, select in windows)
    sums = ", ".join(
        f"CAST(sum({value.name}) AS {value.measure.amount.summed}) AS {value.name}"
        for value in values
    )
    return f"""WITH rolled AS MATERIALIZED ({rolled}),
{intervals}
SELECT a, i, {sums} FROM ({parts}) GROUP BY a, i"""
