"""What the page *Portfolio* says: counted from the days laid out, computed nowhere here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from forewarn.evidence.migration import (
    NOWHERE,
    Cell,
    Migration,
    PartCounted,
    Place,
    by_part,
    by_place,
    migration,
)
from forewarn.evidence.portfolio import Counted, Day
from forewarn.workspace.book.days import days_on
from forewarn.workspace.book.keeping import COUNTS
from forewarn.workspace.book.quarter import began_on, shift_laid_out, shift_of
from forewarn.workspace.models import BookState
from forewarn.workspace.portfolio.scope import Asked, Scope

DATES_DRAWN = 53
_YEAR_DAYS = 371


@dataclass(frozen=True, slots=True)
class BandRow:
    """One place of the book at both dates.

    Attributes:
        share, share_then: of the accounts with a band that are not paused; None outside of them.
        link: to the accounts that stand there now.
    """

    place: Place
    now: Counted
    then: Counted
    share: float | None
    share_then: float | None
    link: str

    @property
    def change(self) -> int:
        """Accounts more than before."""
        return self.now.accounts - self.then.accounts


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A number of the matrix and the accounts behind it."""

    cell: Cell
    link: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Where accounts of one place went; the last cell is their sum."""

    place: Place
    cells: tuple[MatrixCell, ...]
    total: MatrixCell


@dataclass(frozen=True, slots=True)
class PartRow:
    """One segment, plan or owner."""

    found: PartCounted
    cells: tuple[tuple[Place, Counted | None, float | None], ...]
    net: Mapping[str, Any] | None
    asked: Asked

    @property
    def link(self) -> str:
        """To the same page for this part alone; few of many owners are shown."""
        return narrowed(self.asked, self.asked.by, self.found.name)


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """The page for one part of the book, of one state of it."""

    asked: Asked
    places: tuple[Place, ...]
    bands: tuple[BandRow, ...]
    total: BandRow
    moved: Migration
    rows: tuple[MatrixRow, ...]
    columns: tuple[Place, ...]
    sums: MatrixRow
    parts: tuple[PartRow, ...]
    shift: Mapping[str, Any] | None
    quarter_began_on: date | None


def kept(mark: str, scope: Scope, key: object, make: Callable[[], Any]) -> Any:
    """What follows from the book, the scope and a question, made once in a process.

    Args:
        mark: of the layout or of the lines, by what it follows from.
        scope: whose accounts count.
        key: the question.
        make: its answer.
    """
    return COUNTS.get((mark, scope.key, key), make)


def portfolio_page(
    state: BookState, scope: Scope, asked: Asked, dates: Sequence[date]
) -> PortfolioPage | None:
    """The page; None where nothing is on record."""
    if asked.until is None or asked.since is None:
        return None
    found: PortfolioPage = kept(state.laid, scope, asked, lambda: _page(state, scope, asked, dates))
    return found


def _page(state: BookState, scope: Scope, asked: Asked, dates: Sequence[date]) -> PortfolioPage:
    found = asked.ends(state, scope)
    now, before = found[0], found[-1]
    moved = migration(before, now)
    start = began_on(dates, dates[-1])
    shift = _shift(scope, start, dates[-1]) if start and not asked.parts else None
    standing = [place for place in moved.places if place != NOWHERE]
    bands = tuple(_bands(moved, standing, asked))
    return PortfolioPage(
        asked=asked,
        places=tuple(place for place in standing if place.is_band),
        bands=bands,
        total=_all(bands, asked),
        moved=moved,
        rows=tuple(_row(moved, place, asked) for place in moved.places),
        columns=moved.places,
        sums=_sums(moved, asked),
        parts=tuple(_parts(now, standing, asked, shift)),
        shift=shift,
        quarter_began_on=start,
    )


def _bands(moved: Migration, places: Sequence[Place], asked: Asked) -> Iterator[BandRow]:
    now = {place: moved.column(place) for place in places}
    then = {place: moved.row(place) for place in places}
    all_now = sum(cell.accounts for place, cell in now.items() if place.is_band)
    all_then = sum(cell.accounts for place, cell in then.items() if place.is_band)
    for place in reversed([each for each in places if each.is_band]):
        yield BandRow(
            place,
            Counted(now[place].accounts, now[place].after),
            Counted(then[place].accounts, then[place].before),
            now[place].accounts / all_now if all_now else None,
            then[place].accounts / all_then if all_then else None,
            listing(asked, now=place.name),
        )
    for place in (each for each in places if not each.is_band):
        if now[place].accounts or then[place].accounts:
            yield BandRow(
                place,
                Counted(now[place].accounts, now[place].after),
                Counted(then[place].accounts, then[place].before),
                None,
                None,
                listing(asked, now=place.name),
            )


def _all(bands: Sequence[BandRow], asked: Asked) -> BandRow:
    return BandRow(
        Place(9, 0, "Together"),
        _together([row.now for row in bands]),
        _together([row.then for row in bands]),
        None,
        None,
        listing(asked, now=None, at_until=True),
    )


def _together(some: Sequence[Counted]) -> Counted:
    total: dict[str, Decimal] = {}
    for each in some:
        for currency, amount in each.revenue.items():
            total[currency] = total.get(currency, Decimal(0)) + amount
    return Counted(sum(each.accounts for each in some), dict(sorted(total.items())))


def _row(moved: Migration, old: Place, asked: Asked) -> MatrixRow:
    cells = tuple(
        MatrixCell(
            moved.between(old, new),
            listing(asked, was=old.name, now=new.name),
            _direction(old, new),
        )
        for new in moved.places
    )
    return MatrixRow(old, cells, MatrixCell(moved.row(old), listing(asked, was=old.name)))


def _direction(old: Place, new: Place) -> str:
    if old == new:
        return "same"
    if not (old.is_band and new.is_band):
        return ""
    return "rose" if new > old else "fell"


def _sums(moved: Migration, asked: Asked) -> MatrixRow:
    cells = tuple(
        MatrixCell(moved.column(new), listing(asked, now=new.name)) for new in moved.places
    )
    every = Cell(sum(cell.accounts for cell in moved.cells.values()), {}, {})
    return MatrixRow(Place(9, 0, "Together"), cells, MatrixCell(every, listing(asked)))


def _parts(
    now: Day, places: Sequence[Place], asked: Asked, shift: Mapping[str, Any] | None
) -> Iterator[PartRow]:
    net = {
        each["name"]: each for each in (shift or {}).get("parts", ()) if each["kind"] == asked.by
    }
    bands = [place for place in reversed(places) if place.is_band]
    for found in by_part(now, asked.by):
        in_bands = sum(
            each.accounts
            for place in bands
            for each in [found.at.get(place.name)]
            if each is not None
        )
        cells = tuple(
            (place, at, at.accounts / in_bands if at else None)
            for place in bands
            for at in [found.at.get(place.name)]
        )
        yield PartRow(found, cells, net.get(found.name), asked)


def _shift(scope: Scope, start: date, end: date) -> Mapping[str, Any] | None:
    """What moved from green in the quarter: as laid out, else (a new territory) told now."""
    laid = shift_laid_out(scope.key, start, end)
    if laid is not None:
        return laid
    days = [day.only(scope.numbers) for day in days_on([start, end])]
    return shift_of(days[1], days[0]).to_dict() if len(days) == 2 else None


def drawn_dates(asked: Asked, dates: Sequence[date]) -> list[date]:
    """Dates of a year up to the one asked for that a chart has room for, the newest among them."""
    if asked.until is None:
        return []
    year = [on for on in dates if on <= asked.until and (asked.until - on).days <= _YEAR_DAYS]
    step = -(-len(year) // DATES_DRAWN) if year else 1
    return year[::-1][::step][::-1]


def through_time(
    state: BookState, scope: Scope, asked: Asked, dates: Sequence[date]
) -> list[tuple[date, dict[Place, Counted]]]:
    """Accounts and revenue by place at the dates of the last year, oldest first."""

    def made() -> list[tuple[date, dict[Place, Counted]]]:
        plain = Asked(asked.since, asked.until, "", asked.parts)
        found = plain.days(scope, drawn_dates(asked, dates))
        return [(day.as_of, by_place(day)) for day in reversed(found)]

    found: list[tuple[date, dict[Place, Counted]]] = kept(
        state.laid, scope, ("time", asked.until, asked.parts), made
    )
    return found


def listing(
    asked: Asked, *, was: str | None = None, now: str | None = None, at_until: bool = False
) -> str:
    """The address, after ``?``, of the accounts behind a number."""
    told = {"since": asked.since, "until": asked.until, **asked.wanted}
    if was is not None:
        told["was"] = was
    if now is not None:
        told["now"] = now
    if at_until:
        told["now"] = "(any)"
    return urlencode(told)


def narrowed(asked: Asked, kind: str, name: str) -> str:
    """The address, after ``?``, of the same page for one part of the book."""
    told = {"since": asked.since, "until": asked.until, "by": asked.by, **asked.wanted, kind: name}
    return urlencode(told)
