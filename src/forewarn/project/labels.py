"""The label of every scorecard as the verdicts on record have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.examined import Examined, label
from forewarn.terms.score import ScorecardSummary
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.project.desk import Desk


@dataclass(frozen=True, slots=True)
class Labels:
    """Verdicts by fingerprint, and what they say of scorecards at a date.

    Attributes:
        notices: why nothing could be read, where the ledger did not answer.
    """

    examined: Mapping[str, Sequence[Examined]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, desk: Desk) -> Labels:
        """Those of a project; where nothing was ever recorded, no scorecard was ever checked.

        Results stand without their label rather than not at all: a ledger that does not answer is
        told in a notice.
        """
        try:
            ledger = desk.existing_ledger()
            if ledger is None:
                return cls()
            with ledger:
                return cls.on_record(ledger, desk.cards)
        except ForewarnError as error:
            return cls(notices=(f"Labels of scorecards are those of their files: {error.found}",))

    @classmethod
    def on_record(cls, ledger: Ledger, cards: Iterable[Scorecard]) -> Labels:
        """Those of some scorecards in an open ledger, in one query."""
        from forewarn.ledger.book import verdicts

        return cls(verdicts(ledger, [card.fingerprint for card in cards]))

    @classmethod
    def on_file(cls, settings: Settings) -> Labels:
        """Those in a ledger that is a file, read as it lies there: opens nothing, loads nothing."""
        from forewarn.ledger.peeking import verdicts_on_file

        return cls(verdicts_on_file(settings.ledger, folder=settings.folder))

    def summary(self, card: Scorecard, on: date) -> ScorecardSummary:
        """A scorecard as results of a date name it."""
        return self.labelled(card.summary, on)

    def labelled(self, summary: ScorecardSummary, on: date) -> ScorecardSummary:
        """The same with the label of a date."""
        known = self.examined.get(summary.fingerprint, ())
        return replace(summary, label=label(summary.kind, known, on))
