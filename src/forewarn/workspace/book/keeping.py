"""What follows from the book, made once in a process for each state of it.

Nothing here can be out of date: a key begins with a mark of the book that is read with every
request, and whatever changes the book changes the mark in the same transaction. A mark is never
used again, also where a transaction was taken back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

Made = TypeVar("Made")


class Kept:
    """So many results at most; what was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under a key; made first where nothing is.

        Two who ask at the same moment may both make it: they make the same.
        """
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                found: Made = self._found[key]
                return found
        found = make()
        with self._lock:
            self._found[key] = found
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found

    def forget(self) -> None:
        """All of it: for tests, whose writes go round the pages."""
        with self._lock:
            self._found.clear()


COUNTS = Kept(2000)
"""Numbers and names: of lists, of choices, of a page of the portfolio."""
DAYS = Kept(8)
"""Whole books of a date, some two megabytes each at fifty thousand accounts."""


def forget() -> None:
    """Everything that is kept."""
    COUNTS.forget()
    DAYS.forget()


def number_of(mark: str, lines: QuerySet[Any]) -> int:
    """How many there are; counted once for a state of the book."""
    key = asked_of(lines)
    return 0 if key is None else COUNTS.get((mark, "number", key), lines.count)


def asked_of(lines: QuerySet[Any]) -> Hashable | None:
    """What is asked of the database, to the letter; None where nothing can come of it."""
    try:
        sql, values = lines.order_by().query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(values)
