"""What the handover brief says: read from the record and from what people said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from forewarn.ledger.book import history, people
from forewarn.ledger.entered import ASSESSMENT, CONTEXT, NOTE, Entry
from forewarn.ledger.values import HistoryPoint
from forewarn.project.noted import Noted, contexts_now, noted_in
from forewarn.scoring.attention import TAKE_OVER_DAYS, assessed_since
from forewarn.scoring.explained import Explanation
from forewarn.terms.people import Contact, Keeper, People
from forewarn.terms.score import Context, Reading
from forewarn.workspace.accounts.page import AccountPage, account_page
from forewarn.workspace.assessing.form import table_of
from forewarn.workspace.models import BookLine
from forewarn.workspace.project import Shown

HISTORY_WEEKS = 52
_CHANGES, _PEOPLE, _WORDS, _MOVES = 6, 9, 6, 4
"""As many as fit on two pages; the page of the account has them all."""


@dataclass(frozen=True, slots=True)
class Change:
    """A date on which the effective band was another one than at the date before."""

    on: date
    before: str
    after: str
    before_color: str
    after_color: str


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said: an assessment or a note.

    Attributes:
        kind: ``assessment``, ``note`` or ``context``.
        values: what was graded, for an assessment.
        former: the former owner said it.
    """

    on: date
    by: str
    kind: str
    text: str
    values: dict[str, object]
    former: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """An account, for whoever takes it over.

    Attributes:
        found: as its own page has it.
        inherited: readings that stand and that the former owner gave; they count as too old for
            the new one, who looks for themselves.
        assess_by: the last day for that; None where nobody took it over or it is done.
        scores: of the last year, oldest first.
        changes: of the band, newest first.
        left: who left within the year, newest first.
        carried_by: the only person of theirs whom anybody met in 90 days; None where there is
            another number of them.
    """

    found: AccountPage
    owner: Keeper | None
    former: Keeper | None
    team: tuple[Keeper, ...]
    inherited: tuple[Reading, ...]
    assess_by: date | None
    scores: tuple[float | None, ...]
    changes: tuple[Change, ...]
    there: tuple[Contact, ...]
    left: tuple[Contact, ...]
    carried_by: Contact | None
    contexts: tuple[Context, ...]
    words: tuple[Word, ...]
    quarter: Explanation | None
    more_people: int


def brief_of(shown: Shown, line: BookLine) -> Brief | None:
    """The brief; None where nothing is on record of the account."""
    found = account_page(shown, line)
    if found is None:
        return None
    table = table_of(shown, found.result)
    noted = noted_in(table.entries, zone=table.zone)
    told = people(shown.ledger, line.account_id) or People(line.account_id)
    past = _past(shown, line)
    there = _there(told, line.as_of)
    former = told.former_owner
    return Brief(
        found=found,
        owner=told.owner,
        former=former,
        team=tuple(each for each in told.team if each.until is None),
        inherited=inherited(found, told),
        assess_by=_assess_by(found, told),
        scores=tuple(each.score for each in past),
        changes=tuple(_changes(past, shown, found))[:_CHANGES],
        there=there[:_PEOPLE],
        left=_left(told, line.as_of)[:_PEOPLE],
        carried_by=told.carried_by(line.as_of),
        contexts=contexts_now(found.result, noted, today=table.today),
        words=_words(table.entries, noted, former),
        quarter=_longest(found),
        more_people=max(len(there) - _PEOPLE, 0),
    )


def _longest(found: AccountPage) -> Explanation | None:
    """What moved it since the earliest of the dates for which the record tells."""
    told = [each.explained for _, each in sorted(found.moves.items()) if each.not_told is None]
    return told[-1] if told else None


def inherited(found: AccountPage, told: People) -> tuple[Reading, ...]:
    """The readings that stand and that somebody gave who keeps the account no more."""
    overlay, owner = found.result.overlay, told.owner
    if overlay is None or owner is None or told.former_owner is None or owner.since is None:
        return ()
    former = {each.name for each in told.team if each.role == owner.role} - {owner.name}
    return tuple(
        each
        for each in overlay.readings
        if each.assessed_by in former and each.assessed_on <= owner.since
    )


def _assess_by(found: AccountPage, told: People) -> date | None:
    owner = told.owner
    if owner is None or told.former_owner is None or owner.since is None:
        return None
    if assessed_since(found.result, owner.since):
        return None
    return owner.since + timedelta(days=TAKE_OVER_DAYS)


def _past(shown: Shown, line: BookLine) -> list[HistoryPoint]:
    since = line.as_of - timedelta(weeks=HISTORY_WEEKS)
    return list(history(shown.ledger, line.account_id, since=since, until=line.as_of))


def _changes(past: Sequence[HistoryPoint], shown: Shown, found: AccountPage) -> Iterable[Change]:
    card = shown.card(found.result.scorecard)
    colors = {band.name: band.color for band in card.bands} if card else {}
    for before, after in reversed(list(pairwise(past))):
        one, other = before.effective_band or "", after.effective_band or ""
        if one != other:
            yield Change(after.as_of, one, other, colors.get(one, ""), colors.get(other, ""))


def _there(told: People, on: date) -> tuple[Contact, ...]:
    """Those that somebody met last first, then those who are there longest."""
    found = [each for each in told.contacts if each.there(on)]
    found.sort(key=lambda each: (-(each.met_on or date.min).toordinal(), each.since))
    return tuple(found)


def _left(told: People, on: date) -> tuple[Contact, ...]:
    year = timedelta(weeks=HISTORY_WEEKS)
    found = [each for each in told.contacts if each.until and on - year <= each.until < on]
    found.sort(key=lambda each: each.until or on, reverse=True)
    return tuple(found)


def _words(
    entries: Sequence[Entry], noted: Sequence[Noted], former: Keeper | None
) -> tuple[Word, ...]:
    """The former owner's first, then the newest."""
    name = former.name if former else ""
    assessed = [each for each in entries if each.kind == ASSESSMENT]
    found = [
        Word(
            each.said_on, each.said_by, ASSESSMENT, str(each.values.get("note") or ""),
            dict(each.values), each.said_by == name,
        )
        for each in assessed
    ]  # fmt: skip
    found += [
        Word(each.entry.said_on, each.entry.said_by, each.kind, each.text, {},
             each.entry.said_by == name)
        for each in noted
        if each.kind in (NOTE, CONTEXT)
    ]  # fmt: skip
    found.sort(key=lambda each: (not each.former, -each.on.toordinal()))
    return tuple(found[:_WORDS])
