"""The book as it stands now, one row per account: the ledger's newest results laid out to search.

Everything here can be made again from the ledger at any time, and is whenever something newer was
recorded; see ``book.refreshing``.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q


def new_mark() -> str:
    """A mark that no other state of any book has."""
    return uuid4().hex


class BookState(models.Model):
    """Which recording the book was laid out from; one row.

    Attributes:
        laid: a mark of this layout.
        revision: a mark of its lines as they are now: another one after each write that changes
            one. What was made of the book is kept under these two, see ``book.keeping``.
        laying: the newer recording that somebody lays out just now; null where nobody does.
        laying_since: since when, so that one who never came to an end is not waited for.
        behind: as this request found it: something newer is on record (not in the database).
    """

    behind = False

    run = models.BigIntegerField()
    as_of = models.DateField(null=True)
    accounts = models.IntegerField()
    laid = models.TextField(default=new_mark)
    revision = models.TextField(default=new_mark)
    laying = models.BigIntegerField(null=True)
    laying_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"book as of {self.as_of}"


class BookLine(models.Model):
    """One account as the newest results have it.

    Attributes:
        shown: the score to one decimal; null where it is withheld, ``reason`` says why.
        place, effective_place: of the two bands in their scorecard, 0 = worst; null without one.
        arr: recurring revenue in ``currency``, the project's own where the account has it.
        revenue: all of it as JSON, ``[[currency, amount], ...]``.
        fresh: what of the inputs was not measured lately, ``2 stale, 1 missing``; empty where all
            of them were.
        moved: points since four weeks before; null where there was no score.
        trend: scores of the last weekly dates as JSON, oldest first, null where there was none.
        drag: the input that holds it down most; empty where none does.
        why: why it asks to be looked at, in a sentence; empty where it does not.
        kinds: the kinds of these reasons between commas, ``,fell,renews,``; empty without any.
        stands_at: ``top`` or ``lowest`` where it stands at that end of the bands; empty elsewhere.
        stands_since: since which recorded date, without a break.
        held: the alarms that a context holds back, in a sentence; empty where none does.
        context: the context that lasts; empty without one.
        context_until: its last day; null without one, and where nobody gave it an end.
        urgent: its place among those that ask or would, 0 = most urgent; null for the others.
        urgent_of_owner: how many of its owner's accounts ask more urgently; null as for ``urgent``.
        respond_by: the day by which its band asks for a response; null where it had one.
        decides_on: the earlier of notice deadline and end of the contract.
        next_step: what to do next, in a sentence; empty where nothing asks.
        lists: the standing lists it is on between commas; ``listed`` as JSON why and what next.
    """

    account_id = models.TextField(unique=True)
    name = models.TextField()
    search = models.TextField()
    as_of = models.DateField()
    scorecard = models.TextField(blank=True)
    owner = models.TextField(blank=True)
    segment = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    status = models.TextField(blank=True)
    shown = models.FloatField(null=True)
    reason = models.TextField(blank=True)
    band = models.TextField(blank=True)
    color = models.TextField(blank=True)
    place = models.IntegerField(null=True)
    effective_band = models.TextField(blank=True)
    effective_color = models.TextField(blank=True)
    effective_place = models.IntegerField(null=True)
    coverage = models.FloatField(null=True)
    fresh = models.TextField(blank=True)
    is_new = models.BooleanField(default=False)
    divergence = models.TextField(blank=True)
    assessed_on = models.DateField(null=True)
    renews_on = models.DateField(null=True)
    arr = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.TextField(blank=True)
    revenue = models.TextField()
    moved = models.FloatField(null=True)
    trend = models.TextField()
    drag = models.TextField(blank=True)
    why = models.TextField(blank=True)
    kinds = models.TextField(blank=True)
    held = models.TextField(blank=True)
    context = models.TextField(blank=True)
    context_until = models.DateField(null=True)
    urgent = models.IntegerField(null=True)
    stands_at = models.TextField(blank=True)
    stands_since = models.DateField(null=True)
    urgent_of_owner = models.IntegerField(null=True)
    respond_by = models.DateField(null=True)
    decides_on = models.DateField(null=True)
    next_step = models.TextField(blank=True)
    lists = models.TextField(blank=True)
    listed = models.TextField(blank=True)

    class Meta:
        # Those that people filter and sort by first; each ends in the key that breaks ties.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["effective_place", "shown", "account_id"], name="book_worst"),
            models.Index(fields=["owner", "account_id"], name="book_owner"),
            models.Index(fields=["segment", "account_id"], name="book_segment"),
            models.Index(
                fields=["effective_band", "effective_place", "shown", "account_id"],
                name="book_band",
            ),
            # With what the list is ordered by: nobody has to look at the lines themselves.
            models.Index(
                fields=["renews_on", "effective_place", "shown", "account_id"], name="book_renewal"
            ),
            models.Index(fields=["plan", "account_id"], name="book_plan"),
            models.Index(fields=["-arr", "account_id"], name="book_revenue"),
            models.Index(fields=["moved", "account_id"], name="book_moved"),
            models.Index(fields=["urgent"], name="book_urgent"),
            models.Index(fields=["stands_at", "stands_since"], name="book_ends"),
            models.Index(fields=["owner", "urgent"], name="book_owner_urgent"),
            # Those that pages count by.
            models.Index(fields=["kinds", "urgent", "account_id"], name="book_kinds"),
            models.Index(fields=["owner", "divergence", "kinds"], name="book_owner_asks"),
            models.Index(fields=["lists"], name="book_lists"),
            models.Index(fields=["urgent"], condition=~Q(held=""), name="book_held"),
        ]

    def __str__(self) -> str:
        return self.name or self.account_id
