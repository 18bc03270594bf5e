"""A book that is scored, whichever way it was: rows for the record, results for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from forewarn.project.book import BookRun
from forewarn.project.parents import kin, parents
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult, ParentScore

if TYPE_CHECKING:
    from forewarn.ledger.rows import Row


class ScoredBook(Protocol):
    """What a run over a book gives."""

    run: BookRun

    def rows(self, card: Scorecard) -> Iterator[tuple[date, Sequence[Row]]]:
        """Per reported date the ledger rows of a scorecard in force, by account."""
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


@dataclass(slots=True)
class BookByAccount:
    """A book that the reference scored account by account."""

    run: BookRun
    found: Mapping[date, Sequence[AccountResult]]

    def rows(self, card: Scorecard) -> Iterator[tuple[date, Sequence[Row]]]:
        """See ``ScoredBook``."""
        from forewarn.ledger import CardFacts
        from forewarn.ledger.rows import rows_of

        inputs = CardFacts.of(card).inputs
        for on in self.run.plan.reported:
            mine = (each for each in self.results(on) if each.scorecard == card.name)
            yield on, sorted(rows_of(mine, inputs=inputs), key=itemgetter(0))

    def results(self, on: date) -> Sequence[AccountResult]:
        """See ``ScoredBook``."""
        return tuple(self.found.get(on, ()))

    def parents(self, on: date, *, by: str) -> tuple[ParentScore, ...]:
        """See ``ScoredBook``."""
        return parents(kin(self.results(on)), self.run.around.contracts, on, by=by)

    def keep_weeks(self) -> None:
        """See ``ScoredBook``: nothing is kept."""

    def close(self) -> None:
        """See ``ScoredBook``."""
