"""Kept results as values, without their contents. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

BACKTEST, PACK, PLAN = "backtest", "governance pack", "plan"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept result without its contents.

    Attributes:
        number: by which its contents are read; a later one has a higher number.
        kind: backtest, governance pack or plan.
        about: the month of a pack, the fingerprint of a plan; empty for a backtest.
        as_of: of the result.
        scorecards: fingerprint by name.
        made_at: with a zone.
        digest: SHA-256 of its contents.
    """

    number: int
    kind: str
    about: str
    as_of: date
    scorecards: Mapping[str, str]
    made_at: datetime
    forewarn_version: str
    digest: str
