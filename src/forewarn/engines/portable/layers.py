"""What a primitive hands over: a roll-up of changes, and how to read it on the grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forewarn.engines.grids import identity
from forewarn.signals.primitives import Primitive

Read = Callable[..., Any]
Value = Callable[["Spot"], Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value is read: a layer's columns on the dense grid.

    Attributes:
        column: gives a column of the layer, NULL where nothing changes.
        run: the window of an account's dates so far.
        day: day number of the as_of date.
    """

    column: Callable[[str], Any]
    run: Any
    day: Any


@dataclass(frozen=True, slots=True)
class Output:
    """How a primitive's value comes out of the dense grid.

    Attributes:
        value: expression over the layer on the grid; None = the same value everywhere.
        read: turns what comes back, when it is not NULL, into the answer's.
        default: the answer for NULL.
        day: the value is a day number.
        ranked: name of the layer's ranked facts to look the value up in; ``read`` then gets
            their value and day.
    """

    value: Value | None = None
    read: Read = int
    default: Any = None
    day: bool = False
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """One pass over facts.

    Attributes:
        outputs: by identity of the primitive.
        changes: table with ``a`` (account number), ``i`` (date index) and values, at most one row
            per account and date; None when there is no table to read.
        facts: table of ranked facts, ``a``, ``rank``, ``value``, ``day``; None = none.
    """

    outputs: Mapping[str, Output] = field(default_factory=dict)
    changes: Any = None
    facts: Any = None


def nothing(default: Any, *primitives: Primitive) -> Layer:
    """The layer of primitives over a table without a source: the same value everywhere."""
    return Layer({identity(primitive): Output(default=default) for primitive in primitives})


def running_sum(column: str, read: Read) -> Output:
    """The running sum of a layer's column of differences, 0 where there is none."""
    return Output(lambda spot: spot.column(column).sum().over(spot.run), read, default=0)
