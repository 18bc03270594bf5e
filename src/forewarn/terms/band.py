"""Bands: named half-open score intervals with a meaning and a way of working."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """One interval of the score, ``[from_score, next band's from_score)``.

    Attributes:
        name: as people say it, such as ``Watch``.
        from_score: lower edge, 0 to 100; the lowest band starts at 0, the top one ends at 100
            inclusive.
        color: red, orange, yellow, green or blue.
        means: the definition in words.
        playbook: name of the playbook that says what to do.
        respond_within_days: response SLA; None where the band asks for no response.
        review_days: review cadence.
    """

    name: str
    from_score: float
    color: str
    means: str
    playbook: str
    respond_within_days: int | None
    review_days: int
