"""Small made-up books at several dates for Hypothesis."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import strategies as st

from forewarn.evidence.portfolio import Day, Part, Stand

STANDS = (
    Stand("health", "f1", "At risk", "red", 0, lowest=True),
    Stand("health", "f1", "Watch", "yellow", 1),
    Stand("health", "f1", "Healthy", "green", 2, top=True),
    Stand("health", "f2", "Healthy", "green", 2, top=True),
    Stand("health", "f1", None),
    Stand("health", "f1", "Healthy", "green", 2, top=True, paused=True),
)
OWNERS = ("Ana", "Ben")
ON = date(2026, 3, 2)


@st.composite
def days(draw: st.DrawFn, *, on: date = ON, most: int = 12) -> Day:
    """A book of a few accounts; the columns are as long as the newest account asks."""
    codes = draw(st.lists(st.integers(0, len(STANDS)), min_size=1, max_size=most))
    size = len(codes)
    standing = np.array(codes, dtype=np.uint32)
    owners = draw(st.lists(st.integers(0, 1), min_size=size, max_size=size))
    paid = st.integers(0, 10**14)
    money = {
        currency: np.array(draw(st.lists(paid, min_size=size, max_size=size)), dtype=np.int64)
        * (standing > 0)
        for currency in ("EUR", "USD")
    }
    return Day(on, STANDS, standing, {"owner": Part(OWNERS, np.array(owners, np.uint32))}, money)


def histories(weeks: int) -> st.SearchStrategy[list[Day]]:
    """Books of the same few accounts, newest first, a week apart."""
    code = st.integers(0, len(STANDS))
    rows = st.lists(st.lists(code, min_size=weeks, max_size=weeks), min_size=1, max_size=5)
    return rows.map(
        lambda lines: [
            Day(
                ON - timedelta(weeks=week),
                STANDS,
                np.array([line[week] for line in lines], dtype=np.uint32),
            )
            for week in range(weeks)
        ]
    )
