"""What changed between two scorecards, value by value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forewarn.scorecard.document import read_document
from forewarn.scorecard.leaves import CATEGORIES, Path, category, leaves
from forewarn.scorecard.model import Scorecard


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs.

    Attributes:
        category: cosmetic, routing, banding, scoring or signal.
        path: keys from the top of the file; inputs, bands and caps by name.
        before, after: the values as written, None where there is none.
    """

    category: str
    path: Path
    before: Any
    after: Any

    def __str__(self) -> str:
        """``inputs > Logins > weight: 20 → 25``."""
        before, after = (_shown(value) for value in (self.before, self.after))
        return f"{' > '.join(self.path)}: {before} → {after}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "category": self.category,
            "path": list(self.path),
            "before": self.before,
            "after": self.after,
        }


def diff(old: Scorecard, new: Scorecard) -> tuple[Change, ...]:
    """Every value that differs, the largest category first; empty for the same scorecard.

    It is empty exactly when the fingerprints are equal.
    """
    before = leaves(read_document(old.text, old.path).values)
    after = leaves(read_document(new.text, new.path).values)
    paths = dict.fromkeys([*before, *after])
    changes = [
        Change(category(path), path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    ]
    return tuple(sorted(changes, key=lambda change: -CATEGORIES.index(change.category)))


def largest(changes: Iterable[Change]) -> str | None:
    """The category of the change with the largest effect; None without changes."""
    found = {change.category for change in changes}
    return next((name for name in reversed(CATEGORIES) if name in found), None)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
