"""Contexts that ended, or began, since the book was laid out: they need no run to count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forewarn.project import clock
from forewarn.project.attending import contexts_entered
from forewarn.project.noted import noted_in
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.project import Shown

_looked: dict[tuple[int, int], date] = {}
"""The day on which this process last looked, by state of the book."""


def lift_ended(
    shown: Shown, state: BookState, lay_again: Callable[[Shown, BookLine], None]
) -> bool:
    """Lays the lines again whose context is over or has begun; once a day and process.

    Args:
        shown: the project.
        state: of the book, which is up to date but for the calendar.
        lay_again: lays one line again, inside the caller's transaction.

    Returns:
        Whether there were any: the book bears another mark then.
    """
    zone = shown.settings.timezone
    today, key = clock.today(timezone.now(), zone), (state.pk, state.run)
    if _looked.get(key) == today:
        return False
    begun = [
        account
        for account, entered in contexts_entered(shown.ledger).items()
        if any(each.state(today) == "lasts" for each in noted_in(entered, zone=zone))
    ]
    changed = Q(context_until__lt=today) | Q(context="", account_id__in=begun)
    lines = list(BookLine.objects.filter(changed))
    if lines:
        with transaction.atomic():
            for line in lines:
                lay_again(shown, line)
    mark_looked(shown, state)
    return bool(lines)


def mark_looked(shown: Shown, state: BookState) -> None:
    """A book that was laid out just now knows what lasts today."""
    _looked.clear()
    _looked[state.pk, state.run] = clock.today(timezone.now(), shown.settings.timezone)
