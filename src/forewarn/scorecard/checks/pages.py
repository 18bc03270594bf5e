"""What the docs say of the checks, from their docstrings."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import getdoc

from forewarn.scorecard.checks.across import BookCheck
from forewarn.scorecard.checks.check import Check
from forewarn.terms.issue import Severity


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The page of one check: its code, its rule in one sentence, and the reasons."""

    code: str
    severity: Severity
    title: str
    text: str


def page(check: Check | BookCheck) -> CheckPage:
    """The docs page of a check."""
    title, _, text = (getdoc(type(check)) or "").partition("\n\n")
    return CheckPage(check.code, check.severity, " ".join(title.split()), text.strip())
