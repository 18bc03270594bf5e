"""The audit trail: every write, each entry holding the hash of the one before."""

from __future__ import annotations

from django.db import models

from forewarn.ledger.final import Final
from forewarn.workspace.models.members import Member


class TrailEntry(Final):
    """One thing that a member did; ``before`` and ``after`` are JSON objects.

    ``number`` counts from 1 without gaps. ``who`` is the address at the time, kept whatever
    becomes of the member.
    """

    number = models.IntegerField(unique=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="entries")
    who = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    before = models.TextField()
    after = models.TextField()
    because = models.TextField(blank=True)
    previous = models.TextField()
    digest = models.TextField()

    def __str__(self) -> str:
        return f"{self.number}: {self.who} {self.action} {self.subject}"
