"""Distinct keys over windows: one pass over facts for all windows of the same keys.

Counting users per window by their rows would count a user once per row. Instead each key gets a
mask of the dates that have it inside the window: the union over its facts is a BIT_OR, and adding
up the masks of an account's keys counts them for every date at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forewarn.engines.duckdb.coded import KIND
from forewarn.engines.duckdb.courses import Course, Way
from forewarn.engines.duckdb.layers import First, Layer, Output, nothing
from forewarn.engines.duckdb.masks import ROWS_SHIFT, Masks, blocks
from forewarn.engines.duckdb.placing import ACCOUNTS, NEVER_LATE, Draft, Placed
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Distinct

DAY = "day"
"""The key that stands for the local day of the fact."""
KEYED, LISTS, WORDS = "keyed_masks", "keyed_lists", "key_words"
FEW_WORDS = 256
MANY_ROWS = 500_000
"""Below, a group-by of whatever kind costs next to nothing."""


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
    firsts = _keyed(primitives, placed, masks, draft)
    names = [f"v{n}" for n in range(len(primitives))]
    listed = First(LISTS, _lists(columns, names, draft))
    outputs = {
        identity(p): Output(f"CAST({{layer}}_{name} AS BIGINT)")
        for name, p in zip(names, primitives, strict=True)
    }
    course = Course(_of_accounts(names, draft), dict.fromkeys(names, ""), Way.LISTED)
    return Layer(outputs, (course,), (*firsts, listed))


def _lists(
    columns: Mapping[str, tuple[Distinct, Masks]], names: Sequence[str], draft: Draft
) -> str:
    """Per account and part of its keys, how many of them each date has."""
    sums = [s for name, (_, m) in columns.items() for s in m.counts(name, name)]
    lists = ", ".join(f"{_list(n, draft)} AS {name}" for n, name in enumerate(names))
    # In the order of accounts few parts hold a part of an account.
    return f"""WITH parts AS (
    SELECT a, part, {", ".join(f"{sql} AS {name}" for name, sql in sums)}
    FROM (
        SELECT *, (row_number() OVER ()) >> {ROWS_SHIFT} AS part
        FROM (SELECT * FROM {KEYED} ORDER BY a)
    ) GROUP BY a, part
)
SELECT a, {lists} FROM parts"""


def _of_accounts(names: Sequence[str], draft: Draft) -> str:
    """One list an account: the few that have several are taken apart and added up."""
    sums = ", ".join(f"CAST(sum({name}) AS INTEGER) AS {name}" for name in names)
    each = ", ".join(f"unnest({name}) AS {name}" for name in names)
    again = ", ".join(f"list({name} ORDER BY i) AS {name}" for name in names)
    return f"""WITH several AS (SELECT a FROM {LISTS} GROUP BY a HAVING count(*) > 1)
SELECT a, {", ".join(names)} FROM {LISTS} ANTI JOIN several USING (a)
UNION ALL
SELECT a, {again} FROM (
    SELECT a, i, {sums} FROM (
        SELECT a, unnest(range({draft.calendar.after})) AS i, {each}
        FROM {LISTS} SEMI JOIN several USING (a)
    ) GROUP BY a, i
) GROUP BY a"""


def _blocks(draft: Draft) -> Sequence[Masks]:
    return blocks(draft.calendar)


def _list(number: int, draft: Draft) -> str:
    counts = (c for m in _blocks(draft) for c in m.unpacked(f"m{number}_{m.start}"))
    return f"[{', '.join(counts)}]"


def _keyed(
    primitives: Sequence[Distinct], placed: Placed, masks: Mapping[str, str], draft: Draft
) -> list[First]:
    """Per account and key the masks of the windows."""
    keys = primitives[0].keys
    columns = [placed.day if key == DAY else placed.table.column(key).key for key in keys]
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    windows = [primitive.window for primitive in primitives]
    where = f"WHERE {placed.where} AND {filled} AND {draft.in_reach(placed, *windows)}"
    unions = ", ".join(f"bit_or({mask}) AS {name}" for name, mask in masks.items())
    if codes := _codes(keys, placed, draft):
        return _by_code(columns[0], codes, where, unions, masks, placed, draft)
    if words := _words(keys, placed, draft):
        return _by_word(columns[0], words, where, unions, masks, placed, draft)
    named = ", ".join(f"{column} AS k{number}" for number, column in enumerate(columns))
    select = f"""SELECT g.a AS a, {", ".join(masks)} FROM (
    SELECT f.account_id AS account_id, {named}, {unions}
    FROM {draft.rows_of(placed)} {where}
    GROUP BY ALL
) AS keyed JOIN {ACCOUNTS} AS g ON {placed.of_account("keyed")}"""
    return [First(KEYED, select, draft.parameters.values)]


def _codes(keys: Sequence[str], placed: Placed, draft: Draft) -> int:
    """How many codes a lone key has that is coded and has few; 0 where it is none such."""
    column = placed.table.column(keys[0]) if keys[0] != DAY else None
    if len(keys) > 1 or column is None or column.words is None:
        return 0
    if draft.catalog.rows(placed.table.name) < MANY_ROWS:
        return 0
    size = column.words.size()
    return size if size <= FEW_WORDS else 0


def _by_code(
    column: str,
    codes: int,
    where: str,
    unions: str,
    masks: Mapping[str, str],
    placed: Placed,
    draft: Draft,
) -> list[First]:
    """The same where one number stands for account and key, and nothing is looked up a row."""
    names = ", ".join(masks)
    select = f"""SELECT g.a AS a, {names} FROM (
    SELECT CAST(k // {codes} AS {KIND}) AS account_id, {names} FROM (
        SELECT CAST(f.account_id AS BIGINT) * {codes} + {column} AS k, {unions}
        FROM {draft.rows_of(placed)} {where} GROUP BY k
    )
) AS keyed JOIN {ACCOUNTS} AS g ON {placed.of_account("keyed")}"""
    return [First(KEYED, select, draft.parameters.values, packed=len(masks))]


def _words(keys: Sequence[str], placed: Placed, draft: Draft) -> list[str]:
    """The values of a lone key that has few; none where it has many or is not alone."""
    if len(keys) > 1 or keys[0] == DAY:
        return []
    column = placed.table.column(keys[0])
    if column.words is not None:
        return []
    return draft.catalog.vocabulary(column, rows=MANY_ROWS, words=FEW_WORDS)


def _by_word(
    column: str,
    words: list[str],
    where: str,
    unions: str,
    masks: Mapping[str, str],
    placed: Placed,
    draft: Draft,
) -> list[First]:
    """The same where one number stands for account and key: the place of its group."""
    numbered = First(
        WORDS,
        f"""SELECT word, CAST(n AS INTEGER) AS n FROM (
    SELECT unnest($words) AS word, unnest(range({len(words)})) AS n
)""",
        {"words": words},
    )
    select = f"""SELECT CAST(k // {len(words)} AS INTEGER) AS a, {", ".join(masks)} FROM (
    SELECT g.a * {len(words)} + w.n AS k, {unions}
    FROM {placed.source} JOIN {WORDS} AS w ON w.word = {column} {where}
    GROUP BY k
)"""
    return [numbered, First(KEYED, select, draft.parameters.values, packed=len(masks))]


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
