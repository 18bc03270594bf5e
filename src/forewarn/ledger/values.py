"""What goes into the ledger beside results, and what comes out of it. Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forewarn.scorecard.model import Scorecard


@dataclass(frozen=True, slots=True)
class InputFacts:
    """What is the same of an input in every row of one scorecard."""

    input: str
    category: str
    signal: str
    stated_weight: float


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A scorecard as the ledger keeps it: enough to read its rows years later.

    Attributes:
        inputs: in file order.
        bands: names, worst first.
        text: the file as it stood when the scorecard was first recorded.
    """

    fingerprint: str
    name: str
    version: int
    kind: str
    path: str
    text: str
    inputs: tuple[InputFacts, ...] = ()
    bands: tuple[str, ...] = ()

    @classmethod
    def of(cls, card: Scorecard) -> CardFacts:
        """The facts of a loaded scorecard."""
        return cls(
            fingerprint=card.fingerprint,
            name=card.name,
            version=card.version,
            kind=card.kind,
            path=card.path,
            text=card.text,
            inputs=tuple(
                InputFacts(each.name, each.category, each.signal, each.weight)
                for each in card.inputs
            ),
            bands=tuple(band.name for band in card.bands),
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one recording did.

    Attributes:
        revision: the newest revision afterwards; 0 = first recording, above = a restatement.
        written: rows written: all accounts at revision 0, those that changed (also those that
            came or went) in a restatement, 0 when everything stood there already.
        unchanged: accounts of which the same was already on record.
    """

    revision: int
    written: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One recording that wrote: who may read it as "what was said" is decided by ``revision``.

    Attributes:
        reason: why a restatement was made; empty at revision 0.
        accounts: rows it holds.
    """

    fingerprint: str
    as_of: date
    revision: int
    reason: str
    recorded_at: datetime
    forewarn_version: str
    accounts: int


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One date of an account's line: score and bands as they read after all restatements."""

    as_of: date
    score: float | None
    band: str | None
    effective_band: str | None
    fingerprint: str
    revision: int
