"""Problems in the user's files (issues) and in the data (findings), as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much an issue or finding weighs: errors stop, warnings and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem in a file, with its place, what is accepted and the way out.

    Attributes:
        path: file as the user knows it (relative to the project folder).
        line, col: 1-based; 0 where the file as a whole is meant.
        code: short stable name, such as ``unknown-key``.
        found: what was found, in words.
        accepted: what is accepted, printed from the registry; may be empty.
        did_you_mean: the nearest accepted word, or empty.
        fix: what to do; may be empty.
    """

    path: str
    line: int
    col: int
    severity: Severity
    code: str
    found: str
    accepted: str = ""
    did_you_mean: str = ""
    fix: str = ""

    def __str__(self) -> str:
        """``path:line:col: severity code: found`` with accepted, guess and fix on own lines."""
        head = f"{self.path}:{self.line}:{self.col}: {self.severity} {self.code}: {self.found}"
        tails = (
            ("accepted: ", self.accepted),
            ("did you mean: ", self.did_you_mean),
            ("fix: ", self.fix),
        )
        return "\n".join([head, *(f"    {label}{text}" for label, text in tails if text)])

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of trouble in the facts, with the rows that show it.

    Attributes:
        table: fact table.
        code: short stable name, such as ``orphan-account``.
        found: what was found, in words, with the count.
        count: rows concerned.
        rows: first few row numbers in the source, 1-based, with file where there are several.
        examples: the first few offending values.
        effect: what was done: kept, left out, read as ..., never silent.
        fix: what to do.
    """

    table: str
    severity: Severity
    code: str
    found: str
    count: int
    column: str = ""
    rows: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    effect: str = ""
    fix: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)
