"""A chart: what is drawn, how to read it, what it says without being seen, and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forewarn.render.figures import Sheet

Spec = Mapping[str, Any]
"""A Vega-Lite spec without configuration: data inline, colours from ``tones``."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as text, page and picture show it.

    Attributes:
        name: one word, unlike any other's on the page.
        title: what is shown.
        subtitle: of what and how many: n stands here.
        guide: one sentence on how to read it.
        says: what it shows in words, for those who do not see it.
        spec: None where there is nothing to draw; ``because`` says why.
        sheet: the figures behind it.
        dates: of the sheet's rows, where each row is a date's; else empty.
    """

    name: str
    title: str
    subtitle: str
    guide: str
    says: str
    spec: Spec | None
    sheet: Sheet
    because: str = ""
    dates: tuple[date, ...] = ()
