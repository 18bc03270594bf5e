"""Every outcome's account scored 30, 60, 90 and 180 days before it, from ingested facts."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from benchmarks.sizes import LAST_AS_OF
from forewarn import Project
from forewarn.project import Backtesting

HORIZONS = (30, 60, 90, 180)


def run(folder: Path, place: str, what: str = "replay") -> None:
    """From the file that FOREWARN_ENGINE names.

    Args:
        folder: not used: the project lies elsewhere.
        place: the project's folder.
        what: ``replay`` = the scores alone; ``backtest`` = the whole verb.
    """
    now = datetime.combine(LAST_AS_OF, time(6), UTC)
    with Project.open(Path(place), now=lambda: now) as project:
        if what == "replay":
            print(f"{_replayed(project)} cases at their horizons")
        else:
            found = project.backtest(Backtesting(as_of=LAST_AS_OF, horizons=HORIZONS))
            print(f"{found.horizon(90).n} cases: {found.verdict.name}")


def _replayed(project: Project) -> int:
    from forewarn.evidence.horizons import at_horizon
    from forewarn.project.outcomes import read_renewals
    from forewarn.project.replaying import replay

    desk = project._desk(frozenset())
    found = read_renewals(desk.engine, LAST_AS_OF)
    return len(replay(desk, [at_horizon(found, days) for days in HORIZONS], only=None))
