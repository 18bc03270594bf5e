"""The table of goals: what was wanted, what was measured, and whether that is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.peers.compared import PEERS, Compared
from benchmarks.sizes import Size
from benchmarks.timings import Timings

REACHED, MISSED, NOT_MEASURED = "reached", "not reached", "not measured"


@dataclass(frozen=True, slots=True)
class Row:
    """One goal, or one part of it."""

    number: str
    goal: str
    figure: str
    verdict: str
    runs: int = 0

    def line(self) -> str:
        """As a row of a Markdown table."""
        runs = str(self.runs) if self.runs else ""
        return f"| {self.number} | {self.goal} | {self.figure} | {runs} | {self.verdict} |"


HEAD = "| # | goal | measured | n | |\n|---|---|---|---|---|"


def at_most(value: float, limit: float | None) -> str:
    """Whether a figure is small enough; no word where no goal is set."""
    return "" if limit is None else REACHED if value <= limit else MISSED


def signals(size: Size, done: Timings) -> list[Row]:
    """Goals 1 and 4."""
    n, timed = done.count("lb"), size.memory_mib is not None
    what = "eight signals × 104 weeks"
    if trouble := done.trouble("lb", "ingest", "104 weeks", "104 weeks, streamed"):
        return [Row("1", what, trouble, NOT_MEASURED)]
    grid, both = done.ratio(["104 weeks"], "lb"), done.ratio(["ingest", "104 weeks"], "lb")
    limit = 3.5 if timed else None
    bare = done.ratio(["lb without users"], "lb")
    return [
        Row("", "lb: one pass over the events", f"{done.cpu('lb'):.2f} s CPU", "", n),
        Row("", "lb, the user column not read", f"{bare:.2f} × lb", "", n),
        Row("1", f"{what}, from ingested facts: ≤ 3.5 × lb", f"{grid:.1f} × lb"
            f" ({done.cpu('104 weeks'):.1f} s)", at_most(grid, limit), n),
        Row("1", "the same, streamed into Python row by row",
            f"{done.ratio(['104 weeks, streamed'], 'lb'):.1f} × lb", "", n),
        Row("1", "the ingest before it, apart", f"{done.ratio(['ingest'], 'lb'):.1f} × lb"
            f" ({done.cpu('ingest'):.1f} s)", "", n),
        Row("1", f"{what}, ingest included: ≤ 3.5 × lb", f"{both:.1f} × lb",
            at_most(both, limit), n),
        *_more_dates(done),
    ]  # fmt: skip


def _more_dates(done: Timings) -> list[Row]:
    if trouble := done.trouble("26 weeks", "every fourth week", "728 days"):
        return [Row("4", "104 weeks against 26", trouble, NOT_MEASURED)]
    more, n = done.ratio(["104 weeks"], "26 weeks"), done.count("26 weeks")
    daily = done.ratio(["728 days"], "104 weeks")
    spread = done.ratio(["104 weeks"], "every fourth week")
    return [
        Row("4", "104 weekly snapshots ≤ 1.6 × the newest 26", f"{more:.2f} ×",
            at_most(more, 1.6), n),
        Row("4", "104 weekly snapshots ≤ 1.6 × 26 over the same two years", f"{spread:.2f} ×",
            at_most(spread, 1.6), n),
        Row("4", "728 daily snapshots, against 104 weekly", f"{daily:.1f} ×", "they run", n),
    ]  # fmt: skip


def memory(size: Size, parts: Sequence[tuple[Timings, str]]) -> list[Row]:
    """Goal 3: the largest of the processes that a project runs."""
    limit = size.memory_mib
    wanted = f"peak memory ≤ {limit} MiB" if limit else "peak memory"
    rows = []
    for done, name in parts:
        if trouble := done.trouble(name):
            verdict = MISSED if limit and "MiB" in trouble else NOT_MEASURED
            rows.append(Row("3", f"{wanted}: {name}", trouble, verdict))
        else:
            peak = done.peak(name)
            verdict = at_most(peak, limit)
            rows.append(Row("3", f"{wanted}: {name}", f"{peak:.0f} MiB", verdict, done.count(name)))
    return rows


def scoring(size: Size, done: Timings) -> list[Row]:
    """Goals 2 and 8."""
    whole = "whole of score --weeks 104 ≤ 8 × lb"
    alone = "arithmetic alone, grid to score, coverage, caps, contributions: ≤ 0.3 × lb"
    rows, limited = [], size.memory_mib is not None
    if trouble := done.trouble("lb", "score"):
        rows.append(Row("2", whole, trouble, NOT_MEASURED))
    else:
        ratio = done.ratio(["score"], "lb")
        verdict = at_most(ratio, 8.0 if limited else None)
        figure = f"{ratio:.1f} × lb ({done.cpu('score'):.1f} s)"
        rows.append(Row("2", whole, figure, verdict, done.count("score")))
    limit = 0.3 if limited else None
    rows.append(_less(done, alone, "contributions", "before arithmetic", limit))
    rows.append(_less(done, "the same with bands held", "arithmetic", "before arithmetic", None))
    between = "everything between grid and ledger: 27 weeks of warm-up, small tables, words"
    return [*rows, _less(done, between, "scoring", "104 weeks", None)]


def _less(done: Timings, goal: str, job: str, other: str, limit: float | None) -> Row:
    """Goal 8: one process less another that stops before."""
    if trouble := done.trouble("lb", other, job):
        return Row("8", goal, trouble, NOT_MEASURED)
    ratio = done.ratio([job], "lb", less=other)
    return Row("8", goal, f"{ratio:.2f} × lb", at_most(ratio, limit), done.count(job))


def new_day(done: Timings) -> list[Row]:
    """Goal 5."""
    goal = "one more day ≤ 3 % of a full backfill"
    if trouble := done.trouble("backfill", "one more day"):
        return [Row("5", goal, trouble, NOT_MEASURED)]
    share = 100 * done.ratio(["one more day"], "backfill")
    figure = f"{share:.1f} % ({done.cpu('one more day'):.2f} of {done.cpu('backfill'):.1f} s)"
    return [Row("5", goal, figure, at_most(share, 3.0), done.count("backfill"))]


def peers(found: Sequence[Compared], ours: Timings) -> list[Row]:
    """Goal 6; ours is the whole process over ingested facts, as theirs are over loaded ones."""
    rows = []
    for each in found:
        called, times = PEERS[each.peer]
        goal = f"{called}: ≥ {times:.0f} × our CPU" if times else called
        if each.cpu_seconds is None or ours.trouble("ingest", "104 weeks"):
            rows.append(Row("6", goal, each.said, NOT_MEASURED))
            continue
        alone = each.cpu_seconds / ours.cpu("104 weeks")
        both = each.cpu_seconds / (ours.cpu("104 weeks") + ours.cpu("ingest"))
        figure = f"{alone:.0f} × ({each.cpu_seconds:.0f} s; {both:.0f} × with our ingest)"
        enough = "" if times is None else REACHED if alone >= times else MISSED
        rows.append(Row("6", f"{goal}; {each.said}", figure, enough, 1))
    return rows


def starting(done: Timings) -> list[Row]:
    """Goal 10."""
    rows, n = [], done.count("--help")
    if trouble := done.trouble("explain"):
        rows.append(Row("10", "explain, cold, ≤ 1.0 s", trouble, NOT_MEASURED))
    else:
        wall = done.wall("explain")
        rows.append(Row("10", "explain, cold, ≤ 1.0 s", f"{wall:.2f} s", at_most(wall, 1.0), n))
    ratio = done.ratio(["--help"], "empty app")
    figure = f"{ratio:.2f} × ({done.cpu('--help'):.2f} s CPU)"
    return [*rows, Row("10", "--help ≤ 1.5 × an empty Typer app", figure, at_most(ratio, 1.5), n)]


ELSEWHERE = (Row("9", "0 differing rows between engines", "not timed: see tests/oracle", ""),)
