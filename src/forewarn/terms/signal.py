"""A signal's value, and the status that keeps zero, missing, stale and not applicable apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = int | float | str | None


class Status(StrEnum):
    """What is known of a signal for one account as of one instant (SEMANTICS 6, 7)."""

    OBSERVED = "observed"
    MISSING = "missing"
    STALE = "stale"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class SignalValue:
    """One raw value of an account as of an instant.

    Attributes:
        value: number or word (``yes``/``no`` for flags); kept when stale, None when missing or
            not applicable.
        status: see Status.
        on: the date of the newest fact behind a latest value, None elsewhere.
        detail: a few words for people, such as ``invoicing, api (2 of 3)``.
    """

    value: Value
    status: Status
    on: date | None = None
    detail: str | None = None

    @property
    def usable(self) -> Value:
        """The value if it is observed, else None: what caps and comparisons may rest on."""
        return self.value if self.status is Status.OBSERVED else None


def observed(value: Value, *, on: date | None = None, detail: str | None = None) -> SignalValue:
    """An observed value."""
    return SignalValue(value, Status.OBSERVED, on, detail)


def missing(detail: str | None = None) -> SignalValue:
    """Nothing is known, and why."""
    return SignalValue(None, Status.MISSING, None, detail)


def stale(value: Value, *, on: date | None = None, detail: str | None = None) -> SignalValue:
    """A value that was seen too long ago to count; still shown."""
    return SignalValue(value, Status.STALE, on, detail)


def not_applicable(detail: str | None = None) -> SignalValue:
    """The question does not arise for this account, and why."""
    return SignalValue(None, Status.NOT_APPLICABLE, None, detail)
