"""A share that rose by more than chance explains."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from math import comb, exp, fsum, lgamma
from typing import Any, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Days, Number
from forewarn.signals.filters.describe import describe
from forewarn.signals.kinds.share import OfRows
from forewarn.signals.presence import known
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import days, no_facts, rows_of
from forewarn.terms.signal import SignalValue, missing

# Beyond so many rows exact integers cost more than the answer is worth.
_EXACT = 1000


class ShareRise(OfRows):
    """yes when a share is above that of the window before by more than chance explains."""

    kind: Literal["share_rise"]
    window_days: Days = Field(
        alias="window", description="The window; the one just before it is what it is held to."
    )
    alpha: Number = Field(
        default=0.05,
        gt=0,
        lt=0.5,
        description="How often chance alone may raise the flag (one-sided Fisher exact test).",
    )

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Part and whole of the window and of the one before."""
        now = self.part_and_whole(back_days)
        before = self.part_and_whole(back_days + self.window_days)
        return (*now, *before)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """Yes or no, with the counts behind it; no rows is no where the table covers it."""
        part, whole, part_before, whole_before = (_count(next(values)) for _ in range(4))
        if not whole and not cell.covered(self.table, back_days=back_days):
            return missing(no_facts(self.table))
        rose = part * whole_before > part_before * whole and (
            chance_of_rise(part, whole, part_before, whole_before) < self.alpha
        )
        detail = f"{part} of {whole}, was {part_before} of {whole_before}"
        return known("yes" if rose else "no", cell=cell, table=self.table, detail=detail)

    def in_words(self) -> bool:
        """Always."""
        return True

    def longest_window_days(self, book: Book) -> int:
        """Both windows."""
        return 2 * self.window_days

    def phrase(self, value: SignalValue) -> str:
        """Such as ``share of tickets where category is how-to rose: 6 of 8, was 2 of 9``."""
        what = self.label or f"share of {rows_of(self.table)} where {describe(self.of)}"
        did = "rose" if value.value == "yes" else "did not rise beyond chance"
        return f"{what} {did} in {days(self.window_days)}: {value.detail or ''}".rstrip(": ")


def _count(raw: float | Decimal | None) -> int:
    return round(raw or 0)


@lru_cache(maxsize=4096)
def chance_of_rise(part: int, whole: int, part_before: int, whole_before: int) -> float:
    """One-sided Fisher exact p: how often chance alone gives this large a part, or larger.

    With both margins fixed the part follows the hypergeometric distribution; p is its upper tail
    from ``part`` on. Exact integers up to 1,000 rows in all, logarithms of factorials beyond.

    Args:
        part: rows of the kind in the window.
        whole: rows in all in the window.
        part_before: rows of the kind in the window before.
        whole_before: rows in all in the window before.
    """
    hits, every = part + part_before, whole + whole_before
    tail = range(part, min(whole, hits) + 1)
    if every <= _EXACT:
        ways = sum(comb(whole, hit) * comb(whole_before, hits - hit) for hit in tail)
        return ways / comb(every, hits)
    total = _log_comb(every, hits)
    return fsum(
        exp(_log_comb(whole, hit) + _log_comb(whole_before, hits - hit) - total) for hit in tail
    )


def _log_comb(of: int, taken: int) -> float:
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)
