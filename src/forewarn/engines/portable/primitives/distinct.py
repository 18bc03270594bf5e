"""Distinct keys over windows: the union of each key's validity intervals.

The intervals in which a key is inside the window are merged, so that a key adds 1 where it first
comes in and takes it away where it is last seen. Windows over the same keys share one roll-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_
from typing import Any

import ibis

from forewarn.engines.grids import identity
from forewarn.engines.portable.layers import Layer, nothing, running_sum
from forewarn.engines.portable.placing import Draft, Placed, differences
from forewarn.signals.primitives import Distinct

DAY = "day"
"""The key that stands for the local day of the fact."""


def grouped(primitives: Iterable[Distinct]) -> list[list[Distinct]]:
    """Primitives that one pass can serve: the same keys of the same facts."""
    groups: dict[str, list[Distinct]] = {}
    for primitive in primitives:
        groups.setdefault(repr((primitive.facts, primitive.keys)), []).append(primitive)
    return list(groups.values())


def layers(primitives: Sequence[Distinct], draft: Draft) -> list[Layer]:
    """The layers of a group of distinct counts, one a window."""
    placed = draft.place(primitives[0].facts)
    if placed is None:
        return [nothing(0, *primitives)]
    rolled = _rolled(primitives, placed, draft)
    if len(primitives) > 1:
        # What only one window reads is grouped by it at once: no smaller table is worth writing.
        rolled = draft.run.keep(rolled.distinct())
    return [_layer(primitive, rolled, draft) for primitive in primitives]


def _rolled(primitives: Sequence[Distinct], placed: Placed, draft: Draft) -> Any:
    keys = {
        f"k{number}": placed.day if key == DAY else placed.table.column(key)
        for number, key in enumerate(primitives[0].keys)
    }
    filled = reduce(and_, (key.notnull() for key in keys.values()), ibis.literal(True))
    windows = [primitive.window for primitive in primitives]
    rows = draft.rows(placed, *windows, where=filled, **keys)
    return draft.of_accounts(rows)


def _layer(primitive: Distinct, rolled: Any, draft: Draft) -> Layer:
    window = primitive.window
    spans = draft.spans(rolled, back_days=window.back_days, window=window)
    keys = [f"k{number}" for number in range(len(primitive.keys))]
    real = spans.filter(spans.e < spans.l)
    longest = real.group_by("a", *keys, "e").aggregate(l=real.l.max())
    before = ibis.window(
        group_by=[longest.a, *(longest[key] for key in keys)],
        order_by=longest.e,
        rows=(None, -1),
    )
    ended = longest.l.max().over(before).fill_null(0)
    pieces = longest.select(
        "a", "l", e=ibis.greatest(longest.e, ended).cast("int64"), v=ibis.literal(1, "int64")
    )
    changes = differences(pieces, {"v": "int64"}, draft.run)
    return Layer({identity(primitive): running_sum("v", int)}, draft.run.keep(changes))
