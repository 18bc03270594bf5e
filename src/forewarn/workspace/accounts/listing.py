"""Which accounts are listed, in which order: all of it asked of the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from forewarn.workspace.book.keeping import COUNTS, asked_of, number_of
from forewarn.workspace.book.paging import Pages
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.portfolio import standing

ON_A_PAGE = 50
_MOVED = 0.05
"""Less than what is shown as a move."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the list can be ordered by; ``field`` is the database's name for it."""

    key: str
    title: str
    field: str
    number: bool = False
    falling: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("account", "Account", "name"),
    Column("band", "Band", "effective_place"),
    Column("score", "Score", "shown", number=True),
    Column("moved", "4 weeks", "moved", number=True),
    Column("renewal", "Renewal", "renews_on"),
    Column("revenue", "Revenue", "arr", number=True, falling=True),
    Column("owner", "Owner", "owner"),
    Column("fresh", "Freshness", "coverage"),
)
WORST_FIRST = "band"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks; whatever it does not know is left out, never an error.

    Attributes:
        sort: key of a column.
        falling: the other way round than the column's own.
    """

    q: str = ""
    band: str = ""
    owner: str = ""
    segment: str = ""
    plan: str = ""
    show: str = ""
    sort: str = WORST_FIRST
    falling: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """What a query says."""
        wanted = query.get("sort", "")
        key = wanted.removeprefix("-")
        known = key in {column.key for column in COLUMNS}
        texts = {
            name: query.get(name, "").strip()[:200]
            for name in ("q", "band", "owner", "segment", "plan")
        }
        show = query.get("show", "")
        return cls(
            **texts,
            show=show if show in SHOWN else "",
            sort=key if known else WORST_FIRST,
            falling=known and wanted.startswith("-"),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked."""
        return any((self.q, self.band, self.owner, self.segment, self.plan, self.show))


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A question that people ask often."""

    title: str
    asks: Callable[[date], Q]


SHOWN: Mapping[str, Shortcut] = {
    "fell": Shortcut("Fell in 4 weeks", lambda on: Q(moved__lt=-_MOVED)),
    "due": Shortcut(
        "Renewal within 90 days", lambda on: Q(renews_on__range=(on, on + timedelta(days=90)))
    ),
    "differs": Shortcut(
        "People differ from the score",
        lambda on: ~Q(effective_band=F("band")) | ~Q(divergence=""),
    ),
    "unscored": Shortcut("Not scored", lambda on: Q(shown=None)),
    "assess": Shortcut("Assessment due", lambda _: standing.DUE),
    "complacent": Shortcut("Top band for four quarters", standing.complacent),
    "lingering": Shortcut("Lowest band for 90 days", standing.lingering),
    "avoided": Shortcut("Lowest band for six months", standing.avoided),
    "at-risk": Shortcut("Lowest band, renewal in six months", standing.at_risk),
}


def listed(lines: QuerySet[BookLine], asked: Asked, *, as_of: date | None) -> QuerySet[BookLine]:
    """The lines that are asked for, in order; ties by account."""
    for name in ("owner", "segment", "plan"):
        if value := getattr(asked, name):
            lines = lines.filter(**{name: value})
    if asked.band:
        lines = lines.filter(effective_band=asked.band)
    for word in asked.q.casefold().split():
        lines = lines.filter(search__contains=word)
    if asked.show and as_of is not None:
        lines = lines.filter(SHOWN[asked.show].asks(as_of))
    return lines.order_by(*_order(asked))


def _order(asked: Asked) -> list[OrderBy | str]:
    column = next(each for each in COLUMNS if each.key == asked.sort)
    falls = column.falling != asked.falling
    field = F(column.field)
    first = field.desc(nulls_last=True) if falls else field.asc(nulls_last=True)
    second = ["shown"] if column.key == WORST_FIRST else []
    return [first, *second, "account_id"]


def page_of(lines: QuerySet[BookLine], state: BookState, number: str | None) -> Page[BookLine]:
    """One page; a number that is none or too large leads to the first or the last."""
    return Pages(lines, ON_A_PAGE, number_of(state.revision, lines)).get_page(number)


def choices(lines: QuerySet[BookLine], state: BookState) -> dict[str, list[Any]]:
    """What can be chosen among the accounts that the member sees.

    Asked of the database once for the same accounts of the same book: it has to read all of them.
    """
    key = asked_of(lines)
    if key is None:  # whoever has no territory
        return {"bands": [], "owners": [], "segments": [], "plans": []}
    found: dict[str, list[Any]] = COUNTS.get((state.laid, "choices", key), lambda: _choices(lines))
    return found


def _choices(lines: QuerySet[BookLine]) -> dict[str, list[Any]]:
    bands = lines.exclude(effective_band="").order_by("effective_place")
    return {
        "bands": list(dict.fromkeys(bands.values_list("effective_band", flat=True).distinct())),
        **{
            f"{name}s": list(
                lines.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
            )
            for name in ("owner", "segment", "plan")
        },
    }
