"""From a filter's tree back to its text, in one way of writing."""

from __future__ import annotations

from decimal import Decimal

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


def to_text(expression: Expression) -> str:
    """The filter as text; ``parse(to_text(tree)) == tree`` for every tree that parse gives."""
    match expression:
        case Compare(column, operator, literal):
            return f"{column} {operator} {literal_text(literal)}"
        case Among(column, literals):
            return f"{column} in [{_listed(literals)}]"
        case Missing(column):
            return f"{column} is missing"
        case Not(part):
            return _negated(part)
        case AllOf(parts):
            return " and ".join(_grouped(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(
                f"({to_text(part)})" if isinstance(part, AnyOf) else to_text(part) for part in parts
            )


def literal_text(literal: Literal) -> str:
    """A literal as the grammar writes it."""
    if isinstance(literal, bool):
        return "true" if literal else "false"
    if isinstance(literal, str):
        return "'" + literal.replace("'", "''") + "'"
    return format(Decimal(repr(literal)), "f")


def _listed(literals: tuple[Literal, ...]) -> str:
    return ", ".join(literal_text(literal) for literal in literals)


def _negated(part: Expression) -> str:
    if isinstance(part, Missing):
        return f"{part.column} is not missing"
    if isinstance(part, Among):
        return f"{part.column} not in [{_listed(part.literals)}]"
    return f"not {_grouped(part)}"


def _grouped(part: Expression) -> str:
    return f"({to_text(part)})" if isinstance(part, (AllOf, AnyOf)) else to_text(part)
