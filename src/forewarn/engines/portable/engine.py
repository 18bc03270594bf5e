"""The portable engine: everything the core asks of facts, from a warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from forewarn.engines.portable import grid, histories
from forewarn.engines.portable.capabilities import Capabilities
from forewarn.engines.portable.warehouses.warehouse import Mark, Warehouse
from forewarn.terms.account import AccountVersion
from forewarn.terms.ports import Feed, GridRows

if TYPE_CHECKING:
    from pyarrow import RecordBatch


class PortableEngine:
    """Fulfils ``terms.ports.Engine`` over placed fact tables that live in an engine's database.

    Each call has a run of its own, so streams may be read side by side.

    Attributes:
        can: what it is able to do besides; asking for the rest is a typed error.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.can = Capabilities(warehouse.dialect.shown)

    def accounts(self) -> Iterator[AccountVersion]:
        """See ``histories.accounts``."""
        return histories.accounts(self.warehouse)

    def grid(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
        known_by: date | None = None,
    ) -> Iterator[GridRows]:
        """See ``grid.grid``."""
        return grid.grid(self.warehouse, primitives, dates, accounts=accounts, known_by=known_by)

    def batches(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
        known_by: date | None = None,
    ) -> Iterator[RecordBatch]:
        """The grid as Arrow record batches, see ``arrow.batches``."""
        from forewarn.engines.portable import arrow

        return arrow.batches(
            self.warehouse, primitives, dates, accounts=accounts, known_by=known_by
        )

    def first_rows(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, date]]:
        """See ``histories.first_rows``."""
        return histories.first_rows(self.warehouse, tables)

    def feeds(self, tables: Sequence[str], dates: Sequence[date]) -> Mapping[str, Sequence[Feed]]:
        """See ``histories.feeds``."""
        return histories.feeds(self.warehouse, tables, dates)

    def rows(
        self, table: str, columns: Sequence[str], *, accounts: Sequence[str] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """See ``histories.rows``."""
        return histories.rows(self.warehouse, table, columns, accounts=accounts)

    def expect(self, mark: Mark) -> None:
        """From now on refuses to measure other facts than these."""
        self.warehouse.expect(mark)

    def close(self) -> None:
        """Lets go of the warehouse."""
        self.warehouse.close()
