"""What a primitive hands over: one statement over facts, and how to read its result on the grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forewarn.signals.primitives import Primitive

Read = Callable[[Any], Any]


def identity(primitive: Primitive) -> str:
    """What tells primitives apart; ``==`` does not, for it takes a filter's 1 for true."""
    return repr(primitive)


@dataclass(frozen=True, slots=True)
class Output:
    """How a primitive's value comes out of the dense grid.

    Attributes:
        sql: expression over the layer's columns (``{layer}``), inside the window ``run`` that
            holds an account's dates so far.
        read: turns a value that is not NULL into the answer's; None = as it is.
    """

    sql: str
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class First:
    """A statement whose rows a layer reads, more than once or by another plan."""

    name: str
    select: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Layer:
    """One pass over facts.

    Attributes:
        select: statement with the columns ``a`` (account number), ``i`` (date index) and values,
            at most one row per account and date; empty when there is no table to read.
        outputs: by identity of the primitive.
        first: statements run before, each into a temporary table of the name it goes by.
        dense: instead of ``i``, the names of list columns with a value for every date, at most one
            row per account; a value goes by ``{layer}_name`` in the outputs.
    """

    outputs: Mapping[str, Output]
    select: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    dense: tuple[str, ...] = ()
    first: tuple[First, ...] = ()


def nothing(value: str, *primitives: Primitive) -> Layer:
    """The layer of primitives over a table without a source: the same value everywhere."""
    return Layer({identity(primitive): Output(value) for primitive in primitives})
