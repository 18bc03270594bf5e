"""How fast the ledger is written, and how large it gets: rows a second and bytes a row.

    python benchmarks/ledger_write.py --accounts 5000 --weeks 27
    python benchmarks/ledger_write.py --accounts 5000 --weeks 27 --url postgresql://me@host/empty

The results put on record are those of the example `saas`, repeated under other account ids with
another score each week, so that rows are as large as real ones. Only the recording is timed: first
all weeks, then the same again (nothing is to be written), then one week restated in part.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from forewarn.ledger import CardFacts, Ledger, Recorded, book, open_ledger
from forewarn.project import Project, Scoring
from forewarn.project.simulating import fill_example
from forewarn.terms.score import AccountResult

END_ON = date(2026, 10, 5)


def sample(folder: Path) -> tuple[CardFacts, list[AccountResult]]:
    """A scorecard and its results as of one date."""
    fill_example(folder, example="saas", end_on=END_ON, accounts=60)
    with Project.open(folder) as project:
        (snapshot,) = project.score(Scoring(as_of=END_ON, record=False)).snapshots
        card = next(card for card in project.cards if card.name == "health")
    return CardFacts.of(card), [each for each in snapshot.accounts if each.scorecard == card.name]


def week_of(
    results: Sequence[AccountResult], *, accounts: int, week: int, shift: float = 0.0
) -> list[AccountResult]:
    """A book of that many accounts as of one week."""
    on = END_ON - timedelta(weeks=week)
    made = []
    for number in range(accounts):
        each = results[number % len(results)]
        score = each.score.score
        moved = None if score is None else score + week / 64 + number / 1e6 + shift * (number % 20)
        account = f"A-{number:07d}"
        made.append(
            replace(each, account_id=account, as_of=on, score=replace(each.score, score=moved))
        )
    return made


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(name: str, rows: int, steps: Sequence[Callable[[], Recorded]]) -> None:
    """Runs the steps and says what they took."""
    wall, busy = 0.0, 0.0
    written = 0
    for step in steps:
        started, used = time.perf_counter(), cpu()
        written += step().written
        wall, busy = wall + time.perf_counter() - started, busy + cpu() - used
    rate = rows / wall
    print(f"{name}: {rows} rows, {written} written, {wall:.1f} s ({busy:.1f} s CPU), {rate:.0f}/s")


def size(ledger: Ledger) -> int:
    """Bytes that the ledger takes."""
    from django.db import connections

    with connections[ledger.alias].cursor() as cursor:
        if connections[ledger.alias].vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('ledger_snapshotrow')")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(ledger.place).stat().st_size


def measure(
    ledger: Ledger, sampled: tuple[CardFacts, list[AccountResult]], *, accounts: int, weeks: int
) -> None:
    """Times the three recordings on an open, empty ledger."""
    card, results = sampled

    def step(week: int, shift: float = 0.0) -> Callable[[], Recorded]:
        made = week_of(results, accounts=accounts, week=week, shift=shift)
        return lambda: book.record(
            ledger,
            card,
            made,
            as_of=END_ON - timedelta(weeks=week),
            reason="facts arrived late",
            recorded_at=datetime(2026, 10, 5, tzinfo=UTC),
            version="1",
        )

    rows = accounts * weeks
    oldest_first = range(weeks - 1, -1, -1)
    timed("first", rows, Steps(step, oldest_first))
    print(f"size: {size(ledger) / rows:.0f} bytes a row")
    timed("again", rows, Steps(step, oldest_first))
    timed("restated", accounts, [step(0, shift=1 / 128)])


class Steps(Sequence[Callable[[], Recorded]]):
    """Steps made one at a time, so that only one week is held in memory."""

    def __init__(self, step: Callable[[int], Callable[[], Recorded]], weeks: range) -> None:
        self._step, self._weeks = step, weeks

    def __len__(self) -> int:
        return len(self._weeks)

    def __getitem__(self, place: int) -> Callable[[], Recorded]:  # type: ignore[override]
        return self._step(self._weeks[place])


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=5000)
    parser.add_argument("--weeks", type=int, default=27)
    parser.add_argument("--url", help="an empty database; default: a SQLite file of its own")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        sampled = sample(Path(folder) / "saas")
        with open_ledger(asked.url or f"sqlite:///{folder}/ledger.sqlite3") as ledger:
            measure(ledger, sampled, accounts=asked.accounts, weeks=asked.weeks)


if __name__ == "__main__":
    main()
