"""Rows with a strip each: an interval with its value, and a mark to hold it against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from forewarn.evidence.measured import Measured
from forewarn.render.text.plots.glyphs import Glyphs, glyphs, words

_NARROWEST, _WIDEST = 12, 50


@dataclass(frozen=True, slots=True)
class Strip:
    """One row.

    Attributes:
        cells: what stands before the strip.
        found: the value and its interval.
        mark: what it is held against, on the same scale; None = nothing.
    """

    cells: tuple[str, ...]
    found: Measured
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Strips:
    """Rows on one scale from 0 on.

    Attributes:
        heads: of the cells before the strips.
        scale: said under the strips.
        most: where the scale ends.
    """

    heads: tuple[str, ...]
    scale: str
    rows: Sequence[Strip]
    most: float = 1.0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = glyphs(options)
        taken = sum(self._widths()) + 2 * len(self.heads) + 2
        width = max(_NARROWEST, min(_WIDEST, options.max_width - taken))
        table = Table(box=None, padding=(0, 1), header_style="dim", show_edge=False)
        for place, head in enumerate(self.heads):
            table.add_column(head, justify="right" if place else "left", overflow="fold")
        table.add_column("", no_wrap=True, overflow="crop")
        for row in self.rows:
            cells = [Text(words(cell, options)) for cell in row.cells]
            table.add_row(*cells, strip(row, width, signs, most=self.most))
        yield table
        yield Text(f" Scale: {words(self.scale, options)}.", style="dim")

    def _widths(self) -> list[int]:
        return [
            max(len(head), *(len(row.cells[place]) for row in self.rows), 0)
            for place, head in enumerate(self.heads)
        ]


def strip(row: Strip, width: int, signs: Glyphs, *, most: float = 1.0) -> Text:
    """An interval with its value on a scale of some characters; empty where there is no value."""
    text = [" "] * width
    found = row.found
    if found.value is not None and found.low is not None and found.high is not None:
        low, high = _place(found.low, most, width), _place(found.high, most, width)
        text[low : high + 1] = signs.between * (high + 1 - low)
        text[low], text[high] = signs.low, signs.high
    styled = Text()
    if row.mark is not None:
        text[_place(row.mark, most, width)] = signs.mark
    if found.value is not None:
        text[_place(found.value, most, width)] = signs.value
    for sign in text:
        styled.append(sign, style=_style(sign, signs))
    return styled


def _style(sign: str, signs: Glyphs) -> str:
    if sign == signs.value:
        return "bold cyan"
    return "yellow" if sign == signs.mark else "cyan"


def _place(value: float, most: float, width: int) -> int:
    return min(width - 1, max(0, round(value / most * (width - 1))))
