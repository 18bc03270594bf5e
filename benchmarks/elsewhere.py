"""Goal 7: our eight signals and the usual way, in the same PostgreSQL and in the same Spark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.goals import MISSED, NOT_MEASURED, REACHED, Row
from benchmarks.jobs import Bench
from benchmarks.meter import spend
from benchmarks.timings import tell

PLACES: Mapping[str, tuple[str, str, float]] = {
    "on_postgres": ("PostgreSQL: ≥ 4 × less CPU than metric SQL there", "engine_cpu", 4.0),
    "on_spark": ("Spark, local, two threads: ≥ 5 × faster than its own range joins", "wall", 5.0),
}
"""Measure, goal in words, what is compared, and how many times as much the usual way takes."""


def rows(bench: Bench) -> Iterator[Row]:
    """Each place once, over the facts that were ingested for goal 1."""
    for measure, (goal, what, times) in PLACES.items():
        words = (str(bench.store("read")), str(bench.work))
        done = spend(bench.measure(measure, *words), limits=bench.limits)
        tell(measure, 1, done)
        if done.trouble:
            yield Row("7", goal, done.trouble, NOT_MEASURED)
        else:
            yield _judged(goal, what, times, json.loads(done.said.strip().splitlines()[-1]))


def _judged(goal: str, what: str, times: float, said: Mapping[str, Any]) -> Row:
    """A time counts only when the answers agree."""
    agreed = f"{said['differing']} of {said['of']} account-weeks differ"
    if said["differing"]:
        return Row("7", goal, agreed, NOT_MEASURED)
    ours, theirs = said["ours"][what], said["theirs"][what]
    own = said["ours"]["client_cpu"]
    figure = (
        f"{theirs / ours:.1f} × ({theirs:.0f} s against {ours:.0f} s; ours also takes {own:.0f} s "
        f"of CPU to compile and to read the grid; {agreed})"
    )
    return Row("7", goal, figure, REACHED if theirs >= times * ours else MISSED, 1)
