"""Errors that are meant for people. Everything else that escapes is a bug in Forewarn."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.terms.issue import Issue


class ForewarnError(Exception):
    """A user's mistake or a refusal, worded for people, with the way through. Exit code 2."""

    def __init__(self, found: str, *, fix: str = "") -> None:
        super().__init__(found)
        self.found = found
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.found}\n    fix: {self.fix}" if self.fix else self.found


class FilesError(ForewarnError):
    """Problems in the project's files, all at once."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))
