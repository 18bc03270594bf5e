"""Snapshots, contributions and plays as plain tables, for programs that draw their own charts.

A table has the same columns and types every time, whatever is in the book.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, Contribution
from forewarn.workbook.quoting import quoted

TEXT, DATE, NUMBER, WHOLE, TRUTH = "text", "date", "number", "whole number", "true or false"


class TableColumn(NamedTuple):
    """One column: its name, what kind of values it has, and what they mean."""

    name: str
    type: str
    means: str


SNAPSHOTS = (
    TableColumn("account_id", TEXT, "The account."),
    TableColumn("as_of", DATE, "The score's date: facts up to the day before."),
    TableColumn("scorecard", TEXT, "The scorecard in force for it; empty where none applies."),
    TableColumn("fingerprint", TEXT, "Which version of the scorecard, exactly."),
    TableColumn("name", TEXT, "The account's name as of then."),
    TableColumn("owner", TEXT, "The CSM as of then."),
    TableColumn("segment", TEXT, "As of then."),
    TableColumn("plan", TEXT, "As of then."),
    TableColumn("status", TEXT, "Of the account, such as trial or paying."),
    TableColumn("new", TRUTH, "Younger than 90 days or than its longest window."),
    TableColumn("score", NUMBER, "0 to 100; empty where it is withheld."),
    TableColumn("coverage", NUMBER, "Share of the weight that rests on observed inputs, 0 to 1."),
    TableColumn("raw_band", TEXT, "The band that the score alone lies in."),
    TableColumn("band", TEXT, "After steadiness and caps."),
    TableColumn("effective_band", TEXT, "The band to work with: people and growth heard."),
    TableColumn("people_band", TEXT, "What people's fresh assessments say; empty without one."),
    TableColumn("divergence", TEXT, "watching or open where people and score differ."),
    TableColumn("reason", TEXT, "Why there is no score; empty where there is one."),
    TableColumn("renews_on", DATE, "The next end of an open contract, known as of then."),
    TableColumn("arr", NUMBER, "Recurring revenue; empty with several currencies or none."),
    TableColumn("currency", TEXT, "Of the revenue."),
    TableColumn("growth_score", NUMBER, "Under the scorecard that growth asks."),
)
CONTRIBUTIONS = (
    TableColumn("account_id", TEXT, "The account."),
    TableColumn("as_of", DATE, "As in snapshots; joins with account and scorecard."),
    TableColumn("scorecard", TEXT, "As in snapshots."),
    TableColumn("input", TEXT, "Name in the scorecard."),
    TableColumn("category", TEXT, "Of the input."),
    TableColumn("signal", TEXT, "What is measured."),
    TableColumn("value", TEXT, "The raw value, whatever it is; empty where nothing is known."),
    TableColumn("value_number", NUMBER, "The same where it is a number."),
    TableColumn("status", TEXT, "observed, missing, stale or not_applicable."),
    TableColumn("points", NUMBER, "0 to 100 from the curve; empty where the input is left out."),
    TableColumn("stated_weight", NUMBER, "As written in the scorecard."),
    TableColumn("weight", NUMBER, "The share of the weight in use, 0 to 1."),
    TableColumn("contribution", NUMBER, "Weight times points; they add up to the score."),
)
PLAYS = (
    TableColumn("account_id", TEXT, "The account."),
    TableColumn("play", TEXT, "Name of the play."),
    TableColumn("cause", TEXT, "What opened it."),
    TableColumn("task", TEXT, "What is to be done."),
    TableColumn("owner", TEXT, "Who does it."),
    TableColumn("opened_on", DATE, "When it was opened."),
    TableColumn("due_on", DATE, "By when it is to be done."),
    TableColumn("done_on", DATE, "When it was done; empty while it is open."),
    TableColumn("learned", TEXT, "What was learned."),
)
Values = tuple[object, ...]


class Sink(Protocol):
    """Takes the rows of one table."""

    def add(self, rows: Iterable[Values]) -> None:
        """Rows in the order of the columns."""
        ...

    def close(self) -> None:
        """All rows are in: the file is whole."""
        ...

    def abandon(self) -> None:
        """Leave nothing behind of a file that is not whole; after ``close`` it does nothing."""
        ...


def write_tables(
    results: Iterable[Sequence[AccountResult]],
    folder: Path,
    *,
    ending: str,
    sink: Callable[[Path, Sequence[TableColumn]], Sink],
) -> tuple[Path, ...]:
    """Write the three tables into a folder; plays are not recorded yet and have no rows.

    Args:
        results: a few at a time, so that a long history is never held as a whole.
        folder: made where it is not there.
        ending: of the files' names, such as ``csv``.
        sink: begins a file.

    Raises:
        ForewarnError: the folder cannot be written to.
    """
    paths = {name: folder / f"{name}.{ending}" for name in TABLES}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as unfinished:
            sinks = {name: sink(path, TABLES[name]) for name, path in paths.items()}
            for each in sinks.values():
                unfinished.callback(each.abandon)
            for some in results:
                sinks["snapshots"].add(map(snapshot, some))
                sinks["contributions"].add(row for each in some for row in contributions(each))
            for each in sinks.values():
                each.close()
    except OSError as error:
        raise ForewarnError(
            f"{folder} cannot be written: {error}", fix="name a folder you may write to"
        ) from None
    return tuple(paths.values())


class CsvSink:
    """A CSV file: UTF-8, a header, empty = not known; text that would run has a quote before it."""

    def __init__(self, path: Path, columns: Sequence[TableColumn]) -> None:
        """Begin the file; it takes the place of an older one when it is whole."""
        self._path = path
        self._beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._file: TextIO = self._beside.open("w", newline="", encoding="utf-8")
        self._writer = csv.writer(self._file)
        self._writer.writerow([each.name for each in columns])

    def add(self, rows: Iterable[Values]) -> None:
        """See ``Sink``."""
        self._writer.writerows([safe(each) for each in row] for row in rows)

    def close(self) -> None:
        """See ``Sink``."""
        self._file.close()
        self._beside.replace(self._path)

    def abandon(self) -> None:
        """See ``Sink``."""
        self._file.close()
        self._beside.unlink(missing_ok=True)


def safe(value: object) -> object:
    """A value as a CSV cell: text that would run as a formula is kept from it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else value


def snapshot(result: AccountResult) -> Values:
    """One account at one date, in the order of ``SNAPSHOTS``."""
    score, one = result.score, result.revenue[0] if len(result.revenue) == 1 else None
    own: Mapping[str, object] = {
        "score": score.score,
        "coverage": score.coverage,
        "reason": score.reason,
        "people_band": result.overlay.band if result.overlay else None,
        "divergence": result.divergence.state if result.divergence else None,
        "arr": float(one.arr) if one else None,
        "currency": one.currency if one else None,
    }
    names = (each.name for each in SNAPSHOTS)
    return tuple(own[name] if name in own else getattr(result, name) for name in names)


def contributions(result: AccountResult) -> Iterator[Values]:
    """One row per input, in the order of ``CONTRIBUTIONS``."""
    about = (result.account_id, result.as_of, result.scorecard)
    for part in result.score.contributions:
        yield (*about, *_part(part))


def _part(part: Contribution) -> Values:
    value = part.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        part.input,
        part.category,
        part.signal,
        value,
        value if is_number else None,
        part.status.value,
        part.points,
        part.stated_weight,
        part.weight,
        part.contribution,
    )


TABLES: Mapping[str, tuple[TableColumn, ...]] = {
    "snapshots": SNAPSHOTS,
    "contributions": CONTRIBUTIONS,
    "plays": PLAYS,
}
