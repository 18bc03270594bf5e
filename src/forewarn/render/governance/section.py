"""A part of the pack: a heading, what to know first, and tables."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.render.figures import Sheet


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the pack.

    Attributes:
        name: short name, for links and charts.
        title: its heading.
        said: sentences before the tables.
        sheets: its tables; those without rows are left out.
    """

    name: str
    title: str
    said: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
