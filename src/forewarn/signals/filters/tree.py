"""The filter as a tree: what the grammar can say, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Literal = str | int | float | bool


def _sorts(literals: Sequence[Literal]) -> tuple[bool, ...]:
    return tuple(isinstance(literal, bool) for literal in literals)


@dataclass(frozen=True, slots=True)
class Compare:
    """``column operator literal``; operator one of = != < <= > >=, contains, starts_with."""

    column: str
    operator: str
    literal: Literal
    # 1 == True in Python, yet ``= 1`` and ``= true`` are different filters.
    _truth: tuple[bool, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_truth", _sorts((self.literal,)))


@dataclass(frozen=True, slots=True)
class Among:
    """``column in [a, b]``."""

    column: str
    literals: tuple[Literal, ...]
    _truth: tuple[bool, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_truth", _sorts(self.literals))


@dataclass(frozen=True, slots=True)
class Missing:
    """``column is missing``."""

    column: str


@dataclass(frozen=True, slots=True)
class Not:
    """``not expression``."""

    part: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    """``a and b and ...``."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a or b or ...``."""

    parts: tuple[Expression, ...]


Expression = Compare | Among | Missing | Not | AllOf | AnyOf


def names(expression: Expression) -> frozenset[str]:
    """The columns (or signals) that a filter asks for."""
    match expression:
        case Not(part):
            return names(part)
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*map(names, parts))
        case Compare(column) | Among(column) | Missing(column):
            return frozenset((column,))
