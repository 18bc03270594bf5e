"""Which cells are alike: columns become whole numbers, and those of several columns one.

What a reading rests on is mostly counts and truths of few values. Their numbers are found by
looking up, without sorting or hashing; only where there are too many are they sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Whole = np.ndarray[tuple[int], np.dtype[np.int64]]

LOOKED_UP = 1 << 18
"""Numbers up to which a table of all of them is cheaper than sorting those that are there."""
_EXACT = float(1 << 53)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as numbers: equal ones where its values are equal, NULL among them.

    Attributes:
        numbers: from 0 on, not all of which need be there; None where all are alike.
        count: one more than the largest that may be there.
    """

    numbers: Whole | None
    count: int


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


def _numbered(values: Any) -> tuple[Whole, int]:
    import numpy as np

    whole = _whole(values)
    if whole is None:
        return _sorted_out(values)
    low, high = int(whole.min()), int(whole.max())
    if high - low >= LOOKED_UP:
        return _sorted_out(whole)
    return whole.astype(np.int64) - low, high - low + 1


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

    numbers, count = np.zeros(cells, np.int64), 1
    for each in columns:
        if each.numbers is None:
            continue
        numbers = each.numbers if count == 1 else numbers * each.count + each.numbers
        count *= each.count
        if count > LOOKED_UP:
            numbers, count = _sorted_out(numbers)
    return Coded(numbers, count)


def firsts(alike: Coded) -> tuple[Whole, Whole]:
    """The different numbers that are there, ascending, and the first cell of each."""
    import numpy as np

    assert alike.numbers is not None
    first = np.full(alike.count, -1)
    first[alike.numbers[::-1]] = np.arange(len(alike.numbers))[::-1]  # the last put there stays
    there = np.flatnonzero(first >= 0)
    return there, first[there]
