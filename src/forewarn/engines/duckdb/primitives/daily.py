"""What a roll-up by day answers: counts and sums over windows, the newest and the oldest day.

One pass over each table, whatever is asked of it: rows are rolled up by account, stretch of days
and, for late or corrected ones, the dates that they count between. A stretch holds the days that
no window of the run tells apart: with weekly dates, two or three a week. Windows then read only
the roll-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forewarn.engines.counted import COUNTED
from forewarn.engines.duckdb.amounts import Amount, amount
from forewarn.engines.duckdb.calendar import Stretches
from forewarn.engines.duckdb.courses import Course, Way
from forewarn.engines.duckdb.layers import First, Layer, Output, nothing
from forewarn.engines.duckdb.placing import ACCOUNTS, NEVER_LATE, Draft, Placed, asks_role
from forewarn.engines.duckdb.primitives import so_far
from forewarn.engines.duckdb.primitives.intervals import differences
from forewarn.engines.duckdb.sql import Parameters
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Additive, Earliest, Facts, Latest
from forewarn.terms.time import Window

Daily = Additive | Latest | Earliest
"""``Latest`` only without a column, and neither it nor ``Earliest`` where rows have versions."""

ROLLED = "rolled_by_day"
ROWS_A_PLACE = 4
"""Rows of the table, times values asked, to an account's stretch of days: measured."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """A roll-up column: what is summed over which rows, whatever the window."""

    name: str
    condition: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class _Value:
    """One sum: a measure in a window."""

    name: str
    measure: _Measure
    window: Window
    primitive: Additive


@dataclass(frozen=True, slots=True)
class _Day:
    """One newest or oldest day of the rows that pass a condition."""

    name: str
    condition: str
    primitive: Latest | Earliest

    @property
    def way(self) -> Way:
        return Way.NEWEST if isinstance(self.primitive, Latest) else Way.OLDEST


def grouped(primitives: Iterable[Daily]) -> list[list[Daily]]:
    """Primitives that one pass can serve: the same table, on the same two clocks."""
    groups: dict[tuple[str, str | None, bool], list[Daily]] = {}
    for primitive in primitives:
        facts = primitive.facts
        groups.setdefault((facts.table, facts.at, asks_role(facts)), []).append(primitive)
    return list(groups.values())


def layer(primitives: Sequence[Daily], draft: Draft) -> Layer:
    """The layer of a group of primitives over one table."""
    facts = primitives[0].facts
    placed = draft.place(Facts(facts.table, at=facts.at), with_role=asks_role(facts))
    if placed is None:
        return Layer({k: v for p in primitives for k, v in _without_table(p).outputs.items()})
    values = _values([p for p in primitives if isinstance(p, Additive)], placed, draft)
    days = _days([p for p in primitives if not isinstance(p, Additive)], placed, draft)
    # Materialised as a table: as a part of one statement it is read by slower plans.
    stretches = draft.calendar.stretches(_offsets(primitives))
    rolled = _rolled(values, days, placed, draft, stretches)
    first = First(ROLLED, rolled, draft.parameters.values)
    if _has_running_totals(placed, stretches, draft, asked=len(primitives)):
        return _of_running_totals(first, values, days, stretches)
    known = NEVER_LATE if placed.known == NEVER_LATE else "known"
    until = "until" if placed.until else None
    courses = [
        *_windows(values, draft, stretches, known=known, until=until),
        *_day_courses(days, draft, stretches, known=known),
    ]
    outputs = {identity(v.primitive): v.measure.amount.answer(v.name) for v in values}
    outputs |= {identity(d.primitive): _day_answer(d, d.name) for d in days}
    return Layer(outputs, tuple(courses), (first,))


def _has_running_totals(placed: Placed, stretches: Stretches, draft: Draft, *, asked: int) -> bool:
    """Whether running totals may be had, and cost less than differences.

    Differences are worked out for each value asked, over the roll-up's rows; running totals once,
    but for every account and stretch, whether it has rows or not.
    """
    if placed.known != NEVER_LATE or placed.until is not None:
        return False
    places = draft.catalog.rows("accounts") * len(stretches.starts)
    return asked * draft.catalog.rows(placed.table.name) >= ROWS_A_PLACE * places


def _of_running_totals(
    first: First, values: Sequence[_Value], days: Sequence[_Day], stretches: Stretches
) -> Layer:
    """The layer where a day alone decides when its rows come into view."""
    sums = list(dict.fromkeys(value.measure.name for value in values))
    running = so_far.running(ROLLED, sums, {day.name: day.way for day in days}, stretches)
    picks: dict[int, dict[str, None]] = {}
    outputs = {}
    for value in values:
        name, window = value.measure.name, value.window
        ends = _enters(window.back_days)
        starts = so_far.BEGINNING if window.days is None else _leaves(window)
        for offset in (ends, starts):
            picks.setdefault(offset, {})[name] = None
        outputs[identity(value.primitive)] = value.measure.amount.answer(
            so_far.picked_name(name, ends), less=so_far.picked_name(name, starts)
        )
    for day in days:
        ends = _enters(day.primitive.back_days)
        picks.setdefault(ends, {})[day.name] = None
        outputs[identity(day.primitive)] = _day_answer(day, so_far.picked_name(day.name, ends))
    courses = [so_far.picked(list(names), offset, stretches) for offset, names in picks.items()]
    return Layer(outputs, tuple(courses), (first, running))


def _offsets(primitives: Iterable[Daily]) -> set[int]:
    """So many days after a fact it comes into view, and so many after it is out of a window."""
    offsets = set()
    for primitive in primitives:
        if not isinstance(primitive, Additive):
            offsets.add(_enters(primitive.back_days))
            continue
        offsets.add(_enters(primitive.window.back_days))
        if primitive.window.days is not None:
            offsets.add(_leaves(primitive.window))
    return offsets


def _enters(back_days: int) -> int:
    return 1 + back_days


def _leaves(window: Window) -> int:
    return 1 + window.back_days + (window.days or 0)


def _without_table(primitive: Daily) -> Layer:
    return nothing("CAST(0 AS BIGINT)" if isinstance(primitive, Additive) else "NULL", primitive)


def _day_answer(day: _Day, column: str) -> Output:
    read = without_value if isinstance(day.primitive, Latest) else None
    return Output(f"{{layer}}_{column}", read)


def without_value(day: date) -> tuple[None, date]:
    """The answer of a Latest that asks for no column."""
    return None, day


def _values(primitives: Sequence[Additive], placed: Placed, draft: Draft) -> list[_Value]:
    measures: dict[tuple[str, str | None, bool], _Measure] = {}
    values = []
    for number, primitive in enumerate(primitives):
        condition = draft.condition(primitive.facts, placed.table)
        plain = primitive.each_row or not _counted(placed, draft)
        each = amount(placed.table, primitive.amount, each_row=plain)
        measure = measures.setdefault(
            (condition, primitive.amount, primitive.each_row),
            _Measure(f"m{len(measures)}", condition, each),
        )
        values.append(_Value(f"v{number}", measure, primitive.window, primitive))
    return values


def _counted(placed: Placed, draft: Draft) -> bool:
    """Whether a row of the table may stand for several."""
    column = COUNTED.get(placed.table.name)
    return column is not None and draft.catalog.filled(placed.table, column)


def _days(primitives: Sequence[Latest | Earliest], placed: Placed, draft: Draft) -> list[_Day]:
    found = ((draft.condition(each.facts, placed.table), each) for each in primitives)
    return [_Day(f"d{n}", condition, each) for n, (condition, each) in enumerate(found)]


def _rolled(
    values: Sequence[_Value],
    days: Sequence[_Day],
    placed: Placed,
    draft: Draft,
    stretches: Stretches,
) -> str:
    measures = list({value.measure.name: value.measure for value in values}.values())
    conditions = {measure.condition for measure in measures} | {day.condition for day in days}
    alone = len(conditions) == 1
    columns = [_sum(measure, alone=alone) for measure in measures]
    columns += [_best(day, placed, alone=alone) for day in days]
    wanted = " OR ".join(f"({condition})" for condition in sorted(conditions))
    since = draft.since if _carried(days, placed) else None
    windows = [value.window for value in values] if since or not days else []
    stretch = stretches.number(placed.day, draft.parameters)
    keys = {"account_id": "f.account_id", "stretch": stretch, **_clocks(placed)}
    reach = draft.in_reach(placed, *windows, since=since)
    named = ", ".join([*(f"{sql} AS {name}" for name, sql in keys.items()), *columns])
    by = ", ".join(str(place) for place in range(1, len(keys) + 1))
    return f"""SELECT g.a AS a, rolled.* EXCLUDE (account_id) FROM (
    SELECT {named} FROM {draft.rows_of(placed)}
    WHERE {placed.where} AND {reach} AND ({wanted}) GROUP BY {by}
) AS rolled JOIN {ACCOUNTS} AS g ON {placed.of_account("rolled")}"""


def _carried(days: Sequence[_Day], placed: Placed) -> bool:
    """Whether all days asked for can be told from an earlier date's and the rows since."""
    newest = all(isinstance(each.primitive, Latest) for each in days)
    straight = all(each.primitive.back_days == 0 for each in days)
    return bool(days) and newest and straight and placed.known == NEVER_LATE


def _clocks(placed: Placed) -> dict[str, str]:
    """The dates that rows of a day count between, where the day alone does not say it."""
    clocks = {}
    if placed.known != NEVER_LATE:
        clocks["known"] = f"CASE WHEN {placed.known} > {placed.day} + 1 THEN {placed.known} END"
    if placed.until is not None:
        clocks["until"] = placed.until
    return clocks


def _sum(measure: _Measure, *, alone: bool) -> str:
    each = _of_those(measure.amount.sql, measure.condition, alone=alone)
    # A count is cheaper than a sum of ones.
    total = f"nullif(count({each}), 0)" if measure.amount.ones else f"sum({each})"
    return f"CAST({total} AS {measure.amount.summed}) AS {measure.name}"


def _best(day: _Day, placed: Placed, *, alone: bool) -> str:
    each = _of_those(placed.day, day.condition, alone=alone)
    return f"{day.way.value}({each}) AS {day.name}"


def _of_those(value: str, condition: str, *, alone: bool) -> str:
    """SQL for a value that rows of another condition leave empty.

    Not by FILTER: tests of words are then made once a word, not once a row.
    """
    if alone or condition == "true":
        return value
    return f"CASE WHEN {condition} THEN {value} END"


def _windows(
    values: Sequence[_Value],
    draft: Draft,
    stretches: Stretches,
    *,
    known: str,
    until: str | None,
) -> Iterator[Course]:
    """Per window, the sums of the measures in it."""
    for window in dict.fromkeys(value.window for value in values):
        inside = [value for value in values if value.window == window]
        columns = ", ".join(f"{value.measure.name} AS {value.name}" for value in inside)
        something = " OR ".join(f"{value.measure.name} IS NOT NULL" for value in inside)
        own = replace(draft, parameters=Parameters())
        enters = _seen_from(window.back_days, own, stretches, known=known)
        leaves = str(draft.calendar.after)
        if window.days is not None:
            leaves = stretches.index("stretch", _leaves(window), own.parameters)
        leaves = own.ends(leaves, until)
        intervals = f"""SELECT a, {enters} AS e, {leaves} AS l, {columns}
FROM {ROLLED} WHERE {something}"""
        sums = {value.name: value.measure.amount.summed for value in inside}
        yield differences(intervals, sums, own.parameters.values)


def _day_courses(
    days: Sequence[_Day], draft: Draft, stretches: Stretches, *, known: str
) -> Iterator[Course]:
    """Per newest or oldest day, the days that come into view at each date."""
    for day in days:
        own = replace(draft, parameters=Parameters())
        enters = _seen_from(day.primitive.back_days, own, stretches, known=known)
        seen = f"SELECT a, {enters} AS i, {day.name} FROM {ROLLED} WHERE {day.name} IS NOT NULL"
        yield Course(seen, {day.name: ""}, day.way, own.parameters.values)


def _seen_from(back_days: int, draft: Draft, stretches: Stretches, *, known: str) -> str:
    """SQL for the index of the first date that sees a row of the roll-up."""
    entered = stretches.index("stretch", _enters(back_days), draft.parameters)
    if known == NEVER_LATE:
        return entered
    later = f"greatest({entered}, {draft.index(known)})"
    return f"CASE WHEN {known} IS NULL THEN {entered} ELSE {later} END"
