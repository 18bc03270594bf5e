"""Work counted in Python calls: the same on an idle machine and on a busy one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Work = Callable[[], int]


@contextmanager
def counted_calls() -> Iterator[Work]:
    """Counts calls of Python and of built-in functions inside the block; ask it afterwards."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield lambda: calls
    finally:
        sys.setprofile(before)
