"""Cells and forms for the tests of signals, with the least said."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from forewarn.signals.cell import Cell
from forewarn.signals.forms import Signal, read_signal
from forewarn.terms.account import AccountAsOf
from forewarn.terms.signal import SignalValue

AS_OF = date(2026, 3, 10)
LONG_AGO = date(2020, 1, 1)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def cell(
    *,
    seen: str | tuple[str, ...] = (),
    silent: str | tuple[str, ...] = (),
    covering: Mapping[str, date] | None = None,
    seats: float | None = None,
    age: int | None = 1000,
    functions: Mapping[str, Callable[..., object]] | None = None,
    **attributes: object,
) -> Cell:
    """A cell as of AS_OF; ``seen`` are tables that knew rows of the account long ago."""
    created = None if age is None else ago(age)
    account = AccountAsOf("a1", AS_OF, attributes, created, age)
    tables = (seen,) if isinstance(seen, str) else seen
    quiet = (silent,) if isinstance(silent, str) else silent
    return Cell(
        AS_OF,
        account,
        seats=seats,
        seen=dict.fromkeys(tables, LONG_AGO),
        covering=covering or {},
        silent=frozenset(quiet),
        functions=functions or {},
    )


def form(kind: str, **fields: object) -> Signal:
    """A form from the fields of a file; ``from`` and ``as`` are written ``from_`` and ``as_``."""
    return read_signal({"kind": kind} | {name.rstrip("_"): each for name, each in fields.items()})


def finished(
    signal: Signal,
    *values: Any,
    within: Cell,
    book: Mapping[str, Signal] | None = None,
    back_days: int = 0,
) -> SignalValue:
    """finish, after making sure that it is given as many values as it asks for."""
    book = book or {}
    assert len(values) == len(signal.reductions(book, back_days=back_days))
    return signal.finish(values, within, book, back_days=back_days)
