"""What all tables of an ingest share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from forewarn.engines.duckdb import lateness


@dataclass(frozen=True, slots=True)
class Run:
    """One ingest.

    Attributes:
        connection: the store.
        zone: the project's.
        now: the instant of the ingest.
        scratch: a folder that is removed afterwards.
    """

    connection: duckdb.DuckDBPyConnection
    zone: str
    now: lateness.Now
    scratch: Path

    def folder(self) -> Path:
        """A new folder for one staging: SQL sources make one there themselves."""
        number = sum(1 for _ in self.scratch.iterdir())
        folder = self.scratch / f"{number}"
        folder.mkdir()
        return folder
