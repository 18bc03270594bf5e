"""Divergences as they stand, laid out to filter: made again from the ledger at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CaseState(models.Model):
    """What the cases were laid out from: the book's run and the newest event; one row."""

    run = models.BigIntegerField()
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"cases up to event {self.number}"


class CaseLine(models.Model):
    """One pair of bands of an account on which people and the score differ, or did.

    Attributes:
        state: watching, open, answered, settled or closed.
        higher: people see more than the score.
        worth: revenue in the project's currency, or all of it added up; orders lists.
        asked_on: when its CSM was asked; null where nobody was yet.
        lift: why it needs a leader's confirmation; empty where it does not.
        awaits: no leader has spoken on the lift.
        said, by: the newest answer in words, and whose.
        missed: what the score misses by it.
        settled_because, follows, settled_by: of the settlement.
        against: inputs that speak against people's word, as JSON: name, amount, sentence.
    """

    account_id = models.TextField()
    name = models.TextField()
    owner = models.TextField(blank=True)
    from_band = models.TextField()
    from_color = models.TextField(blank=True)
    to_band = models.TextField()
    to_color = models.TextField(blank=True)
    higher = models.BooleanField(default=False)
    state = models.TextField()
    since = models.DateField(null=True)
    arr = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.TextField(blank=True)
    worth = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    assessed_by = models.TextField(blank=True)
    assessed_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    changed_on = models.DateField(null=True)
    said = models.TextField(blank=True)
    by = models.TextField(blank=True)
    answers = models.IntegerField(default=0)
    missed = models.TextField(blank=True)
    settled_because = models.TextField(blank=True)
    settled_by = models.TextField(blank=True)
    follows = models.TextField(blank=True)
    lift = models.TextField(blank=True)
    awaits = models.BooleanField(default=False)
    against = models.TextField(default="[]")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account_id", "from_band", "to_band"], name="workspace_case_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-worth", "account_id"], name="case_state"),
            models.Index(fields=["owner", "state"], name="case_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.from_band} and {self.to_band}"
