"""Measures and prints the table of goals: ``python -m benchmarks --size S``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import goals, jobs, machine
from benchmarks.goals import Row
from benchmarks.meter import ROOT, Limits, python, spend
from benchmarks.sizes import SIZES, Size
from benchmarks.timings import in_turn

PARTS = ("signals", "starting", "scoring", "day", "peers", "engines")
AT_XS_ONLY = ("peers", "engines")
"""Unless asked for: the usual ways take long at the larger sizes."""


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument("--size", choices=list(SIZES), default="XS")
    parser.add_argument("--runs", type=int, default=5, help="of what takes seconds (5)")
    parser.add_argument("--long-runs", type=int, default=1, help="of what takes minutes (1)")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, help="default: all; peers and engines at XS only"
    )
    parser.add_argument("--data", type=Path, default=ROOT / "benchmarks" / ".data")
    parser.add_argument("--limit", type=float, default=1800.0, help="seconds for one process")
    parser.add_argument("--memory", type=int, default=9216, help="MiB for one process")
    return parser.parse_args()


def measured(size: Size, options: argparse.Namespace) -> Iterator[Row]:
    """The rows of the table, as they come."""
    limits = Limits(options.limit, options.memory)
    bench = jobs.Bench(options.data.resolve() / size.name, limits)
    parts = options.parts or [part for part in PARTS if part not in AT_XS_ONLY or size.name == "XS"]
    # Goals 2, 6 and 8 rest on what is ingested here.
    base = in_turn(jobs.signals(bench), runs=options.runs, limits=limits)
    yield from goals.signals(size, base)
    yield from goals.memory(size, [(base, "ingest"), (base, "104 weeks")])
    if "scoring" in parts:
        done = in_turn(jobs.scoring(bench), runs=options.long_runs, limits=limits)
        yield from goals.scoring(size, done)
        yield from goals.memory(size, [(done, "score")])
    if "day" in parts:
        done = in_turn(jobs.new_day(bench), runs=options.long_runs, limits=limits)
        yield from goals.new_day(done)
    if "peers" in parts:
        from benchmarks.peers.compared import compare

        yield from goals.peers(compare(bench), base)
    if "starting" in parts:
        done = in_turn(jobs.starting(bench), runs=options.runs, limits=limits)
        yield from goals.starting(done)
    if "engines" in parts:
        from benchmarks import elsewhere

        yield from elsewhere.rows(bench)
    yield from goals.ELSEWHERE


def main() -> None:
    """Make the facts where they are not there, measure, print."""
    options = asked()
    size = SIZES[options.size]
    making = spend(
        python("-m", "benchmarks.make", size.name, "--to", str(options.data.resolve())),
        limits=Limits(7200.0, options.memory),
    )
    if making.trouble:
        sys.exit(f"the facts cannot be made: {making.trouble}")
    print(f"{size.name}: {size.events:,} events, {size.accounts:,} accounts, {size.users:,} users")
    print("\n".join(machine.described()), f"\n\n{goals.HEAD}", flush=True)
    for row in sorted(_told(measured(size, options)), key=_order):
        print(row.line(), flush=True)


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    """On stderr too as they come: a run that is ended early keeps what it had."""
    for row in rows:
        print(row.line(), file=sys.stderr, flush=True)
        yield row


def _order(row: Row) -> int:
    return int(row.number or 0)


if __name__ == "__main__":
    main()
