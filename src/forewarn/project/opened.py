"""A result together with what it was made of, for those who show the working."""

from __future__ import annotations

from typing import NamedTuple

from forewarn.project.course import Course
from forewarn.terms.score import AccountResult


class Opened(NamedTuple):
    """One account at one date.

    Attributes:
        course: the account under its scorecard; None where no scorecard applies.
        growth: the same under the scorecard that growth asks; None without one.
    """

    result: AccountResult
    course: Course | None = None
    growth: Course | None = None
