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
from forewarn.terms.time import Window

DAY = "day"
"""The key that stands for the local day of the fact."""
KEYED, LISTS, WORDS = "keyed_masks", "keyed_lists", "key_words"
FEW_WORDS = 256
FEWER_BITS, BITS = 62, 120
"""Codes that fit the bits of a positive BIGINT, and of a HUGEINT."""
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
    names = [f"v{n}" for n in range(len(primitives))]
    if draft.calendar.after == 1 and not _words(primitives[0].keys, placed, draft):
        firsts = [_at_one_date(primitives, names, placed, draft)]
    else:
        firsts = _at_dates(primitives, names, placed, draft)
    outputs = {
        identity(p): Output(f"CAST({{layer}}_{name} AS BIGINT)")
        for name, p in zip(names, primitives, strict=True)
    }
    course = Course(_of_accounts(names, draft), dict.fromkeys(names, ""), Way.LISTED)
    return Layer(outputs, (course,), tuple(firsts))


def _at_dates(
    primitives: Sequence[Distinct], names: Sequence[str], placed: Placed, draft: Draft
) -> list[First]:
    """Masks by key, and what they add up to."""
    columns = {f"m{n}_{m.start}": (p, m) for n, p in enumerate(primitives) for m in _blocks(draft)}
    masks = {name: _mask(p, placed, m, draft) for name, (p, m) in columns.items()}
    keyed = _keyed(primitives, placed, masks, draft)
    return [*keyed, First(LISTS, _lists(columns, names, draft))]


def _at_one_date(
    primitives: Sequence[Distinct], names: Sequence[str], placed: Placed, draft: Draft
) -> First:
    """The lists where a key is in a window or not: no masks, and few codes are bits of one."""
    keys = primitives[0].keys
    columns, where = _columns(keys, placed), _where(primitives, placed, draft)
    windows = [primitive.window for primitive in primitives]
    seen = {
        name: _seen(each, windows, placed, draft) for name, each in zip(names, windows, strict=True)
    }
    rows = f"FROM {draft.rows_of(placed)} {where} GROUP BY ALL"
    if 0 < (codes := _codes(keys, placed, draft)) <= BITS:
        counted = _as_bits(columns[0], codes, seen, rows)
    else:
        counted = _as_groups(columns, seen, rows)
    lists = ", ".join(f"[CAST({name} AS INTEGER)] AS {name}" for name in names)
    select = f"""SELECT g.a AS a, {lists} FROM ({counted}) AS counted
JOIN {ACCOUNTS} AS g ON {placed.of_account("counted")}"""
    return First(LISTS, select, draft.parameters.values, packed=len(names))


def _as_bits(column: str, codes: int, seen: Mapping[str, str], rows: str) -> str:
    """Per account the number of codes: a group for each account, and none for each key."""
    kind = "BIGINT" if codes <= FEWER_BITS else "HUGEINT"
    bit = f"bit_or(CAST(1 AS {kind}) << CAST({column} AS {kind}))"
    sets = {name: bit if sql == "true" else f"{bit} FILTER ({sql})" for name, sql in seen.items()}
    counts = ", ".join(f"coalesce(bit_count({sql}), 0) AS {name}" for name, sql in sets.items())
    return f"SELECT f.account_id AS account_id, {counts} {rows}"


def _as_groups(columns: Sequence[str], seen: Mapping[str, str], rows: str) -> str:
    """Per account the number of its keys."""
    flags = (f"bool_or({sql}) AS {name}" for name, sql in seen.items())
    named = (f"{column} AS k{number}" for number, column in enumerate(columns))
    counts = ", ".join(f"count_if({name}) AS {name}" for name in seen)
    return f"""SELECT account_id, {counts} FROM (
    SELECT f.account_id AS account_id, {", ".join([*named, *flags])} {rows}
) GROUP BY account_id"""


def _seen(window: Window, among: Sequence[Window], placed: Placed, draft: Draft) -> str:
    """SQL condition that the one date has a row in the window, knows it, and no later version.

    What holds of all rows that are in reach of one of the windows is not asked again.
    """
    on, bind = draft.calendar.first, draft.parameters.bind
    start, starts = window.starts_on(on), [each.starts_on(on) for each in among]
    seen = []
    if window.back_days:
        seen.append(f"{placed.day} < {bind(window.ends_on(on))}")
    if start is not None and any(each is None or each < start for each in starts):
        seen.append(f"{placed.day} >= {bind(start)}")
    if placed.known != NEVER_LATE:
        seen.append(f"coalesce({placed.known} <= {bind(on)}, true)")
    if placed.until is not None:
        seen.append(f"coalesce({placed.until} > {bind(on)}, true)")
    return " AND ".join(seen) or "true"


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
    columns, where = _columns(keys, placed), _where(primitives, placed, draft)
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


def _columns(keys: Sequence[str], placed: Placed) -> list[str]:
    return [placed.day if key == DAY else placed.table.column(key).key for key in keys]


def _where(primitives: Sequence[Distinct], placed: Placed, draft: Draft) -> str:
    """Rows that have the keys, on days that a window can see."""
    filled = " AND ".join(f"{each} IS NOT NULL" for each in _columns(primitives[0].keys, placed))
    windows = [primitive.window for primitive in primitives]
    return f"WHERE {placed.where} AND {filled} AND {draft.in_reach(placed, *windows)}"


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
