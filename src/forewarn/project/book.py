"""Score a book: every account, every reported date, in one pass over one grid.

Cost: one grid of the engine over the union of all dates needed, then one pass in Python, linear
in accounts x dates x inputs. No query runs per account or per date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from forewarn.project.asked import Progress
from forewarn.project.course import CardKit, Course
from forewarn.project.facts import Declared, Surroundings, read_surroundings
from forewarn.project.needs import Needs
from forewarn.project.standing import result_of, unrouted
from forewarn.project.weeks import weeks_before
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.routing import route
from forewarn.signals.primitives import Primitive
from forewarn.terms.account import AccountAsOf
from forewarn.terms.ports import Engine, GridRows
from forewarn.terms.score import AccountResult
from forewarn.terms.time import WEEKDAYS

CATEGORY_TREND = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to look at.

    Attributes:
        cards: all scorecards that may be asked, growth ones included.
        routed: those in force, in the project's order.
        reported: dates that results are wanted for, ascending.
        grid: reported dates and the weekly dates before each of them, ascending.
        in_words: reported dates whose inputs get their sentences.
    """

    cards: tuple[Scorecard, ...]
    routed: tuple[Scorecard, ...]
    reported: tuple[date, ...]
    grid: tuple[date, ...]
    week_starts_on: str
    in_words: frozenset[date] = frozenset()

    @property
    def weekly(self) -> tuple[date, ...]:
        """The dates of the grid that are week starts."""
        start = WEEKDAYS.index(self.week_starts_on)
        return tuple(on for on in self.grid if on.weekday() == start)

    @classmethod
    def over(
        cls,
        cards: Sequence[Scorecard],
        reported: Sequence[date],
        *,
        starts: str,
        only: str | None,
        all_in_words: bool = True,
    ) -> Plan:
        """The plan for some dates.

        Args:
            only: name of the one scorecard that scores every account; None = route.
            all_in_words: sentences at all dates, not only at the newest.
        """
        weekly = {on for day in reported for on in weeks_before(day, starts)}
        routed = tuple(c for c in cards if c.purpose == "health" and not c.candidate)
        if only is not None:
            routed = tuple(card for card in cards if card.name == only)
        asked = {card.growth.scorecard for card in routed if card.growth}
        used = tuple(c for c in cards if c in routed or c.name in asked)
        dates = tuple(sorted(reported))
        grid = tuple(sorted(weekly.union(dates)))
        worded = frozenset(dates if all_in_words else dates[-1:])
        return cls(used, routed, dates, grid, starts, worded)


@dataclass(slots=True)
class BookRun:
    """Results as they come, account by account, and what was left out on the way."""

    plan: Plan
    around: Surroundings
    kits: Mapping[str, CardKit]
    rows: Iterator[GridRows]
    forced: bool = False
    left_out: dict[date, Counter[str]] = field(default_factory=dict)
    primitives: tuple[Primitive, ...] = ()

    @property
    def accounts(self) -> int:
        """How many accounts the run walks through."""
        return len(self.around.accounts.account_ids)

    def results(self, progress: Progress | None = None) -> Iterator[AccountResult]:
        """All results, by account and date."""
        self.left_out.update({on: Counter() for on in self.plan.reported})
        for place, account in enumerate(self.rows, start=1):
            yield from self._account(account)
            if progress is not None:
                progress("scoring accounts", place, self.accounts)

    def courses(self) -> Iterator[dict[str, Course]]:
        """Per account its courses by scorecard, for questions that are not about results."""
        for grid in self.rows:
            yield self._courses(grid)

    def course(self, card: str) -> Course:
        """The course of the run's next account under one scorecard."""
        grid = next(self.rows)
        return self._courses(grid)[card]

    def _courses(self, grid: GridRows) -> dict[str, Course]:
        rows = dict(zip(self.plan.grid, grid.rows, strict=True))
        weekly = self.plan.weekly
        return {
            name: Course(grid.account_id, kit, rows, weekly, self.around)
            for name, kit in self.kits.items()
        }

    def _account(self, grid: GridRows) -> Iterator[AccountResult]:
        courses = self._courses(grid)
        for on in self.plan.reported:
            standing = self.around.accounts.standing(grid.account_id, on)
            if standing is None:
                continue
            if standing.left_out is not None:
                self.left_out[on][standing.left_out] += 1
                continue
            card = self.card_of(standing.account)
            if card is None:
                yield unrouted(standing.account, self.around, self.plan.routed)
            else:
                growth = courses.get(card.growth.scorecard) if card.growth else None
                yield self._result(courses[card.name], standing.account, growth)

    def _result(self, course: Course, account: AccountAsOf, growth: Course | None) -> AccountResult:
        on = account.as_of
        weeks = weeks_before(on, self.plan.week_starts_on)
        in_words = on in self.plan.in_words
        return result_of(course, account, weeks, growth=growth, in_words=in_words)

    def card_of(self, account: AccountAsOf) -> Scorecard | None:
        """The scorecard that scores an account as of its date."""
        if self.forced:
            return self.plan.routed[0]
        return route(self.plan.routed, account.attributes, account.age_days)


def run_book(
    engine: Engine,
    plan: Plan,
    *,
    declared: Declared,
    accounts: Sequence[str] | None = None,
    forced: bool = False,
    known_by: date | None = None,
) -> BookRun:
    """Prepare a run: read the small tables and start the grid.

    Args:
        forced: the plan's one scorecard scores every account, whatever applies.
        known_by: hindsight, see ``Engine.grid``.
    """
    needs = Needs()
    kits = {card.name: card_kit(needs, card) for card in plan.cards}
    around = read_surroundings(engine, plan.cards, plan.grid, declared=declared, accounts=accounts)
    rows = engine.grid(needs.primitives, plan.grid, accounts=accounts, known_by=known_by)
    return BookRun(plan, around, kits, rows, forced, primitives=needs.primitives)


def card_kit(needs: Needs, card: Scorecard) -> CardKit:
    """What a scorecard needs of a grid, and where it finds it."""
    products = card.products.names if card.products else ()
    return CardKit.of(needs.kit(card), {name: needs.kit(card, name) for name in products})
