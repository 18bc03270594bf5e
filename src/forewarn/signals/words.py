"""Numbers, dates and stretches of time in words for people, the same on every machine."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite

from forewarn.terms.signal import Value

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")
# One and many, for tables whose rows have a name; other tables have plain rows.
_ROWS = {
    "contacts": ("contact", "contacts"),
    "contracts": ("contract", "contracts"),
    "events": ("event", "events"),
    "tickets": ("ticket", "tickets"),
    "interactions": ("interaction", "interactions"),
    "invoices": ("invoice", "invoices"),
    "surveys": ("survey answer", "survey answers"),
    "assessments": ("assessment", "assessments"),
    "outcomes": ("outcome", "outcomes"),
    "goals": ("goal", "goals"),
    "opportunities": ("opportunity", "opportunities"),
    "notes": ("note", "notes"),
}
_SUBJECTS = {"events": "usage", "surveys": "survey"}


def plain_value(value: object) -> Value:
    """A stored value as a signal shows it: whole numbers as int, yes and no, ISO dates.

    None for None, and for floats that are no number or endless.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return number(value) if isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else str(value)


def number(value: float | Decimal) -> int | float:
    """A finite number as int when it is whole, as float otherwise."""
    whole = int(value)
    return whole if whole == value else float(value)


def number_text(value: Value) -> str:
    """A number as people read it: thousands apart, at most two decimals."""
    if not isinstance(value, float) or value.is_integer():
        return f"{int(value):,}" if isinstance(value, (int, float)) else str(value)
    if abs(value) < 0.005:
        return f"{value:.2g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def signed(value: Value) -> str:
    """A change with its sign; no change is ``0``."""
    text = number_text(value)
    return f"+{text}" if isinstance(value, (int, float)) and value > 0 else text


def percent(share: float) -> str:
    """A share of 0 to 1 as ``75 %``."""
    return f"{number_text(round(100 * share, 1))} %"


def date_text(on: date) -> str:
    """A date as ``3 March 2026``."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def with_dates_moved(text: str, by: timedelta) -> str:
    """A text with every date in it, as ``date_text`` writes them, moved."""

    def moved(found: re.Match[str]) -> str:
        day, month, year = found.groups()
        return date_text(date(int(year), _MONTHS.index(month) + 1, int(day)) + by)

    return _DATE.sub(moved, text)


def days(count: Value) -> str:
    """A number of days: ``1 day``, ``45 days``."""
    return f"{number_text(count)} {'day' if count == 1 else 'days'}"


def within(window_days: int | None) -> str:
    """A window: `` in 30 days``, `` so far`` without one; begins with a blank."""
    return " so far" if window_days is None else f" in {days(window_days)}"


def rows_of(table: str, count: Value = 2) -> str:
    """What a table's rows are called, for that many of them."""
    one, many = _ROWS.get(table, ("row", "rows"))
    if table not in _ROWS:
        return f"{table.replace('_', ' ')} {one if count == 1 else many}"
    return one if count == 1 else many


def no_facts(table: str) -> str:
    """Why a value is missing when a table does not cover the account."""
    subject = _SUBJECTS.get(table) or (rows_of(table, 1) if table in _ROWS else table)
    return f"no {subject.replace('_', ' ')} data for this account"


def spoken(name: str) -> str:
    """A signal's or column's name in words."""
    return name.replace("_", " ")
