"""Accounts in rows: as many columns as the terminal has room for, and always the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

_REASON = 40
"""Width from which on a reason stands beside its row; with less it stands below."""
_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the book.

    Attributes:
        cells: one per account; None where there is nothing to say.
        most: width beyond which a cell is cut.
        least: width it may shrink to before other columns leave.
        leaves: which columns leave first where there is no room, 1 before 2; 0 stays.
        right: numbers, set to the right.
    """

    head: str
    cells: tuple[Text | None, ...]
    most: int = 40
    least: int | None = None
    leaves: int = 0
    right: bool = False

    @property
    def told(self) -> bool:
        """Whether it says anything."""
        return any(cell is not None for cell in self.cells)

    @property
    def wide(self) -> int:
        """The width that shows every cell whole, at most ``most``."""
        longest = max((cell.cell_len for cell in self.cells if cell is not None), default=1)
        return min(self.most, max(len(self.head), longest))

    @property
    def narrow(self) -> int:
        """The width it may shrink to."""
        return self.wide if self.least is None else min(self.wide, self.least)


@dataclass(frozen=True, slots=True)
class Rows:
    """Accounts as a table with a reason each.

    Columns that say nothing are left out. In a wide terminal the reason is the last column; in a
    narrow one it stands on a line of its own, and the columns named first by ``leaves`` go.
    """

    columns: tuple[Column, ...]
    reasons: tuple[str, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        told = [column for column in self.columns if column.told]
        width = options.max_width
        left = width - sum(column.wide + _GAP for column in told) - _GAP
        if left >= _REASON:
            why = tuple(Text(words.replace("\n", " "), style="dim") for words in self.reasons)
            yield _table([*told, Column("why", why, most=left)], width)
            return
        kept = _fitting(told, width)
        yield from self._two_lines(console, options, _table(kept, width), kept[0].wide + 3)
        gone = [column.head for column in told if column not in kept]
        if gone:
            words = f"(no room for {', '.join(gone)}; see --format json, or a wider terminal)"
            yield Text(words, style="dim")

    def _two_lines(
        self, console: Console, options: ConsoleOptions, table: Table, indent: int
    ) -> RenderResult:
        head, *rows = console.render_lines(table, options, pad=False)
        yield from (*head, Segment.line())
        for row, words in zip(rows, self.reasons, strict=True):
            yield from (*row, Segment.line())
            if words:
                reason = Text(" " * indent + words.replace("\n", " "), style="dim", end="")
                reason.truncate(options.max_width, overflow="ellipsis")
                yield reason
                yield Segment.line()


def _fitting(columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that have room when the flexible ones shrink."""
    kept = list(columns)
    while sum(column.narrow + _GAP for column in kept) > width:
        leaving = min((c for c in kept if c.leaves), key=lambda c: c.leaves, default=None)
        if leaving is None:
            break
        kept.remove(leaving)
    return kept


def _table(columns: Sequence[Column], width: int) -> Table:
    """The table; the room that is missing is taken from the flexible columns."""
    missing = sum(column.wide + _GAP for column in columns) - width
    table = Table(header_style="bold", box=None, padding=(0, 1))
    fitted = []
    for column in columns:
        give = max(0, min(missing, column.wide - column.narrow))
        missing -= give
        fitted.append(replace(column, most=column.wide - give))
    for column in fitted:
        table.add_column(
            column.head,
            justify="right" if column.right else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=min(column.most, column.wide),
        )
    nothing = Text("–", style="dim")
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*(nothing if cell is None else _one_line(cell) for cell in cells))
    return table


def _one_line(cell: Text) -> Text:
    """A cell of one line, whatever is in a name: a row and its reason go together."""
    if "\n" not in cell.plain:
        return cell
    return Text(" ".join(cell.plain.split()), style=cell.style)
