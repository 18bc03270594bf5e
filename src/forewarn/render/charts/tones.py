"""Colours of charts: in light, in dark, and as the style sheet of a page names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tone:
    """One colour by its use.

    Attributes:
        name: as a page's style sheet names it.
        light, dark: as hexadecimal, on white and on near black; no two uses have the same light
            one, for a drawing is given its page's colours by it.
    """

    name: str
    light: str
    dark: str


INK = Tone("ink", "#1a2129", "#e8ebee")
QUIET = Tone("quiet", "#5b6570", "#a3adb7")
LINE = Tone("line", "#c9cfd6", "#434c56")
GRID = Tone("grid", "#e9ecef", "#2a3138")
MAIN = Tone("main", "#1f5f8b", "#74b3dd")
"""The score's own line, bars and points."""
SPAN = Tone("span", "#9dc0d9", "#3c6a8a")
"""Intervals."""
ASIDE = Tone("aside", "#8a5a00", "#d9a441")
"""What the score is held against."""

BANDS: Mapping[str, Tone] = {
    "red": Tone("band-red", "#b3261e", "#f2857d"),
    "orange": Tone("band-orange", "#b65c00", "#f0a35a"),
    "yellow": Tone("band-yellow", "#8f7400", "#e3c84d"),
    "green": Tone("band-green", "#23784a", "#6cc793"),
    "blue": Tone("band-blue", "#2b63b0", "#86b2ef"),
}
"""Of bands, by the colour that the scorecard names."""

# Worst to best; dark to light, so that they stay apart without colour, too.
KINDS: Mapping[str, Tone] = {
    "churned": Tone("churned", "#8c1d18", "#e5766f"),
    "downsold": Tone("downsold", "#d9822b", "#c98a3f"),
    "renewed": Tone("renewed", "#a8b8c5", "#5d7285"),
    "active": Tone("active", "#c7d3dc", "#465664"),
    "expanded": Tone("expanded", "#4f9d9a", "#8fd1cd"),
}
"""Of outcomes, by kind."""

TONES: tuple[Tone, ...] = (
    INK, QUIET, LINE, GRID, MAIN, SPAN, ASIDE, *BANDS.values(), *KINDS.values()
)  # fmt: skip

SHAPES: Mapping[str, str] = {"red": "▼", "orange": "◣", "yellow": "◆", "green": "●", "blue": "▲"}
"""Of bands beside their colours, for those who cannot tell these apart."""


def mark(color: str | None, words: str) -> str:
    """Words behind the shape of a band's colour; alone where there is no colour."""
    return words if color is None else f"{SHAPES.get(color, '■')} {words}"


def style_sheet() -> str:
    """The colours as properties of a page: light, dark where the reader's machine is dark."""
    light = " ".join(f"--{tone.name}: {tone.light};" for tone in TONES)
    dark = " ".join(f"--{tone.name}: {tone.dark};" for tone in TONES)
    return (
        f":root {{ {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    )
