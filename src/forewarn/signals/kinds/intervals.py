"""What forms over rows that open and close share."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, ValidationInfo, ValidatorFunctionWrapHandler, field_validator

from forewarn.signals.checks import check_filter, check_open_pair
from forewarn.signals.columns import OPEN_BETWEEN
from forewarn.signals.fields import FilterField, Name
from forewarn.signals.filters.tree import Compare, Expression, names
from forewarn.signals.primitives import Facts, Open
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import rows_of, spoken
from forewarn.terms.signal import Value


class Intervals(Signal):
    """A signal over rows that are open from one date to another, such as contacts."""

    table: Name = Field(
        alias="from",
        description="The table of what opens and closes: " + ", ".join(OPEN_BETWEEN) + ".",
        json_schema_extra={"enum": list(OPEN_BETWEEN)},
    )
    where: FilterField | None = Field(
        default=None,
        description="Filter on the table's columns; without it all rows count.",
        examples=["role = 'champion'"],
    )

    @field_validator("table")
    @classmethod
    def _check_table(cls, table: str) -> str:
        check_open_pair(table)
        return table

    @field_validator("where", mode="wrap")
    @classmethod
    def _check_where(
        cls, written: object, handler: ValidatorFunctionWrapHandler, known: ValidationInfo
    ) -> Expression | None:
        tree: Expression | None = handler(written)
        check_filter(tree, known.data.get("table"), text=written)
        return tree

    def open_rows(self, back_days: int, *, amount: str | None = None) -> Open:
        """The rows open at the date, counted or summed."""
        opens, closes = OPEN_BETWEEN[self.table]
        facts = Facts(self.table, self.where)
        return Open(facts, closes=closes, opens=opens, amount=amount, back_days=back_days)

    def tables(self, book: Book) -> frozenset[str]:
        """The table."""
        return frozenset((self.table,))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """Columns of the table and of accounts that the form names."""
        return super().columns_used() | {self.table: frozenset(self._columns())}

    def _columns(self) -> Iterator[str]:
        yield from OPEN_BETWEEN[self.table]
        if self.where is not None:
            yield from names(self.where)

    def noun(self, count: Value) -> str:
        """Who or what is meant: the label, else a role in the filter, else the table's rows."""
        if self.label is not None:
            return self.label
        if isinstance(self.where, Compare) and self.where.column == "role":
            role = spoken(str(self.where.literal))
            return role if count == 1 else f"{role}s"
        return rows_of(self.table, count)
