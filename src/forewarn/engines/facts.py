"""A project's facts: read in and audited in a DuckDB store, measured there or in a warehouse."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forewarn.engines.duckdb.report import IngestReport
    from forewarn.engines.grids import LayingEngine
    from forewarn.engines.portable.engine import PortableEngine
    from forewarn.engines.portable.sites import Placed
    from forewarn.terms.settings import Settings


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
    def engine(self) -> LayingEngine:
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

            self._warehouse = open_engine(self._url, folder=self._folder, room=self.store)
        return self._warehouse

    def bring(
        self,
        settings: Settings,
        *,
        renew: bool = False,
        tell: Callable[[str, int, int], None] | None = None,
    ) -> Mapping[str, Placed]:
        """Copies what the newest ingest left to where it is measured, unless it is there.

        Args:
            settings: the project's: a schema holds the facts of one.
            renew: look anew at what stays in the warehouse.
            tell: of each step: what is done now, steps done, steps in all.

        Returns:
            What was looked at anew, by table.

        Raises:
            ForewarnError: the engine cannot be reached or refuses, or holds another project.
        """
        if not self.elsewhere:
            return {}
        engine = self.warehouse()  # says in words which package is missing, before one is asked for
        from forewarn.engines.portable.load import Cargo, bring
        from forewarn.engines.portable.warehouses.warehouse import Mark

        self._refuse_merged(settings)
        cargo = Cargo(
            Mark(settings.name, self._state(settings)), settings.staying, settings.timezone
        )
        loaded = bring(
            self.store.connection,
            engine.warehouse,
            cargo,
            folder=self._folder,
            renew=renew,
            tell=tell,
        )
        engine.expect(loaded.mark)
        return loaded.placed

    def merged(self) -> Mapping[str, str]:
        """Accounts that were merged into others, to the one they went into."""
        report = self._report()
        return report.merged_accounts if report else {}

    def _refuse_merged(self, settings: Settings) -> None:
        """Ids that ingest follows cannot be followed in tables that it does not read."""
        merged = self.merged()
        if merged and settings.staying:
            tables = ", ".join(source.table for source in settings.staying)
            raise ForewarnError(
                f"{len(merged)} accounts were merged into others, and {tables} stay in the "
                "warehouse under the old ids",
                fix="let warehouse: be a SELECT that gives the ids that stand, and take "
                "merged_into out of accounts",
            )

    def _state(self, settings: Settings) -> str:
        """What tells the newest ingest, and how what stays is read, from any other."""
        report = self._report()
        parts = [report.to_text() if report else "", settings.timezone]
        # Where a source stands in its file does not matter.
        parts += [repr(replace(source, line=0, col=0)) for source in settings.staying]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _report(self) -> IngestReport | None:
        from forewarn.engines.duckdb.history import last_report

        return last_report(self.store.connection)

    def close(self) -> None:
        """Lets go of the store and of the engine elsewhere."""
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None
        self.store.close()
