"""What the record adds to a governance pack: what was said, recoveries, changes of scorecards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from forewarn.evidence.governance import Cause, Recovery, Restated
from forewarn.evidence.rates import proportion
from forewarn.evidence.shift import Stood
from forewarn.project.desk import Desk

if TYPE_CHECKING:
    from forewarn.ledger import CardFacts, HistoryPoint, Ledger

WITHIN = timedelta(days=90)
WATCHED = timedelta(days=365)
NEAR = 7
FEWEST_DATES = 13


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What a ledger holds for one pack.

    Attributes:
        dates: recorded in the 91 days up to the pack's date.
        recovery: None with fewer than 13 recorded dates in the year.
        restated: None where nothing was said near the quarter's start.
        changes: the days on which a scorecard changed: plans applied after the first one, or
            where none ever was, days on which another version was first recorded.
        applied: fingerprints that the newest plan put in force; None = no plan was ever applied.
        cause: the newest one that was written of the quarter and the whole book.
    """

    dates: int = 0
    recovery: Recovery | None = None
    restated: Restated | None = None
    changes: Sequence[date] = ()
    applied: frozenset[str] | None = None
    cause: Cause | None = None


def on_record(desk: Desk, base: Sequence[Stood], *, began_on: date, as_of: date) -> OnRecord:
    """Read the ledger, where there is one.

    Args:
        desk: of the project.
        base: accounts as they stood at the quarter's start under the scorecards in force.
        began_on: the quarter's start.
        as_of: the pack's date.
    """
    ledger = desk.existing_ledger()
    if ledger is None:
        return OnRecord()
    with ledger:
        return _read(desk, ledger, base, began_on, as_of)


def _read(
    desk: Desk, ledger: Ledger, base: Sequence[Stood], began_on: date, as_of: date
) -> OnRecord:
    from forewarn.ledger.book import applications, causes, histories, runs, scorecards

    cards = {card.fingerprint: card for card in scorecards(ledger)}
    lines = histories(ledger, since=as_of - WATCHED, until=as_of)
    days = {point.as_of for line in lines.values() for point in line}
    plans = applications(ledger)
    if plans:
        # A pack is of the scorecards in force now: who approved them is asked of the newest plan.
        applied = frozenset(card.fingerprint for card in plans[-1].scorecards)
        days_applied = [each.applied_at.date() for each in plans]
        changes = tuple(on for on in days_applied[1:] if on <= as_of)
    else:
        first = {f: runs(ledger, f)[0].recorded_at.date() for f in cards}
        applied, changes = None, _changes(cards.values(), first)
    recovery = None
    if len(days) >= FEWEST_DATES:
        recovery = recovered(lines, {name: _ends(card) for name, card in cards.items()}, as_of)
    return OnRecord(
        sum(on > as_of - timedelta(days=91) for on in days),
        recovery,
        _restated(desk, ledger, base, began_on),
        changes,
        applied,
        next(
            (
                Cause(each.cause, each.because, each.written_by)
                for each in causes(ledger, after=began_on, until=as_of)
                if not each.scope
            ),
            None,
        ),
    )


Ends = tuple[str | None, frozenset[str]]
"""The lowest band, and those below the top: anything else (growth) stands above it."""


def _ends(card: CardFacts) -> Ends:
    return (card.bands[0] if card.bands else None), frozenset(card.bands[:-1])


def recovered(
    lines: Mapping[str, Sequence[HistoryPoint]], ends: Mapping[str, Ends], as_of: date
) -> Recovery:
    """Accounts that went into the lowest band at least 90 days ago, and those back in the top one.

    Args:
        lines: each account's recorded points, oldest first.
        ends: per fingerprint its lowest band and those below the top.
        as_of: the pack's date.
    """
    accounts, back = [], []
    for account_id, line in lines.items():
        for place in _entries(line, ends):
            on = line[place].as_of
            if on <= as_of - WITHIN:
                accounts.append(account_id)
                near = [p for p in line[place:] if p.as_of <= on + WITHIN]
                back.append(any(_is_top(point, ends) for point in near))
    return Recovery(len(accounts), proportion(back, accounts))


def _entries(line: Sequence[HistoryPoint], ends: Mapping[str, Ends]) -> list[int]:
    """Places at which an account was in the lowest band and had been in another one before."""
    low = [point.effective_band == ends[point.fingerprint][0] for point in line]
    known = [point.effective_band is not None for point in line]
    return [n for n in range(1, len(line)) if low[n] and known[n - 1] and not low[n - 1]]


def _is_top(point: HistoryPoint, ends: Mapping[str, Ends]) -> bool:
    band = point.effective_band
    return band is not None and band not in ends[point.fingerprint][1]


def _restated(desk: Desk, ledger: Ledger, base: Sequence[Stood], began_on: date) -> Restated | None:
    from forewarn.ledger.sayings import sayings

    asked = [(each.account_id, began_on) for each in base]
    found = sayings(ledger, asked, within_days=NEAR)
    if not found:
        return None
    in_force = {card.name: card for card in desk.cards}
    other, down, up = 0, 0, 0
    for each in base:
        said = found.get((each.account_id, began_on))
        card = in_force.get(said.scorecard) if said else None
        if said is None or card is None or said.fingerprint == card.fingerprint:
            continue
        other += 1
        if said.effective_band is not None and each.band is not None:
            was_green = said.effective_band not in {b.name for b in card.bands[:-1]}
            down += was_green and not each.green
            up += each.green and not was_green
    return Restated(len(found), other, down, up)


def _changes(cards: Iterable[CardFacts], first: Mapping[str, date]) -> tuple[date, ...]:
    days: dict[str, list[date]] = {}
    for card in cards:
        days.setdefault(card.name, []).append(first[card.fingerprint])
    return tuple(sorted(on for each in days.values() for on in sorted(each)[1:]))
