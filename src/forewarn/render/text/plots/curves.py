"""A curve in the unit square, in dots of a braille character or, plainly, in stars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from forewarn.render.text.plots.glyphs import Glyphs, glyphs

Point = tuple[float, float]
_COLUMNS, _ROWS = 44, 13
_NARROWEST = 16
_AXIS = 7
"""Characters before the plot: ``100 % ┤``."""
# Bits of a braille character by column and row of its eight dots.
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_BRAILLE = 0x2800


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve, what chance gives, and the points at which the alarm is set.

    Attributes:
        points: of the curve, in order; 0 to 1 in both directions.
        chance: both ends of the line of chance.
        alarm, lowest: where the alarm and the lowest band alone stand; None = nowhere.
        across, up: what the axes say.
    """

    points: Sequence[Point]
    chance: tuple[Point, Point]
    alarm: Point | None
    lowest: Point | None
    across: str
    up: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = glyphs(options)
        columns = max(_NARROWEST, min(_COLUMNS, options.max_width - _AXIS - 4))
        grid = self._grid(columns, signs)
        yield Text(self.up, style="dim")
        edge = "|" if not signs.fine else "┤"
        for place, line in enumerate(grid):
            share = 1 - place / (_ROWS - 1)
            label = f"{100 * share:3.0f} %" if place % 3 == 0 else ""
            row = Text(f"{label:>5} {edge}", style="dim")
            for sign in line:
                row.append(sign, style=_style(sign, signs))
            yield row
        ends = f"0 %{self.across:^{max(0, columns - 8)}}100 %"
        yield Text(" " * _AXIS + ends, style="dim", no_wrap=True, overflow="crop")
        yield Text(
            f"{' ' * _AXIS}{signs.alarm} alarm  {signs.lowest} lowest band alone", style="dim"
        )

    def _grid(self, columns: int, signs: Glyphs) -> list[list[str]]:
        """Rows of characters, the top one first."""
        grid = (_fine if signs.fine else _plain)(self.points, self.chance, columns)
        for point, sign in ((self.lowest, signs.lowest), (self.alarm, signs.alarm)):
            if point is not None:
                column, row = _cell(point, columns, _ROWS)
                grid[row][column] = sign
        return grid


def _style(sign: str, signs: Glyphs) -> str:
    return "bold yellow" if sign in (signs.alarm, signs.lowest) else "cyan"


def _fine(points: Sequence[Point], chance: Sequence[Point], columns: int) -> list[list[str]]:
    bits = [[0] * columns for _ in range(_ROWS)]
    for line, every in ((points, 1), (chance, 12)):
        for point in _along(line, 2 * columns, 4 * _ROWS, every=every):
            across, down = _cell(point, 2 * columns, 4 * _ROWS)
            bits[down // 4][across // 2] |= _DOTS[across % 2][down % 4]
    return [[chr(_BRAILLE + each) if each else " " for each in row] for row in bits]


def _plain(points: Sequence[Point], chance: Sequence[Point], columns: int) -> list[list[str]]:
    grid = [[" "] * columns for _ in range(_ROWS)]
    for line, sign, every in ((chance, ".", 6), (points, "*", 1)):
        for point in _along(line, columns, _ROWS, every=every):
            column, row = _cell(point, columns, _ROWS)
            grid[row][column] = sign
    return grid


def _along(line: Sequence[Point], columns: int, rows: int, *, every: int) -> Iterator[Point]:
    """Points so close along a line that none of its dots is missed; of them every so-many-th."""
    for start, end in pairwise(line):
        across, up = end[0] - start[0], end[1] - start[1]
        steps = max(1, round(2 * max(abs(across) * columns, abs(up) * rows)))
        for step in range(0, steps + 1, every):
            yield start[0] + across * step / steps, start[1] + up * step / steps


def _cell(point: Point, columns: int, rows: int) -> tuple[int, int]:
    """Column and row, from the top left, in which a point lies."""
    return (
        min(columns - 1, max(0, round(point[0] * (columns - 1)))),
        min(rows - 1, max(0, round((1 - point[1]) * (rows - 1)))),
    )
