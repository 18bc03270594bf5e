"""The characters that plots are made of: fine ones, and those that every terminal has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of characters.

    Attributes:
        bar: of a length that counts.
        low, between, high: an interval; ``value`` stands in it, ``mark`` beside it.
        alarm, lowest: points on a curve.
        kinds: what fills a bar, by what became of the accounts.
        fine: dots in the eight places of a braille character can be shown.
    """

    bar: str
    low: str
    between: str
    high: str
    value: str
    mark: str
    alarm: str
    lowest: str
    kinds: Mapping[str, str]
    fine: bool


FINE = Glyphs(
    "█", "├", "─", "┤", "●", "┊", "◆", "◇",
    {"churned": "█", "downsold": "▓", "renewed": "░", "active": "·", "expanded": "▒"},
    fine=True,
)  # fmt: skip
PLAIN = Glyphs(
    "#", "[", "-", "]", "o", ":", "A", "L",
    {"churned": "#", "downsold": "=", "renewed": ".", "active": ",", "expanded": "+"},
    fine=False,
)  # fmt: skip


def glyphs(options: ConsoleOptions) -> Glyphs:
    """The set that a terminal can show."""
    return PLAIN if options.ascii_only else FINE


@dataclass(frozen=True, slots=True)
class Words:
    """A line of our own text, in what the terminal can show."""

    text: str
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(words(self.text, options), style=self.style)


def words(text: str, options: ConsoleOptions) -> str:
    """Text of our own without what such a terminal would show as question marks."""
    return text.translate(_PLAINLY) if options.ascii_only else text


_PLAINLY = {ord("–"): "-", ord("·"): "-", **dict.fromkeys(map(ord, "▼◣◆●▲■"), "")}
