"""Jobs run in turn, so that a busy minute of the machine falls on all of them alike."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.meter import Limits, Spent, spend


def _nothing() -> None:
    """Nothing has to be done before."""


@dataclass(frozen=True, slots=True)
class Job:
    """One child process to be measured.

    Attributes:
        settings: environment variables of the child.
        before: done before each run, not measured.
    """

    name: str
    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True)
class Timings:
    """Runs by name of the job, in the order of the rounds."""

    runs: Mapping[str, Sequence[Spent]]

    def trouble(self, *names: str) -> str | None:
        """Why one of them has no figure; None when all have."""
        for name in names:
            if not self.runs.get(name):
                return "not measured"
            for spent in self.runs[name]:
                if spent.trouble:
                    return f"{name}: {spent.trouble}"
        return None

    def count(self, name: str) -> int:
        """Number of runs."""
        return len(self.runs.get(name, ()))

    def cpu(self, name: str) -> float:
        """Median CPU seconds."""
        return median(spent.cpu_seconds for spent in self.runs[name])

    def wall(self, name: str) -> float:
        """Median seconds on the clock."""
        return median(spent.wall_seconds for spent in self.runs[name])

    def peak(self, name: str) -> float:
        """Largest peak memory in MiB."""
        return max(spent.peak_mib for spent in self.runs[name])

    def ratio(self, names: Sequence[str], to: str, *, less: str | None = None) -> float:
        """Median over the rounds of the CPU of some jobs (less another's) by that of one."""
        rounds = zip(*(self.runs[name] for name in names), strict=True)
        totals = [sum([spent.cpu_seconds for spent in each]) for each in rounds]
        if less is not None:
            minus = [spent.cpu_seconds for spent in self.runs[less]]
            totals = [total - other for total, other in zip(totals, minus, strict=True)]
        base = [spent.cpu_seconds for spent in self.runs[to]]
        return float(median([total / one for total, one in zip(totals, base, strict=True)]))


def in_turn(jobs: Sequence[Job], *, runs: int, limits: Limits) -> Timings:
    """Every job once a round; a job in trouble is not run again."""
    done: dict[str, list[Spent]] = {job.name: [] for job in jobs}
    for number in range(1, runs + 1):
        for job in jobs:
            if any(spent.trouble for spent in done[job.name]):
                continue
            job.before()
            spent = spend(job.command, settings=job.settings, limits=limits)
            done[job.name].append(spent)
            tell(job.name, number, spent)
    return Timings(done)


def tell(name: str, number: int, spent: Spent) -> None:
    """One line on stderr."""
    said = spent.trouble or (
        f"{spent.cpu_seconds:.2f} s CPU, {spent.wall_seconds:.2f} s, {spent.peak_mib:.0f} MiB"
    )
    print(f"  {name} {number}: {said}", file=sys.stderr, flush=True)
