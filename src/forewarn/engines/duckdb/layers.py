"""What a primitive hands over: statements over facts, and how to read their result on the grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forewarn.engines.duckdb.courses import Course
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Primitive

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Output:
    """How a primitive's value comes out of the grid.

    Attributes:
        sql: expression over the values that the layer's courses have in a cell; a column goes by
            ``{layer}_name``.
        read: turns a value that is not NULL into the answer's; None = as it is.
    """

    sql: str
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class First:
    """A statement whose rows a layer's courses read, run before them.

    Attributes:
        name: of its temporary table, which goes away after the layer's last course.
        packed: how many aggregates it makes for a group key that is a small number, so that an
            array may stand for a hash table; 0 where the key is none.
    """

    name: str
    select: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    packed: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """One pass over facts.

    Attributes:
        outputs: by identity of the primitive.
        courses: values over the grid; none where there is no table to read.
        first: run before, in this order.
    """

    outputs: Mapping[str, Output]
    courses: tuple[Course, ...] = ()
    first: tuple[First, ...] = ()


def nothing(value: str, *primitives: Primitive) -> Layer:
    """The layer of primitives over a table without a source: the same value everywhere."""
    return Layer({identity(primitive): Output(value) for primitive in primitives})
