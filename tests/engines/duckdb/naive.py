"""The primitives by their definitions: plain Python, one account, one date, row by row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from forewarn.signals.filters.evaluate import evaluate
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Facts,
    Latest,
    Open,
    Primitive,
    Unmet,
)
from forewarn.terms.facts import TABLES

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
DAY = timedelta(days=1)


def measure(
    primitive: Primitive,
    tables: Tables,
    *,
    account: str,
    as_of: date,
    known_by: date | None = None,
) -> Any:
    """The value of a primitive for an account as of a date."""
    return _MEASURES[type(primitive)](primitive, _Book(tables, account, known_by), as_of)


class _Book:
    def __init__(self, tables: Tables, account: str, known_by: date | None) -> None:
        self.tables = tables
        self.account = account
        self.known_by = known_by

    def rows(self, facts: Facts) -> Iterable[Row]:
        for row in self.tables.get(facts.table, ()):
            if row["account_id"] == self.account and (
                facts.where is None or evaluate(facts.where, row)
            ):
                yield row

    def known(self, row: Row, at: str | None = None) -> date:
        """First date that may know a row: one placed by another date must have happened, too."""
        own = day_of(row, None) if at is not None else None
        happened = date.min if own is None else own + DAY
        known_on = row.get("_known_on")
        if known_on is None or (self.known_by is not None and known_on <= self.known_by):
            return happened
        return max(happened, known_on)

    def stands(self, row: Row, as_of: date) -> bool:
        """No later version of the row is known; by hindsight those known by then count at once."""
        until_on = row.get("_until_on")
        if until_on is None:
            return True
        return as_of < until_on and (self.known_by is None or self.known_by < until_on)

    def inside(self, facts: Facts, as_of: date, days: int | None, back: int) -> list[Row]:
        return [
            row
            for row in self.rows(facts)
            if (on := day_of(row, facts.at)) is not None
            and max(on + DAY * (1 + back), self.known(row, facts.at)) <= as_of
            and self.stands(row, as_of)
            and (days is None or as_of <= on + DAY * (back + days))
        ]


def instant_of(row: Row, at: str | None) -> datetime | None:
    value = row.get(at or "_at")
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time())


def day_of(row: Row, at: str | None) -> date | None:
    instant = instant_of(row, at)
    return instant and instant.date()


def total(rows: Iterable[Row], column: str) -> Any:
    found = [row[column] for row in rows if row.get(column) is not None]
    whole = all(isinstance(value, int) for value in found)
    summed = sum(map(Fraction, found), Fraction(0))
    return int(summed) if whole else float(summed)


def _additive(primitive: Additive, book: _Book, as_of: date) -> Any:
    window = primitive.window
    rows = book.inside(primitive.facts, as_of, window.days, window.back_days)
    if primitive.amount is not None:
        return total(rows, primitive.amount)
    if primitive.facts.table != "events":
        return len(rows)
    return total([{"n": 1 if row.get("count") is None else row["count"]} for row in rows], "n")


def _distinct(primitive: Distinct, book: _Book, as_of: date) -> int:
    window = primitive.window
    facts = primitive.facts
    rows = book.inside(facts, as_of, window.days, window.back_days)
    keys = {
        tuple(day_of(row, facts.at) if key == "day" else row.get(key) for key in primitive.keys)
        for row in rows
    }
    return sum(1 for key in keys if None not in key)


def _latest(primitive: Latest, book: _Book, as_of: date) -> Any:
    facts = primitive.facts
    rows = book.inside(facts, as_of, None, primitive.back_days)
    if primitive.column is not None:
        rows = [row for row in rows if row.get(primitive.column) is not None]
    if not rows:
        return None
    newest = max(instant_of(row, facts.at) for row in rows)  # type: ignore[type-var]
    on = newest.date()  # type: ignore[union-attr]
    if primitive.column is None:
        return (None, on)
    tied = [row[primitive.column] for row in rows if instant_of(row, facts.at) == newest]
    value = min(tied)
    return (float(value) if isinstance(value, Decimal) else value, on)


def _earliest(primitive: Earliest, book: _Book, as_of: date) -> date | None:
    facts = primitive.facts
    rows = book.inside(facts, as_of, None, primitive.back_days)
    return min((day_of(row, facts.at) for row in rows), default=None)  # type: ignore[type-var]


def _open_rows(facts: Facts, closes: str, book: _Book, as_of: date, back: int) -> list[Row]:
    column = TABLES[facts.table].column(closes) if facts.table in TABLES else None
    late = column is not None and column.later
    opened = []
    for row in book.inside(facts, as_of, None, back):
        closed = day_of(row, closes) if row.get(closes) is not None else None
        if closed is not None:
            known = book.known(row) if late else date.min
            if as_of >= max(closed + DAY * (1 + back), known):
                continue
        opened.append(row)
    return opened


def _open(primitive: Open, book: _Book, as_of: date) -> Any:
    facts = primitive.facts
    if primitive.opens is not None:
        facts = Facts(facts.table, facts.where, primitive.opens)
    rows = _open_rows(facts, primitive.closes, book, as_of, primitive.back_days)
    if primitive.least is not None:
        minus = primitive.minus_days
        days = [
            day_of(row, primitive.least) - DAY * int((minus and row.get(minus)) or 0)  # type: ignore[operator]
            for row in rows
            if row.get(primitive.least) is not None
        ]
        return min(days, default=None)
    return len(rows) if primitive.amount is None else total(rows, primitive.amount)


def _unmet(primitive: Unmet, book: _Book, as_of: date) -> int | None:
    back = primitive.back_days
    contacts = _open_rows(primitive.people, "until", book, as_of, back)
    meetings = book.inside(primitive.meetings, as_of, None, back)
    without = []
    for contact in contacts:
        link = contact.get("contact_id")
        met = [
            day_of(meeting, primitive.meetings.at)
            for meeting in meetings
            if link is not None and meeting.get("contact_id") == link
        ]
        if primitive.longest:
            last = max(met) if met else day_of(contact, primitive.people.at)  # type: ignore[type-var]
            without.append((as_of - DAY * back - last).days)  # type: ignore[operator]
        elif not met:
            without.append(1)
    return max(without, default=None) if primitive.longest else sum(without)


_MEASURES: Mapping[type, Callable[[Any, _Book, date], Any]] = {
    Additive: _additive,
    Distinct: _distinct,
    Latest: _latest,
    Earliest: _earliest,
    Open: _open,
    Unmet: _unmet,
}
