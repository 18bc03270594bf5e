"""Notes, contexts and marks that people entered: what they say, until when, and as rows of facts.

A context holds an alarm back and never changes a band (S11); a mark sets one signal of an account
aside (O5). Neither is ever removed: it ends on its last day, or another entry takes it back, and
both stay in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import forewarn
from forewarn.ledger.entered import CONTEXT, NOT_APPLICABLE, NOTE, NOTED, WITHDRAWN, WRONG, Entry
from forewarn.terms.score import AccountResult, Context

TABLE = "notes"
COLUMNS = (
    "account_id", "kind", "signal", "text", "author", "starts_on", "ends_on", "withdrawn_on",
    "known_at",
)  # fmt: skip
MARKS = (NOT_APPLICABLE, WRONG)
LONGEST_DAYS = 366
"""A context or a mark that nobody looks at again for longer than a year is none."""


@dataclass(frozen=True, slots=True)
class Noting:
    """What somebody wants to put on record of an account.

    Attributes:
        kind: one of ``NOTED``.
        text: the note, or the reason.
        by: their name as in the facts.
        starts_on: its first day.
        ends_on: its last day; None for a note, which does not last.
        signal: that is marked; empty for the others.
    """

    kind: str
    text: str
    by: str
    starts_on: date
    ends_on: date | None = None
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """One that is on record.

    Attributes:
        entry: as it was entered.
        withdrawn: the entry that took it back; None while none did.
        counts_from: the first date whose scores know it.
        counted_until: the last date whose scores know it; None where nobody said so.
    """

    entry: Entry
    withdrawn: Entry | None
    counts_from: date
    counted_until: date | None

    @property
    def kind(self) -> str:
        """One of ``NOTED``."""
        return self.entry.kind

    @property
    def text(self) -> str:
        """The note, or the reason."""
        return str(self.entry.values.get("text", ""))

    @property
    def signal(self) -> str:
        """That is marked; empty for the others."""
        return str(self.entry.values.get("signal", ""))

    @property
    def ends_on(self) -> date | None:
        """The last day that was meant when it was entered."""
        return _day_of(self.entry.values.get("ends_on"))

    @property
    def stood(self) -> Mapping[str, Any]:
        """Score and bands of the moment: ``as_of``, ``score``, ``band``, ``effective_band``."""
        found: Mapping[str, Any] = self.entry.values.get("stood", {})
        return found

    def state(self, today: date) -> str:
        """``withdrawn``, ``ended``, ``coming`` or ``lasts``; a note always ``lasts``."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.ends_on is not None and self.ends_on < today:
            return "ended"
        return "coming" if self.entry.said_on > today else "lasts"

    def context(self) -> Context:
        """As results name it."""
        return Context(self.text, self.entry.said_by, self.entry.said_on, self.ends_on)


def wrong_with(noting: Noting, *, today: date, signals: Iterable[str]) -> dict[str, str]:
    """What keeps it from being put on record, by field; nothing where it can be.

    Args:
        noting: what is wanted.
        today: the date in the project's zone.
        signals: those of the scorecard that scores the account.
    """
    found: dict[str, str] = {}
    if not noting.text.strip():
        found["text"] = "Say why." if noting.kind != NOTE else "Write something."
    if noting.kind in MARKS and noting.signal not in set(signals):
        found["signal"] = "Choose one of the signals."
    if noting.kind != NOTE:
        found |= _wrong_days(noting, today)
    return found


def _wrong_days(noting: Noting, today: date) -> dict[str, str]:
    end = noting.ends_on
    if end is None:
        return {"ends_on": "Say until when: somebody has to look at it again."}
    if end < max(noting.starts_on, today):
        return {"ends_on": "The last day lies before the first one, or is over."}
    if end > noting.starts_on + timedelta(days=LONGEST_DAYS):
        return {"ends_on": "A year at most: look at it again by then."}
    return {}


def entry_of(
    noting: Noting, account_id: str, *, number: int, now: datetime, stood: AccountResult | None
) -> Entry:
    """The entry that puts it on record.

    Args:
        noting: nothing is wrong with it.
        account_id: of the account.
        number: that the entry gets.
        now: the instant, with a zone.
        stood: the newest result, to which it is tied; None where there is none.
    """
    values: dict[str, Any] = {"text": noting.text.strip()}
    if noting.ends_on is not None and noting.kind != NOTE:
        values["ends_on"] = noting.ends_on.isoformat()
    if noting.kind in MARKS:
        values["signal"] = noting.signal
    if stood is not None:
        values["stood"] = _moment(stood)
    return _entry(noting.kind, account_id, noting.by, noting.starts_on, values, number, now)


def withdrawal_of(
    noted: Noted, *, by: str, because: str, on: date, number: int, now: datetime
) -> Entry:
    """The entry that takes one back.

    Args:
        noted: nobody took it back yet.
        by: who does.
        because: why.
        on: the date in the project's zone.
        number: that the entry gets.
        now: the instant, with a zone.
    """
    values = {"entry": noted.entry.number, "because": because.strip()}
    return _entry(WITHDRAWN, noted.entry.account_id, by, on, values, number, now)


def _entry(
    kind: str,
    account_id: str,
    by: str,
    on: date,
    values: Mapping[str, Any],
    number: int,
    now: datetime,
) -> Entry:
    return Entry(
        number=number,
        kind=kind,
        account_id=account_id,
        said_on=on,
        said_by=by,
        cells={"by": by, "on": on.isoformat(), **values},
        values=values,
        origin="workspace",
        entered_at=now,
        forewarn_version=forewarn.__version__,
    )


def _moment(result: AccountResult) -> dict[str, Any]:
    return {
        "as_of": result.as_of.isoformat(),
        "score": None if result.score.score is None else result.score.shown,
        "band": result.band,
        "effective_band": result.effective_band,
    }


def noted_in(entries: Sequence[Entry], *, zone: str) -> tuple[Noted, ...]:
    """What is on record of notes, contexts and marks, newest first.

    Args:
        entries: of one account or of all, oldest first.
        zone: of the project.
    """
    taken = {each.values.get("entry"): each for each in entries if each.kind == WITHDRAWN}
    found = [
        _noted(each, taken.get(each.number), zone=zone) for each in entries if each.kind in NOTED
    ]
    return tuple(reversed(found))


def _noted(entry: Entry, withdrawn: Entry | None, *, zone: str) -> Noted:
    known = max(_local(entry.entered_at, zone), entry.said_on) + timedelta(days=1)
    last = [_day_of(entry.values.get("ends_on"))]
    last += [_local(withdrawn.entered_at, zone)] if withdrawn else []
    return Noted(entry, withdrawn, known, min((on for on in last if on), default=None))


def rows_of(found: Sequence[Entry], *, zone: str) -> Iterator[dict[str, Any]]:
    """Notes, contexts and marks as rows of facts, known from the instant they were entered."""
    for each in reversed(noted_in(found, zone=zone)):
        entry, taken = each.entry, each.withdrawn
        yield {
            "account_id": entry.account_id,
            "kind": entry.kind,
            "signal": each.signal or None,
            "text": each.text,
            "author": entry.said_by,
            "starts_on": entry.said_on.isoformat(),
            "ends_on": entry.values.get("ends_on"),
            "withdrawn_on": _local(taken.entered_at, zone).isoformat() if taken else None,
            "known_at": entry.entered_at.isoformat(),
        }


def contexts_now(
    result: AccountResult, noted: Iterable[Noted], *, today: date
) -> tuple[Context, ...]:
    """The contexts of an account that last: by its newest result, and by what was entered since.

    Args:
        result: the newest.
        noted: of the account.
        today: the date in the project's zone.
    """
    entered = [each for each in noted if each.kind == CONTEXT]
    over = [each.context() for each in entered if each.state(today) in ("withdrawn", "ended")]
    stand = [each.context() for each in entered if each.state(today) == "lasts"]
    known = [
        each
        for each in result.contexts
        if each not in over
        and each not in stand
        and (each.ends_on is None or today <= each.ends_on)  # it may have ended since the run
    ]
    return (*known, *stand)


def _local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _day_of(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
