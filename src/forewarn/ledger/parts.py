"""The texts that payloads name, each kept once; see ``shared.py``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import TypeVar

from django.db import connections
from django.db.models import Q

from forewarn.ledger.inserting import not_looking
from forewarn.ledger.models import Part
from forewarn.ledger.opening import Ledger
from forewarn.ledger.rows import Row, about_of
from forewarn.ledger.shared import about_key, flagged, keys_of, names_texts, spelt_out

T = TypeVar("T")
_KEYS_A_STATEMENT = 20_000
"""Twenty digits each: SQLite takes a million characters in one statement wherever it was built."""
_ROWS_A_STATEMENT = 400
"""Of two columns: SQLite takes 999 values."""


def keep_parts(ledger: Ledger, texts: Mapping[int, str]) -> bool:
    """Keeps texts inside the caller's transaction, with the rows that name them.

    Those that are there already are not written again.

    Args:
        ledger: an open one.
        texts: by key.

    Returns:
        Whether all of them are there now. Not where a key is that of another text, once in 2⁶⁴:
        then nothing is written, and rows have to hold their texts.
    """
    there = _read(ledger, texts)
    if any(texts[key] != text for key, text in there.items()):
        return False
    _insert(ledger, [(key, text) for key, text in texts.items() if key not in there])
    # Of two who write at once on a server one waits here and then finds the other's.
    return connections[ledger.alias].vendor == "sqlite" or _read(ledger, texts) == texts


def _insert(ledger: Ledger, new: Sequence[tuple[int, str]]) -> None:
    connection = connections[ledger.alias]
    table = connection.ops.quote_name(Part._meta.db_table)
    lone = connection.vendor == "sqlite"
    otherwise = "" if lone else " ON CONFLICT DO NOTHING"
    aside = not_looking(connection, Part) if lone and new else nullcontext()
    with aside, connection.cursor() as cursor:
        # In the order of keys, so that two who write at once never wait for each other in a circle.
        for some in _parted(sorted(new), _ROWS_A_STATEMENT):
            many = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO {table} (id, text) VALUES {many}{otherwise}",
                list(chain.from_iterable(some)),
            )


def spelt(ledger: Ledger, rows: Sequence[Row]) -> list[Row]:
    """Rows with their texts in place of keys; one query for some thousand rows of a book."""
    texts = _texts(ledger, keys_of(row.payload for row in rows))
    if not texts:
        return list(rows)
    return [row._replace(payload=spelt_out(row.payload, texts)) for row in rows]


def abouts(ledger: Ledger, payloads: Collection[str]) -> dict[str, str]:
    """By payload what the account was, as JSON; see ``rows.about_of``."""
    keys = {each: about_key(each) for each in payloads if names_texts(each)}
    texts = _texts(ledger, set(keys.values()))
    return {each: texts[keys[each]] if each in keys else about_of(each) for each in payloads}


def told_of(text: str, flag: int) -> Q:
    """Rows whose payload holds a text, or tells by its first letter that it would."""
    wanted = Q(payload__contains=text)
    for letter in flagged(flag):
        wanted |= Q(payload__startswith=letter)
    return wanted


def _texts(ledger: Ledger, keys: Collection[int]) -> dict[int, str]:
    found = _read(ledger, keys) if keys else {}
    if len(found) < len(keys):
        raise LookupError(f"{len(keys) - len(found)} texts of rows are not in {ledger.place}")
    return found


def _read(ledger: Ledger, keys: Collection[int]) -> dict[int, str]:
    connection = connections[ledger.alias]
    table = connection.ops.quote_name(Part._meta.db_table)
    found: dict[int, str] = {}
    with connection.cursor() as cursor:
        for some in _parted(sorted(keys), _KEYS_A_STATEMENT):
            listed = ", ".join(map(str, some))
            cursor.execute(f"SELECT id, text FROM {table} WHERE id IN ({listed})")
            found.update(cursor.fetchall())
    return found


def _parted(values: Sequence[T], most: int) -> Iterable[Sequence[T]]:
    return (values[start : start + most] for start in range(0, len(values), most))
