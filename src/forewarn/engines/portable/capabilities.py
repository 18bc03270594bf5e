"""What the portable engine can and cannot do, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.terms.errors import ForewarnError

_WAYS_OUT = {
    "ingest": (
        "read in files or other sources",
        "ingest into engine: duckdb:///.forewarn/facts.duckdb, then copy the facts over",
    ),
    "audit": (
        "audit rows and files",
        "run forewarn audit with engine: duckdb:///.forewarn/facts.duckdb, where ingest left them",
    ),
    "sql": (
        "run SQL sources in a sandbox",
        "make the query a view in the warehouse, or ingest it with a DuckDB engine",
    ),
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine is able to do besides measuring.

    Attributes:
        engine: as people call it.
        ingest, audit, sql: reads sources in, audits their rows, runs SQL that users wrote.
    """

    engine: str
    ingest: bool = False
    audit: bool = False
    sql: bool = False

    def require(self, name: str) -> None:
        """Refuses what the engine cannot do.

        Raises:
            ForewarnError: it cannot; names the engine and the way out.
        """
        if not getattr(self, name):
            what, way_out = _WAYS_OUT[name]
            raise ForewarnError(f"the {self.engine} engine cannot {what}", fix=way_out)
