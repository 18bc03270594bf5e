"""What accounts were, as text for ledger rows: from one run to the next where nothing changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import forewarn
from forewarn.engines.duckdb.setwise.cells import Span
from forewarn.engines.grids import KeptText, LayingEngine
from forewarn.ledger.compact import about_text
from forewarn.project.spans import turning_days_of
from forewarn.project.standing import about
from forewarn.project.whole import Whole
from forewarn.terms.account import AccountAsOf
from forewarn.terms.score import AccountResult

Stretch = tuple[str, int, int, str]
"""Account, position of the first date and after the last, and what it was at these, as text."""
_RESTS_ON = frozenset(("accounts", "contracts", "notes"))
_SPANS_AT_A_TIME = 5_000
"""Whose contracts are in memory at once."""


class AboutTexts:
    """The texts of a book's accounts, written by the reference where none is kept."""

    def __init__(self, whole: Whole, engine: LayingEngine) -> None:
        """Over a book that is scored; kept texts are read when they are asked for."""
        self._whole = whole
        self._engine = engine
        self._reported = whole.reported
        self._kept: dict[str, KeptText] = {}
        self._new: dict[str, KeptText] = {}

    def stretches(self) -> Iterator[Stretch]:
        """The stretches of dates at which an account was the same, where any is reported."""
        self._kept = dict(self._engine.kept_texts(self._what, _RESTS_ON))
        spans, new = self._whole.spans, list[int]()
        told = self._told(set(zip(spans.first, spans.after, strict=True)))
        for n, account in enumerate(spans.account_ids):
            ends = (spans.first[n], spans.after[n])
            if ends not in told:
                continue
            first, last = told[ends]
            kept = self._kept.get(account)
            if kept and kept[0] <= first and last < kept[1]:
                yield account, *ends, kept[2]
            else:
                new.append(n)
        contracts = self._whole.run.around.contracts
        for start in range(0, len(new), _SPANS_AT_A_TIME):
            some = spans.some(new[start : start + _SPANS_AT_A_TIME])
            with contracts.expecting(some.account_ids):
                for span in some:
                    yield from self._written(span)

    def _told(self, ends: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[date, date]]:
        """The first and the last reported date from one position until another, where any is."""
        dates, reported = self._whole.laid.dates, self._reported
        found = {}
        for first, after in ends:
            start, end = bisect_left(reported, first), bisect_left(reported, after)
            if start < end:
                found[first, after] = (dates[reported[start]], dates[reported[end - 1]])
        return found

    def _written(self, span: Span) -> Iterator[Stretch]:
        whole, account = self._whole, span.account_id
        around, dates, reported = whole.run.around, whole.laid.dates, self._reported
        days = around.contracts.turning_days(account) | around.judgements.context_days(account)
        all_days = days | turning_days_of(around, account)
        cuts = {bisect_left(dates, day) for day in days}
        places = {span.first, span.after, *(p for p in cuts if span.first < p < span.after)}
        for first, after in pairwise(sorted(places)):
            if bisect_left(reported, first) < bisect_left(reported, after):
                text = self._text(span, dates[first])
                self._new[account] = (dates[first], _after(dates[first], all_days), text)
                yield account, first, after, text

    def _text(self, span: Span, on: date) -> str:
        account = AccountAsOf(span.account_id, on, span.attributes, span.created_on, None)
        # Whole results took a fifth of the time, and no more is read of them.
        found = SimpleNamespace(**about(account, self._whole.run.around))
        return about_text(cast(AccountResult, found))

    def keep(self) -> None:
        """Leave the newest text of each account to the next run, until the day it may change."""
        self._kept.update(self._new)
        self._engine.keep_texts(self._what, self._kept, new=len(self._new))

    @property
    def _what(self) -> str:
        """Names how texts are made: what else they rest on."""
        return f"forewarn {forewarn.__version__}, {self._whole.run.around.contracts.currency}"


def _after(on: date, days: Iterable[date]) -> date:
    """The first of the days after a date."""
    return min((day for day in days if day > on), default=date.max)
