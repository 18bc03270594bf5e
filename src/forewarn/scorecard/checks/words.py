"""Which words a signal can give, where the list is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forewarn.terms.facts import TABLES, Column, Kind

YES_NO = ("no", "yes")


def words_of(signal: Mapping[Any, Any]) -> tuple[str, ...]:
    """The closed list of a signal's words, from its keys as written; empty when it is open."""
    kind = signal.get("kind")
    if kind == "share_rise" or (kind == "adopted" and signal.get("at_least") is not None):
        return YES_NO
    column = _column(signal) if kind in ("latest", "attribute") else None
    if column is None:
        return ()
    if column.kind is Kind.WHOLE and column.low is not None and column.high is not None:
        steps = range(int(column.low), int(column.high) + 1)
        return tuple(str(step) for step in steps) if len(steps) <= 10 else ()
    return column.accepts


def number_words(words: Sequence[str]) -> bool:
    """Whether the words are the steps of a scale."""
    return bool(words) and all(word.isdigit() for word in words)


def _column(signal: Mapping[Any, Any]) -> Column | None:
    table, _, column = str(signal.get("from", "accounts")).partition(".")
    column = column or str(signal.get("column", ""))
    return TABLES[table].column(column) if table in TABLES else None
