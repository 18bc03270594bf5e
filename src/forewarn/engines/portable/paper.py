"""The statements of a run on paper: what an engine would be asked, without one at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from forewarn.engines.portable.calendar import calendar
from forewarn.engines.portable.catalog import Catalog
from forewarn.engines.portable.dialects import DIALECTS, Dialect
from forewarn.engines.portable.grid import last_query, plan
from forewarn.engines.portable.placing import Draft
from forewarn.engines.portable.run import Run
from forewarn.engines.portable.warehouses.warehouse import Mark, Rows
from forewarn.signals.primitives import Primitive

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema


def statements(
    dialect: str,
    tables: Mapping[str, Mapping[str, str]],
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    *,
    schema: str = "facts",
    known_by: date | None = None,
) -> list[str]:
    """The statements of one grid, in order; the last is the grid itself.

    Args:
        dialect: a name of ``dialects.DIALECTS``.
        tables: per fact table its columns and the dialect's names of their types.
        primitives: what is asked.
        dates: ascending, at least one.
        schema: of the fact tables.
        known_by: hindsight, see ``terms.ports.Engine``.

    Raises:
        ForewarnError: a table or column is not there, or of no use for what is asked.
    """
    paper = Paper(DIALECTS[dialect], tables, schema)
    with paper.bench() as bench:
        catalog = Catalog(paper)
        run = Run(catalog, paper.dialect, bench, calendar(dates), name="run")
        run.prepare()
        layers = plan(primitives, Draft(run, known_by))
        select, _ = last_query(run, layers, primitives)
        return [*bench.written, paper.dialect.sql(select)]


class Paper:
    """Fulfils ``Warehouse`` without any engine."""

    def __init__(
        self, dialect: Dialect, tables: Mapping[str, Mapping[str, str]], schema: str
    ) -> None:
        self._dialect = dialect
        self._tables = tables
        self._schema = schema

    @property
    def dialect(self) -> Dialect:
        """As given."""
        return self._dialect

    @property
    def schema(self) -> str:
        """As given."""
        return self._schema

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """As given."""
        return self._tables

    def marked(self) -> None:
        """Nothing is ever brought here."""

    def expect(self, mark: Mark) -> None:
        """Nothing is ever brought here."""

    def stored_as(self, table: str) -> str:
        """Under its own name."""
        return table

    @contextmanager
    def bench(self) -> Iterator[PaperBench]:
        """A list of statements."""
        yield PaperBench(self._dialect)

    def close(self) -> None:
        """Nothing is open."""


class PaperBench:
    """Writes down what it is asked to keep."""

    scratch: str | None = None

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.written: list[str] = []

    def keep(self, name: str, select: str) -> None:
        """See ``Bench``."""
        create = self._dialect.table.format(name=self._dialect.name_of(name))
        self.written.append(f"{create} {select}")

    def view(self, name: str, select: str) -> None:
        """See ``Bench``."""
        self.written.append(f"CREATE TEMP VIEW {self._dialect.name_of(name)} AS {select}")

    def stream(self, select: str) -> Iterator[Rows]:
        """There are no rows on paper."""
        self.written.append(select)
        yield from ()

    def batches(self, select: str, schema: Schema) -> Iterator[RecordBatch]:
        """There are no rows on paper."""
        self.written.append(select)
        yield from ()
