"""How cells look: formats by name, and band colours that stay readable with their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forewarn.workbook.words import said

FONT: Mapping[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "vcenter"}
_OPEN = {"bg_color": "#FFF8DC", "locked": False, "border": 1, "border_color": "#E0D9B8"}
_HEAD = {
    "bold": True,
    "bg_color": "#E8EDF3",
    "text_wrap": True,
    "bottom": 1,
    "valign": "vcenter",
    "align": "left",
    "indent": 1,
}

LOOKS: Mapping[str, Mapping[str, Any]] = {
    "text": {"align": "left", "indent": 1},
    "plain": {"align": "left", "indent": 1},
    "wrap": {"text_wrap": True, "align": "left", "indent": 1},
    "strong": {"bold": True},
    "verdict": {"bold": True, "align": "left", "indent": 1},
    "quiet": {"font_color": "#5A6472"},
    "quiet number": {"font_color": "#5A6472", "align": "left", "indent": 1},
    "title": {"bold": True, "font_size": 14},
    "section": {"bold": True, "font_size": 12, "font_color": "#1F3A5F"},
    "block": {"bold": True, "font_color": "#1F3A5F", "left": 1, "left_color": "#1F3A5F"},
    "head": _HEAD,
    "band": {"bold": True, "align": "left", "indent": 1},
    "word": {"align": "left", "indent": 1},
    "number": {"num_format": "General", "align": "right"},
    "whole": {"num_format": "0", "align": "right"},
    "points": {"num_format": "0.0", "align": "right"},
    "slope": {"num_format": "0.####", "align": "right"},
    "two": {"num_format": "0.00", "align": "right"},
    "score": {"num_format": "0.0", "align": "right", "bold": True},
    "percent": {"num_format": "0 %", "align": "right"},
    "money": {"num_format": "#,##0", "align": "right"},
    "tiny": {"num_format": "0.0E+00", "align": "right", "font_color": "#5A6472"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
    "below": {"num_format": '"below";"below";"below"', "align": "right", "font_color": "#5A6472"},
    "fact": {**_OPEN, "num_format": "General"},
    "key": {**_OPEN, "align": "left", "indent": 1},
    "from": {**_OPEN, "align": "right"},
    "open": {**_OPEN, "align": "right"},
    "open share": {**_OPEN, "num_format": "0 %", "align": "right"},
    "open text": {**_OPEN, "text_wrap": True, "align": "left", "indent": 1},
    "open date": {**_OPEN, "num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
}
"""What each look adds to the font."""


def looks() -> Mapping[str, Mapping[str, Any]]:
    """The looks, their words in the language that is spoken."""
    word = said("below").replace('"', "")
    return {**LOOKS, "below": {**LOOKS["below"], "num_format": f'"{word}";"{word}";"{word}"'}}


BAND_COLORS: Mapping[str, tuple[str, str]] = {
    "red": ("#F8D2CE", "#7A1210"),
    "orange": ("#FBE0C4", "#7A3E05"),
    "yellow": ("#FBF0BF", "#5E4A00"),
    "green": ("#D5ECD4", "#15521C"),
    "blue": ("#D3E4F7", "#123E73"),
}
"""Background and text per colour word; contrast above 7 to 1. The word stands in the cell too."""
CHART_COLORS: Mapping[str, str] = {
    "red": "#C0392B",
    "orange": "#D98026",
    "yellow": "#D9B326",
    "green": "#3C8D40",
    "blue": "#2F6FB5",
}
