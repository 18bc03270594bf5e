"""Small pieces of SQL text that every rendering uses: exact numbers, choices, status codes."""

from __future__ import annotations

from collections.abc import Iterable

from forewarn.terms.signal import Status

OBSERVED, MISSING, STALE, NOT_APPLICABLE = range(4)
"""How a status stands in a column."""
CODES = {
    Status.OBSERVED: OBSERVED,
    Status.MISSING: MISSING,
    Status.STALE: STALE,
    Status.NOT_APPLICABLE: NOT_APPLICABLE,
}
STATUSES = tuple(CODES)
"""A code's status, by position."""
NEVER = 9_999_999
"""A day number after every date: what never happened."""


def double(number: float) -> str:
    """A finite number as an SQL double, bit for bit (a plain 0.1 would be a decimal)."""
    written = repr(float(number))
    return written if "e" in written else f"{written}e0"


def chosen(cases: Iterable[tuple[str, object]], otherwise: object) -> str:
    """The answer of the first condition that holds; conditions that never hold are left out."""
    possible = [each for each in cases if each[0] != "false"]
    if not possible:
        return str(otherwise)
    branches = " ".join(f"WHEN {condition} THEN {answer}" for condition, answer in possible)
    return f"CASE {branches} ELSE {otherwise} END"


def any_of(conditions: Iterable[str]) -> str:
    """Conditions joined by OR; none is false."""
    return _joined(" OR ", (each for each in conditions if each != "false")) or "false"


def both(*conditions: str) -> str:
    """Conditions joined by AND, simplified where one never holds."""
    if "false" in conditions:
        return "false"
    return _joined(" AND ", (each for each in conditions if each != "true")) or "true"


def negated(condition: str) -> str:
    """The opposite of a condition that is never NULL."""
    return {"true": "false", "false": "true"}.get(condition, f"NOT {condition}")


def _joined(word: str, conditions: Iterable[str]) -> str:
    found = list(conditions)
    return found[0] if len(found) == 1 else f"({word.join(found)})" if found else ""
