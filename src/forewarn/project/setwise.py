"""A book that SQL scored, as the verb needs it: rows put together, results made when read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from operator import attrgetter

from forewarn.engines.duckdb.setwise.said import only, scores_of
from forewarn.engines.grids import Laid, LayingEngine
from forewarn.ledger.rows import Row
from forewarn.ledger.shared import Texts
from forewarn.project.answers import Answers
from forewarn.project.asked import Progress
from forewarn.project.book import BookRun
from forewarn.project.opened import Opened
from forewarn.project.telling import Telling
from forewarn.project.weeks import weeks_before
from forewarn.project.whole import score_whole
from forewarn.scorecard.model import Scorecard
from forewarn.terms.made import Made
from forewarn.terms.score import AccountResult, ParentScore


class SetwiseBook:
    """Fulfils ``scored.ScoredBook`` with the tables of a cursor."""

    def __init__(
        self,
        engine: LayingEngine,
        run: BookRun,
        *,
        accounts: Sequence[str] | None = None,
        progress: Progress | None = None,
        laid: Laid | None = None,
    ) -> None:
        """Score; see ``whole.score_whole``."""
        self.run = run
        self._engine = engine
        whole = score_whole(engine, run, accounts=accounts, progress=progress, laid=laid)
        self._telling = Telling(whole, engine)

    def rows(self, card: Scorecard) -> Iterator[tuple[date, Sequence[Row]]]:
        """See ``ScoredBook``."""
        return self._telling.rows(card)

    def texts(self, card: Scorecard) -> Texts:
        """See ``ScoredBook``."""
        return self._telling.texts(card)

    def keep(self, cells: Collection[tuple[str, date]]) -> None:
        """Forget what is reported of other accounts and dates than these, before rows are read."""
        whole = self._telling.whole
        accounts = {name: a for a, name in enumerate(whole.laid.accounts)}
        dates = {on: i for i, on in enumerate(whole.laid.dates)}
        places = [(accounts[name], dates[on]) for name, on in cells if name in accounts]
        for said in whole.in_force():
            only(said, places)

    def scores(
        self, card: Scorecard, accounts: Collection[str], dates: Collection[date]
    ) -> dict[str, dict[date, float | None]]:
        """Scores of some accounts under a scorecard at some dates of the grid.

        Without the dates at which an account was not in the book; None where it was withheld.
        """
        whole, wanted = self._telling.whole, frozenset(accounts)
        names = whole.laid.accounts
        places = [a for a, name in enumerate(names) if name in wanted]
        said = whole.said.get(card.name)
        if said is None:
            return {
                names[a]: {on: course.quick(on) for on in dates if course.account(on)}
                for a, course in whole.courses(card, places).items()
            }
        days = {i: on for i, on in enumerate(whole.laid.dates) if on in dates}
        found: dict[str, dict[date, float | None]] = {}
        for a, i, score in scores_of(said, places, list(days)):
            found.setdefault(names[a], {})[days[i]] = score
        return found

    def results(self, on: date) -> Sequence[AccountResult]:
        """See ``ScoredBook``."""
        return Made(Answers(self._telling, on))

    def opened(self, on: date) -> Iterator[Opened]:
        """Results at a reported date with what stands behind them, in no order."""
        whole = self._telling.whole
        return whole.opened_at(whole.laid.dates.index(on))

    def unrouted(self, on: date) -> list[AccountResult]:
        """Results of the accounts that no scorecard applies to at a reported date, by account."""
        whole = self._telling.whole
        place = whole.laid.dates.index(on)
        names = {span.account_id for span in whole.unrouted_at(place)}
        return sorted(whole.results_at(place, names), key=attrgetter("account_id")) if names else []

    def parents(self, on: date, *, by: str) -> tuple[ParentScore, ...]:
        """See ``ScoredBook``."""
        return Answers(self._telling, on).parents(by=by)

    def keep_weeks(self) -> None:
        """Leave the weeks before the newest date where the next run finds them measured."""
        plan = self.run.plan
        weeks = set(weeks_before(plan.reported[-1], plan.week_starts_on)).intersection(plan.grid)
        laid = self._telling.whole.laid
        self._engine.keep_weeks(laid, self.run.primitives, sorted(weeks))
        self._telling.keep_texts()

    def close(self) -> None:
        """See ``ScoredBook``."""
        self._telling.whole.close()
