"""A project's facts: read in and audited in a DuckDB store, measured there or in a warehouse."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.terms.ports import Engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from forewarn.engines.portable.engine import PortableEngine


class Facts:
    """Where a project's facts come in and where they are measured.

    Attributes:
        store: what sources are read into and audited in, whatever the engine.
    """

    def __init__(
        self, store: DuckDBEngine, folder: Path, *, warehouse_url: str | None = None
    ) -> None:
        """Facts of an open store.

        Args:
            store: the store.
            folder: of the project.
            warehouse_url: of the engine that measures; None = the store does.
        """
        self.store = store
        self._folder = folder
        self._url = warehouse_url
        self._warehouse: PortableEngine | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether another engine than the store measures."""
        return self._url is not None

    @property
    def engine(self) -> Engine:
        """What measures.

        Raises:
            ForewarnError: it cannot be reached.
        """
        return self.store if self._url is None else self.warehouse()

    def warehouse(self) -> PortableEngine:
        """The engine elsewhere, reached.

        Raises:
            ForewarnError: it cannot be reached.
            ValueError: the store measures.
        """
        if self._url is None:
            raise ValueError("the store measures: there is no other engine")
        if self._warehouse is None:
            from forewarn.engines.portable.opening import open_engine

            self._warehouse = open_engine(self._url, folder=self._folder)
        return self._warehouse

    def bring(self, project: str, *, tell: Callable[[str, int, int], None] | None = None) -> None:
        """Copies what the newest ingest left to where it is measured, unless it is there.

        Args:
            project: its name: a schema holds the facts of one project.
            tell: of each step: what is done now, steps done, steps in all.

        Raises:
            ForewarnError: the engine cannot be reached or refuses, or holds another project.
        """
        if not self.elsewhere:
            return
        from forewarn.engines.portable.load import bring
        from forewarn.engines.portable.warehouses.warehouse import Mark

        engine = self.warehouse()
        mark = Mark(project, self._ingested())
        bring(self.store.connection, engine.warehouse, mark, folder=self._folder, tell=tell)
        engine.expect(mark)

    def _ingested(self) -> str:
        """What tells the newest ingest from any other."""
        from forewarn.engines.duckdb.history import last_report

        report = last_report(self.store.connection)
        return hashlib.sha256(report.to_text().encode()).hexdigest()[:16] if report else ""

    def close(self) -> None:
        """Lets go of the store and of the engine elsewhere."""
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None
        self.store.close()
