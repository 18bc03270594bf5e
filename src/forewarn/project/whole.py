"""A book scored set-wise: SQL over all accounts at once, the reference wherever one cell decides.

What SQL cannot tell is asked of the reference once for all cells that are alike (``setwise.said``).
Accounts whose signals people marked, and new ones in the lowest band, are each made by the
reference alone, with the scores and caps of the weeks from SQL.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, groupby
from operator import itemgetter

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span, Spans
from forewarn.engines.duckdb.setwise.edges import first_from
from forewarn.engines.duckdb.setwise.laying import Cell, as_grid, rows_of
from forewarn.engines.duckdb.setwise.people import People
from forewarn.engines.duckdb.setwise.said import (
    Asked,
    Said,
    say,
)
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.engines.duckdb.setwise.supports import supports
from forewarn.engines.grids import Laid, LayingEngine
from forewarn.ledger.compact import divergence_text
from forewarn.project.asked import Progress
from forewarn.project.book import BookRun
from forewarn.project.course import Course
from forewarn.project.needs import longest_windows
from forewarn.project.opened import Opened
from forewarn.project.reference import Reference
from forewarn.project.rows_asked import RowsAsked
from forewarn.project.spans import spans
from forewarn.project.standing import result_of, unrouted
from forewarn.project.weeks import weeks_before
from forewarn.project.words import Words
from forewarn.scorecard.model import Cap, Scorecard
from forewarn.scoring.caps import capped
from forewarn.scoring.casework import stated
from forewarn.scoring.rounding import six_decimals
from forewarn.scoring.routing import NEW_DAYS
from forewarn.scoring.steady import Held
from forewarn.terms.score import AccountResult, Divergence

_ACCOUNTS_AT_A_TIME = 200
_NUMBERS = count()  # two books may stand on one grid, so no two tables share a name
_NEVER = 1e300
"""A score that no account reaches."""


@dataclass(slots=True)
class Whole:
    """A book that is scored.

    Attributes:
        run: what was asked.
        laid: the grid.
        said: per scorecard that SQL can score, growth ones included, what it says.
        spans: stretches at which accounts are scored, by account.
        by_hand: names of the scorecards in force that the reference has to score.
    """

    run: BookRun
    laid: Laid
    grid: Grid
    spans: Spans
    said: dict[str, Said] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()
    _of_parents: list[tuple[Span, str]] | None = field(default=None, init=False)
    _unrouted: list[Span] | None = field(default=None, init=False)

    @property
    def reported(self) -> list[int]:
        """Positions of the dates that results are wanted for."""
        places = {on: place for place, on in enumerate(self.laid.dates)}
        return [places[on] for on in self.run.plan.reported]

    def close(self) -> None:
        """Lets go of the tables."""
        self.laid.cursor.close()

    def courses(self, card: Scorecard, accounts: Iterable[int]) -> dict[int, Course]:
        """Accounts, by position, under a scorecard that SQL has scored."""
        some = sorted(set(accounts))
        return dict(self._courses(card, some, RowsAsked(self.laid, some)))

    def _courses(
        self, card: Scorecard, accounts: Sequence[int], rows: RowsAsked
    ) -> Iterator[tuple[int, Course]]:
        weekly, around = self.run.plan.weekly, self.run.around
        said, kit = self.said.get(card.name), self.run.kits[card.name]
        scored = {} if said is None else self._scored(said, accounts)
        for a in accounts:
            account_id = self.laid.accounts[a]
            course = Course(account_id, kit, rows.of(a), weekly, around)
            if said is not None:
                held = _held(card, weekly, said.held, account_id)
                scores, caps = scored.get(a, ({}, {}))
                course.follow(scores, held, caps)
            yield a, course

    def bands(self, card: Scorecard) -> dict[str, dict[date, str | None]]:
        """Per account the steady band under caps at each weekly date, of a scorecard SQL scored.

        None where the score was withheld; without the dates it was not scored at.
        """
        said, weekly = self.said[card.name], self.run.plan.weekly
        found = {}
        for a, (scores, caps) in self._scored(said, range(len(self.laid.accounts))).items():
            name = self.laid.accounts[a]
            held = _held(card, weekly, said.held, name)
            found[name] = {
                on: None if scores[on] is None else capped(card, held[on].band, caps.get(on, ()))
                for on in weekly
                if on in scores
            }
        return found

    def _scored(
        self, said: Said, accounts: Sequence[int]
    ) -> dict[int, tuple[dict[date, float | None], dict[date, tuple[Cap, ...]]]]:
        """Per account the score, and the caps in force, at each date."""
        load(self.laid.cursor, "whole_some", {"a": ("INTEGER", accounts)})
        found = self.laid.cursor.execute(
            f"SELECT a, i, score, caps FROM {said.scores} JOIN whole_some USING (a) ORDER BY a"
        ).fetchall()
        dates, different = self.laid.dates, {bits for *_, bits in found}
        caps = {bits: _caps(said.card, bits) for bits in different}
        told = {a: list(cells) for a, cells in groupby(found, key=itemgetter(0))}
        return {
            a: (
                {dates[i]: score for _, i, score, _ in cells},
                {dates[i]: caps[bits] for _, i, _, bits in cells},
            )
            for a, cells in told.items()
        }

    def results(self, card: Scorecard, cells: Sequence[Cell]) -> Iterator[AccountResult]:
        """The results of cells that are routed to a scorecard, each made by the reference."""
        return (opened.result for opened in self.opened(card, cells))

    def opened(self, card: Scorecard, cells: Sequence[Cell]) -> Iterator[Opened]:
        """The same with what stands behind them."""
        by_account: dict[int, list[int]] = {}
        for a, i in cells:
            by_account.setdefault(a, []).append(i)
        accounts = sorted(by_account)
        for start in range(0, len(accounts), _ACCOUNTS_AT_A_TIME):
            some = accounts[start : start + _ACCOUNTS_AT_A_TIME]
            self.run.around.contracts.expect(self.laid.accounts[a] for a in some)
            rows = RowsAsked(self.laid, some, [(a, i) for a in some for i in by_account[a]])
            courses = dict(self._courses(card, some, rows))
            growths = self._growths(card, some, rows)
            for a in some:
                course, growth = courses[a], growths.get(a)
                for i in sorted(by_account[a]):
                    result = self._result(course, growth, self.laid.dates[i])
                    yield Opened(result, course, growth)

    def _growths(
        self, card: Scorecard, accounts: Sequence[int], rows: RowsAsked
    ) -> dict[int, Course]:
        growth = self.growth_of(card)
        return dict(self._courses(growth, accounts, rows)) if growth else {}

    def growth_of(self, card: Scorecard) -> Scorecard | None:
        """The scorecard that its growth asks."""
        asked = card.growth.scorecard if card.growth else None
        return next((each for each in self.run.plan.cards if each.name == asked), None)

    def _result(self, course: Course, growth: Course | None, on: date) -> AccountResult:
        account = course.account(on)
        assert account is not None  # the cell is one of a span
        weeks = weeks_before(on, self.run.plan.week_starts_on)
        in_words = on in self.run.plan.in_words
        return result_of(course, account, weeks, growth=growth, in_words=in_words)

    def in_force(self) -> list[Said]:
        """What the scorecards say that accounts are routed to."""
        cards = (card.name for card in self.run.plan.routed)
        return [self.said[name] for name in cards if name in self.said]

    def apart(self) -> Iterator[AccountResult]:
        """The results that the reference makes by itself, in no order."""
        for said in self.in_force():
            yield from self.results(said.card, said.left)
        yield from self._results_by_hand()

    def _results_by_hand(self) -> Iterator[AccountResult]:
        """Results under the scorecards that only the reference can score, by account and date."""
        if not self.by_hand:
            return
        places = {account: a for a, account in enumerate(self.laid.accounts)}
        told = zip(self.spans.account_ids, self.spans.cards, strict=True)
        mine = sorted({places[account] for account, card in told if card in self.by_hand})
        for start in range(0, len(mine), _ACCOUNTS_AT_A_TIME):
            some = mine[start : start + _ACCOUNTS_AT_A_TIME]
            run = BookRun(
                self.run.plan,
                self.run.around,
                self.run.kits,
                rows_of(self.laid, some),
                self.run.forced,
            )
            yield from (each for each in run.results() if each.scorecard in self.by_hand)

    def unrouted_at(self, place: int) -> list[Span]:
        """Stretches of the accounts that no scorecard applies to at a date."""
        if self._unrouted is None:
            self._unrouted = [
                self.spans[n] for n, card in enumerate(self.spans.cards) if card is None
            ]
        return [each for each in self._unrouted if _holds(each, place)]

    def parents_at(self, place: int) -> dict[str, str]:
        """Per account that has a parent at a date, that parent."""
        if self._of_parents is None:
            # Asked at every date, of a book where there may be none.
            self._of_parents = [
                (self.spans[n], str(parent))
                for n, each in enumerate(self.spans.attributes)
                if (parent := each.get("parent_account_id")) is not None
            ]
        return {each.account_id: above for each, above in self._of_parents if _holds(each, place)}

    def results_at(self, place: int, accounts: Collection[str] | None) -> Iterator[AccountResult]:
        """Results of some accounts or all at a date, each made by the reference."""
        return (opened.result for opened in self.opened_at(place, accounts))

    def opened_at(self, place: int, accounts: Collection[str] | None = None) -> Iterator[Opened]:
        """The same with what stands behind them; by scorecard, those without one last."""
        places = {account: a for a, account in enumerate(self.laid.accounts)}
        mine = self.spans.at(place, accounts)
        for card in self.run.plan.routed:
            cells = [(places[each.account_id], place) for each in mine if each.card == card.name]
            yield from self.opened(card, cells)
        on, around = self.laid.dates[place], self.run.around
        for span in mine:
            if span.card is None:
                standing = around.accounts.standing(span.account_id, on)
                assert standing is not None
                yield Opened(unrouted(standing.account, around, self.run.plan.routed))


def _holds(span: Span, place: int) -> bool:
    return span.first <= place < span.after


def _caps(card: Scorecard, bits: int) -> tuple[Cap, ...]:
    return tuple(cap for place, cap in enumerate(card.caps) if bits >> place & 1)


def _held(
    card: Scorecard, weekly: Sequence[date], held: Mapping[str, bytes], account: str
) -> dict[date, Held]:
    ranks = held.get(account, bytes([NO_BAND]) * len(weekly))
    states = {rank: Held(None if rank == NO_BAND else card.bands[rank].name) for rank in set(ranks)}
    return dict(zip(weekly, map(states.__getitem__, ranks), strict=True))


def score_whole(
    engine: LayingEngine,
    run: BookRun,
    *,
    accounts: Sequence[str] | None = None,
    progress: Progress | None = None,
    laid: Laid | None = None,
) -> Whole:
    """Score a book as its plan asks, as far as SQL can.

    Args:
        engine: has the facts.
        run: the plan, and what is known around the grid.
        accounts: only these; None = all.
        progress: told of long steps.
        laid: the grid where it is measured already, for the same primitives, dates and accounts.
    """
    plan, around = run.plan, run.around
    run.left_out.update({on: Counter() for on in plan.reported})
    if progress is not None:
        progress("measuring signals", 0, len(around.accounts.account_ids))
    laid = laid or engine.laid(run.primitives, plan.grid, accounts=accounts)
    stretches = spans(
        around,
        plan.grid,
        card_of=run.card_of,
        cards=plan.routed,
        accounts=accounts,
        left_out=run.left_out,
    )
    whole = Whole(run, laid, as_grid(laid, run.primitives), stretches)
    by_hand = set()
    for card in plan.routed:
        growth = whole.growth_of(card)
        if supports(card, whole.grid) or (growth and supports(growth, whole.grid)):
            by_hand.add(card.name)
            continue
        if growth is not None:
            _say(whole, growth, progress, routed_to=card)
        _say(whole, card, progress, routed_to=card)
    whole.by_hand = frozenset(by_hand)
    return whole


def _say(whole: Whole, card: Scorecard, progress: Progress | None, *, routed_to: Scorecard) -> None:
    """Have SQL say what it can; a growth scorecard for the accounts of all that ask it."""
    if card.name in whole.said:
        return
    run, around = whole.run, whole.run.around
    mine = set(_routed(whole, routed_to))
    if card is not routed_to:
        asking = [each for each in run.plan.routed if whole.growth_of(each) is card]
        mine = mine.union(*(_routed(whole, each) for each in asking))
    own = [n for n, account in enumerate(whole.spans.account_ids) if account in mine]
    cells = Cells(whole.spans.some(own), around.seen, around.covering, around.silent)
    weekly = set(run.plan.weekly)
    growth = whole.growth_of(card)
    asked = Asked(
        reported=whole.reported,
        weekly=[place for place, on in enumerate(whole.laid.dates) if on in weekly],
        new_below=max([NEW_DAYS, *longest_windows(card).values()]),
        lifted_below=NEW_DAYS,
        growth=(whole.said[growth.name].scores, _grows_from(card)) if growth else None,
        people=_people(whole, card) if card.overlay else None,
    )
    name = f"card{next(_NUMBERS)}"
    said = Said.begun(whole.laid.cursor, card, name, asked)
    whole.said[card.name] = said

    def tell(done: int, parts: int) -> None:
        if progress is not None:
            progress(f"scoring by {card.name}", len(mine) * done // parts, len(mine))

    say(said, whole.grid, cells, Reference(whole, card, run.kits[card.name]), tell=tell)


def _people(whole: Whole, card: Scorecard) -> People:
    words = Words(card, whole.run.around.judgements, whole.laid.dates)
    cases = whole.run.around.cases

    def by_case(account_id: str, on: date, found: Divergence) -> Divergence:
        return stated(found, cases.get(account_id, ()), on)

    return People(words, whole.run.kits[card.name].bare, divergence_text, by_case, NEW_DAYS)


def _grows_from(card: Scorecard) -> float:
    """The least growth score that counts: tests look at six decimals."""
    growth = card.growth
    assert growth is not None
    least = first_from(lambda score: six_decimals(score) >= growth.from_score)
    return _NEVER if least is None else least


def _routed(whole: Whole, card: Scorecard) -> Collection[str]:
    """Accounts that a scorecard has at any reported date."""
    places, spans = whole.reported, whole.spans
    ends = set(zip(spans.first, spans.after, strict=True))
    told = {(f, u) for f, u in ends if bisect_left(places, f) < bisect_left(places, u)}
    columns = zip(spans.account_ids, spans.cards, spans.first, spans.after, strict=True)
    return {account for account, name, f, u in columns if name == card.name and (f, u) in told}
