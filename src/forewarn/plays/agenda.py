"""The weekly agenda: whom to look at, most urgent first, the same for everybody (R1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from forewarn.plays.promises import Promise
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.attention import (
    Urgency,
    context_of,
    held_back,
    moved_by,
    reasons_to_look,
    respond_by,
    urgency,
)
from forewarn.scoring.looking import Reason, in_a_sentence
from forewarn.scoring.past import Past
from forewarn.terms.score import AccountResult, Context, Plain, Revenue

PER_CSM = 12
"""What thirty minutes are enough for."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asks:
    """An account, and why it asks to be looked at.

    Attributes:
        why: most telling first; empty where it does not ask.
        held: alarms that a context in force holds back.
        moved: points gained in four weeks; None where either score is not known.
    """

    card: Scorecard
    result: AccountResult
    past: Past
    why: tuple[Reason, ...]
    held: tuple[Reason, ...]
    moved: float | None

    @classmethod
    def of(cls, card: Scorecard, result: AccountResult, past: Past) -> Asks:
        """Asked of its result and of what was before."""
        why = reasons_to_look(card, result, past)
        held = held_back(card, result, past)
        return cls(card, result, past, why, held, moved_by(result, past.scores))

    @property
    def sentence(self) -> str:
        """Why it asks, in English."""
        return in_a_sentence([each.words for each in self.why])

    @property
    def context(self) -> Context | None:
        """What holds its alarms back."""
        return context_of(self.result)

    @property
    def alarmed(self) -> bool:
        """Whether it asks, or would without the context that holds its alarms back."""
        return bool(self.why or self.held)

    @property
    def respond_by(self) -> date | None:
        """The day by which its band asks for a response; None where that day is not known."""
        by, stay = respond_by(self.card, self.past), self.past.stay
        known = by is not None and stay is not None
        if not known or (stay and stay.before is None and by and by < self.result.as_of):
            return None
        return by

    @property
    def urgency(self) -> Urgency:
        """Its place among others; smaller is more urgent."""
        return urgency(self.card, self.result, self.why, self.moved)


def in_order(found: Iterable[Asks]) -> list[Asks]:
    """Those that ask, most urgent first; ties by account."""
    asking = [each for each in found if each.why]
    return sorted(asking, key=lambda each: (each.urgency, each.result.account_id))


def places(ordered: Iterable[Asks]) -> Iterator[tuple[Asks, int]]:
    """Each with how many of the same CSM ask more urgently.

    One whose alarms are held back takes nobody's place.
    """
    seen: Counter[str | None] = Counter()
    for each in ordered:
        owner = each.result.owner
        yield each, seen[owner]
        seen[owner] += bool(each.why)


def kept(ordered: Iterable[T], asks: Callable[[T], Asks]) -> tuple[list[T], Mapping[str, int]]:
    """What a review has time for, and how many were left out.

    Args:
        ordered: most urgent first.
        asks: what lies behind each of them.

    Returns:
        At most ``PER_CSM`` per CSM, in the same order; and per CSM (empty for no owner) how many
        more there were, without those who have none left out.
    """
    found = list(ordered)
    place = [at for _, at in places(map(asks, found))]
    left = Counter(
        asks(each).result.owner or ""
        for each, at in zip(found, place, strict=True)
        if at >= PER_CSM
    )
    return [each for each, at in zip(found, place, strict=True) if at < PER_CSM], dict(left)


@dataclass(frozen=True, slots=True)
class Item(Plain):
    """An account on the agenda.

    Attributes:
        account_id: the account.
        name: its name, or its id where it has none.
        owner: its CSM; None for nobody.
        scorecard: the one that scored it.
        band: the effective one.
        score: as shown; None where it is withheld.
        moved: points gained in four weeks; None where either score is not known.
        revenue: recurring, by currency.
        renews_on: the next end of an open contract.
        notice_on: the last day to give notice of it; None where it asks for none.
        days_left: until the earlier of notice deadline and end; None without a renewal.
        kinds: of the reasons, most telling first.
        why: the reasons in a sentence.
        respond_by: the day by which the band asks for a response; None where it had one.
        next_step: in a sentence.
        lists: the standing lists that it is on.
    """

    account_id: str
    name: str
    owner: str | None
    scorecard: str
    band: str | None
    score: float | None
    moved: float | None
    revenue: tuple[Revenue, ...]
    renews_on: date | None
    notice_on: date | None
    days_left: int | None
    kinds: tuple[str, ...]
    why: str
    respond_by: date | None
    next_step: str
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held(Plain):
    """An account whose alarms a context in force holds back (S11).

    Attributes:
        account_id: the account.
        name: its name, or its id where it has none.
        owner: its CSM; None for nobody.
        why: the alarms in a sentence.
        context: what holds them back, in its author's words.
        until: the last day of the context; None where it names none.
    """

    account_id: str
    name: str
    owner: str | None
    why: str
    context: str
    until: date | None


@dataclass(frozen=True, slots=True)
class OnList(Plain):
    """An account on a standing list (R5).

    Attributes:
        account_id: the account.
        name: its name, or its id where it has none.
        owner: its CSM; None for nobody.
        band: the effective one.
        score: as shown; None where it is withheld.
        revenue: recurring, by currency.
        days_left: until the earlier of notice deadline and end; None without a renewal.
        reason: why it is on the list, in a sentence.
        next_step: what to do next, in a sentence.
    """

    account_id: str
    name: str
    owner: str | None
    band: str | None
    score: float | None
    revenue: tuple[Revenue, ...]
    days_left: int | None
    reason: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Agenda(Plain):
    """What a weekly review goes through.

    Attributes:
        as_of: of the results.
        week: the first day of the review's week.
        promises: what was decided before that week, see ``promises.to_be_told``.
        accounts: most urgent first.
        left_out: per CSM how many more asked; empty for no owner.
        held: accounts whose alarms a context holds back.
        lists: the standing lists, by name.
        scorecards: label by scorecard: how far its colours were checked.
        notices: what qualifies the result, such as SIMULATED.
    """

    as_of: date
    week: date
    promises: tuple[Promise, ...]
    accounts: tuple[Item, ...]
    left_out: Mapping[str, int]
    held: tuple[Held, ...]
    lists: Mapping[str, tuple[OnList, ...]]
    scorecards: Mapping[str, str]
    notices: tuple[str, ...]
