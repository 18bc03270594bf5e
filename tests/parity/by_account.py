"""A book that the reference scores account by account: what set-wise scoring is held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from forewarn.engines.grids import LayingEngine
from forewarn.ledger import CardFacts
from forewarn.ledger.rows import NEW, Row, rows_of, spelt_rows
from forewarn.ledger.shared import DIFFERS_FLAG, FLAGS, NEW_FLAG, flagged
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.facts import Declared
from forewarn.project.parents import kin, parents
from forewarn.project.setwise import SetwiseBook
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult, ParentScore


@dataclass(slots=True)
class BookByAccount:
    """Fulfils ``scored.ScoredBook``."""

    run: BookRun
    found: Mapping[date, Sequence[AccountResult]]

    @classmethod
    def of(cls, run: BookRun) -> BookByAccount:
        results: dict[date, list[AccountResult]] = defaultdict(list)
        for each in run.results():
            results[each.as_of].append(each)
        return cls(run, results)

    def rows(self, card: Scorecard) -> Iterator[tuple[date, Sequence[Row]]]:
        inputs = CardFacts.of(card).inputs
        for on in self.run.plan.reported:
            mine = (each for each in self.results(on) if each.scorecard == card.name)
            yield on, sorted(rows_of(mine, inputs=inputs), key=itemgetter(0))

    def results(self, on: date) -> Sequence[AccountResult]:
        return tuple(self.found.get(on, ()))

    def parents(self, on: date, *, by: str) -> tuple[ParentScore, ...]:
        return parents(kin(self.results(on)), self.run.around.contracts, on, by=by)


def both(
    engine: LayingEngine,
    plan: Plan,
    declared: Declared,
    *,
    accounts: Sequence[str] | None = None,
    laid_by: LayingEngine | None = None,
) -> tuple[BookByAccount, SetwiseBook]:
    """The same book, account by account and by SQL; the second perhaps measured elsewhere."""
    run = run_book(engine, plan, declared=declared, accounts=accounts)
    other = laid_by or engine
    again = run_book(other, plan, declared=declared, accounts=accounts)
    return BookByAccount.of(run), SetwiseBook(other, again, accounts=accounts)


def rows_apart(one: BookByAccount, two: SetwiseBook) -> list[str]:
    """Where rows differ in a byte or in their order."""
    told = [] if one.run.left_out == two.run.left_out else ["accounts left out"]
    for card in one.run.plan.routed:
        for (on, wanted), (day, found) in zip(one.rows(card), two.rows(card), strict=True):
            assert on == day
            spelt = spelt_rows(found, two.texts(card))
            if [tuple(row) for row in wanted] != [tuple(row) for row in spelt]:
                told.append(f"{card.name} {on}:\n{wanted}\n{spelt}")
            if [_asked(row) for row in wanted] != [_asked(Row._make(row)) for row in found]:
                told.append(f"{card.name} {on}: first letters")
    return told


def _asked(row: Row) -> tuple[bool, bool]:
    """What the database is asked for without reading texts: New, and whether people differ."""
    letter = row.payload[0]
    if letter in FLAGS:
        return letter in flagged(NEW_FLAG), letter in flagged(DIFFERS_FLAG)
    return NEW in row.payload, '"divergence":' in row.payload
