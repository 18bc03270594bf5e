"""Pages of the book: how many lines there are is known, and only a page's own lines are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from forewarn.workspace.models import BookLine

if TYPE_CHECKING:
    Lines = Paginator[BookLine]
else:
    Lines = Paginator


class Pages(Lines):
    """Pages of ordered lines.

    Args:
        lines: in order, ties broken.
        per_page: how many.
        number: of all lines, counted before.
    """

    def __init__(self, lines: QuerySet[BookLine], per_page: int, number: int) -> None:
        super().__init__(lines, per_page)
        self.count = number

    def page(self, number: Any) -> Page[BookLine]:
        """One page."""
        found = super().page(number)
        found.object_list = whole(found.object_list)
        return found


def whole(some: Any) -> QuerySet[BookLine]:
    """The lines of a slice: ordered by what an index holds, then read; one query.

    A database that orders whole lines carries half a kilobyte for each of fifty thousand.
    """
    order = some.query.order_by
    return BookLine.objects.filter(pk__in=some.values("pk")).order_by(*order)
