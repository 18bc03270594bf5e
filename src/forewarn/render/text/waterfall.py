"""The score as a waterfall: each input's contribution starts where the one before ended."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from forewarn.render.text.marks import number, plainly
from forewarn.terms.score import Contribution, Score

_WIDTH, _NARROW = 40, 20
_ROOMY = 100
"""Terminal width from which on the long bars have room."""
_COLORS = ("cyan", "blue", "magenta", "green", "yellow", "bright_blue", "red", "bright_green")


@dataclass(frozen=True, slots=True)
class Waterfall:
    """One row an input with its bar, then the score's row in the band's style."""

    score: Score
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._table(_WIDTH if options.max_width >= _ROOMY else _NARROW)

    def _table(self, width: int) -> Table:
        table = Table(box=None, padding=(0, 1), show_header=True, header_style="dim")
        for name, justify in (("input", "left"), ("adds", "left"), ("", "right"), ("how", "left")):
            table.add_column(name, justify=justify, no_wrap=name != "how")  # type: ignore[arg-type]
        start = 0.0
        for index, part in enumerate(self.score.contributions):
            size = part.contribution or 0.0
            bar = _bar(start, size, _COLORS[index % len(_COLORS)], width=width)
            table.add_row(part.input, bar, number(part.shown), Text(_how(part), style="dim"))
            start += size
        if self.score.score is not None:
            total = Text(number(self.score.shown), style=self.style)
            bar = _bar(0.0, self.score.score, self.style, width=width)
            table.add_row(Text("Score", style=self.style), bar, total, "")
        return table


def _bar(start: float, size: float, style: str, *, width: int) -> Text:
    begins = round(start / 100 * width)
    ends = round((start + size) / 100 * width)
    bar = Text(" " * begins)
    bar.append("█" * (ends - begins) if ends > begins else "▏", style=style)
    bar.append(" " * (width - max(ends, begins)))
    return bar


def _how(part: Contribution) -> str:
    """The arithmetic in words: points and weight, or why the input is not in use."""
    if part.points is None or part.weight == 0:
        return f"not in use: {part.status.replace('_', ' ')}"
    filled = f" ({part.filled}: {part.status})" if part.filled else ""
    return f"{plainly(part.points)} points × {plainly(100 * part.weight)}%{filled}"
