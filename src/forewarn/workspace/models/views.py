"""Lists that members keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from forewarn.workspace.models.members import Member


class SavedView(models.Model):
    """A filter of the accounts that a member keeps.

    Attributes:
        query: the part of the address after ``?``.
        shared: everybody finds it in their list; each sees their own accounts by it.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="views")
    name = models.TextField()
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "name"], name="workspace_view_once")
        ]

    def __str__(self) -> str:
        return self.name
