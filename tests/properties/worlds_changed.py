"""Changes to a project's source files of which a score must know nothing, or must know."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from forewarn.terms.facts import TABLES, Kind, Table
from tests.project.companies import Row, edit, tables

OWN_DATES = (Kind.DAY, Kind.INSTANT)


def change_the_future(folder: Path, as_of: date, *, seed: int) -> None:
    """Deletes, alters, multiplies and adds facts that lie after a date by either clock."""
    rng = random.Random(seed)
    for name in tables(folder):
        table = TABLES[name]
        edit(folder, name, lambda rows, table=table: _changed(table, rows, as_of, rng))
    # Valid always, created later: an account that nobody had heard of.
    later = {"account_id": "later", "status": "paying", "created_on": f"{as_of}"}
    edit(folder, "accounts", lambda rows: [*rows, dict.fromkeys(rows[0], "") | later])


def _changed(table: Table, rows: list[Row], as_of: date, rng: random.Random) -> Iterator[Row]:
    keys = iter(range(10**6))
    accounts = sorted({row["account_id"] for row in rows})
    for row in rows:
        if not _is_future(table, row, as_of):
            yield _other_end(table, row, as_of, rng)
            continue
        for _ in range(rng.choice((0, 1, 3))):
            yield _new_key(table, _altered(table, row, rows, as_of, rng), next(keys))
    for _ in range(min(60, len(rows))):
        later = _later(table, rng.choice(rows), as_of, rng)
        for made in (later, _heard_later(rng.choice(rows), as_of, rng)):
            made["account_id"] = rng.choice(accounts)
            yield _new_key(table, _own_day(table, made, as_of, next(keys)), next(keys))


def _own_day(table: Table, row: Row, as_of: date, number: int) -> Row:
    """Heard of later, an account's version must not share its day with one known by then.

    What shares a key is one row, of which the version known last counts (SEMANTICS 11).
    """
    if table.name == "accounts" and row["known_at"]:
        return {**row, "valid_from": f"{as_of - timedelta(days=2000 + number)}"}
    return row


def _is_future(table: Table, row: Row, as_of: date) -> bool:
    happened = next((row[name] for name in table.happens if row.get(name)), "")
    known = row.get("known_at", "")
    return max(happened[:10], known[:10]) >= as_of.isoformat()


def _other_end(table: Table, row: Row, as_of: date, rng: random.Random) -> Row:
    """A row of the past whose close lies in the future: it closes otherwise, or not at all."""
    row = dict(row)
    for column in table.columns:
        if column.later and column.kind in OWN_DATES:
            written = row.get(column.name, "")
            if written and written[:10] < as_of.isoformat():
                continue
            row[column.name] = rng.choice(("", _after(as_of, rng)))
            for word in table.columns:
                if word.dated_by == column.name:
                    row[word.name] = rng.choice((*word.accepts, ""))
    return row


def _altered(table: Table, row: Row, rows: list[Row], as_of: date, rng: random.Random) -> Row:
    """Another row's values; its dates stay in the future."""
    other = rng.choice(rows)
    later = {column.name for column in table.columns if column.later}
    dated = {*table.happens, *later, "known_at"}
    return {name: row[name] if name in dated else other[name] for name in row}


def _later(table: Table, row: Row, as_of: date, rng: random.Random) -> Row:
    """A copy that happens after the date, and has not closed."""
    closing = [column.name for column in table.columns if column.later]
    happens = dict.fromkeys(table.happens, _after(as_of, rng))
    return {**row, **happens, **dict.fromkeys([*closing, "known_at"], "")}


def _heard_later(row: Row, as_of: date, rng: random.Random) -> Row:
    """A copy as it stands, that was heard of only after the date."""
    return {**row, "known_at": _after(as_of, rng)}


def _after(as_of: date, rng: random.Random) -> str:
    day = as_of + timedelta(days=rng.choice((0, 0, 1, 9, 90)))
    return f"{day}T{rng.choice(('00:30', '13:00'))}:00"


def _new_key(table: Table, row: Row, number: int) -> Row:
    """The row under a key of its own, so that it is not taken for a copy."""
    if table.key and table.key != ("account_id", "valid_from"):
        row = {**row, table.key[0]: f"new-{number}"}
    return row


def shuffled_with_copies(folder: Path, *, seed: int) -> None:
    """Rows in another order, and those that have a key several times."""
    rng = random.Random(seed)
    for name in tables(folder):
        key = TABLES[name].key
        edit(folder, name, lambda rows, key=key: _shuffled(rows, key, rng))


def _shuffled(rows: list[Row], key: Iterable[str], rng: random.Random) -> list[Row]:
    keyed = [row for row in rows if key and all(row.get(name) for name in key)]
    more = rng.sample(keyed, len(keyed) // 3) * 2
    return rng.sample([*rows, *more], len(rows) + len(more))


def without_facts_of(folder: Path, accounts: set[str]) -> None:
    """Every fact of some accounts is gone; the accounts themselves stay."""
    for name in tables(folder):
        if name != "accounts":
            edit(folder, name, lambda rows: [r for r in rows if r["account_id"] not in accounts])
