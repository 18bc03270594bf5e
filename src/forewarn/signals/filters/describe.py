"""A filter in words for people."""

from __future__ import annotations

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

_SIGNS = {
    "=": "is",
    "!=": "is other than",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "contains": "contains",
    "starts_with": "starts with",
}


def describe(expression: Expression) -> str:
    """The filter in words, such as ``role is champion and until is not known``."""
    match expression:
        case Compare(column, sign, literal):
            return f"{_column(column)} {_SIGNS[sign]} {_literal(literal)}"
        case Among(column, literals):
            return f"{_column(column)} is {_either(literals)}"
        case Missing(column):
            return f"{_column(column)} is not known"
        case Not(part):
            return _negated(part)
        case AllOf(parts):
            return " and ".join(_grouped(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_grouped(part) for part in parts)


def _negated(part: Expression) -> str:
    match part:
        case Missing(column):
            return f"{_column(column)} is known"
        case Among(column, literals):
            return f"{_column(column)} is not {_either(literals)}"
        case Compare(column, "=", literal):
            return f"{_column(column)} is not {_literal(literal)}"
        case Compare(column, "contains", literal):
            return f"{_column(column)} does not contain {_literal(literal)}"
        case Compare(column, "starts_with", literal):
            return f"{_column(column)} does not start with {_literal(literal)}"
        case _:
            return f"not ({describe(part)})"


def _grouped(part: Expression) -> str:
    return f"({describe(part)})" if isinstance(part, (AllOf, AnyOf)) else describe(part)


def _column(name: str) -> str:
    return name.replace("_", " ")


def _either(literals: tuple[Literal, ...]) -> str:
    written = [_literal(literal) for literal in literals]
    return written[0] if len(written) == 1 else f"{', '.join(written[:-1])} or {written[-1]}"


def _literal(literal: Literal) -> str:
    if isinstance(literal, bool):
        return "true" if literal else "false"
    return str(literal).replace("_", " ") or "empty"
