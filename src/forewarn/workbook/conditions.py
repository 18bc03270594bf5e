"""Conditions of caps and of the overlay's table as formulas, and whether they can be.

Two-valued as everywhere: a comparison with what is not observed is false.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from forewarn.signals.filters.tree import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Expression,
    Literal,
    Missing,
    Not,
)
from forewarn.workbook.places import quoted

_SIGNS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Place(NamedTuple):
    """Where a condition finds what it speaks of.

    Attributes:
        value: the cell, or what stands for it.
        seen: a formula that is true while it may be used; None = always.
        numeric: it is a number whenever it may be used.
    """

    value: str
    seen: str | None
    numeric: bool = False


Places = Callable[[str], Place]
Numbers = Callable[[float], str]


def can_be_formula(expression: Expression) -> bool:
    """Whether every program would answer as the engine does.

    Not so for comparisons with true and false, for the order of words, and for searches in words.
    """
    match expression:
        case Compare(_, sign, literal):
            return _settled(literal) and (
                sign in ("=", "!=") or (_is_number(literal) and sign in _SIGNS)
            )
        case Among(_, literals):
            return all(map(_settled, literals))
        case Missing():
            return True
        case Not(part):
            return can_be_formula(part)
        case AllOf(parts) | AnyOf(parts):
            return all(map(can_be_formula, parts))


def numbers_in(expression: Expression) -> list[float]:
    """The numbers a condition compares with, in the order in which ``formula`` asks for them."""
    match expression:
        case Compare(_, _, literal):
            return [float(literal)] if _is_number(literal) else []
        case Among(_, literals):
            return [float(literal) for literal in literals if _is_number(literal)]
        case Missing():
            return []
        case Not(part):
            return numbers_in(part)
        case AllOf(parts) | AnyOf(parts):
            return [found for part in parts for found in numbers_in(part)]


def formula(expression: Expression, places: Places, numbers: Numbers) -> str:
    """The condition as a formula without ``=``.

    Args:
        expression: one that ``can_be_formula``.
        places: where to find a column or signal.
        numbers: what stands for a number: itself, or the cell that holds it. Asked in the order
            of ``numbers_in``.
    """
    match expression:
        case Compare(column, sign, literal):
            return _compare(places(column), sign, literal, numbers)
        case Among(column, literals):
            place = places(column)
            found = [_compare(place, "=", literal, numbers) for literal in literals]
            return found[0] if len(found) == 1 else f"OR({','.join(found)})"
        case Missing(column):
            seen = places(column).seen
            return f"NOT({seen})" if seen else "FALSE"
        case Not(part):
            return f"NOT({formula(part, places, numbers)})"
        case AllOf(parts):
            return f"AND({','.join(formula(part, places, numbers) for part in parts)})"
        case AnyOf(parts):
            return f"OR({','.join(formula(part, places, numbers) for part in parts)})"


def _compare(place: Place, sign: str, literal: Literal, numbers: Numbers) -> str:
    if _is_number(literal):
        said = f"{place.value}{_SIGNS[sign]}{numbers(float(literal))}"
        asked = [] if place.numeric else [f"ISNUMBER({place.value})"]
    else:
        said = f"EXACT({place.value},{quoted(str(literal))})"
        said = said if sign == "=" else f"NOT({said})"
        asked = []
    every = [*([place.seen] if place.seen else []), *asked, said]
    return every[0] if len(every) == 1 else f"AND({','.join(every)})"


def _is_number(literal: Literal) -> bool:
    return isinstance(literal, int | float) and not isinstance(literal, bool)


def _settled(literal: Literal) -> bool:
    return not isinstance(literal, bool)
