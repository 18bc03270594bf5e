"""Writes that were answered already, so that a double click does nothing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from forewarn.workspace.models.members import Member


class Answered(models.Model):
    """The answer that a form's key was given; the same form sent again gets it again."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    asked = models.TextField()
    location = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "key"], name="workspace_answered_once")
        ]

    def __str__(self) -> str:
        return str(self.key)
