"""Which processes are measured for which goal, over one folder of facts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.meter import ROOT, Limits, python, spend
from benchmarks.sizes import LAST_AS_OF, WEEKS
from benchmarks.timings import Job

_CLI = "from forewarn.cli import main; main()"
ACCOUNT = "acct-000007"
EMPTY_APP = ROOT / "benchmarks" / "measures" / "empty_app.py"


class Bench:
    """Facts, and beside them a folder for the files that the measured processes write."""

    def __init__(self, facts: Path, limits: Limits) -> None:
        self.facts, self.limits = facts, limits
        self.work = facts / "work"
        self.work.mkdir(exist_ok=True)

    def measure(self, name: str, *words: str) -> list[str]:
        """Command line of one of ``benchmarks.measures``."""
        return python("-m", "benchmarks.run", name, str(self.facts), *words)

    def verb(self, verb: str, *words: str) -> list[str]:
        """Command line of one of Forewarn's verbs."""
        return python("-c", _CLI, verb, *words, "--project", str(self.facts))

    def files(self, name: str) -> dict[str, str]:
        """Settings that put a facts file and a ledger of that name into the work folder."""
        return {
            "FOREWARN_ENGINE": f"duckdb:///{self.store(name)}",
            "FOREWARN_LEDGER": f"sqlite:///{self.work / name}.sqlite3",
        }

    def store(self, name: str) -> Path:
        """The facts file of that name."""
        return self.work / f"{name}.duckdb"

    def forget(self, name: str) -> None:
        """Remove both, and what lies beside them."""
        for file in self.work.glob(f"{name}.*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()

    def prepare(self, command: list[str], settings: dict[str, str]) -> str | None:
        """Run without measuring; why it failed, None when it did not."""
        return spend(command, settings=settings, limits=self.limits).trouble


def signals(bench: Bench) -> list[Job]:
    """Goals 1, 3 and 4: reading, and signals from what was read."""
    store = str(bench.store("read"))
    return [
        Job("lb", bench.measure("lb")),
        Job("lb without users", bench.measure("lb", "without-user")),
        Job("ingest", bench.measure("ingest"), bench.files("read"), lambda: bench.forget("read")),
        Job("104 weeks", bench.measure("grid", store, str(WEEKS))),
        Job("104 weeks, streamed", bench.measure("grid", store, str(WEEKS), "python")),
        Job("26 weeks", bench.measure("grid", store, "26")),
        Job("every fourth week", bench.measure("grid", store, "fourth")),
        Job("728 days", bench.measure("grid", store, "daily")),
    ]


def starting(bench: Bench) -> list[Job]:
    """Goal 10: help, and one account explained from a cold start."""
    bench.forget("one")
    files, on = bench.files("one"), f"--as-of={LAST_AS_OF}"
    # So many weeks that the date, the one four weeks before and the trend between are on record.
    trouble = bench.prepare(bench.verb("score", on, "--weeks=30"), files)
    explain = Job("explain", bench.verb("explain", ACCOUNT, on), files)
    return [
        Job("empty app", python(str(EMPTY_APP), "--help")),
        Job("--help", python("-c", _CLI, "--help")),
    ] + ([] if trouble else [explain])


def scoring(bench: Bench) -> list[Job]:
    """Goals 2, 3 and 8: the whole verb from nothing; scoring alone; the signals it rests on."""
    whole = bench.verb("score", f"--as-of={LAST_AS_OF}", f"--weeks={WEEKS}")
    return [
        Job("lb", bench.measure("lb")),
        Job("104 weeks", bench.measure("grid", str(bench.store("read")), str(WEEKS))),
        Job("before arithmetic", bench.measure("arithmetic", "grid"), bench.files("read")),
        Job("contributions", bench.measure("arithmetic", "contributions"), bench.files("read")),
        Job("arithmetic", bench.measure("arithmetic"), bench.files("read")),
        Job("scoring", bench.measure("scoring"), bench.files("read")),
        Job("score", whole, bench.files("whole"), lambda: bench.forget("whole")),
    ]


def new_day(bench: Bench) -> list[Job]:
    """Goal 5: a project scored up to yesterday gets one more day; a backfill from nothing.

    Under one name: the record of what was scored holds for the facts file that it was scored from.
    """
    place, before = bench.work / "day", LAST_AS_OF - timedelta(days=1)
    bench.prepare(bench.measure("day_before", str(place)), {})
    bench.forget("yesterday")
    # With the clock at the date, or every row of the new day would be late.
    backfill = bench.measure("scored", str(place), str(before), str(WEEKS))
    again = bench.measure("scored", str(place), str(LAST_AS_OF))
    aside, new = place / "new-day.parquet", place / "events" / "new-day.parquet"
    files = bench.files("yesterday")
    first = Job("backfill", backfill, files, _fresh(bench, new))
    return [first, Job("one more day", again, files, lambda: shutil.copy2(aside, new))]


def _fresh(bench: Bench, new: Path) -> Callable[[], None]:
    def before() -> None:
        new.unlink(missing_ok=True)
        bench.forget("yesterday")

    return before
