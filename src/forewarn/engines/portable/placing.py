"""Rows of a fact table on the two clocks: when they happened and from when they are known.

All dates become day numbers here, at the one place that reads the facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.engines.portable.calendar import day_number
from forewarn.engines.portable.catalog import StoredTable
from forewarn.engines.portable.filters import condition
from forewarn.engines.portable.run import Run, among
from forewarn.signals.filters.tree import names
from forewarn.signals.primitives import Facts
from forewarn.terms.time import Window

ROLE, ROLE_KNOWN_ON = "contact_role", "_role_known_on"


@dataclass(frozen=True, slots=True)
class Placed:
    """One fact table and the expressions over it that place its rows.

    Attributes:
        day: local day of the row; rows where it is NULL never count.
        instant: when it happened, for newest and oldest.
        known: first as_of date that may know the row, NULL when its day alone decides.
        where: the filter and "has a day", as one condition.
        until: first as_of date for which a later version of the row stands; None when no row of
            the table has one.
    """

    table: StoredTable
    day: Any
    instant: Any
    known: Any
    where: Any
    until: Any = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a primitive needs to place rows and to number the dates that see them.

    Attributes:
        known_by: hindsight; facts known by this date count as soon as they happened.
    """

    run: Run
    known_by: date | None = None

    def place(
        self, facts: Facts, *, at: str | None = None, with_role: bool = False
    ) -> Placed | None:
        """The rows of ``facts``; None when the table has no source yet.

        Args:
            facts: table, filter and placing column.
            at: date column that places the rows instead of the one ``facts`` names.
            with_role: rows count from the date that knows their contact's role, as they do
                where the filter asks for it.

        Raises:
            ForewarnError: no such table or column, or the placing column holds no dates.
        """
        table = self.run.catalog.table(facts.table)
        if table is None:
            return None
        column = at or facts.at
        when = table.rows["_on"] if column is None else table.dated(column)
        instant = table.rows["_at"] if column is None else when.cast("timestamp")
        known = self._known(table, elsewhere=column is not None)
        if (with_role or asks_role(facts)) and ROLE_KNOWN_ON in table.columns:
            known = self._with_role(table, known)
        until = self.days(table.rows[UNTIL_ON]) if UNTIL_ON in table.columns else None
        where = when.notnull() & self._where(facts, table, until)
        return Placed(table, self.days(when), instant, known, where, until)

    def days(self, column: Any) -> Any:
        """The day number of a date or of a wall-clock instant."""
        day = column if column.type().is_date() else column.date()
        return self.run.dialect.day_number(day)

    def condition(self, facts: Facts, table: StoredTable) -> Any:
        """The filter of ``facts`` as a condition."""
        if facts.where is None:
            return ibis.literal(True)
        return condition(facts.where, table.column)

    def rows(
        self,
        placed: Placed,
        *windows: Window,
        where: Any = None,
        **columns: Any,
    ) -> Any:
        """The rows in reach: ``account_id``, ``day``, ``known``, ``until`` and the columns."""
        kept = placed.where & self._in_reach(placed, windows)
        if where is not None:
            kept = kept & where
        if self.run.only is not None:
            kept = kept & among(placed.table.rows.account_id, self.run.only)
        late = placed.known > placed.day + 1
        shown: dict[str, Any] = {
            "day": placed.day.cast("int64"),
            "known": late.ifelse(placed.known, ibis.null("int64")).cast("int64"),
            **columns,
        }
        if placed.until is not None:
            shown["until"] = placed.until.cast("int64")
        rows = placed.table.rows.filter(kept)
        return rows.select("account_id", **shown)

    def of_accounts(self, rows: Any) -> Any:
        """The rows with the number ``a`` of the account instead of its id; others' are left out."""
        accounts = self.run.accounts
        joined = rows.inner_join(accounts, rows.account_id == accounts.account_id)
        rest = [rows[name] for name in rows.columns if name != "account_id"]
        return joined.select(accounts.a, *rest)

    def spans(
        self, rows: Any, *, back_days: int = 0, window: Window | None = None, closes: Any = None
    ) -> Any:
        """Rows with the indexes ``e`` (enters) and ``l`` (leaves, exclusive) in place of days.

        Args:
            rows: with ``day``, ``known`` and perhaps ``until``.
            back_days: of the entry.
            window: after which the row leaves; None = it stays.
            closes: name of a column with the day from which on it is closed, empty = never.
        """
        seen = rows.day + 1 + back_days
        run = self.run
        found = run.index(rows, "e", ibis.greatest(seen, rows.known.fill_null(seen)))
        never = run.calendar.last + 1
        if closes is not None:
            found = run.index(found, "l", found[closes].fill_null(never))
        elif window is not None and window.days is not None:
            found = run.index(found, "l", found.day + (window.days + window.back_days + 1))
        else:
            found = found.mutate(l=ibis.literal(run.calendar.after, "int64"))
        if "until" in rows.columns:
            found = run.index(found, "u", found.until.fill_null(never))
            found = found.mutate(l=ibis.least(found.l, found.u)).drop("u")
        return found

    def _known(self, table: StoredTable, *, elsewhere: bool) -> Any:
        """First as_of date that may know a row, NULL when its day alone decides.

        A row that another date places is still not known before it happened: a contract that
        began on the first and was signed on the tenth is none before the eleventh.
        """
        known = self._by_hindsight(self.days(table.rows["_known_on"]))
        if not elsewhere or table.name == "accounts":
            return known
        # Without a date of its own, a row is known when known_at says, or as its other date says.
        own = self.days(table.rows["_on"]) + 1
        both = ibis.greatest(own, known.fill_null(own))
        return own.isnull().ifelse(known, both)

    def _with_role(self, table: StoredTable, known: Any) -> Any:
        role = self._by_hindsight(self.days(table.rows[ROLE_KNOWN_ON]))
        own = known.fill_null(self.days(table.rows["_on"]))
        return (role > own).fill_null(False).ifelse(role, known)

    def _by_hindsight(self, known: Any) -> Any:
        """When something became known; NULL where hindsight knows it anyway."""
        if self.known_by is None:
            return known
        late = known > day_number(self.known_by)
        return late.ifelse(known, ibis.null(known.type()))

    def _where(self, facts: Facts, table: StoredTable, until: Any) -> Any:
        where = self.condition(facts, table)
        if until is None or self.known_by is None:
            return where
        # By hindsight what was corrected by then was never so.
        return where & (until.isnull() | (until > day_number(self.known_by)))

    def _in_reach(self, placed: Placed, windows: Sequence[Window]) -> Any:
        """Leaves out days that no window of the run can see."""
        calendar = self.run.calendar
        reach = placed.day < calendar.last
        starts = [window.starts_on(calendar.dates[0]) for window in windows]
        finite = [day_number(start) for start in starts if start is not None]
        if finite and len(finite) == len(windows):
            reach = reach & (placed.day >= min(finite))
        return reach


def asks_role(facts: Facts) -> bool:
    """Whether the filter asks for the role of a row's contact, which ingest looked up."""
    return facts.where is not None and ROLE in names(facts.where)


def differences(spans: Any, columns: Mapping[str, str], run: Run) -> Any:
    """From validity intervals to differences: +x where a fact enters, −x where it leaves.

    Args:
        spans: with ``a``, ``e``, ``l`` and the columns; an interval that ends before it starts is
            empty. Read once, for engines work out an unwritten table as often as it is named.
        columns: to be summed, and the type of their sums.
        run: whose dates they are; after the last, nothing needs to leave any more.
    """
    signs = run.signs
    both = spans.filter(spans.e < spans.l).cross_join(signs)
    enters = both.sign > 0
    ends = both.select(
        "a",
        i=enters.ifelse(both.e, both.l),
        **{
            name: enters.ifelse(both[name].cast(t), (-both[name]).cast(t))
            for name, t in columns.items()
        },
    )
    ends = ends.filter(ends.i < run.calendar.after)
    # PostgreSQL would have sums of whole numbers as decimals, and add them up as such.
    sums = {name: ends[name].sum().cast(t) for name, t in columns.items()}
    return ends.group_by("a", "i").aggregate(**sums)
