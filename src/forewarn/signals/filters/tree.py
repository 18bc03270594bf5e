"""The filter as a tree: what the grammar can say, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass

Literal = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Compare:
    """``column operator literal``; operator one of = != < <= > >=, contains, starts_with."""

    column: str
    operator: str
    literal: Literal


@dataclass(frozen=True, slots=True)
class Among:
    """``column in [a, b]``."""

    column: str
    literals: tuple[Literal, ...]


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
