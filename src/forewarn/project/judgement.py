"""What people wrote about accounts: assessments, contexts and marks, as of any date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

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
NOTE_COLUMNS = ("kind", "signal", "text", "author", "starts_on", "ends_on")

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

    def contexts(self, account_id: str, on: date) -> tuple[Context, ...]:
        """Contexts in force at a date (S11)."""
        return tuple(
            Context(row["text"] or "", row["author"], row["starts_on"], row["ends_on"])
            for row in self._in_force(account_id, on)
            if row["kind"] == "context"
        )

    def mark(
        self, account_id: str, on: date, values: dict[str, SignalValue]
    ) -> dict[str, SignalValue]:
        """Signal values with what people marked wrong or not applicable set aside (O5)."""
        for row in self._in_force(account_id, on):
            if row["signal"] in values and row["kind"] in _SET_ASIDE:
                values[row["signal"]] = _SET_ASIDE[row["kind"]](_reason(row))
        return values

    def _in_force(self, account_id: str, on: date) -> list[Row]:
        return [
            row
            for row in self._notes.get(account_id, ())
            if row["_seen_on"] <= on and (row["ends_on"] is None or on <= row["ends_on"])
        ]


_SET_ASIDE = {"not_applicable": not_applicable, "wrong": missing}


def _reason(row: Row) -> str:
    author = f" ({row['author']})" if row["author"] else ""
    words = "marked wrong" if row["kind"] == "wrong" else "marked not applicable"
    return f"{words}: {row['text'] or 'no reason given'}{author}"


def _by_account(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["account_id"]].append(row)
    return grouped
