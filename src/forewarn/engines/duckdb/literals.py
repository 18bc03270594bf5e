"""Texts as SQL literals, for the places where DuckDB takes no bound parameter."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str | None) -> str:
    """A text as an SQL literal; None is NULL."""
    if text is None:
        return "NULL"
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Several texts as an SQL list literal."""
    return "[" + ", ".join(literal(text) for text in texts) + "]"
