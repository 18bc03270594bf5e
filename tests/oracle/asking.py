"""One question: a signal's form, an account, an as_of; and what the facts say around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from forewarn.terms.facts import TABLES
from tests.oracle.facts import Row, World, with_role
from tests.oracle.filters import compile_filter

Form = Mapping[str, Any]
OPEN_BETWEEN = {
    "contacts": ("since", "until"),
    "contracts": ("starts_on", "ends_on"),
    "tickets": ("opened_at", "closed_at"),
    "opportunities": ("opened_on", "closed_on"),
    "notes": ("starts_on", "ends_on"),
    "goals": ("agreed_on", "measured_on"),
    "invoices": ("due_on", "paid_on"),
}


@dataclass(frozen=True)
class Answer:
    """A value and its status: observed, missing, stale or not_applicable."""

    value: Any
    status: str


MISSING = Answer(None, "missing")
NOT_APPLICABLE = Answer(None, "not_applicable")


@dataclass(frozen=True)
class Ask:
    """A signal asked of an account as of a date, possibly as if some days earlier.

    ``back`` moves the windows and ages, never what is known: a fact that came in late counts in
    an earlier window as soon as it is known at the as_of itself.
    """

    world: World
    book: Mapping[str, Form]
    form: Form
    account: str
    as_of: date
    back: int = 0
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)

    # -- instants --------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The as_of as an instant: what is known by then may be used."""
        return self.world.midnight(self.as_of)

    @property
    def day(self) -> date:
        """The date as of which is counted."""
        return self.as_of - timedelta(days=self.back)

    @property
    def end(self) -> datetime:
        """The instant before which facts must have happened."""
        return self.world.midnight(self.day)

    @property
    def window(self) -> int | None:
        return days(self.form["window"]) if "window" in self.form else None

    @property
    def table(self) -> str:
        return str(self.form.get("from", "events")).split(".")[0]

    # -- other questions -------------------------------------------------------------------------

    def earlier(self, by: int) -> Ask:
        return replace(self, back=self.back + by)

    def about(self, signal: str) -> Ask:
        return replace(self, form=self.book[signal])

    # -- rows ------------------------------------------------------------------------------------

    def usable(self, table: str, *, at: str | None = None) -> list[Row]:
        """The account's rows that happened before the end and are known now."""
        found = [
            row
            for row in self.world.rows(table, self.account)
            if row.usable(self.now, before=self.end, at=at)
        ]
        if table in ("interactions", "surveys"):
            return [with_role(self.world, row, self.now) for row in found]
        return found

    def matching(self, also: str | None = None) -> list[Row]:
        """Rows inside the form's window that pass its filter (and another one)."""
        at, window = self.form.get("at"), self.window
        passes, passes_too = compile_filter(self.form.get("where")), compile_filter(also)
        start = None
        if window is not None:
            start = self.world.midnight(self.day - timedelta(days=window))
        found = []
        for row in self.usable(self.table, at=at):
            moment = row.moment(at)
            assert moment is not None
            if start is not None and moment < start:
                continue
            if passes(row.values) and passes_too(row.values):
                found.append(row)
        return found

    def open_rows(
        self, table: str, opens: str, closes: str, *, where: str | None = None
    ) -> list[Row]:
        """Rows that had opened and not closed before the end."""
        passes = compile_filter(where)
        return [
            row
            for row in self.usable(table, at=opens)
            if passes(row.values) and not (closes in row.moments and row.moments[closes] < self.end)
        ]

    def contracts(self) -> list[Row]:
        return self.open_rows("contracts", "starts_on", "ends_on")

    # -- what is covered -------------------------------------------------------------------------

    def covered(self, table: str) -> bool:
        """Whether no rows means none (SEMANTICS 6)."""
        if self.world.source(table).covers_all:
            return True
        seen = [row for row in self.world.rows(table) if self._ever_usable(row)]
        complete = table in TABLES and TABLES[table].complete
        return any(complete or row.account == self.account for row in seen)

    def silent(self, table: str) -> bool:
        """Whether the table's newest row known now is older than its source allows."""
        allowed = self.world.source(table).stale_after_days
        if allowed is None:
            return False
        edge = self.world.midnight(self.as_of - timedelta(days=allowed))
        moments = [
            row.happened
            for row in self.world.rows(table)
            if row.happened is not None and row.usable(self.now, before=self.now)
        ]
        return bool(moments) and max(moments) < edge

    def known(self, value: Any, table: str) -> Answer:
        return Answer(value, "stale" if self.silent(table) else "observed")

    def counted(self, value: Any, table: str) -> Answer:
        """A count or sum: nothing found is 0 only where the source covers the account."""
        if value == 0 and not self.covered(table):
            return MISSING
        return self.known(value, table)

    def none_found(self, table: str) -> Answer:
        return NOT_APPLICABLE if self.covered(table) else MISSING

    # -- the account -----------------------------------------------------------------------------

    def attributes(self) -> Mapping[str, object]:
        """The account's attributes in force as of the date (never moved back)."""
        begins = self.world.midnight(date(1900, 1, 1))
        held = [
            (row.moments.get("valid_from", begins), place, row)
            for place, row in enumerate(self.world.rows("accounts", self.account))
            if (row.known is None or row.known <= self.now) and not row.taken_back(self.now)
        ]
        in_force = [each for each in held if each[0] < self.now]
        return max(in_force)[2].values if in_force else {}

    def created_on(self) -> date | None:
        given = [
            self.world.day(row.moments["created_on"])
            for row in self.world.rows("accounts", self.account)
            if "created_on" in row.moments and not row.taken_back(self.now)
        ]
        return min(given) if given else self._first_known_day()

    def _first_known_day(self) -> date | None:
        """The day before the first as_of that knows any fact; None while none is known."""
        firsts = [
            self._first_as_of(row)
            for table in self.world.tables
            for row in self.world.rows(table, self.account)
            if table != "accounts" and row.happened is not None
        ]
        known = [first for first in firsts if first is not None and first <= self.as_of]
        return min(known) - timedelta(days=1) if known else None

    def _ever_usable(self, row: Row) -> bool:
        """Usable on some date up to the day asked about, whatever was said of the row since."""
        first = self._first_as_of(row)
        return first is not None and first <= self.day

    def _first_as_of(self, row: Row) -> date | None:
        """The first date that may use a row; None when it was taken back before."""
        if row.happened is None:
            return None
        on = self.world.day(row.happened)
        while not self._happened_and_said(row, self.world.midnight(on)):
            on += timedelta(days=1)
        return None if row.taken_back(self.world.midnight(on)) else on

    def _happened_and_said(self, row: Row, now: datetime) -> bool:
        return row.happened is not None and row.happened < now and row.said(now)

    def age(self) -> int | None:
        """Days from the account's first day to the date asked about."""
        created = self.created_on()
        return None if created is None else (self.day - created).days

    def seats(self) -> float | None:
        """Seats of the open contracts; None without an open contract."""
        contracts = self.contracts()
        if not contracts:
            return None
        return sum(number_in(row, "seats") or 0.0 for row in contracts)


def days(text: str) -> int:
    """A duration as written: 30d or 4w."""
    return int(text[:-1]) * {"d": 1, "w": 7}[text[-1]]


def number_in(row: Row, column: str) -> float | None:
    """A row's number; None when it is empty or none."""
    value = row.values.get(column)
    if isinstance(value, bool):
        return float(value)
    try:
        return None if value is None else float(str(value))
    except ValueError:
        return None


def weight_of(row: Row, table: str) -> float:
    """For how many a row stands: events may say so."""
    counted = number_in(row, "count") if table == "events" else None
    return 1.0 if counted is None else counted
