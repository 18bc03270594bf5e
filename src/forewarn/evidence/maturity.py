"""The maturity self-check: statements about how scoring is run, answered from the project itself.

There is no score of it: a process with nine of ten is not nine tenths of one.
"""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.terms.score import Plain

YES, NO, NOT_YET = "yes", "no", "not recorded yet"


@dataclass(frozen=True, slots=True)
class Statement(Plain):
    """One statement.

    Attributes:
        says: what a mature process can say of itself.
        answer: yes, no, or not recorded yet.
        because: what in the project shows it.
        next_step: what turns a no into a yes; empty for a yes.
    """

    says: str
    answer: str
    because: str
    next_step: str = ""


def answered(says: str, holds: bool | None, because: str, *, next_step: str = "") -> Statement:
    """A statement with its answer; None = the project does not record it yet."""
    if holds is None:
        return Statement(says, NOT_YET, because, next_step)
    return Statement(says, YES if holds else NO, because, "" if holds else next_step)
