"""Grid rows of some accounts, read for the dates that are asked; all others when one is missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forewarn.engines.duckdb.setwise.laying import Cell, cells_of, rows_of
from forewarn.engines.grids import Laid

Row = Sequence[Any]


class RowsAsked:
    """Rows by account and date.

    A result needs the values of its own date; those of the weeks before only where people's word
    is compared with the score. So the asked cells are read at once, and the first cell that is
    missed reads all dates of all these accounts: at most two queries.
    """

    def __init__(
        self, laid: Laid, accounts: Sequence[int], cells: Sequence[Cell] | None = None
    ) -> None:
        """Read the cells; None = nothing yet."""
        self._laid, self._accounts = laid, accounts
        self._dates = {on: i for i, on in enumerate(laid.dates)}
        self._cells: dict[Cell, Row] = dict(cells_of(laid, cells)) if cells else {}
        self._read_all = False

    def of(self, account: int) -> Mapping[date, Row]:
        """The rows of one account, by date."""
        return _OfAccount(self, account)

    @property
    def dates(self) -> Mapping[date, int]:
        """Every date of the grid, with its position."""
        return self._dates

    def at(self, account: int, on: date) -> Row:
        """One row.

        Raises:
            KeyError: the date is not in the grid.
        """
        cell = account, self._dates[on]
        if cell not in self._cells and not self._read_all:
            self._fill()
        return self._cells[cell]

    def _fill(self) -> None:
        for a, grid in zip(self._accounts, rows_of(self._laid, self._accounts), strict=True):
            self._cells.update({(a, i): row for i, row in enumerate(grid.rows)})
        self._read_all = True


class _OfAccount(Mapping[date, Row]):
    def __init__(self, rows: RowsAsked, account: int) -> None:
        self._rows, self._account = rows, account

    def __getitem__(self, on: date) -> Row:
        return self._rows.at(self._account, on)

    def __iter__(self) -> Iterator[date]:
        return iter(self._rows.dates)

    def __len__(self) -> int:
        return len(self._rows.dates)
