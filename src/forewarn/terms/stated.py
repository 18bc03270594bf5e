"""What was said of a renewal before its outcome was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forewarn.terms.score import Plain

PROBABILITY, FLAG = "renewal probability", "renewal flag"


@dataclass(frozen=True, slots=True)
class Stated(Plain):
    """One statement about one renewal.

    Attributes:
        said_as_of: facts up to this date were known.
        kind: what was stated: the probability of renewal, or the flag alone.
        contract_id: None for a contract without one.
        due_on: the earlier of notice deadline and end.
        probability, low, high: of renewal, with the 95 % interval; None where only the flag was
            stated; ``because`` says why.
        flagged: its band was an alarm.
        fingerprint: of the scorecard.
        made_by: the verb.
        recorded_at: when it was put on record; long after ``said_as_of`` where it was backfilled.
    """

    said_as_of: date
    kind: str
    account_id: str
    contract_id: str | None
    due_on: date
    probability: float | None
    low: float | None
    high: float | None
    flagged: bool | None
    because: str
    fingerprint: str
    made_by: str
    recorded_at: datetime
    forewarn_version: str
