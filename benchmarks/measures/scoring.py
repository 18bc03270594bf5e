"""Scoring without the ledger and without a screen: signals, contributions, bands with dwell."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from benchmarks.sizes import LAST_AS_OF, WEEKS
from forewarn import Project
from forewarn.project import Scoring


def run(folder: Path) -> None:
    """From facts that are ingested already, in the file that FOREWARN_ENGINE names."""
    now = datetime.combine(LAST_AS_OF, time(6), UTC)
    with Project.open(folder, now=lambda: now) as project:
        scored = project.score(Scoring(as_of=LAST_AS_OF, weeks=WEEKS, record=False))
    print(len(scored.snapshots))
