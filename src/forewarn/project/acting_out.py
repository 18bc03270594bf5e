"""What people of a simulated company did with its newest results, put on record as theirs would be.

Nobody works in a simulated company, so its pages would show questions without answers and a review
without promises. Everything here goes through the functions that the pages and verbs use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.ledger.entered import CONTEXT, NOTE
from forewarn.plays.promises import KEPT, NOTED, OPEN, Decision
from forewarn.project import clock
from forewarn.project.cases import stamp
from forewarn.project.noted import Noting, entry_of
from forewarn.scoring.casework import Case, answer, case_of, settle
from forewarn.terms.cases import ANSWERED, BOTH_STAND, PEOPLE_SEE, SCORE_MISSES
from forewarn.terms.score import AccountResult
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger

LEADER = "Tilda Lanternby"
"""Who leads the simulated company's reviews."""
SAYS_SO = "Simulated: "
"""Before every sentence that nobody said."""
_WEEK = timedelta(days=7)
_CONTEXT_DAYS = 30
_MISSED = "who in their company speaks for us"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is there to act on.

    Attributes:
        low: accounts in their lowest band, most revenue first.
        differing: where people and score differ, most revenue first.
    """

    ledger: Ledger
    settings: Settings
    now: datetime
    as_of: date
    low: Sequence[AccountResult]
    differing: Sequence[AccountResult]


def act_out(settings: Settings, *, now: datetime) -> bool:
    """Answers and settles differences, decides, promises and notes in a simulated company.

    Does nothing where somebody did any of it already, or where nothing is on record.

    Args:
        settings: of the project.
        now: the instant, with a zone.

    Returns:
        Whether anything was put on record.

    Raises:
        ValueError: the project is not marked as simulated.
    """
    if not settings.simulated:
        raise ValueError("only a simulated company's people are acted out")
    from forewarn.ledger import open_ledger

    with open_ledger(settings.ledger, folder=settings.folder) as ledger:
        if _acted(ledger):
            return False
        scene = _scene(ledger, settings, now)
        if scene is None:
            return False
        _cases(scene)
        _decisions(scene)
        _entries(scene)
        return True


def _acted(ledger: Ledger) -> bool:
    """Whether anybody did anything that scoring does not do by itself."""
    from forewarn.ledger.book import case_events, decision_count, entry_count

    answered = any(each.kind == ANSWERED for each in case_events(ledger))
    return bool(answered or decision_count(ledger) or entry_count(ledger))


def _scene(ledger: Ledger, settings: Settings, now: datetime) -> _Scene | None:
    from forewarn.ledger.book import current_book, newest_date, newest_scorecards

    found: dict[str, AccountResult] = {}
    lowest: dict[str, str] = {}
    cards = newest_scorecards(ledger)
    on = newest_date(ledger)
    if on is None:
        return None
    for card in cards:
        lowest[card.name] = card.bands[0] if card.bands else ""
        for each in current_book(ledger, on, fingerprint=card.fingerprint):
            found.setdefault(each.account_id, each)
    book = sorted((e for e in found.values() if e.owner), key=_by_revenue)
    return _Scene(
        ledger,
        settings,
        now,
        on,
        [e for e in book if e.effective_band == lowest.get(e.scorecard or "")],
        [e for e in book if e.divergence is not None and e.divergence.state == "open"],
    )


def _by_revenue(result: AccountResult) -> tuple[float, str]:
    return -sum(float(each.arr) for each in result.revenue), result.account_id


def _cases(scene: _Scene) -> None:
    """The first difference is settled, the second answered; all others stay open."""
    for result in scene.differing[:1]:
        misses = f"{SAYS_SO}their new sponsor bought from us at two companies before."
        _answer(scene, result, SCORE_MISSES, misses, missed=_MISSED)
        _settle(scene, result)
    for result in scene.differing[1:2]:
        sees = f"{SAYS_SO}the team still answers, but nobody there decides any more."
        _answer(scene, result, PEOPLE_SEE, sees)


def _answer(
    scene: _Scene, result: AccountResult, about: str, said: str, *, missed: str = ""
) -> None:
    from forewarn.ledger.book import note_cases

    owner = result.owner or ""
    at = stamp(scene.ledger, scene.now, zone=scene.settings.timezone)
    told = answer(_case(scene, result), about=about, missed=missed, said=said, by=owner, stamp=at)
    note_cases(scene.ledger, [told])


def _settle(scene: _Scene, result: AccountResult) -> None:
    from forewarn.ledger.book import note_cases

    said = f"{SAYS_SO}both hold: usage is low, and their sponsor is on our side."
    at = stamp(scene.ledger, scene.now, zone=scene.settings.timezone)
    ended = settle(_case(scene, result), follows=BOTH_STAND, said=said, by=LEADER, stamp=at)
    note_cases(scene.ledger, [ended])


def _case(scene: _Scene, result: AccountResult) -> Case:
    from forewarn.ledger.book import case_events

    found = result.divergence
    if found is None:
        raise ValueError(f"{result.account_id}: people and score do not differ")
    events = case_events(scene.ledger, [result.account_id])
    pair = (found.from_band, found.to_band)
    return case_of(result.account_id, pair, found, events, date.max)


_PROMISED = (
    ("Call the economic buyer about the open escalation", -3, KEPT),
    ("Agree on a date for the missing integration with their engineers", -2, OPEN),
    ("Bring our sponsor into the next business review", 4, OPEN),
)
"""What was decided a week ago, the day it is due counted from the newest results, its state."""


def _decisions(scene: _Scene) -> None:
    """Last week's promises: kept, overdue, open; and an account that was reached this week."""
    from forewarn.ledger.book import decide_within

    made = [
        Decision(
            number=number,
            promise=number,
            account_id=result.account_id,
            as_of=scene.as_of - _WEEK,
            said_by=LEADER,
            decision=f"{SAYS_SO}{words}",
            owner=result.owner or "",
            due_on=scene.as_of + timedelta(days=days),
            note="",
            state=OPEN,
            recorded_at=scene.now - _WEEK,
        )
        for number, (result, (words, days, _)) in enumerate(
            zip(scene.low, _PROMISED, strict=False), start=1
        )
    ]
    ends = [(row, end) for row, (_, _, end) in zip(made, _PROMISED, strict=False) if end != OPEN]
    later = [
        replace(row, number=len(made) + place, state=end, said_by=row.owner, recorded_at=scene.now)
        for place, (row, end) in enumerate(ends, start=1)
    ]
    reached = [
        Decision(
            number=len(made) + len(later) + 1,
            promise=len(made) + len(later) + 1,
            account_id=result.account_id,
            as_of=scene.as_of,
            said_by=LEADER,
            decision="",
            owner="",
            due_on=None,
            note=f"{SAYS_SO}looked at together; the plan of last month holds.",
            state=NOTED,
            recorded_at=scene.now,
        )
        for result in scene.low[3:4]
    ]
    decide_within(scene.ledger, [*made, *later, *reached])


def _entries(scene: _Scene) -> None:
    """A context that holds alarms back for a month, and a note."""
    from forewarn.ledger.book import enter

    today = clock.today(scene.now, scene.settings.timezone)
    wanted = [
        (
            each,
            Noting(
                CONTEXT,
                f"{SAYS_SO}they migrate to the new plan; usage dips until that is done.",
                each.owner or "",
                today,
                today + timedelta(days=_CONTEXT_DAYS),
            ),
        )
        for each in scene.low[4:5] or scene.low[-1:]
    ] + [
        (
            each,
            Noting(
                NOTE,
                f"{SAYS_SO}their finance lead asked for figures on what they saved with us.",
                each.owner or "",
                today,
            ),
        )
        for each in scene.low[:1]
    ]
    enter(
        scene.ledger,
        [
            entry_of(noting, each.account_id, number=number, now=scene.now, stood=each)
            for number, (each, noting) in enumerate(wanted, start=1)
        ],
    )
