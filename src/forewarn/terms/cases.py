"""What happened in the case of a divergence, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forewarn.terms.score import Plain

ASKED, ANSWERED, SETTLED, REOPENED = "asked", "answered", "settled", "reopened"
CONFIRMED, DECLINED = "confirmed", "declined"
KINDS = (ASKED, ANSWERED, SETTLED, REOPENED, CONFIRMED, DECLINED)
SCORE_MISSES, PEOPLE_SEE = "the score misses something", "not put into words before"
"""What an answer says: ``missed`` names what, or ``said`` writes it."""
SCORE_CHANGES, PEOPLE_CHANGE, BOTH_STAND = "the score", "the assessment", "nothing"
"""What changes after a case is settled."""
FOLLOWS = (SCORE_CHANGES, PEOPLE_CHANGE, BOTH_STAND)

Pair = tuple[str, str]
"""The band that the score gives, and the one that people give."""


@dataclass(frozen=True, slots=True)
class CaseEvent(Plain):
    """One thing that somebody did about an account on which people and the score differ.

    Attributes:
        number: from 1, without gaps.
        from_band, to_band: the pair that it is about, as in the divergence.
        kind: one of KINDS.
        on: the day in the project's zone. Results know it from the day after.
        by: who did it; of a question whom it was put to.
        about: of an answer SCORE_MISSES or PEOPLE_SEE, of a settlement one of FOLLOWS; else empty.
        missed: what the score misses: an input's name, or a topic in words.
        said: the words that came with it.
        at: with a zone.
    """

    number: int
    account_id: str
    from_band: str
    to_band: str
    kind: str
    on: date
    by: str
    about: str
    missed: str
    said: str
    at: datetime
    forewarn_version: str

    @property
    def pair(self) -> Pair:
        """What it is about."""
        return self.from_band, self.to_band


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something is put on record, and as what.

    Attributes:
        number: that the event gets.
        at: the instant, with a zone; ``on`` its day in the project's zone.
    """

    number: int
    at: datetime
    on: date
    version: str
