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

KINDS: Mapping[str, Tone] = {
    "churned": Tone("churned", "#8c1d18", "#a63a33"),
    "downsold": Tone("downsold", "#dd8a36", "#8a5716"),
    "renewed": Tone("renewed", "#b3c1cc", "#4c6072"),
    "active": Tone("active", "#d3dce3", "#374550"),
    "expanded": Tone("expanded", "#58a5a2", "#2b6f6c"),
}
"""Of outcomes, by kind; what stands on them is in ``INK``, on those of ``LIGHT`` in ``PALE``."""
CARD = Tone("card", "#ffffff", "#1b2026")
"""What the drawing stands on: around words, so that no line runs through them."""
PALE = Tone("pale", "#fffffe", "#f3f5f6")
LIGHT = frozenset({"churned"})

TONES: tuple[Tone, ...] = (
    INK, QUIET, LINE, GRID, MAIN, SPAN, ASIDE, CARD, PALE, *BANDS.values(), *KINDS.values()
)  # fmt: skip

SHAPES: Mapping[str, str] = {"red": "▼", "orange": "◣", "yellow": "◆", "green": "●", "blue": "▲"}
"""Of bands beside their colours, for those who cannot tell these apart."""


def of_band(color: str | None) -> Tone:
    """The colour of a band; quiet where the scorecard names none that is known."""
    return BANDS.get(color or "", QUIET)


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
