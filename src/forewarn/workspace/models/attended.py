"""What members looked at and are done with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from forewarn.workspace.models.members import Member


class Attended(models.Model):
    """A member is done with an account for a week, or until something else asks for it.

    Attributes:
        kinds: the reasons that were there, as ``BookLine`` has them.
        as_of: the results that they stood in.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attended")
    account_id = models.TextField()
    kinds = models.TextField()
    as_of = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "account_id"], name="workspace_attended_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} is done with {self.account_id}"
