"""What an ingest did: a table of tables, then everything that was not simply kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

# Of one, and of any other number.
_REMARKS = {
    "left_empty": (
        "value could not be read and was left empty",
        "values could not be read and were left empty",
    ),
    "identical": (
        "copy of a row with the same key left out",
        "copies of a row with the same key left out",
    ),
    "conflicting": (
        "other version of a row known from the same day on: one kept",
        "other versions of a row known from the same day on: one kept",
    ),
    "superseded": (
        "earlier version of a row: it counts until the next is known",
        "earlier versions of a row: each counts until the next is known",
    ),
    "identical_keyless": ("identical row without a key", "identical rows without a key"),
    "merged": (
        "row of an account that was merged into another",
        "rows of accounts that were merged into another",
    ),
    "corrected": ("row corrected since the last ingest", "rows corrected since the last ingest"),
    "gone": ("row no longer in the source", "rows no longer in the source"),
    "back": (
        "row that had gone is there again: known as it was before",
        "rows that had gone are there again: known as they were before",
    ),
    "late": ("row came late: it counts from now on", "rows came late: they count from now on"),
    "coded": (
        "row that an older Forewarn wrote was written anew, with numbers for its words",
        "rows that an older Forewarn wrote were written anew, with numbers for their words",
    ),
    "ambiguous_hours": (
        "time in an hour that came twice, read as the first",
        "times in an hour that came twice, read as the first",
    ),
    "skipped_hours": (
        "time in an hour that never was, moved forward",
        "times in an hour that never was, moved forward",
    ),
}


def ingested(report: Mapping[str, Any]) -> Group:
    """The report for people."""
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for header, justify in (("table", "left"), ("read", "right"), ("kept", "right")):
        table.add_column(header, justify=justify)  # type: ignore[arg-type]
    table.add_column("load")
    table.add_column("way")
    table.add_column("times without a zone")
    remarks: list[RenderableType] = []
    for each in report["tables"]:
        zone = f"{each['naive_times']} in {each['timezone']}" if each["naive_times"] else "–"
        counts = (str(each["rows_read"]), str(each["rows_kept"]))
        table.add_row(each["table"], *counts, each["load"], each["way"], zone)
        remarks += [Text(f"! {each['table']}: {words}", style="yellow") for words in _remarks(each)]
    return Group(table, *remarks)


def _remarks(table: Mapping[str, Any]) -> list[str]:
    left_out = [
        f"{_counted(count, ('row', 'rows'))} left out: {why}"
        for why, count in table["left_out"].items()
    ]
    return left_out + [
        _counted(table[name], words) for name, words in _REMARKS.items() if table[name]
    ]


def _counted(count: int, words: tuple[str, str]) -> str:
    one, many = words
    return f"{count} {one if count == 1 else many}"
