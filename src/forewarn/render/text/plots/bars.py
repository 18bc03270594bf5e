"""Bars: what became of each band, and how early losses were flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from forewarn.evidence.curves import BandOutcomes, LeadTimes
from forewarn.render.charts.outcomes import band_name, by_year, kinds_of
from forewarn.render.figures import percent
from forewarn.render.text.marks import STYLES
from forewarn.render.text.plots.glyphs import Glyphs, glyphs, words

_NARROWEST, _WIDEST = 12, 48
_BESIDE_BANDS = 42
_BESIDE_DAYS = 46
_KINDS = {
    "churned": "red",
    "downsold": "yellow",
    "renewed": "bright_black",
    "active": "bright_black",
    "expanded": "cyan",
}
_EARLY = {0: 30, 30: 60, 60: 90}
"""By the first day of a bar, how many days there were fewer of."""


@dataclass(frozen=True, slots=True)
class Bands:
    """One bar a band, of what became of its accounts, with counts where they fit in."""

    found: Sequence[BandOutcomes]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = glyphs(options)
        width = max(_NARROWEST, min(_WIDEST, options.max_width - _BESIDE_BANDS))
        table = Table(box=None, padding=(0, 1), header_style="dim", show_edge=False)
        table.add_column("band", overflow="fold")
        table.add_column("cases", justify="right", overflow="fold")
        table.add_column("what became of them", no_wrap=True, overflow="crop")
        table.add_column("lost", overflow="fold")
        several = len({each.scorecard for each in self.found if each.scorecard}) > 1
        for each in self.found:
            name = words(band_name(each, several=several), options).strip()
            table.add_row(
                Text(name, style=STYLES.get(each.color or "", "dim")),
                str(each.n),
                _stacked(each.kinds, each.n, width, signs),
                Text(words(percent(each.lost), options)),
            )
        yield table
        yield self._legend(signs)

    def _legend(self, signs: Glyphs) -> Text:
        text = Text("  ")
        for kind in kinds_of(self.found):
            text.append(f"{signs.kinds[kind] * 2} ", style=_KINDS[kind])
            text.append(f"{kind}  ", style="dim")
        return text


def _stacked(kinds: Mapping[str, int], total: int, width: int, signs: Glyphs) -> Text:
    """A bar of pieces, each with its count in the middle where it is wide enough."""
    text = Text()
    begun = done = 0
    for kind, count in kinds.items():
        done += count
        room = round(done / total * width) - begun
        begun += room
        label = str(count) if room >= len(str(count)) + 2 else ""
        text.append(f"{label:{signs.kinds[kind]}^{room}}" if room else "", style=_KINDS[kind])
    return text


@dataclass(frozen=True, slots=True)
class Lead:
    """One bar a month before the loss, and one for the losses without an alarm."""

    found: Sequence[LeadTimes]
    never: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = glyphs(options)
        width = max(_NARROWEST, min(_WIDEST, options.max_width - _BESIDE_DAYS))
        rows = by_year(self.found)
        most = max([self.never, *(count for _, _, count in rows)]) or 1
        table = Table(box=None, padding=(0, 1), header_style="dim", show_edge=False)
        table.add_column("days before", justify="right", overflow="fold")
        table.add_column("losses", justify="right", overflow="fold")
        table.add_column("", no_wrap=True, overflow="crop")
        table.add_column("", style="dim", overflow="fold")
        for first, last, count in rows:
            late = _EARLY.get(first)
            said = f"{first} to {last}" if last is not None else f"{first} or more"
            remark = f"under {late} days to act" if late else ""
            bar = _bar(count, most, width, signs, style="yellow" if late else "green")
            table.add_row(said, str(count), bar, remark)
        if self.never:
            bar = _bar(self.never, most, width, signs, style="red")
            table.add_row("no alarm", str(self.never), bar, "when the loss came")
        yield table


def _bar(count: int, most: int, width: int, signs: Glyphs, *, style: str) -> Text:
    length = max(1, round(count / most * width)) if count else 0
    return Text(signs.bar * length, style=style)
