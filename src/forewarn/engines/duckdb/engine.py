"""The DuckDB engine: everything the core asks of facts, from one store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from weakref import WeakSet

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import first_kept, histories, measure, texts_kept, weeks_kept
from forewarn.engines.duckdb.aligned import aligned
from forewarn.engines.duckdb.store import Store, forget_read, let_go
from forewarn.engines.grids import KeptText, Laid, Moved
from forewarn.terms.account import AccountVersion
from forewarn.terms.ports import Aside, Feed, GridRows


class DuckDBEngine:
    """Fulfils ``terms.ports.Engine`` over the facts of a store or an open connection.

    Queries run on cursors of their own: streams may be read side by side, and facts written in a
    transaction that is still open are not seen.
    """

    def __init__(self, facts: Store | DuckDBPyConnection) -> None:
        self.connection = facts.connection if isinstance(facts, Store) else facts
        self._outlasting: WeakSet[Laid | histories.Aside] = WeakSet()

    def accounts(self) -> Iterator[AccountVersion]:
        """See ``histories.accounts``."""
        return histories.accounts(self.connection)

    def grid(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
        known_by: date | None = None,
    ) -> Iterator[GridRows]:
        """See ``measure.grid``."""
        return measure.grid(
            self.connection, primitives, dates, accounts=accounts, known_by=known_by
        )

    def laid(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
    ) -> Laid:
        """See ``measure.laid``; weeks that were kept are not measured again."""
        if accounts is None:
            laid = weeks_kept.laid_with_kept(self.connection, primitives, dates)
        else:
            laid = measure.laid(self.connection, primitives, dates, accounts=accounts)
        self.forget_read()
        return self.lend(laid)

    @contextmanager
    def aligned(
        self, moves: Sequence[Moved], *, only: Mapping[str, Collection[str]]
    ) -> Iterator[DuckDBEngine]:
        """See ``aligned.aligned``."""
        with aligned(self.connection, moves, only=only) as connection:
            yield DuckDBEngine(connection)

    def forget_read(self) -> None:
        """See ``store.forget_read``."""
        forget_read(self.connection)

    def lend(self, laid: Laid) -> Laid:
        """Lets a grid that stands beside the facts outlast them, whoever measured it."""
        self._outlasting.add(laid)
        return laid

    def last_met(self) -> Mapping[tuple[str, str], date]:
        """See ``histories.last_met``."""
        return histories.last_met(self.connection)

    def keep_first_rows(self) -> None:
        """See ``first_kept.keep``."""
        first_kept.keep(self.connection)

    def keep_weeks(self, laid: Laid, primitives: Sequence[Any], weeks: Sequence[date]) -> None:
        """See ``weeks_kept.keep``."""
        # A long run ends here: what it freed on the way goes back to the machine first.
        forget_read(self.connection, worth=0)
        weeks_kept.keep(self.connection, laid, primitives, weeks)
        self.forget_read()

    def kept_texts(self, what: str, tables: Collection[str]) -> Mapping[str, KeptText]:
        """See ``texts_kept.kept``."""
        return texts_kept.kept(self.connection, what, tables)

    def keep_texts(self, what: str, texts: Mapping[str, KeptText], *, new: int) -> None:
        """See ``texts_kept.keep``."""
        texts_kept.keep(self.connection, what, texts, new=new)

    def first_rows(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, date]]:
        """See ``histories.first_rows``."""
        return histories.first_rows(self.connection, tables)

    def feeds(self, tables: Sequence[str], dates: Sequence[date]) -> Mapping[str, Sequence[Feed]]:
        """See ``histories.feeds``."""
        return histories.feeds(self.connection, tables, dates)

    def rows(
        self, table: str, columns: Sequence[str], *, accounts: Sequence[str] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """See ``histories.rows``."""
        return histories.rows(self.connection, table, columns, accounts=accounts)

    def rows_aside(self, table: str, columns: Sequence[str]) -> Aside:
        """See ``histories.Aside``."""
        aside = histories.Aside(self.connection, table, columns)
        self._outlasting.add(aside)
        return aside

    def close(self) -> None:
        """Closes the store."""
        let_go(self.connection, tables_read=bool(self._outlasting))
