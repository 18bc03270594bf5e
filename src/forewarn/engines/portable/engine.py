"""The portable engine: everything the core asks of facts, from a warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from forewarn.engines.portable import grid, histories
from forewarn.engines.portable.warehouses.warehouse import Mark, Warehouse
from forewarn.terms.account import AccountVersion
from forewarn.terms.ports import Aside, Feed, GridRows

if TYPE_CHECKING:
    from pyarrow import RecordBatch

    from forewarn.engines.duckdb.engine import DuckDBEngine
    from forewarn.engines.grids import KeptText, Laid, Moved


class PortableEngine:
    """Fulfils ``terms.ports.Engine`` over placed fact tables that live in an engine's database.

    Each call has a run of its own, so streams may be read side by side.
    """

    def __init__(self, warehouse: Warehouse, *, room: DuckDBEngine | None = None) -> None:
        """An engine over a warehouse.

        Args:
            warehouse: where the facts live.
            room: a local DuckDB in which grids are laid out; None = one in memory.
        """
        self.warehouse = warehouse
        self._room = room

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

    def laid(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
    ) -> Laid:
        """See ``laying.laid``."""
        from forewarn.engines.portable import laying

        room = self._room or self._own_room()
        laid = laying.laid(self.warehouse, room.connection, primitives, dates, accounts=accounts)
        return room.lend(laid)

    @contextmanager
    def aligned(
        self, moves: Sequence[Moved], *, only: Mapping[str, Collection[str]]
    ) -> Iterator[PortableEngine]:
        """See ``aligned.aligned``; a warehouse reads no column that is not asked for."""
        from forewarn.engines.portable.aligned import aligned

        with aligned(self.warehouse, moves) as there:
            yield PortableEngine(there, room=self._room or self._own_room())

    def last_met(self) -> Mapping[tuple[str, str], date]:
        """Nobody: no score needs it, and a warehouse is asked for what scores need alone."""
        return {}

    def keep_first_rows(self) -> None:
        """Keeps none: a warehouse does not say which of them later facts touch."""

    def keep_weeks(self, laid: Laid, primitives: Sequence[Any], weeks: Sequence[date]) -> None:
        """Keeps none, see ``keep_first_rows``."""

    def kept_texts(self, what: str, tables: Collection[str]) -> Mapping[str, KeptText]:
        """None: nothing is kept between runs."""
        return {}

    def keep_texts(self, what: str, texts: Mapping[str, KeptText], *, new: int) -> None:
        """Nothing is kept between runs."""

    def _own_room(self) -> DuckDBEngine:
        from forewarn.engines.duckdb.engine import DuckDBEngine
        from forewarn.engines.duckdb.store import IN_MEMORY, open_store

        self._room = DuckDBEngine(open_store(IN_MEMORY))
        return self._room

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

    def rows_aside(self, table: str, columns: Sequence[str]) -> Aside:
        """Read at once: a warehouse may say something else later."""
        return histories.Aside(tuple(self.rows(table, columns)))

    def expect(self, mark: Mark) -> None:
        """From now on refuses to measure other facts than these."""
        self.warehouse.expect(mark)

    def close(self) -> None:
        """Lets go of the warehouse."""
        self.warehouse.close()
