"""What people wrote about accounts: assessments, contexts and marks, as of any date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from forewarn.signals.forms import Signal
from forewarn.terms.ports import Engine
from forewarn.terms.score import Context
from forewarn.terms.signal import SignalValue, missing, not_applicable

ASSESSMENT_COLUMNS = (
    "assessed_on",
    "assessed_by",
    "pulse",
    "champion_status",
    "executive_engagement",
    "outcome_narrative",
    "note",
)
NOTE_COLUMNS = ("kind", "signal", "text", "author", "starts_on", "ends_on", "withdrawn_on")

Row = Mapping[str, Any]


class Judgements:
    """Assessments and notes by account; every answer is as of a date."""

    def __init__(self, assessments: Iterable[Row], notes: Iterable[Row]) -> None:
        self._assessments = _by_account(assessments)
        self._notes = _by_account(notes)

    @classmethod
    def read(cls, engine: Engine, accounts: Sequence[str] | None = None) -> Judgements:
        """Read both tables, for some accounts or all."""
        return cls(
            engine.rows("assessments", ASSESSMENT_COLUMNS, accounts=accounts),
            engine.rows("notes", NOTE_COLUMNS, accounts=accounts),
        )

    def assessments(self, account_id: str, on: date) -> list[Row]:
        """Assessments known by a date, oldest first."""
        return [row for row in self._assessments.get(account_id, ()) if row["_seen_on"] <= on]

    def newest(self, account_id: str, on: date) -> list[Row]:
        """Of the assessments known by a date those that may be the newest of anybody's."""
        newest: dict[object, list[Row]] = {}
        for row in self.assessments(account_id, on):
            before = newest.get(row["assessed_by"])
            if before is None or row["_on"] > before[0]["_on"]:
                newest[row["assessed_by"]] = [row]
            elif row["_on"] == before[0]["_on"]:
                before.append(row)
        return [row for rows in newest.values() for row in rows]

    def assessed_days(self, account_id: str, stale_after_days: int) -> set[date]:
        """The as_of dates from which assessments may say something else."""
        rows = self._assessments.get(account_id, ())
        late = timedelta(days=stale_after_days + 1)
        return {row["_seen_on"] for row in rows} | {row["_on"] + late for row in rows}

    def contexts(self, account_id: str, on: date) -> tuple[Context, ...]:
        """Contexts in force at a date (S11)."""
        if account_id not in self._notes:
            return ()
        return tuple(
            Context(row["text"] or "", row["author"], row["starts_on"], row["ends_on"])
            for row in self._in_force(account_id, on)
            if row["kind"] == "context"
        )

    def marks(self, account_id: str, on: date) -> dict[str, SignalValue]:
        """What stands in for signals that people marked wrong or not applicable (O5).

        Of several marks on a signal the newest counts, on the same day ``wrong``.
        """
        if account_id not in self._notes:
            return {}
        rows = [row for row in self._in_force(account_id, on) if row["kind"] in SET_ASIDE]
        rows.sort(key=lambda row: (row["_on"], row["kind"], row["text"] or ""))
        return {row["signal"]: SET_ASIDE[row["kind"]](_reason(row)) for row in rows}

    def turning_days(self, account_id: str) -> set[date]:
        """The as_of dates from which ``marks`` may say something else."""
        return self._turns(account_id, frozenset(SET_ASIDE))

    def context_days(self, account_id: str) -> set[date]:
        """The as_of dates from which ``contexts`` may say something else."""
        return self._turns(account_id, frozenset(("context",)))

    def noted(self, account_id: str) -> bool:
        """Whether anybody ever wrote a note about an account."""
        return account_id in self._notes

    def assessed(self, account_id: str) -> bool:
        """Whether anybody ever assessed an account."""
        return account_id in self._assessments

    def _turns(self, account_id: str, kinds: frozenset[str]) -> set[date]:
        if account_id not in self._notes:
            return set()
        rows = [row for row in self._notes[account_id] if row["kind"] in kinds]
        last = (row.get(name) for row in rows for name in ("ends_on", "withdrawn_on"))
        ended = {on + timedelta(days=1) for on in last if on is not None}
        return ended | {row["_seen_on"] for row in rows}

    def _in_force(self, account_id: str, on: date) -> list[Row]:
        return [
            row
            for row in self._notes.get(account_id, ())
            if row["_seen_on"] <= on and _lasts(row, on)
        ]


def _lasts(row: Row, on: date) -> bool:
    """Neither over nor taken back by a date; what is done on a day is known the day after."""
    last = (row["ends_on"], row.get("withdrawn_on"))
    return all(day is None or on <= day for day in last)


SET_ASIDE = {"not_applicable": not_applicable, "wrong": missing}


def set_aside(
    values: Mapping[str, SignalValue], marks: Mapping[str, SignalValue], book: Mapping[str, Signal]
) -> dict[str, SignalValue]:
    """Signal values with the marked ones replaced, and with them what builds on them."""
    return {name: _mark_on(name, marks, book) or value for name, value in values.items()}


def _mark_on(
    name: str, marks: Mapping[str, SignalValue], book: Mapping[str, Signal]
) -> SignalValue | None:
    if name in marks:
        return marks[name]
    found = (_mark_on(other, marks, book) for other in book[name].refers_to())
    return next((mark for mark in found if mark is not None), None)


def _reason(row: Row) -> str:
    author = f" ({row['author']})" if row["author"] else ""
    words = "marked wrong" if row["kind"] == "wrong" else "marked not applicable"
    return f"{words}: {row['text'] or 'no reason given'}{author}"


def _by_account(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["account_id"]].append(row)
    return grouped
