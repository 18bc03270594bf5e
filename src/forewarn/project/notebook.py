"""The verb ``note``: puts a note, a context or a mark on record, takes one back, lists them all.

The same entries as those of the workspace: later runs read them as facts, and nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import forewarn
from forewarn.ledger.entered import Entry
from forewarn.project import clock
from forewarn.project.asked import NoteWish
from forewarn.project.in_force import InForce
from forewarn.project.noted import Noted, Noting, entry_of, noted_in, withdrawal_of, wrong_with
from forewarn.project.qualified import simulated
from forewarn.terms.errors import ForewarnError
from forewarn.terms.noted import NoteOnRecord, Notes
from forewarn.terms.score import AccountResult
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger

_FIELDS = {
    "text": "the text",
    "signal": "--signal",
    "starts_on": "--from",
    "ends_on": "--until",
}
"""What the command line calls the fields that can be wrong."""


def notes(settings: Settings, counts: InForce, asked: NoteWish, *, now: datetime) -> Notes:
    """What is on record of an account, after what was asked for was put there.

    Args:
        settings: of the project.
        counts: the scorecards in force.
        asked: the account, and what is to be written or taken back.
        now: the instant, with a zone.

    Raises:
        ForewarnError: the account is not on record, nobody is named, what is wanted is incomplete,
            or what is to be taken back is not there.
    """
    from forewarn.ledger import existing_ledger
    from forewarn.ledger.book import enter

    today = clock.today(now, settings.timezone)
    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is None:
        raise _unknown(asked.account_id)
    with ledger:
        stood = _newest(ledger, asked.account_id)
        entry = _entry(ledger, settings, counts, asked, stood, today=today, now=now)
        enter(ledger, [entry] if entry else [])
        found = _noted(ledger, settings, asked.account_id)
    return Notes(
        account_id=asked.account_id,
        name=stood.name or stood.account_id,
        as_of=today,
        written=entry.number if entry else None,
        notes=tuple(_on_record(each, today) for each in found),
        notices=simulated(settings),
        forewarn_version=forewarn.__version__,
    )


def _newest(ledger: Ledger, account_id: str) -> AccountResult:
    from forewarn.ledger.book import last_said

    found = last_said(ledger, [account_id]).get(account_id)
    if found is None:
        raise _unknown(account_id)
    return found


def _unknown(account_id: str) -> ForewarnError:
    return ForewarnError(
        f"no result of account '{account_id}' is on record",
        fix="forewarn score shows the ids of accounts and puts them on record",
    )


def _noted(ledger: Ledger, settings: Settings, account_id: str) -> tuple[Noted, ...]:
    from forewarn.ledger.book import entries

    return noted_in(entries(ledger, account_id), zone=settings.timezone)


def _entry(
    ledger: Ledger,
    settings: Settings,
    counts: InForce,
    asked: NoteWish,
    stood: AccountResult,
    *,
    today: date,
    now: datetime,
) -> Entry | None:
    """What is to be put on record; None where nothing is asked or the same is there already."""
    from forewarn.ledger.book import entry_count

    if asked.nothing:
        return None
    if not asked.by.strip():
        raise ForewarnError(
            "a note needs somebody who says it", fix='add --by "NAME", as the facts write it'
        )
    found, number = _noted(ledger, settings, asked.account_id), entry_count(ledger) + 1
    if asked.take_back is not None:
        return _withdrawal(found, asked, number=number, today=today, now=now)
    noting = _noting(asked, today)
    _refuse(noting, _signals(counts, stood), today=today)
    if any(_same(each, noting, today) for each in found):
        return None
    return entry_of(noting, asked.account_id, number=number, now=now, stood=stood)


def _noting(asked: NoteWish, today: date) -> Noting:
    return Noting(
        asked.kind,
        asked.text.strip(),
        asked.by.strip(),
        asked.starts_on or today,
        asked.ends_on,
        asked.signal,
    )


def _signals(counts: InForce, stood: AccountResult) -> list[str]:
    """Those that inputs of the account's scorecard rest on."""
    card = next((each for each in counts.cards if each.name == stood.scorecard), None)
    return [each.signal for each in card.inputs] if card else []


def _refuse(noting: Noting, signals: Sequence[str], *, today: date) -> None:
    wrong = wrong_with(noting, today=today, signals=signals)
    if not wrong:
        return
    said = "; ".join(f"{_FIELDS[field]}: {words}" for field, words in wrong.items())
    known = f" Its signals: {', '.join(dict.fromkeys(signals))}." if "signal" in wrong else ""
    raise ForewarnError(
        f"the {noting.kind.replace('_', ' ')} cannot be put on record: {said}{known}",
        fix="complete it and send it again; nothing was written",
    )


def _same(each: Noted, noting: Noting, today: date) -> bool:
    """Whether the same lasts already, so that a call that runs twice writes once."""
    if each.state(today) in ("withdrawn", "ended"):
        return False
    told = (each.kind, each.text, each.entry.said_by, each.entry.said_on, each.ends_on, each.signal)
    return told == (
        noting.kind, noting.text, noting.by, noting.starts_on, noting.ends_on, noting.signal
    )  # fmt: skip


def _withdrawal(
    found: Iterable[Noted], asked: NoteWish, *, number: int, today: date, now: datetime
) -> Entry | None:
    each = next((each for each in found if each.entry.number == asked.take_back), None)
    if each is None:
        raise ForewarnError(
            f"account '{asked.account_id}' has no note with number {asked.take_back}",
            fix=f"forewarn note {asked.account_id} lists them with their numbers",
        )
    if each.withdrawn is not None:
        return None
    return withdrawal_of(each, by=asked.by, because=asked.text, on=today, number=number, now=now)


def _on_record(each: Noted, today: date) -> NoteOnRecord:
    return NoteOnRecord(
        number=each.entry.number,
        kind=each.kind,
        text=each.text,
        by=each.entry.said_by,
        starts_on=each.entry.said_on,
        ends_on=each.ends_on,
        signal=each.signal,
        state=each.state(today),
        score=each.stood.get("score"),
        band=each.stood.get("effective_band"),
    )
