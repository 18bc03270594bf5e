"""Reading the sources into the facts file, as ``forewarn ingest`` does."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from benchmarks.sizes import LAST_AS_OF
from forewarn import Project


def run(folder: Path) -> None:
    """Into the file that FOREWARN_ENGINE names."""
    now = datetime.combine(LAST_AS_OF, time(6), UTC)
    with Project.open(folder, now=lambda: now) as project:
        report = project.ingest()
    print({table.table: table.rows_kept for table in report.tables})
