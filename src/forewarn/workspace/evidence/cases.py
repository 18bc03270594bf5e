"""Cases by name, for who may see them: wrong calls, and in a small book every loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.evidence.backtest import MAIN, Backtest, Named
from forewarn.evidence.governance import GovernancePack
from forewarn.evidence.reviews import Review, Stood
from forewarn.ledger import Ledger
from forewarn.render.figures import became, in_effect, money
from forewarn.terms.score import AccountResult
from forewarn.workspace.access import seen_among
from forewarn.workspace.evidence.reading import backtest_in, backtests
from forewarn.workspace.models import Member
from forewarn.workspace.project import Shown

SHOWN = 50
"""Cases of a list on the page."""
Colors = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case as the page lists it.

    Attributes:
        result: the account as the backtest made it again for the day.
        color: of its band; empty where it is not known any more.
        effect: the effective band where it was another one.
    """

    account_id: str
    name: str
    due_on: date
    as_of: date
    became: str
    revenue: str
    result: AccountResult
    color: str
    effect: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseList:
    """A list of cases.

    Attributes:
        guide: one sentence on how to read it.
        count: of all, whoever may see them.
        hidden: accounts of others, not shown to this member.
        more: that are theirs, and not shown here.
    """

    name: str
    title: str
    guide: str
    count: int
    lines: tuple[CaseLine, ...]
    hidden: int
    more: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A loss or downsell of a small book.

    Attributes:
        stood: by days before, in the order of the columns; None where it did not stand anywhere.
    """

    account_id: str
    name: str
    due_on: date
    as_of: date
    became: str
    stood: tuple[Stood | None, ...]
    first_flag: str
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviews:
    """Every loss and downsell of a small book.

    Attributes:
        days: the columns, the longest first.
    """

    days: tuple[int, ...]
    count: int
    lines: tuple[ReviewLine, ...]
    hidden: int


_LISTS = (
    (
        "false_negatives",
        "Lost, and not flagged 90 days before",
        "Each is a case to review: what was known then and pointed the other way stands with it.",
    ),
    (
        "kept_green",
        "Lost from the top effective band 90 days before",
        "Kept green until the renewal quarter: what people saw was the top band or growth.",
    ),
    (
        "false_positives",
        "Kept, although flagged 90 days before",
        "A flag that was worked on belongs here, too, as long as plays are not recorded yet.",
    ),
)


def named_in(found: Backtest | GovernancePack) -> set[str]:
    """Accounts that are named anywhere in a result."""
    names = {
        each.case.account_id for name, *_ in _LISTS for each in getattr(found, name, None) or ()
    }
    return names | {each.case.account_id for each in getattr(found, "reviews", ())}


def worked_out(ledger: Ledger, account_id: str, on: date) -> AccountResult | None:
    """The account as the newest backtest made it again for a day; None where it names none."""
    every = backtests(ledger)
    found = backtest_in(ledger, every[0]).result if every else None
    if found is None:
        return None
    named = (each for name, *_ in _LISTS for each in getattr(found, name, None) or ())
    return next(
        (
            each.result
            for each in named
            if each.case.account_id == account_id and each.result.as_of == on
        ),
        None,
    )


def lists_of(
    found: Backtest | GovernancePack,
    shown: Shown,
    member: Member,
    left_out: Mapping[str, int],
) -> tuple[CaseList, ...]:
    """The lists of wrong calls as a member may read them; five queries at most."""
    seen = seen_among(member, named_in(found), shown.ledger)
    colors = colors_of(shown)
    return tuple(
        _list(name, title, guide, getattr(found, name), seen, colors, left_out.get(name, 0))
        for name, title, guide in _LISTS
        if hasattr(found, name)
    )


def reviews_of(found: Backtest, shown: Shown, member: Member) -> Reviews:
    """Every loss and downsell of a small book as a member may read them."""
    seen = seen_among(member, named_in(found), shown.ledger)
    days = tuple(sorted({at.days for each in found.reviews for at in each.stood}, reverse=True))
    lines = tuple(_review(each, days) for each in found.reviews if each.case.account_id in seen)
    return Reviews(days, len(found.reviews), lines, len(found.reviews) - len(lines))


def colors_of(shown: Shown) -> Colors:
    """Colours of bands by scorecard in force and name."""
    found = {(card.name, band.name): band.color for card in shown.cards for band in card.bands}
    grown = {
        (card.name, card.growth.band.name): card.growth.band.color
        for card in shown.cards
        if card.growth
    }
    return found | grown


def _list(
    name: str,
    title: str,
    guide: str,
    found: Sequence[Named],
    seen: set[str],
    colors: Colors,
    left_out: int,
) -> CaseList:
    theirs = [each for each in found if each.case.account_id in seen]
    lines = tuple(_line(each, colors) for each in theirs[:SHOWN])
    count = len(found) + left_out
    return CaseList(
        name, title, guide, count, lines, len(found) - len(theirs), len(theirs) - len(lines)
    )


def _line(each: Named, colors: Colors) -> CaseLine:
    result = each.result
    return CaseLine(
        result.account_id,
        result.name or result.account_id,
        each.case.due_on,
        result.as_of,
        became(each.case),
        money(each),
        result,
        colors.get((result.scorecard or "", result.band or ""), ""),
        in_effect(result.band, result.effective_band).removeprefix(", "),
        each.hints,
    )


def _review(each: Review, days: Iterable[int]) -> ReviewLine:
    stood = {at.days: at for at in each.stood}
    flagged = each.first_flag_days
    return ReviewLine(
        each.case.account_id,
        each.name or each.case.account_id,
        each.case.due_on,
        each.case.due_on - timedelta(days=MAIN),
        became(each.case),
        tuple(stood.get(number) for number in days),
        "never" if flagged is None else f"{flagged} days before",
        each.missed,
    )
