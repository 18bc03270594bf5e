"""Distinct keys over windows: one pass over facts for all windows of the same keys.

Counting users per window by their rows would count a user once per row. Instead each key gets a
mask of the dates that have it inside the window: the union over its facts is a BIT_OR, and adding
up the masks of an account's keys counts them for every date at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forewarn.engines.duckdb.layers import Layer, Output, identity, nothing
from forewarn.engines.duckdb.masks import ROWS_SHIFT, Masks, blocks
from forewarn.engines.duckdb.placing import ACCOUNTS, NEVER_LATE, Draft, Placed
from forewarn.signals.primitives import Distinct

DAY = "day"
"""The key that stands for the local day of the fact."""


def grouped(primitives: Iterable[Distinct]) -> list[list[Distinct]]:
    """Primitives that one pass can serve: the same keys of the same facts."""
    groups: dict[tuple[str, tuple[str, ...]], list[Distinct]] = {}
    for primitive in primitives:
        groups.setdefault((repr(primitive.facts), primitive.keys), []).append(primitive)
    return list(groups.values())


def layer(primitives: Sequence[Distinct], draft: Draft) -> Layer:
    """The layer of distinct counts of the same keys over several windows."""
    placed = draft.place(primitives[0].facts)
    if placed is None:
        return nothing("CAST(0 AS BIGINT)", *primitives)
    columns = {f"m{n}_{m.start}": (p, m) for n, p in enumerate(primitives) for m in _blocks(draft)}
    masks = {name: _mask(p, placed, m, draft) for name, (p, m) in columns.items()}
    sums = [s for name, (_, m) in columns.items() for s in m.counts(name, name)]
    lists = ", ".join(f"{_list(n, draft)} AS v{n}" for n in range(len(primitives)))
    select = f"""WITH keyed AS (
{_keyed(primitives, placed, masks, draft)}
), numbered AS (
SELECT g.a AS a, (row_number() OVER ()) >> {ROWS_SHIFT} AS part, {", ".join(masks)}
FROM keyed JOIN {ACCOUNTS} AS g ON g.account_id = keyed.account_id
), parts AS (
SELECT a, part, {", ".join(f"{sql} AS {name}" for name, sql in sums)} FROM numbered GROUP BY a, part
)
SELECT a, {lists} FROM parts GROUP BY a"""
    outputs = {
        identity(p): Output(f"coalesce({{layer}}_v{n}, 0)") for n, p in enumerate(primitives)
    }
    dense = tuple(f"v{n}" for n in range(len(primitives)))
    return Layer(outputs, select, draft.parameters.values, dense)


def _blocks(draft: Draft) -> Sequence[Masks]:
    return blocks(draft.calendar)


def _list(number: int, draft: Draft) -> str:
    counts = (c for m in _blocks(draft) for c in m.unpacked(f"m{number}_{m.start}"))
    return f"[{', '.join(counts)}]"


def _keyed(
    primitives: Sequence[Distinct], placed: Placed, masks: dict[str, str], draft: Draft
) -> str:
    """Per account and key the masks of the windows."""
    keys = primitives[0].keys
    columns = [placed.day if key == DAY else placed.table.column(key).sql for key in keys]
    named = ", ".join(f"{column} AS k{number}" for number, column in enumerate(columns))
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    unions = ", ".join(f"bit_or({mask}) AS {name}" for name, mask in masks.items())
    windows = [primitive.window for primitive in primitives]
    return f"""SELECT f.account_id AS account_id, {named}, {unions}
FROM {draft.rows_of(placed)}
WHERE {placed.where} AND {filled} AND {draft.in_reach(placed, *windows)}
GROUP BY ALL"""


def _mask(primitive: Distinct, placed: Placed, masks: Masks, draft: Draft) -> str:
    """SQL for the dates of a block that hold a row: in the window, known, not yet replaced."""
    mask = masks.inside(placed.day, primitive.window, draft.parameters)
    if placed.known != NEVER_LATE:
        since = masks.since(placed.known, draft.parameters)
        mask = f"CASE WHEN {placed.known} IS NULL THEN {mask} ELSE {mask} & {since} END"
    if placed.until is None:
        return mask
    ended = masks.since(placed.until, draft.parameters)
    return f"CASE WHEN {placed.until} IS NULL THEN {mask} ELSE {mask} & ({masks.all} - {ended}) END"
