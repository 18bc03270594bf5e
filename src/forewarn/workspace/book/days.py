"""Lays out the book of every recorded date as columns, and reads them back.

A date is laid out once, when something of it is recorded: what comes later adds its own date, and
whoever counts the book through time reads a few columns instead of millions of snapshots.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from decimal import ROUND_HALF_EVEN
from typing import TYPE_CHECKING, Any

import numpy as np

from forewarn.evidence.portfolio import CENT, NOT_KNOWN, PARTS, Day, Part, Stand
from forewarn.ledger import Ledger
from forewarn.ledger.book import newest_runs, standings
from forewarn.workspace.book.keeping import DAYS
from forewarn.workspace.models import BookAccount, BookDay

if TYPE_CHECKING:
    from forewarn.ledger.standings import Standing
    from forewarn.workspace.book.line import Palette

_CODE, _CENTS = np.dtype("<u4"), np.dtype("<i8")
_ROWS_A_STATEMENT = 150
_PAUSED = "paused"
Palettes = Mapping[str, "Palette"]


def lay_out_days(ledger: Ledger, palettes: Palettes) -> None:
    """Lays out every date of which something newer is on record, inside the caller's transaction.

    Args:
        ledger: of the workspace.
        palettes: by fingerprint of every scorecard on record.
    """
    newest = newest_runs(ledger)
    laid = dict(BookDay.objects.values_list("as_of", "run"))
    due = [on for on, run in newest.items() if laid.get(on) != run]
    if not due:
        return
    known = Known.read()
    for on in due:
        day = day_of(on, standings(ledger, on), known, palettes)
        BookDay.objects.filter(as_of=on).delete()
        BookDay.objects.create(as_of=on, run=newest[on], **packed(day))
    known.write()


class Known:
    """The accounts that were ever on record, in the order of their numbers."""

    def __init__(self, there: Iterable[BookAccount]) -> None:
        self.there = {each.account_id: each for each in there}

    @classmethod
    def read(cls) -> Known:
        """Those that have a number."""
        return cls(BookAccount.objects.order_by("number").iterator())

    def write(self) -> None:
        """All of them anew: who belongs where changes with every recording."""
        BookAccount.objects.all().delete()
        BookAccount.objects.bulk_create(self.there.values(), batch_size=_ROWS_A_STATEMENT)

    def number(self, standing: Standing, on: date) -> int:
        """The account's number; takes in what it was, where nothing newer is known."""
        found = self.there.get(standing.account_id)
        if found is None:
            found = BookAccount(number=len(self.there), account_id=standing.account_id, last_on=on)
            self.there[standing.account_id] = found
        if on >= found.last_on:
            about = standing.about
            found.last_on, found.name = on, about.name or standing.account_id
            found.owner, found.segment = about.owner or "", about.segment or ""
            found.plan = about.plan or ""
        return found.number

    @property
    def names(self) -> list[str]:
        """By number."""
        return list(self.there)


class _Legend(dict[Any, int]):
    """Codes in the order in which they are asked for."""

    def __missing__(self, key: Any) -> int:
        self[key] = code = len(self)
        return code


def day_of(on: date, found: Iterable[Standing], known: Known, palettes: Palettes) -> Day:
    """One date as columns."""
    standing, stands = [], _Legend({None: 0})
    parts: dict[str, _Legend] = {kind: _Legend() for kind in PARTS}
    rows: list[tuple[int, ...]] = []
    money: dict[str, list[tuple[int, int]]] = {}
    for each in found:
        about, number = each.about, known.number(each, on)
        paused = about.status == _PAUSED
        standing.append(stands[each.fingerprint, each.band, paused])
        rows.append((number, *(parts[kind][getattr(about, kind) or NOT_KNOWN] for kind in PARTS)))
        for paid in about.revenue:
            cents = int(paid.arr.quantize(CENT, ROUND_HALF_EVEN).scaleb(2))
            money.setdefault(paid.currency, []).append((number, cents))
    size = len(known.there)
    table = np.array(rows, dtype=np.int64).reshape(-1, 1 + len(PARTS))
    return Day(
        as_of=on,
        stands=tuple(
            _stand(palettes[fingerprint], fingerprint, band, paused=paused)
            for fingerprint, band, paused in list(stands)[1:]
        ),
        standing=_column(table[:, 0], np.array(standing, dtype=np.int64), size, _CODE),
        parts={
            kind: Part(
                tuple(parts[kind]) or (NOT_KNOWN,),
                _column(table[:, 0], table[:, place], size, _CODE),
            )
            for place, kind in enumerate(PARTS, start=1)
        },
        money={currency: _added(money[currency], size) for currency in sorted(money)},
    )


def _stand(palette: Palette, fingerprint: str, band: str | None, *, paused: bool) -> Stand:
    ends = palette.ends
    return Stand(
        palette.name,
        fingerprint,
        band,
        palette.colors.get(band or "", ""),
        palette.places.get(band or "", 0),
        ends is not None and band in ends.top,
        ends is not None and band == ends.lowest,
        paused,
    )


def _column(numbers: Any, values: Any, size: int, kind: np.dtype[Any]) -> Any:
    found = np.zeros(size, dtype=kind)
    found[numbers] = values
    return found


def _added(paid: Sequence[tuple[int, int]], size: int) -> Any:
    """Per account the sum: contracts of one account may stand apart."""
    found = np.zeros(size, dtype=_CENTS)
    numbers, cents = np.array(paid, dtype=np.int64).reshape(-1, 2).T
    np.add.at(found, numbers, cents)
    return found


def packed(day: Day) -> dict[str, Any]:
    """A day as the columns of its row."""
    legend = {
        "stands": [[*astuple(each)] for each in day.stands],
        "currencies": list(day.money),
        **{kind: list(part.names) for kind, part in day.parts.items()},
    }
    money = np.concatenate([*day.money.values(), np.zeros(0, dtype=_CENTS)])
    return {
        "legend": json.dumps(legend),
        "standing": _pack(day.standing.astype(_CODE)),
        "money": _pack(money.astype(_CENTS)),
        **{kind: _pack(part.codes.astype(_CODE)) for kind, part in day.parts.items()},
    }


def unpacked(row: BookDay) -> Day:
    """A day from its row; columns that were not read stay out of it."""
    legend = json.loads(row.legend)
    put_off = row.get_deferred_fields()
    money = _unpack(row.money, _CENTS).reshape(max(1, len(legend["currencies"])), -1)
    return Day(
        as_of=row.as_of,
        stands=tuple(Stand(*each) for each in legend["stands"]),
        standing=_unpack(row.standing, _CODE),
        parts={
            kind: Part(tuple(legend[kind]), _unpack(getattr(row, kind), _CODE))
            for kind in PARTS
            if kind not in put_off
        },
        money=dict(zip(legend["currencies"], money, strict=False)),
    )


def days_on(dates: Iterable[date], *, parts: Iterable[str] = PARTS) -> Iterator[Day]:
    """The days of some dates, newest first; one query.

    Args:
        dates: those that are not on record are left out.
        parts: what accounts belong to, as far as it is asked.
    """
    columns = ("as_of", "legend", "standing", "money", *parts)
    rows = BookDay.objects.filter(as_of__in=list(dates)).order_by("-as_of").only(*columns)
    return (unpacked(row) for row in rows.iterator(8))


def days_kept(mark: str, dates: Iterable[date]) -> list[Day]:
    """The same with all parts, kept for whoever asks for the same dates next; one query or none.

    Args:
        mark: of the layout, ``BookState.laid``.
        dates: a few.
    """
    asked = tuple(sorted(set(dates), reverse=True))
    return DAYS.get((mark, asked), lambda: list(days_on(asked)))


def recorded_dates() -> list[date]:
    """Every date that is laid out, oldest first; one query."""
    return list(BookDay.objects.order_by("as_of").values_list("as_of", flat=True))


def _pack(column: Any) -> bytes:
    return zlib.compress(column.tobytes(), 1)


def _unpack(packed_column: bytes | memoryview, kind: np.dtype[Any]) -> Any:
    return np.frombuffer(zlib.decompress(packed_column), dtype=kind)
