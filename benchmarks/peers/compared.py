"""Goal 6: the other ways' cost by ours, once their answers are shown to be the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.jobs import Bench
from benchmarks.meter import ROOT, Spent, spend
from benchmarks.peers.environment import environment
from benchmarks.timings import tell

# Peer, what people call it, and how many times our CPU it should take at least (None: no goal).
PEERS: Mapping[str, tuple[str, float | None]] = {
    "metric_sql": ("metric SQL on PostgreSQL", 40.0),
    "featuretools_matrix": ("featuretools", 25.0),
    "pandas_loop": ("a pandas loop", 10.0),
    "feast_lookup": ("Feast, only looking up values that we computed", None),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One peer's cost.

    Attributes:
        cpu_seconds: None when there is no figure.
        said: why not, or how many account-weeks were compared.
    """

    peer: str
    cpu_seconds: float | None
    said: str


def compare(bench: Bench) -> list[Compared]:
    """Every peer once, over the facts that were ingested for goal 1."""
    ours = str(bench.work / "ours.csv")
    trouble = bench.prepare(bench.measure("ours", str(bench.store("read")), ours), {})
    if trouble:
        return [Compared(peer, None, trouble) for peer in PEERS]
    return [_one(bench, peer, ours) for peer in PEERS]


def _one(bench: Bench, peer: str, ours: str) -> Compared:
    try:
        python = environment(peer, bench.facts.parent / "environments")
    except OSError as error:
        return Compared(peer, None, str(error))
    facts, theirs = bench.facts, bench.work / f"{peer}.parquet"
    if peer == "metric_sql":
        facts, theirs = bench.work / "csv", bench.work / f"{peer}.csv"
        bench.prepare(bench.measure("as_csv", str(facts)), {})
    script = str(ROOT / "benchmarks" / "peers" / f"{peer}.py")
    words = [str(facts), str(theirs), *([ours] if peer == "feast_lookup" else [])]
    spent = spend([str(python), script, *words], limits=bench.limits)
    tell(peer, 1, spent)
    if spent.trouble:
        return Compared(peer, None, spent.trouble)
    check = spend(bench.measure("differing", ours, str(theirs)), limits=bench.limits)
    return _judged(peer, spent, check)


def _judged(peer: str, spent: Spent, check: Spent) -> Compared:
    """A time counts only when the answers agree."""
    said = check.trouble or f"{check.said.strip()} account-weeks differ"
    if not said.startswith("0 of "):
        return Compared(peer, None, said)
    server = re.search(r"cpu_seconds ([\d.]+)", spent.said)
    return Compared(peer, float(server[1]) if server else spent.cpu_seconds, said)
