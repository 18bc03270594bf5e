"""A book that is scored, whichever way it was: rows for the record, results for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from forewarn.project.book import BookRun
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult, ParentScore

if TYPE_CHECKING:
    from forewarn.ledger.rows import Row
    from forewarn.ledger.shared import Texts


class ScoredBook(Protocol):
    """What a run over a book gives."""

    run: BookRun

    def rows(self, card: Scorecard) -> Iterator[tuple[date, Sequence[Row]]]:
        """Per reported date the ledger rows of a scorecard in force, by account."""
        ...

    def texts(self, card: Scorecard) -> Texts:
        """The texts that the payloads of these rows name."""
        ...

    def results(self, on: date) -> Sequence[AccountResult]:
        """The results of a reported date, by account."""
        ...

    def parents(self, on: date, *, by: str) -> tuple[ParentScore, ...]:
        """The roll-ups of a reported date."""
        ...

    def keep_weeks(self) -> None:
        """Leave what the next run over all accounts need not measure again, where that helps."""
        ...

    def close(self) -> None:
        """Lets go of what it holds; results are not to be had any more."""
        ...
