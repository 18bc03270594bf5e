"""From when on the facts can speak: backtests leave out what lies before (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from forewarn.project.desk import Desk
from forewarn.project.needs import longest_windows
from forewarn.scorecard.model import Scorecard


def facts_begin(desk: Desk, *, only: str | None) -> date:
    """The first date at which every feed that speaks for all accounts fills its longest window.

    A source declared ``covers: all accounts`` says of a day without rows that nobody did anything.
    Before its first row it was not there yet, and then the same zero is no measurement: a history
    of outcomes that is longer than the feed would be judged by dead accounts.

    Args:
        only: the scorecard that scores every account; None = all that may apply.

    Returns:
        ``date.min`` where no such feed is read.
    """
    declared = sorted(desk.declared.covering)
    by_account = desk.engine.first_rows(declared) if declared else {}
    first_rows = {table: min(days.values()) for table, days in by_account.items() if days}
    days = [
        first_rows[table] + timedelta(days=window)
        for card in _asked(desk.cards, only)
        for table, window in _windows(card)
        if table in desk.declared.covering and table in first_rows
    ]
    return max(days, default=date.min)


def _asked(cards: Sequence[Scorecard], only: str | None) -> Iterator[Scorecard]:
    return (card for card in cards if only in (None, card.name))


def _windows(card: Scorecard) -> Iterator[tuple[str, int]]:
    """Tables that inputs read, with the longest window over each input's."""
    for signal, window in longest_windows(card).items():
        for table in card.signals[signal].tables(card.signals):
            yield table, window
