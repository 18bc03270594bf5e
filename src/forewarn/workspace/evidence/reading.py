"""Kept backtests and packs, read once: a row that is on record never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import Http404

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.governance import GovernancePack
from forewarn.ledger import Ledger
from forewarn.ledger.book import kept_results, kept_text
from forewarn.ledger.kept import BACKTEST, PACK, Kept
from forewarn.project.kept import whole
from forewarn.terms.kept import UnreadableError

R = TypeVar("R", Backtest, GovernancePack)


@dataclass(frozen=True, slots=True)
class Read(Generic[R]):
    """A kept result.

    Attributes:
        result: None where another Forewarn kept it in a form that this one cannot read.
        left_out: by list of named cases how many more there were than are kept.
    """

    kept: Kept
    result: R | None
    left_out: Mapping[str, int]


_READ: dict[tuple[str, str], object] = {}
_READ_AT_MOST = 6


def backtests(ledger: Ledger) -> tuple[Kept, ...]:
    """Backtests on record, newest date first, of each date the last one; one query."""
    newest: dict[object, Kept] = {}
    for each in kept_results(ledger, BACKTEST):
        newest.setdefault(each.as_of, each)
    return tuple(sorted(newest.values(), key=lambda each: each.as_of, reverse=True))


def packs(ledger: Ledger) -> tuple[Kept, ...]:
    """Governance packs on record, newest month first, of each month the last one; one query."""
    newest: dict[str, Kept] = {}
    for each in kept_results(ledger, PACK):
        newest.setdefault(each.about, each)
    return tuple(sorted(newest.values(), key=lambda each: each.about, reverse=True))


def backtest_in(ledger: Ledger, kept: Kept) -> Read[Backtest]:
    """The backtest itself."""
    return _read(Backtest, ledger, kept)


def pack_in(ledger: Ledger, kept: Kept) -> Read[GovernancePack]:
    """The pack itself."""
    return _read(GovernancePack, ledger, kept)


def one_of(found: tuple[Kept, ...], number: str | None) -> Kept | None:
    """The result that is asked for by its number, else the newest; None where there is none.

    Raises:
        Http404: there is none of that number.
    """
    if number in (None, ""):
        return found[0] if found else None
    chosen = next((each for each in found if str(each.number) == number), None)
    if chosen is None:
        raise Http404("nothing on record")
    return chosen


def _read(kind: type[R], ledger: Ledger, kept: Kept) -> Read[R]:
    key = (kept.kind, kept.digest)
    if key in _READ:
        return _READ[key]  # type: ignore[return-value]
    try:
        told = whole(kind, kept_text(ledger, kept.number) or {})
        read = Read(kept, told.result, told.left_out)
    except (UnreadableError, KeyError):
        read = Read(kept, None, {})
    if len(_READ) >= _READ_AT_MOST:
        _READ.clear()
    _READ[key] = read
    return read
