"""Counts and sums over windows: one pass over each table for all of them.

Rows are first rolled up by account, day and (for late ones) the date they became known; every
window then reads only the roll-up. Days older than any window shrink to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

import ibis

from forewarn.engines.grids import identity
from forewarn.engines.portable.amounts import Amount, amount
from forewarn.engines.portable.calendar import day_number
from forewarn.engines.portable.layers import Layer, nothing, running_sum
from forewarn.engines.portable.placing import Draft, Placed, asks_role, differences
from forewarn.signals.primitives import Additive, Facts
from forewarn.terms.time import Window


@dataclass(frozen=True, slots=True)
class _Measure:
    """A column of the roll-up: what is summed over which rows, whatever the window."""

    name: str
    condition: Any
    amount: Amount


@dataclass(frozen=True, slots=True)
class _Value:
    """One primitive: a measure in a window."""

    name: str
    measure: _Measure
    primitive: Additive

    @property
    def window(self) -> Window:
        return self.primitive.window


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
        return nothing(0, *primitives)
    values = _values(primitives, placed, draft)
    rolled = draft.run.keep(_rolled(values, placed, draft))
    parts = [_part(window, values, rolled, draft) for window in _windows(values)]
    both = reduce(lambda one, other: one.union(other), parts)
    sums = {value.name: both[value.name].sum().cast(value.measure.amount.type) for value in values}
    changes = draft.run.keep(both.group_by("a", "i").aggregate(**sums))
    outputs = {
        identity(value.primitive): running_sum(value.name, value.measure.amount.read)
        for value in values
    }
    return Layer(outputs, changes)


def _values(primitives: Sequence[Additive], placed: Placed, draft: Draft) -> list[_Value]:
    measures: dict[tuple[str, str | None, bool], _Measure] = {}
    values = []
    for number, primitive in enumerate(primitives):
        key = (repr(primitive.facts.where), primitive.amount, primitive.each_row)
        if key not in measures:
            each = amount(placed.table, primitive.amount, each_row=primitive.each_row)
            where = draft.condition(primitive.facts, placed.table)
            measures[key] = _Measure(f"m{len(measures)}", where, each)
        values.append(_Value(f"v{number}", measures[key], primitive))
    return values


def _windows(values: Sequence[_Value]) -> list[Window]:
    return list(dict.fromkeys(value.window for value in values))


def _rolled(values: Sequence[_Value], placed: Placed, draft: Draft) -> Any:
    measures = list({value.measure.name: value.measure for value in values}.values())
    wanted = reduce(or_, (measure.condition for measure in measures))
    amounts = {
        each.name: each.condition.ifelse(each.amount.each, ibis.null(each.amount.type))
        for each in measures
    }
    windows = _windows(values)
    rows = draft.rows(placed, *windows, where=wanted, **amounts)
    floor = day_number(_floor(windows, draft.run.calendar.dates[0]))
    rows = rows.mutate(day=ibis.greatest(rows.day, floor).cast("int64"))
    keys = [name for name in ("account_id", "day", "known", "until") if name in rows.columns]
    sums = {
        each.name: rows[each.name].sum().fill_null(ibis.literal(0).cast(each.amount.type))
        for each in measures
    }
    return draft.of_accounts(rows.group_by(keys).aggregate(**sums))


def _floor(windows: Sequence[Window], first: date) -> date:
    """A day so early that every window of the run has either lost it or never loses it."""
    starts = [
        window.starts_on(first) or first - timedelta(days=window.back_days) for window in windows
    ]
    return min(starts) - timedelta(days=1)


def _part(window: Window, values: Sequence[_Value], rolled: Any, draft: Draft) -> Any:
    """The differences of the values in one window; 0 for those in others."""
    spans = draft.spans(rolled, back_days=window.back_days, window=window)
    columns = {
        value.name: spans[value.measure.name]
        if value.window == window
        else ibis.literal(0).cast(value.measure.amount.type)
        for value in values
    }
    types = {value.name: value.measure.amount.type for value in values}
    named = spans.select("a", "e", "l", **columns)
    return differences(named, types, draft.run)
