"""Facts set on a common clock inside a warehouse: views show what ``duckdb.aligned`` copies.

Only the list of moves is written there. A run joins it with the facts as it reads them, so nothing
of a warehouse is copied, and only the grid of the moved accounts comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import uuid4

from forewarn.engines.grids import Moved
from forewarn.engines.portable.dialects import Dialect
from forewarn.engines.portable.warehouses.warehouse import Bench, Mark, Warehouse

_SEEN = "_seen_on"


@contextmanager
def aligned(warehouse: Warehouse, moves: Sequence[Moved]) -> Iterator[Aligned]:
    """The moved facts as a warehouse, in one run of the true one, which ends with it.

    Tables without ``account_id`` are left out: nothing that is measured reads them.

    Args:
        warehouse: with the true facts.
        moves: at least one.
    """
    tables = {n: columns for n, columns in warehouse.tables().items() if "account_id" in columns}
    prefix = f"forewarn_{uuid4().hex[:12]}"
    with warehouse.bench() as bench:
        there = Aligned(warehouse, bench, tables, prefix)
        bench.keep(prefix, _moves(warehouse.dialect, moves))
        for table in tables:
            bench.view(there.stored_as(table), there.select(table))
        yield there


class Aligned:
    """Fulfils ``Warehouse`` with views inside one run: streams are read one after another."""

    def __init__(
        self,
        true: Warehouse,
        bench: Bench,
        tables: Mapping[str, Mapping[str, str]],
        prefix: str,
    ) -> None:
        self._true, self._bench, self._tables, self._prefix = true, bench, tables, prefix
        # By number: a name of ours before a long one may be cut off where two are still the same.
        self._views = {table: f"{prefix}_{number}" for number, table in enumerate(tables)}

    @property
    def dialect(self) -> Dialect:
        """That of the true facts."""
        return self._true.dialect

    @property
    def schema(self) -> str | None:
        """Where a run puts down what it keeps."""
        return self._bench.scratch

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """See ``Warehouse``: what is moved stays of its type."""
        return self._tables

    def stored_as(self, table: str) -> str:
        """The view's name."""
        return self._views[table]

    def marked(self) -> Mark | None:
        """That of the true facts."""
        return self._true.marked()

    def expect(self, mark: Mark) -> None:
        """The run has begun: it holds the facts it began with."""

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        """The run that has the views."""
        yield self._bench

    def close(self) -> None:
        """The views go with the run."""

    def select(self, table: str) -> str:
        """The rows of a table under the names they have on the common clock."""
        columns, name_of = self._tables[table], self.dialect.name_of
        shown = ", ".join(self._column(name, kind) for name, kind in columns.items())
        parts = (self._true.schema, self._true.stored_as(table))
        source = name_of(*(part for part in parts if part is not None))
        moves = name_of(self._prefix)
        seen = f"f.{name_of(_SEEN)}"
        known = f" WHERE {seen} IS NULL OR {seen} <= m.until_on" if _SEEN in columns else ""
        same = f"f.{name_of('account_id')} = m.account_id"
        return f"SELECT {shown} FROM {source} AS f JOIN {moves} AS m ON {same}{known}"

    def _column(self, name: str, kind: str) -> str:
        column = self.dialect.name_of(name)
        if name == "account_id":
            return f"m.name AS {column}"
        return f"{self._moved(f'f.{column}', kind)} AS {column}"

    def _moved(self, column: str, kind: str) -> str:
        known = self.dialect.type(kind)
        if known.is_date():
            return self.dialect.later_day.format(column, "m.days")
        return self.dialect.later_at.format(column, "m.days") if known.is_timestamp() else column


def _moves(dialect: Dialect, moves: Sequence[Moved]) -> str:
    """A SELECT of the moves."""
    rows = ", ".join(
        f"({dialect.text(e.name)}, {dialect.text(e.account_id)}, {e.days}, '{e.until_on}')"
        for e in moves
    )
    return (
        "SELECT name, account_id, CAST(days AS INTEGER) AS days, CAST(until_on AS DATE) AS until_on"
        f" FROM (VALUES {rows}) AS listed(name, account_id, days, until_on)"
    )
