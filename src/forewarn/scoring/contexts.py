"""What a context holds back: alarms and clocks, never a band (S11, SEMANTICS 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from forewarn.terms.score import Context

HELD_BACK = frozenset(
    ("lowest", "moved_down", "slips", "drifts", "fell", "champion_gone", "how_to", "not_scored",
     "response", "differs")
)  # fmt: skip
"""Kinds of reasons that are alarms: a migration or a season explains them.

What is due by the calendar (a renewal, an assessment) is due whatever happens at the account.
"""
OPEN = date.max
"""The end of a context that nobody gave one."""


def holding(contexts: Iterable[Context]) -> Context | None:
    """Of the contexts in force the one that lasts longest; None without any."""
    return max(contexts, key=lambda each: (_end(each), each.starts_on, each.text), default=None)


def muted_until(contexts: Iterable[Context], on: date) -> date | None:
    """The last day on which alarms are held back and clocks rest; None when they are not.

    Args:
        contexts: of an account, in force or not.
        on: the date that is asked about.

    Returns:
        ``OPEN`` for a context without an end.
    """
    found = holding(each for each in contexts if each.starts_on <= on <= _end(each))
    return None if found is None else _end(found)


def _end(context: Context) -> date:
    return OPEN if context.ends_on is None else context.ends_on
