"""Small marks: a band as colour, shape and word; a sparkline; money; dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rich.text import Text

from forewarn.render.charts.tones import SHAPES
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult, Revenue

STYLES = {
    "red": "bold red",
    "orange": "bold dark_orange",
    "yellow": "bold yellow",
    "green": "bold green",
    "blue": "bold blue",
}
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of bands by scorecard and name; a band is never colour alone."""

    colors: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, cards: Sequence[Scorecard]) -> Palette:
        """The palette of some scorecards, growth bands included."""
        colors = {(card.name, band.name): band.color for card in cards for band in card.bands}
        for card in cards:
            if card.growth is not None:
                colors[card.name, card.growth.band.name] = card.growth.band.color
        return cls(colors)

    def style(self, scorecard: str | None, band: str | None) -> str:
        """Rich style of a band; dim when there is none."""
        return STYLES.get(self.colors.get((scorecard or "", band or ""), ""), "dim")

    def band(self, scorecard: str | None, band: str | None) -> Text:
        """A band as shape, word and colour; a dash when there is none."""
        return Text("–", style="dim") if band is None else self.mark(scorecard, band, band)

    def mark(self, scorecard: str | None, band: str | None, words: str) -> Text:
        """Words in the shape and colour of a band; dim and without shape when there is none."""
        if band is None:
            return Text(words, style="dim")
        shape = SHAPES.get(self.colors.get((scorecard or "", band), ""), "■")
        return Text(f"{shape} {words}", style=self.style(scorecard, band))


def sparkline(values: Sequence[float | None]) -> Text:
    """Scores 0 to 100 as bars on a fixed scale; a dot where there was none."""
    marks = ("·" if v is None else _BARS[min(7, int(v / 100 * 8))] for v in values)
    return Text("".join(marks), style="cyan")


def number(value: float | None, digits: int = 1) -> str:
    """A number with fixed decimals; a dash when there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def plainly(value: float) -> str:
    """A number with one decimal where it has any: what a calculator needs, and no more."""
    return f"{value:.1f}".removesuffix(".0")


def money(amounts: Sequence[Revenue]) -> str:
    """Revenue by currency, in whole units with thousands apart."""
    return " + ".join(f"{_whole(part.arr)} {part.currency}" for part in amounts) or "–"


def _whole(amount: Decimal) -> str:
    return f"{amount:,.0f}".replace(",", "\u202f")


def day(value: date | None) -> str:
    """An ISO date; a dash when there is none."""
    return "–" if value is None else value.isoformat()


def title(result: AccountResult) -> str:
    """An account's name with its id, or the id alone."""
    return f"{result.name} ({result.account_id})" if result.name else result.account_id
