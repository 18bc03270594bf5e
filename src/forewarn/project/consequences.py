"""Which accounts a change of scorecards moves: only those that it can touch are scored again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forewarn.project.accounts import AccountBook
from forewarn.project.asked import Progress
from forewarn.project.book import BookRun, Plan, card_kit, run_book
from forewarn.project.desk import Desk
from forewarn.project.differences import COSMETIC, ROUTING, SIGNAL
from forewarn.project.facts import read_surroundings
from forewarn.project.needs import Needs
from forewarn.project.setwise import SetwiseBook
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.routing import route
from forewarn.terms.account import AccountAsOf
from forewarn.terms.made import Brief, Made
from forewarn.terms.score import AccountResult

Results = Callable[[Sequence[str]], Mapping[str, AccountResult]]


@dataclass(frozen=True, slots=True)
class Told:
    """One side's accounts in brief, and their results when asked.

    Attributes:
        briefs: by account, of those that were scored or could not be.
        results: of some of them.
    """

    briefs: Mapping[str, Brief]
    results: Results


@dataclass(frozen=True, slots=True)
class Consequences:
    """Both sides for the accounts that a change can touch.

    Attributes:
        accounts: that were scored on both sides.
        measured: how often the facts were measured.
        pairs: results before and after where the band or the being scored differs; None where the
            account is not in the book.
    """

    accounts: int
    measured: int
    pairs: Sequence[tuple[AccountResult, AccountResult]]


NOTHING = Consequences(0, 0, ())


def consequences(
    before: Desk,
    after: Desk,
    categories: Mapping[str, str],
    as_of: date,
    progress: Progress | None = None,
) -> Consequences:
    """Score the accounts that a change can touch on both sides, and hold them against each other.

    Args:
        before, after: the same facts with the scorecards of each side.
        categories: per scorecard that differs its largest category.
        as_of: the date.
        progress: told of long steps.
    """
    touched = touched_accounts(before, after, categories, as_of)
    if not touched:
        return NOTHING
    same_signals = SIGNAL not in categories.values()
    sides = [_plan(desk, as_of) for desk in (before, after)]
    if same_signals:
        was, would = _measured_once(before, after, sides, touched, progress)
        measured = 1
    else:
        was, would = (_told(*each, touched) for each in zip((before, after), sides, strict=True))
        measured = 2
    moved = [
        account
        for account in touched
        if _changes(was.briefs.get(account), would.briefs.get(account))
    ]
    then, now = was.results(moved), would.results(moved)
    pairs = [(then[account], now[account]) for account in moved]
    return Consequences(len(touched), measured, pairs)


def _changes(was: Brief | None, would: Brief | None) -> bool:
    if was is None or would is None:
        return False
    return was.effective_band != would.effective_band or (was.score is None) != (
        would.score is None
    )


def touched_accounts(
    before: Desk, after: Desk, categories: Mapping[str, str], as_of: date
) -> list[str]:
    """Accounts in the book whose scorecard differs, or that get another one, by account."""
    deep = {name for name, each in categories.items() if each not in (COSMETIC, ROUTING)}
    asking = {
        card.name
        for desk in (before, after)
        for card in desk.cards
        if card.growth and categories.get(card.growth.scorecard, COSMETIC) != COSMETIC
    }
    return [
        account.account_id
        for account in _book(after, as_of)
        for was, would in [(_card(before, account), _card(after, account))]
        if was != would or would in deep | asking
    ]


def _card(desk: Desk, account: AccountAsOf) -> str | None:
    card = route(desk.cards, account.attributes, account.age_days)
    return None if card is None else card.name


def _book(desk: Desk, as_of: date) -> Iterator[AccountAsOf]:
    """The accounts that are scored at a date."""
    around = read_surroundings(desk.engine, desk.cards, [as_of], declared=desk.declared)
    book: AccountBook = around.accounts
    for account_id in book.account_ids:
        standing = book.standing(account_id, as_of)
        if standing is not None and standing.left_out is None:
            yield standing.account


def _plan(desk: Desk, as_of: date) -> Plan:
    return Plan.over(desk.cards, [as_of], starts=desk.settings.week_starts, only=None)


def _told(desk: Desk, plan: Plan, accounts: Sequence[str]) -> Told:
    """One side, measured for itself."""
    run = run_book(desk.engine, plan, declared=desk.declared, accounts=accounts)
    return _of_book(SetwiseBook(desk.engine, run, accounts=accounts), plan.reported[0])


def _of_book(book: SetwiseBook, on: date) -> Told:
    found = book.results(on)
    assert isinstance(found, Made)
    source = found.source

    def results(accounts: Sequence[str]) -> Mapping[str, AccountResult]:
        return {each.account_id: each for each in source.results(accounts)} if accounts else {}

    return Told({each.account_id: each for each in source.briefs()}, results)


def _measured_once(
    before: Desk,
    after: Desk,
    plans: Sequence[Plan],
    accounts: Sequence[str],
    progress: Progress | None,
) -> tuple[Told, Told]:
    """Both sides over one grid of the signals that they share."""
    needs = Needs()
    kits = [{card.name: card_kit(needs, card) for card in plan.cards} for plan in plans]
    engine, every = after.engine, _cards(plans)
    around = read_surroundings(
        engine, every, plans[1].grid, declared=after.declared, accounts=accounts
    )
    laid = engine.laid(needs.primitives, plans[1].grid, accounts=accounts)
    told = []
    for desk, plan, kit in zip((before, after), plans, kits, strict=True):
        known = replace(around, functions=desk.declared.functions or {})
        run = BookRun(plan, known, kit, iter(()), primitives=needs.primitives)
        book = SetwiseBook(engine, run, accounts=accounts, progress=progress, laid=laid)
        told.append(_of_book(book, plan.reported[0]))
    return told[0], told[1]


def _cards(plans: Sequence[Plan]) -> list[Scorecard]:
    return [card for plan in plans for card in plan.cards]
