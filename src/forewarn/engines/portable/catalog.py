"""Which fact tables a warehouse has and what columns they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from forewarn.engines.fact_tables import FactTables, no_column, no_dates, shown
from forewarn.engines.portable.warehouses.warehouse import Warehouse
from forewarn.terms.errors import ForewarnError


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A fact table as the warehouse has it.

    Attributes:
        rows: the table as an Ibis expression.
    """

    name: str
    rows: Any

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all its columns."""
        return tuple(self.rows.columns)

    def column(self, name: str) -> Any:
        """The column of that name.

        Raises:
            ForewarnError: the table has no such column, or it is of a type nobody reads.
        """
        if name not in self.columns:
            raise no_column(self.name, name, self.shown())
        column = self.rows[name]
        if column.type().is_unknown():
            raise ForewarnError(
                f"column {name} of table {self.name} is of a type that signals cannot read",
                fix=f"cast it to text, a number, a date or truth: warehouse: SELECT ..., "
                f"CAST({name} AS ...) AS {name} FROM ...",
            )
        return column

    def dated(self, name: str) -> Any:
        """A column that can place a row on the clock.

        Raises:
            ForewarnError: there is none of that name, or it holds no dates.
        """
        column = self.column(name)
        if not dated(column):
            dates = [other for other in self.shown() if dated(self.rows[other])]
            raise no_dates(self.name, name, kind=column.type(), dates=dates)
        return column

    def shown(self) -> list[str]:
        """Names of the columns that came with the source, without the store's own."""
        return shown(self.columns)


def dated(column: Any) -> bool:
    """Whether a column holds dates or wall-clock instants."""
    kind = column.type()
    return bool(kind.is_date() or (kind.is_timestamp() and kind.timezone is None))


class Catalog:
    """The fact tables of one warehouse, as they are when the catalogue is made."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._found = FactTables(
            {
                name: StoredTable(
                    name,
                    ibis.table(
                        warehouse.dialect.schema(columns),
                        name=warehouse.stored_as(name),
                        database=warehouse.schema,
                    ),
                )
                for name, columns in warehouse.tables().items()
            }
        )

    def table(self, name: str) -> StoredTable | None:
        """The table of that name; None when it is one of Forewarn's that has no source yet.

        Raises:
            ForewarnError: neither the warehouse nor Forewarn knows such a table.
        """
        return self._found.table(name)

    def accounts(self) -> StoredTable:
        """The accounts table.

        Raises:
            ForewarnError: the facts were not brought here yet.
        """
        fix = "bring the facts there first: see docs/engines.md"
        return self._found.accounts(where="the engine's schema", fix=fix)
