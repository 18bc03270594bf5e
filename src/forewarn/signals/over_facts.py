"""What forms over the rows of one fact table share: table, filter, date column, window, seats."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import (
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

from forewarn.signals.cell import CONTRACTS, SEATS, Cell
from forewarn.signals.checks import (
    check_column,
    check_date_column,
    check_filter,
    check_number_column,
    check_table,
)
from forewarn.signals.fields import Days, FilterField, Name, Whole
from forewarn.signals.filters.describe import describe
from forewarn.signals.filters.tree import Expression, names
from forewarn.signals.presence import per_seats, seats_then
from forewarn.signals.primitives import Facts, Open, Primitive
from forewarn.signals.refusals import refusal
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import number_text, rows_of, within
from forewarn.terms.signal import SignalValue
from forewarn.terms.time import Window


class OverFacts(Signal):
    """A signal over the rows of one fact table."""

    table: Name = Field(
        alias="from",
        description="The fact table: events, tickets, contacts, ... or a source of your own.",
    )
    at: Name | None = Field(
        default=None,
        description="Date column that places a row in time, such as closed_at; "
        "without it each table's own.",
    )
    where: FilterField | None = Field(
        default=None,
        description="Filter on the table's columns; without it all rows count.",
        examples=["event = 'login'", "severity in ['high', 'urgent'] and not escalated = true"],
    )

    @field_validator("table")
    @classmethod
    def _check_table(cls, table: str) -> str:
        check_table(table)
        return table

    @field_validator("at")
    @classmethod
    def _check_at(cls, at: str | None, known: ValidationInfo) -> str | None:
        check_date_column(at, known.data.get("table"))
        return at

    @field_validator("where", mode="wrap")
    @classmethod
    def _check_where(
        cls, written: object, handler: ValidatorFunctionWrapHandler, known: ValidationInfo
    ) -> Expression | None:
        tree: Expression | None = handler(written)
        check_filter(tree, known.data.get("table"), text=written, at=known.data.get("at"))
        return tree

    def facts(self, where: Expression | None = None) -> Facts:
        """The rows, under another filter if one is given."""
        return Facts(self.table, where or self.where, self.at)

    def tables(self, book: Book) -> frozenset[str]:
        """The table."""
        return frozenset((self.table,))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """Columns of the table and of accounts that the form names."""
        return super().columns_used() | {self.table: frozenset(self._columns())}

    def _columns(self) -> Iterator[str]:
        if self.at is not None:
            yield self.at
        if self.where is not None:
            yield from names(self.where)

    def noun(self, count: SignalValue) -> str:
        """What is counted: the label, else the table's rows."""
        return self.label or rows_of(self.table, count.value)

    @cached_property
    def filtered(self) -> str:
        """The filter in words, in parentheses; empty where a label speaks for it."""
        if self.where is None or self.label is not None:
            return ""
        return f" ({describe(self.where)})"


class Windowed(OverFacts):
    """A signal over the rows of one fact table within a window."""

    window_days: Days | None = Field(
        default=None,
        alias="window",
        description="How far back, in whole days or weeks; without it everything known so far.",
    )

    def window(self, back_days: int) -> Window:
        """The window, that many days earlier."""
        return Window(self.window_days, back_days)

    def longest_window_days(self, book: Book) -> int:
        """The window's days."""
        return self.window_days or 0

    def within(self) -> str:
        """The window in words, beginning with a blank."""
        return within(self.window_days)


class PerSeats(Signal):
    """A total that can be put in relation to the seats under contract."""

    per_seats: Whole | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="Give the value per so many seats of the open contracts.",
    )

    def seat_reductions(self, back_days: int) -> tuple[Primitive, ...]:
        """Seats of an earlier date; those of the date itself come with the cell."""
        if self.per_seats is None or not back_days:
            return ()
        return tuple(
            Open(
                each.facts,
                closes=each.closes,
                opens=each.opens,
                amount=each.amount,
                back_days=back_days,
            )
            for each in (CONTRACTS, SEATS)
        )

    def seated(
        self, total: SignalValue, values: Iterator[Any], cell: Cell, back_days: int
    ) -> SignalValue:
        """The total, per seats if so asked."""
        if self.per_seats is None:
            return total
        seats = seats_then(values, cell, back_days)
        return per_seats(total, seats=seats, every=self.per_seats, phrase=self.total_phrase)

    def total_phrase(self, value: SignalValue) -> str:
        """The total in words."""
        raise NotImplementedError

    def phrase(self, value: SignalValue) -> str:
        """The total in words, with the value per seats behind it."""
        if self.per_seats is None:
            return self.total_phrase(value)
        every = "seat" if self.per_seats == 1 else f"{self.per_seats:,} seats"
        return f"{value.detail or ''} ({number_text(value.value)} per {every})".lstrip()


class WithColumn(OverFacts):
    """A signal over one column; ``from: table.column`` is a short way of writing both."""

    column: Name = Field(description="The column; may also be written as from: table.column.")

    @model_validator(mode="before")
    @classmethod
    def _split(cls, written: object) -> object:
        if not isinstance(written, dict) or not isinstance(written.get("from"), str):
            return written
        table, dot, column = written["from"].partition(".")
        if not dot:
            return written
        if "column" in written:
            found = f"both 'from: {written['from']}' and 'column: {written['column']}'"
            raise refusal("column", found, accepted="one of them")
        return {**written, "from": table, "column": column}

    @field_validator("column")
    @classmethod
    def _check_column(cls, column: str, known: ValidationInfo) -> str:
        check_column(column, known.data.get("table"), at=known.data.get("at"))
        return column

    def _columns(self) -> Iterator[str]:
        yield from super()._columns()
        yield self.column


class WithNumber(WithColumn):
    """A signal over one column that holds numbers."""

    @field_validator("column")
    @classmethod
    def _check_number(cls, column: str, known: ValidationInfo) -> str:
        check_number_column(column, known.data.get("table"))
        return column
