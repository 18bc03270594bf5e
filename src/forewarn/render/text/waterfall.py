"""The score as a waterfall: each input's contribution starts where the one before ended."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from forewarn.render.text.marks import number
from forewarn.terms.score import Contribution, Score

_WIDTH = 40
_COLORS = ("cyan", "blue", "magenta", "green", "yellow", "bright_blue", "red", "bright_green")


def waterfall(score: Score, *, style: str) -> Table:
    """One row an input with its bar, then the score's row in the band's style."""
    table = Table(box=None, padding=(0, 1), show_header=True, header_style="dim")
    for name, justify in (("input", "left"), ("adds", "left"), ("", "right"), ("how", "left")):
        table.add_column(name, justify=justify, no_wrap=name != "how")  # type: ignore[arg-type]
    start = 0.0
    for index, part in enumerate(score.contributions):
        size = part.contribution or 0.0
        bar = _bar(start, size, _COLORS[index % len(_COLORS)])
        table.add_row(part.input, bar, number(part.shown), Text(_how(part), style="dim"))
        start += size
    if score.score is not None:
        total = Text(number(score.shown), style=style)
        table.add_row(Text("Score", style=style), _bar(0.0, score.score, style), total, "")
    return table


def _bar(start: float, size: float, style: str) -> Text:
    begins = round(start / 100 * _WIDTH)
    ends = round((start + size) / 100 * _WIDTH)
    bar = Text(" " * begins)
    bar.append("█" * (ends - begins) if ends > begins else "▏", style=style)
    bar.append(" " * (_WIDTH - max(ends, begins)))
    return bar


def _how(part: Contribution) -> str:
    """The arithmetic in words: points and weight, or why the input is not in use."""
    if part.points is None or part.weight == 0:
        return f"not in use: {part.status.replace('_', ' ')}"
    filled = f" ({part.filled}: {part.status})" if part.filled else ""
    return f"{part.points:.0f} points × {part.weight:.0%}{filled}"
