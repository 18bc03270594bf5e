"""Which cells are alike: columns become whole numbers, and those of several columns one.

What a reading rests on is mostly counts and truths of few values. Their numbers are found by
looking up, without sorting or hashing; only where there are too many are they sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Whole = np.ndarray[tuple[int], np.dtype[np.integer[Any]]]

LOOKED_UP = 1 << 18
"""Numbers up to which a table of all of them is cheaper than sorting those that are there."""
MANY = 8
"""A table of numbers that last is made once a book, so it may be so much larger."""
_FIRST_DAY, _DAYS = -1024, 1 << 14
"""Numbers of days that are looked up: from so long before, so many."""
BLOCK = 1 << 15
"""So many cells at a time: what is worked on stays in the processor's own memory."""
_SMALL = 1 << 31
_EXACT = float(1 << 53)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as numbers: equal ones where its values are equal, NULL among them.

    Attributes:
        numbers: from 0 on, not all of which need be there; None where all are alike.
        count: one more than the largest that may be there.
        lasting: whether a number means the same in every part of a book.
    """

    numbers: Whole | None
    count: int
    lasting: bool = False


ALIKE = Coded(None, 1)


def coded(found: Any) -> Coded:
    """A column as DuckDB hands it over: numbers or truths, masked where there are NULLs."""
    import numpy as np

    mask, values = np.ma.getmask(found), np.ma.getdata(found)
    if not len(values):
        return ALIKE
    if mask is not np.ma.nomask:
        values = np.where(mask, values.dtype.type(0), values)
    numbers, count = _numbered(values)
    if mask is np.ma.nomask or not mask.any():
        return ALIKE if count == 1 else Coded(numbers, count)
    numbers[mask] = count
    return Coded(numbers, count + 1)


def of_days(found: Any) -> Coded:
    """A column of numbers of days: numbers that last, unless some lie too far off."""
    import numpy as np

    mask, values = np.ma.getmask(found), np.ma.getdata(found)
    if mask is not np.ma.nomask:
        values = np.where(mask, 0, values)
    if not len(values) or values.min() < _FIRST_DAY or values.max() >= _FIRST_DAY + _DAYS:
        return coded(found)
    numbers = values.astype(np.int32) - np.int32(_FIRST_DAY)
    if mask is not np.ma.nomask:
        numbers[mask] = _DAYS
    return Coded(numbers, _DAYS + 1, lasting=True)


def _numbered(values: Any) -> tuple[Whole, int]:
    import numpy as np

    whole = _whole(values)
    if whole is None:
        return _sorted_out(values)
    low, high = int(whole.min()), int(whole.max())
    if high - low >= LOOKED_UP:
        return _sorted_out(whole)
    if whole.dtype.itemsize > 2:
        return (whole - whole.dtype.type(low)).astype(np.int32), high - low + 1
    return whole.astype(np.int32) - np.int32(low), high - low + 1


def _whole(values: Any) -> Any:
    """The values where all are whole numbers, else None."""
    import numpy as np

    if values.dtype.kind != "f":
        return values
    if not bool(np.all(np.abs(values) < _EXACT)):  # nor is it true of what is no number
        return None
    whole = values.astype(np.int64)
    return whole if bool(np.all(whole == values)) else None


def _sorted_out(values: Any) -> tuple[Whole, int]:
    import numpy as np

    different, numbers = np.unique(values, return_inverse=True)
    return numbers, len(different)


def together(columns: Sequence[Coded], cells: int) -> Coded:
    """Several columns as one; it has numbers also where all cells are alike."""
    import numpy as np

    apart = [each for each in columns if each.numbers is not None]
    lasting = all(each.lasting for each in columns)
    if not apart:
        return Coded(np.zeros(cells, np.int32), 1, lasting)
    numbers, count = apart[0].numbers, apart[0].count
    assert numbers is not None
    for each in apart[1:]:
        count *= each.count
        type_ = np.int32 if count < _SMALL else np.int64
        numbers = np.multiply(numbers, each.count, dtype=type_) + each.numbers
        if count > LOOKED_UP * (MANY if lasting else 1):
            numbers, count = _sorted_out(numbers)
            lasting = False
    return Coded(numbers, count, lasting)


def firsts(alike: Coded) -> tuple[Whole, Whole]:
    """The different numbers that are there, ascending, and the first cell of each."""
    import numpy as np

    assert alike.numbers is not None
    first = np.full(alike.count, -1)
    first[alike.numbers[::-1]] = np.arange(len(alike.numbers))[::-1]  # the last put there stays
    there = np.flatnonzero(first >= 0)
    return there, first[there]


def looked_up(table: Any, numbers: Whole) -> Any:
    """What stands in a table at each number."""
    import numpy as np

    found = np.empty(len(numbers), table.dtype)
    for block in blocks(len(numbers)):
        np.take(table, numbers[block], out=found[block], mode="clip")
    return found


def blocks(cells: int) -> Iterator[slice]:
    """Slices of so many cells."""
    return (slice(start, start + BLOCK) for start in range(0, cells, BLOCK))
