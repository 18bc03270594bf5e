"""The newest or oldest day, and the newest value, of the facts so far.

The grid carries the largest or smallest so far forward; that is right for facts that stay. A
version that a later one replaces holds only from its entry to its end, so it is written out for
each date between the two: corrections are few and soon made.
"""

from __future__ import annotations

from typing import Any

import ibis

from forewarn.engines.grids import identity
from forewarn.engines.portable.calendar import day_of
from forewarn.engines.portable.layers import Layer, Output, Spot, Value, nothing
from forewarn.engines.portable.placing import Draft, Placed
from forewarn.signals.primitives import Earliest, Latest


def earliest(primitive: Earliest, draft: Draft) -> Layer:
    """The layer of one oldest day."""
    placed = draft.place(primitive.facts)
    if placed is None:
        return nothing(None, primitive)
    changes = _days(primitive, placed, draft, newest=False)
    output = Output(_so_far("day", newest=False, passing=_passing(changes)), day_of, day=True)
    return Layer({identity(primitive): output}, changes)


def latest(primitive: Latest, draft: Draft) -> Layer:
    """The layer of one newest value, or of its day alone."""
    placed = draft.place(primitive.facts)
    if placed is None:
        return nothing(None, primitive)
    if primitive.column is not None:
        return _value(primitive, placed, placed.table.column(primitive.column), draft)
    changes = _days(primitive, placed, draft, newest=True)
    value = _so_far("day", newest=True, passing=_passing(changes))
    return Layer(
        {identity(primitive): Output(value, lambda day: (None, day_of(day)), day=True)}, changes
    )


def _passing(changes: Any) -> bool:
    return "passing" in changes.columns


def _so_far(column: str, *, newest: bool, passing: bool) -> Value:
    """The largest (or smallest) of what stays and what passes, NULL when there is neither."""

    def value(spot: Spot) -> Any:
        stays = spot.column(column)
        stays = (stays.max() if newest else stays.min()).over(spot.run)
        if not passing:
            return stays
        passes = spot.column("passing")
        both = ibis.greatest if newest else ibis.least
        # Engines differ on greatest() of a NULL, so neither side is ever one.
        return both(stays.fill_null(passes), passes.fill_null(stays))

    return value


def _days(primitive: Latest | Earliest, placed: Placed, draft: Draft, *, newest: bool) -> Any:
    rows = draft.of_accounts(draft.rows(placed).distinct())
    seen = draft.spans(rows, back_days=primitive.back_days)
    after = draft.run.calendar.after

    def best(column: Any) -> Any:
        return column.max() if newest else column.min()

    stays = seen.filter((seen.l == after) & (seen.e < after))
    if placed.until is None:
        found = stays.group_by("a", i=stays.e).aggregate(day=best(stays.day))
        return draft.run.keep(found)
    none = ibis.null("int64")
    kept = draft.run.keep(seen)
    stays = kept.filter((kept.l == after) & (kept.e < after))
    both = stays.select("a", i=stays.e, day=stays.day, passing=none).union(
        passing(kept, draft).select("a", "i", day=none, passing=ibis._.day)
    )
    sums = {"day": best(both.day), "passing": best(both.passing)}
    return draft.run.keep(both.group_by("a", "i").aggregate(**sums))


def passing(seen: Any, draft: Draft) -> Any:
    """Facts that a later version replaces, once for each date ``i`` that has them."""
    after = draft.run.calendar.after
    short = seen.filter((seen.l < after) & (seen.e < seen.l))
    return over_dates(short, draft)


def over_dates(spans: Any, draft: Draft) -> Any:
    """The rows of ``spans``, once for each date ``i`` from ``e`` to before ``l``."""
    dates = draft.run.numbered
    inside = [dates.date_i >= spans.e, dates.date_i < spans.l]
    joined = spans.inner_join(dates, inside)
    return joined.select(*(spans[name] for name in spans.columns), i=dates.date_i)


def _value(primitive: Latest, placed: Placed, column: Any, draft: Draft) -> Layer:
    """Facts are ranked by instant once, and the grid carries the largest rank."""
    plain, read = _plain(column)
    rows = draft.rows(placed, where=column.notnull(), instant=placed.instant, value=plain)
    seen = draft.spans(draft.of_accounts(rows), back_days=primitive.back_days)
    after = draft.run.calendar.after
    columns = ("a", "i", "instant", "day", "value")
    if placed.until is not None:
        seen = draft.run.keep(seen)
    staying = seen.filter((seen.l == after) & (seen.e < after)).mutate(i=ibis._.e)
    found = staying.select(*columns, stays=ibis.literal(True))
    if placed.until is not None:
        found = found.union(passing(seen, draft).select(*columns, stays=ibis.literal(False)))
    ranked = draft.run.keep(_ranked(_best(found)))
    changes = ranked.group_by("a", "i").aggregate(
        day=_largest(ranked, stays=True), passing=_largest(ranked, stays=False)
    )
    value = _so_far("day", newest=True, passing=placed.until is not None)
    output = Output(value, lambda value, day: (read(value), day_of(day)), ranked=True)
    return Layer(
        {identity(primitive): output},
        draft.run.keep(changes),
        ranked.select("a", "rank", "value", "day"),
    )


def _best(found: Any) -> Any:
    """Per account, date and whether it stays, the newest; of the same instant the smallest."""
    within = ibis.window(
        group_by=[found.a, found.i, found.stays],
        order_by=[found.instant.desc(), found.value.asc()],
    )
    numbered = found.mutate(place=ibis.row_number().over(within))
    return numbered.filter(numbered.place == 0).drop("place")


def _ranked(best: Any) -> Any:
    """Ranks are unique, ties included: a later one is newer, or of the same instant smaller."""
    order = ibis.window(
        group_by=best.a,
        order_by=[best.instant.asc(), best.value.desc(), best.i.desc(), best.stays.asc()],
    )
    return best.mutate(rank=ibis.row_number().over(order).cast("int64"))


def _largest(ranked: Any, *, stays: bool) -> Any:
    mine = ranked.stays if stays else ~ranked.stays
    return mine.ifelse(ranked["rank"], ibis.null("int64")).max()


def _plain(column: Any) -> tuple[Any, Any]:
    """A column's value as an answer gives it: money and decimals as doubles."""
    kind = column.type()
    if kind.is_decimal():
        return (column.cast("int64"), int) if kind.scale == 0 else (column.cast("float64"), float)
    return column, lambda value: value
