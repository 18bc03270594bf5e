"""Rows of a fact table on the two clocks: when they happened and from when they are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from forewarn.engines.duckdb.calendar import Calendar
from forewarn.engines.duckdb.catalog import Catalog, StoredColumn, StoredTable
from forewarn.engines.duckdb.filters import condition
from forewarn.engines.duckdb.sql import Parameters
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.signals.filters.tree import names
from forewarn.signals.primitives import Facts
from forewarn.terms.time import Window

ROLE, ROLE_KNOWN_ON = "contact_role", "_role_known_on"

ACCOUNTS = "grid_accounts"
"""Temporary table of the run: ``account_id``, its code in the store (NULL where it has none), and
its number ``a`` in the order of the answer."""


NEVER_LATE = "CAST(NULL AS DATE)"
"""What ``Placed.known`` is where no row of the table was known later than it happened."""


@dataclass(frozen=True, slots=True)
class Placed:
    """SQL over one fact table ``f`` joined with the run's accounts ``g``.

    Attributes:
        day: local day of the row; rows where it is NULL never count.
        instant: when it happened to the microsecond, for newest and oldest.
        known: first as_of date that may know the row, NULL when its day alone decides.
        where: the filter and "has a day", as one condition.
        until: first as_of date for which a later version of the row stands; None when no row of
            the table has one.
    """

    table: StoredTable
    day: str
    instant: str
    known: str
    where: str
    until: str | None = None

    @property
    def source(self) -> str:
        """The FROM clause."""
        return f"{self.table.stored} AS f JOIN {ACCOUNTS} AS g ON {self.of_account('f')}"

    def of_account(self, rows: str) -> str:
        """The condition that rows with an ``account_id`` of the table are of the account ``g``."""
        own = "code" if self.table.words else "account_id"
        return f"g.{own} = {rows}.account_id"


@dataclass(slots=True)
class Draft:
    """What a primitive needs to write one statement.

    Attributes:
        known_by: hindsight; facts known by this date count as soon as they happened.
        some: only some accounts are asked for.
        since: newest days up to this date are known: those of later days will do.
        parameters: values bound so far to the statement being written.
    """

    catalog: Catalog
    calendar: Calendar
    known_by: date | None = None
    some: bool = False
    since: date | None = None
    parameters: Parameters = field(default_factory=Parameters)

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
        table = self.catalog.table(facts.table)
        if table is None:
            return None
        day, instant = _clock(table, at or facts.at)
        known = self._known(table, elsewhere=(at or facts.at) is not None)
        if (with_role or asks_role(facts)) and ROLE_KNOWN_ON in table.columns:
            role = self._by_hindsight(f"f.{ROLE_KNOWN_ON}")
            known = f"CASE WHEN {role} > coalesce({known}, f._on) THEN {role} ELSE {known} END"
        until = f"f.{UNTIL_ON}" if UNTIL_ON in table.columns else None
        return Placed(table, day, instant, known, self._where(facts, table, day, until), until)

    def rows_of(self, placed: Placed) -> str:
        """The FROM clause of a pass that joins the accounts after it has made its groups."""
        if not self.some:
            return f"{placed.table.stored} AS f"
        own = placed.of_account("f")
        return f"{placed.table.stored} AS f SEMI JOIN {ACCOUNTS} AS g ON {own}"

    def condition(self, facts: Facts, table: StoredTable) -> str:
        """The filter of ``facts`` as an SQL condition."""
        if facts.where is None:
            return "true"
        return condition(facts.where, table.column, self.parameters)

    def _known(self, table: StoredTable, *, elsewhere: bool) -> str:
        """SQL for the first as_of date that may know a row, NULL when its day alone decides.

        A row that another date places is still not known before it happened: a contract that
        began on the first and was signed on the tenth is none before the eleventh.
        """
        late = self.catalog.filled(table, "_known_on")
        known = self._by_hindsight("f._known_on") if late else NEVER_LATE
        if not elsewhere or table.name == "accounts":
            return known
        return f"greatest(f._on + 1, coalesce({known}, f._on + 1))"

    def _by_hindsight(self, known: str) -> str:
        """The date that something became known; NULL where hindsight knows it anyway."""
        if self.known_by is None:
            return known
        bound = self.parameters.bind(self.known_by)
        return f"CASE WHEN {known} > {bound} THEN {known} END"

    def enters(self, day: str, known: str, *, back_days: int = 0) -> str:
        """SQL for the index of the first date that sees a fact of that day."""
        seen = f"{day} + {1 + back_days}"
        if known == NEVER_LATE:
            return self.index(seen)
        # greatest() passes over NULL here but not in every engine, so the case is spelled out.
        return self.index(f"greatest({seen}, coalesce({known}, {seen}))")

    def leaves(self, day: str, window: Window, until: str | None = None) -> str:
        """SQL for the index of the first date that no longer holds a fact of that day.

        Either its window has passed, or a later version of the row stands.
        """
        if window.days is None:
            return self.ends(str(self.calendar.after), until)
        return self.ends(self.index(f"{day} + {window.days + window.back_days + 1}"), until)

    def ends(self, leaves: str, until: str | None) -> str:
        """SQL for an index, cut where a later version of the row stands."""
        if until is None:
            return leaves
        sooner = f"least({leaves}, {self.index(until)})"
        return f"CASE WHEN {until} IS NULL THEN {leaves} ELSE {sooner} END"

    def index(self, day: str) -> str:
        """SQL for the index of the first date at or after an SQL date."""
        return self.calendar.index(day, self.parameters)

    def in_reach(self, placed: Placed, *windows: Window, since: date | None = None) -> str:
        """SQL condition that leaves out days that no window of the run can see.

        Args:
            placed: the rows.
            windows: of the run; none: every day is in reach.
            since: days from this one on are, beside those of the windows.
        """
        bounds = [f"{placed.day} < {self.parameters.bind(self.calendar.last)}"]
        starts = [window.starts_on(self.calendar.first) for window in windows]
        if since is not None:
            starts.append(since)
        finite = [start for start in starts if start is not None]
        if finite and len(finite) == len(starts):
            bounds.append(f"{placed.day} >= {self.parameters.bind(min(finite))}")
        return " AND ".join(bounds)

    def _where(self, facts: Facts, table: StoredTable, day: str, until: str | None) -> str:
        where = f"{day} IS NOT NULL AND {self.condition(facts, table)}"
        if until is None or self.known_by is None:
            return where
        # By hindsight what was corrected by then was never so.
        return f"{where} AND ({until} IS NULL OR {until} > {self.parameters.bind(self.known_by)})"


def asks_role(facts: Facts) -> bool:
    """Whether the filter asks for the role of a row's contact, which ingest looked up."""
    return facts.where is not None and ROLE in names(facts.where)


def _clock(table: StoredTable, at: str | None) -> tuple[str, str]:
    if at is None:
        return "f._on", "f._at"
    column: StoredColumn = table.dated(at)
    return f"CAST({column.sql} AS DATE)", f"CAST({column.sql} AS TIMESTAMP)"
