"""The tables of ``export``: snapshots, contributions and plays, of one date or of many weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from forewarn.project.asked import Exporting, Progress
from forewarn.project.book import Plan, run_book
from forewarn.project.desk import Desk
from forewarn.terms.score import AccountResult
from forewarn.terms.time import week_starts
from forewarn.workbook.tables import (
    DATE,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    CsvSink,
    Sink,
    TableColumn,
    write_tables,
)

_TYPES = {TEXT: "VARCHAR", DATE: "DATE", NUMBER: "DOUBLE", WHOLE: "BIGINT", TRUTH: "BOOLEAN"}


def export_tables(
    desk: Desk, asked: Exporting, as_of: date, progress: Progress | None
) -> tuple[int, tuple[Path, ...]]:
    """Write the tables asked for; how many accounts the newest date has, and the files.

    Raises:
        ForewarnError: a folder cannot be written to.
    """
    dates = _dates(desk, asked, as_of)
    written: list[Path] = []
    count = _Count(dates[-1])
    for folder, ending, sink in (
        (asked.csv, "csv", CsvSink),
        (asked.parquet, "parquet", parquet_sink),
    ):
        if folder is not None:
            count.accounts = 0
            results = count.passing(results_of(desk, dates, progress))
            written += write_tables(results, folder, ending=ending, sink=sink)
    return count.accounts, tuple(written)


def parquet_sink(path: Path, columns: Sequence[TableColumn]) -> Sink:
    """A Parquet file whose columns have the same types every time."""
    from forewarn.engines.parquet import ParquetFile

    return ParquetFile(path, [(each.name, _TYPES[each.type]) for each in columns])


def results_of(
    desk: Desk, dates: Sequence[date], progress: Progress | None = None
) -> Iterator[list[AccountResult]]:
    """Results without sentences, by scorecard, then date, then account; unrouted ones last.

    Read as the ledger would keep them, so that a history of weeks does not take every account
    apart anew.
    """
    from forewarn.ledger.rows import result_of, spelt_rows
    from forewarn.ledger.values import CardFacts
    from forewarn.project.setwise import SetwiseBook

    plan = Plan.over(
        desk.cards, dates, starts=desk.settings.week_starts, only=None, all_in_words=False
    )
    run = run_book(desk.engine, plan, declared=desk.declared)
    with closing(SetwiseBook(desk.engine, run, progress=progress)) as book:
        for card in plan.routed:
            facts = CardFacts.of(card)
            for on, rows in book.rows(card):
                told = spelt_rows(rows, book.texts(card))
                yield [result_of(row, card=facts, as_of=on) for row in told]
        for on in plan.reported:
            yield book.unrouted(on)


def _dates(desk: Desk, asked: Exporting, as_of: date) -> tuple[date, ...]:
    if asked.weeks is None:
        return (as_of,)
    return tuple(week_starts(as_of, weeks=asked.weeks, starts=desk.settings.week_starts))


class _Count:
    """Counts the accounts of one date on their way into a table."""

    def __init__(self, on: date) -> None:
        self.on, self.accounts = on, 0

    def passing(self, results: Iterator[list[AccountResult]]) -> Iterator[list[AccountResult]]:
        """The same results."""
        for some in results:
            self.accounts += sum(each.as_of == self.on for each in some)
            yield some
