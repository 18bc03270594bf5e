"""A book cut into accounts that are scored at a time, so that memory does not grow with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from forewarn.engines.duckdb.setwise.cells import Spans

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole

CELLS_AT_A_TIME = 400_000
"""Accounts times dates at most; statements of a part take as long as many cells, so it is large."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Spans of some accounts, by position.

    Attributes:
        a: the position of each span's account.
    """

    spans: Spans
    a: Whole

    @property
    def where(self) -> str:
        """What is so of the grid's rows."""
        return f"a BETWEEN {self.a[0]} AND {self.a[-1]}"

    def routed(self, card: str) -> list[int]:
        """Places of the spans that a scorecard reports."""
        return [n for n, name in enumerate(self.spans.cards) if name == card]


def chunks(spans: Spans, positions: Mapping[str, int], dates: int) -> list[Chunk]:
    """Spans of some accounts at a time, by position; those of one account stay together."""
    import numpy as np

    a = np.fromiter(map(positions.__getitem__, spans.account_ids), np.int32, len(spans))
    order = np.argsort(a, kind="stable")
    spans, a = spans.some(order.tolist()), a[order]
    starts = np.flatnonzero(np.diff(a, prepend=-1))
    parts = max(1, ceil(len(starts) * dates / CELLS_AT_A_TIME))
    accounts = max(1, ceil(len(starts) / parts))
    cuts = [*starts[::accounts].tolist(), len(spans)]
    return [Chunk(spans[start:end], a[start:end]) for start, end in pairwise(cuts)]
