"""What a scored book answers of one date: counts and briefs from tables, results when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from forewarn.engines.duckdb.setwise.said import counts
from forewarn.project.parents import Kin, parents
from forewarn.project.telling import Telling, stands_of
from forewarn.project.whole import Whole
from forewarn.terms.made import Brief, Counts
from forewarn.terms.score import AccountResult, ParentScore


@dataclass(frozen=True, slots=True)
class Answers:
    """Fulfils ``terms.made.Source`` for one date of a book."""

    telling: Telling
    on: date

    @property
    def _whole(self) -> Whole:
        return self.telling.whole

    @property
    def _place(self) -> int:
        return self._whole.laid.dates.index(self.on)

    def counts(self) -> Counts:
        """See ``Source``."""
        found: Counter[tuple[str | None, str | None]] = Counter()
        for said in self._whole.in_force():
            for number, count in counts(said, self._place).items():
                _, _, band, _ = said.stands[number]
                found[said.card.name, band] += count
        found.update((each.scorecard, each.effective_band) for each in self._rest())
        return found

    def briefs(self) -> Sequence[Brief]:
        """See ``Source``."""
        found = list(self._rest())
        accounts = self._whole.laid.accounts
        for said in self._whole.in_force():
            cells = said.cursor.execute(
                f"""SELECT s.a, b.effective, s.score FROM {said.table} AS s
                JOIN {stands_of(said)} AS b ON b.n = s.stands WHERE s.i = {self._place}"""
            ).fetchall()
            found += [Brief(accounts[a], said.card.name, band, score) for a, band, score in cells]
        return sorted(found)

    def _rest(self) -> Iterable[Brief]:
        """Accounts that no table of a scorecard holds at the date."""
        for card in self._whole.run.plan.routed:
            for row in self.telling.apart(card.name, self.on):
                yield Brief(row.account_id, card.name, row.effective_band, row.score)
        for span in self._whole.unrouted_at(self._place):
            yield Brief(span.account_id, None, None, None)

    def results(self, accounts: Iterable[str] | None = None) -> list[AccountResult]:
        """See ``Source``."""
        found = self._whole.results_at(self._place, None if accounts is None else set(accounts))
        return sorted(found, key=attrgetter("account_id"))

    def parents(self, *, by: str) -> tuple[ParentScore, ...]:
        """Parents of the accounts that have one at the date; see ``parents.parents``."""
        above = self._whole.parents_at(self._place)
        if not above:
            return ()
        around = self._whole.run.around
        kin = [
            Kin(each.account_id, above.get(each.account_id), each.score) for each in self.briefs()
        ]
        return parents(kin, around.contracts, self.on, by=by)
