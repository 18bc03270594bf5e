"""What would be put on record: dates that are new, snapshots that are restated, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from forewarn.terms.planned import Because, Planned, PlannedDate

_KINDS = {"came": "came", "went": "went away", "corrected": "were corrected"}


def planned(result: Planned) -> Group:
    """The plan for people."""
    return Group(*_parts(result))


def _parts(result: Planned) -> Iterator[RenderableType]:
    yield Text(heading(result), style="bold")
    for title, dates in (("New", result.new), ("Restated", result.restated)):
        if dates:
            yield Text()
            yield Text(title, style="bold")
            yield _table(dates)
    yield Text()
    yield Text(stays(result))
    yield from (Text(notice, style="yellow") for notice in result.notices)


def heading(result: Planned) -> str:
    """In one sentence."""
    if not result.new and not result.restated:
        if not result.looked_at and not result.kept:
            return "Nothing would be written."  # there is no record of these dates to speak of
        return "Nothing would be written: the record says what the facts give."
    new = sum(each.accounts for each in result.new)
    restated = sum(each.accounts for each in result.restated)
    return f"Would record {new:,} new snapshots and restate {restated:,}; nothing is written."


def stays(result: Planned) -> str:
    """What is not touched."""
    if not result.vouched:
        return (
            "It is not known what the dates on record were made from: only the dates asked for "
            "were looked at."
        )
    count = len(result.kept)
    if not count and not result.restated:
        return "No earlier date is on record yet."
    if count == 1:
        return "1 date on record stays as it is."
    return f"{count:,} dates on record stay as they are."


def because(reasons: Sequence[Because]) -> str:
    """Why snapshots of a date are restated."""
    return "; ".join(_reason(each) for each in reasons) or "–"


def _reason(each: Because) -> str:
    if each.kind == "coverage":
        return "a table covers all accounts from another date on, or went silent"
    rows = f"rows of {each.table} {_KINDS.get(each.kind, each.kind)}"
    if not each.accounts:
        return f"{rows} (all accounts)"
    return f"{rows} ({each.accounts:,} {'account' if each.accounts == 1 else 'accounts'})"


def _table(dates: Sequence[PlannedDate]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    table.add_column("as of", no_wrap=True)
    table.add_column("scorecard")
    table.add_column("accounts", justify="right")
    table.add_column("such as")
    table.add_column("because")
    for each in dates:
        more = ", …" if each.accounts > len(each.examples) else ""
        table.add_row(
            each.as_of.isoformat(),
            each.scorecard,
            f"{each.accounts:,}",
            ", ".join(each.examples) + more,
            because(each.because),
        )
    return table
