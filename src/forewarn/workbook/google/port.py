"""What Forewarn needs of Google Sheets: five methods, so that the library behind can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Request = Mapping[str, Any]
"""One request of the API's ``batchUpdate``."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet as it stands online.

    Attributes:
        rows, columns: its size.
        rules: number of conditional formats.
        protections: ids of its protected ranges.
    """

    sheet_id: int
    rows: int
    columns: int
    rules: int = 0
    protections: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What there is, without the cells.

    Attributes:
        tabs: by title, in order.
        names: named range to its id.
        places: named range to what it stands for, such as ``'Assess'!$A$6:$A$51``.
        stamps: value by key of what programs wrote beside the sheet, with its id.
    """

    tabs: Mapping[str, Tab] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    stamps: Mapping[str, tuple[int, str]] = field(default_factory=dict)


class SheetPort(Protocol):
    """One spreadsheet online. Every method raises ForewarnError, with the way through."""

    def address(self) -> str:
        """Where people open it."""
        ...

    def outline(self) -> Outline:
        """What there is now."""
        ...

    def change(self, requests: Sequence[Request]) -> None:
        """Apply requests, all or none."""
        ...

    def cells(self, titles: Sequence[str]) -> Mapping[str, Any]:
        """Sheets with their cells as the API tells them, by title."""
        ...

    def wait_a_turn(self) -> None:
        """Keep below the quota of writes a minute."""
        ...
