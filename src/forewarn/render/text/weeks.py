"""Accounts by effective band, a row a week."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from forewarn.render.text.marks import Palette
from forewarn.terms.made import Counts, counts
from forewarn.terms.score import Snapshot

Column = tuple[str, str]


def weeks(snapshots: Sequence[Snapshot], palette: Palette) -> Table:
    """A row per snapshot, a column per scorecard and band, worst first."""
    found = [counts(each) for each in snapshots]
    columns = _columns(snapshots, found)
    table = Table(box=None, padding=(0, 1), header_style="bold")
    table.add_column("week", no_wrap=True, min_width=10)
    for column in columns:
        table.add_column(_head(column, columns, palette), justify="right", overflow="fold")
    table.add_column("not scored", justify="right")
    for snapshot, count in zip(snapshots, found, strict=True):
        rest = sum(n for (_, band), n in count.items() if band is None)
        cells = [count.get(column, 0) for column in columns]
        table.add_row(snapshot.as_of.isoformat(), *(str(cell or "·") for cell in (*cells, rest)))
    return table


def _columns(snapshots: Sequence[Snapshot], found: Sequence[Counts]) -> list[Column]:
    """Bands of each scorecard worst first, then those outside the partition, if anyone is there."""
    seen = {(card, band) for count in found for card, band in count if card and band}
    columns: list[Column] = []
    for summary in snapshots[-1].scorecards:
        own = [(summary.name, band) for band in summary.bands]
        others = sorted(key for key in seen if key[0] == summary.name and key not in own)
        columns += [key for key in (*own, *others) if key in seen]
    return columns


def _head(column: Column, columns: Sequence[Column], palette: Palette) -> Text:
    card, band = column
    head = palette.band(card, band)
    if len({name for name, _ in columns}) > 1:
        head.append(f"\n{card}", style="dim")
    return head
