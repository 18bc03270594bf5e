"""From rows as given to rows of a fact table: typed, dated, with everything unreadable named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from forewarn.engines.duckdb import times, values
from forewarn.engines.duckdb.keys import is_view
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.reading import Staged
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import KNOWN_AT, Column, Kind, Table

MISSING = "a required value is missing"
UNREADABLE = "a required value cannot be read"
ODD_CELLS = "the row cannot be divided into columns"
_FORMS = ("naive", "zoned", "dates", "ambiguous", "skipped")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted while typing a table: rows, values by form, hours that clocks made odd."""

    rows: int
    naive: int = 0
    zoned: int = 0
    dates: int = 0
    ambiguous: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class _Given:
    """A column of the registry that the source has, and the names of its working columns."""

    column: Column
    theirs: str
    kind: str
    number: int

    @property
    def timed(self) -> bool:
        return self.column.kind in (Kind.DAY, Kind.INSTANT)

    @property
    def raw(self) -> str:
        return quoted(f"_raw{self.number}")

    @property
    def value(self) -> str:
        return quoted(f"_value{self.number}")

    @property
    def clock(self) -> str:
        return quoted(f"_clock{self.number}")

    @property
    def utc(self) -> str:
        return quoted(f"_utc{self.number}")

    @property
    def date_only(self) -> str:
        return quoted(f"_dated{self.number}")

    @property
    def read(self) -> str:
        """The working column that is NULL when the value cannot be read."""
        return self.clock if self.timed else self.value

    @property
    def always_read(self) -> bool:
        """Whether any value will do."""
        return self.column.kind is Kind.TEXT and not self.column.accepts

    @property
    def native(self) -> bool:
        """Whether values come typed, so that reading them costs next to nothing."""
        if values.is_text(self.kind):
            return self.always_read
        return not (self.column.kind is Kind.TEXT and self.column.accepts)

    @property
    def bad(self) -> str:
        return f"({self.raw} IS NOT NULL AND {self.read} IS NULL)"


class Typing:
    """Types one staged source.

    Args:
        connection: the store.
        staged: the rows as given.
        zone: the project's zone.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, staged: Staged, *, zone: str) -> None:
        self._connection = connection
        self._staged = staged
        self._table = staged.table
        self._project = zone
        self._zone = staged.source.timezone or zone
        self._given = tuple(_given_columns(staged))
        self._spans = self._read_spans()

    def placed(self, into: str, *, view: bool = False) -> Counts:
        """Make the temporary table ``into`` with the rows that can be used.

        Its columns are the registry's (NULL where the source has none), ``known_at``, the unknown
        ones, ``_row``, ``_file``, ``_at`` (UTC), ``_on`` and ``_known_on``. Values that cannot be
        read and rows that are left out go to ``meta.left_out``.

        Args:
            into: name of the table.
            view: a view will do, and is made where reading the rows again costs less than a copy:
                where all values come typed.
        """
        counts = self._count()
        if is_view(self._connection, into):
            self._connection.execute(f"DROP VIEW temp.{quoted(into)}")
        if view and all(given.native for given in self._given):
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{quoted(into)}")
            self._connection.execute(f"CREATE TEMP VIEW {quoted(into)} AS {self._placing()}")
        else:
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {quoted(into)} AS {self._placing()}"
            )
        return counts

    # -- the working columns ---------------------------------------------------------------------

    def _cleaned(self) -> str:
        cells = [
            f"{values.cleaned(quoted(given.theirs), given.kind)} AS {given.raw}"
            for given in self._given
        ]
        others = [
            f"{quoted(self._staged.theirs[name])} AS {quoted(name)}"
            for name in self._staged.unknown
        ]
        columns = ", ".join([*cells, *others, "_file", "_row"])
        return f"SELECT {columns} FROM {quoted(self._staged.relation)}"

    def _read(self) -> str:
        cells = [cell for given in self._given for cell in _read_cells(given)]
        return f"SELECT *, {', '.join(cells)} FROM ({self._cleaned()})"

    def _instants(self) -> str:
        """As ``_read``, with the instant of each value that has an offset."""
        cells = [
            f"{given.clock} - to_seconds(_offset{given.number}) AS {given.utc}"
            for given in self._given
            if given.timed
        ]
        return f"SELECT {', '.join(['*', *cells])} FROM ({self._read()})"

    def _read_spans(self) -> dict[int, times.Span]:
        """The years that each date column spans: clock changes of others need no thought."""
        timed = [given for given in self._given if given.timed]
        if not timed or (times.never_turns(self._zone) and times.never_turns(self._project)):
            return {}
        years = ", ".join(f"min({year}), max({year})" for year in map(_year, timed))
        found = self._connection.execute(
            f"SELECT {years} FROM {quoted(self._staged.relation)}"
        ).fetchone()
        spans = {}
        for place, given in enumerate(timed):
            low, high = (found or ())[2 * place : 2 * place + 2]
            if low is not None:
                spans[given.number] = times.years(int(low), int(high))
        return spans

    # -- counting and naming ---------------------------------------------------------------------

    def _count(self) -> Counts:
        """Count in one pass what there may be; a text that takes any word is never unreadable."""
        asked = {"rows": "count(*)"}
        for given in self._given:
            if given.column.required or not given.always_read:
                asked[f"raw{given.number}"] = f"count({given.raw})"
            if not given.always_read:
                asked[f"read{given.number}"] = f"count({given.read})"
            if given.timed:
                asked |= {f"{form}{given.number}": sql for form, sql in self._forms(given).items()}
        row = self._connection.execute(
            f"SELECT {', '.join(asked.values())} FROM ({self._instants()})"
        ).fetchone()
        found = dict(zip(asked, map(int, row or ()), strict=True))
        self._name_unreadable([given for given in self._given if _unread(given, found)])
        if any(found[f"raw{g.number}"] < found["rows"] for g in self._given if g.column.required):
            self._name_missing()
        self._name_odd_rows()
        forms = [
            sum(found.get(f"{form}{given.number}", 0) for given in self._given) for form in _FORMS
        ]
        return Counts(found["rows"] + len(self._staged.odd), *forms)

    def _forms(self, given: _Given) -> dict[str, str]:
        """Counts of a date column's values by form, of those forms that its type allows."""
        clock, utc, dated = given.clock, given.utc, given.date_only
        if given.kind == "DATE":
            return {"dates": f"count({clock})"}
        if given.kind == "TIMESTAMP WITH TIME ZONE":
            return {"zoned": f"count({clock})"}
        naive = f"{clock} IS NOT NULL AND {utc} IS NULL AND NOT {dated}"
        hours = times.within(times.odd_hours(self._zone), self._spans.get(given.number))
        odd = times.piecewise(hours, clock)
        texts = {
            "zoned": f"count(*) FILTER ({clock} IS NOT NULL AND {utc} IS NOT NULL)",
            "dates": f"count(*) FILTER ({clock} IS NOT NULL AND {dated})",
        }
        turning = {
            "ambiguous": f"count(*) FILTER ({naive} AND ({odd}) = {times.AMBIGUOUS})",
            "skipped": f"count(*) FILTER ({naive} AND ({odd}) = {times.SKIPPED})",
        }
        plain = times.is_time(given.kind)
        return {
            "naive": f"count({clock})" if plain else f"count(*) FILTER ({naive})",
            **({} if plain else texts),
            **(turning if len(hours) > 1 else {}),
        }

    def _name_unreadable(self, given: list[_Given]) -> None:
        for each in given:
            required = each.column.required
            reason = UNREADABLE if required else f"not {values.wanted(each.column)}"
            effect = "left out" if required else "left empty"
            first = self._first_lack(before=each) if required else "true"
            self._leave_out(each, reason, effect, f"{each.bad} AND {first}")

    def _name_missing(self) -> None:
        for each in self._given:
            if each.column.required:
                condition = f"{each.raw} IS NULL AND {self._first_lack(before=each)}"
                self._leave_out(each, MISSING, "left out", condition)

    def _first_lack(self, *, before: _Given) -> str:
        """No required column before this one is empty: a row is left out for one reason."""
        earlier = [
            f"{given.read} IS NOT NULL"
            for given in self._given
            if given.column.required and given.number < before.number
        ]
        return " AND ".join(earlier) or "true"

    def _leave_out(self, given: _Given, reason: str, effect: str, condition: str) -> None:
        self._connection.execute(
            f"INSERT INTO meta.left_out SELECT {literal(self._table.name)}, _file, _row,"
            f" {literal(given.column.name)}, {literal(reason)},"
            f" left(CAST({given.raw} AS VARCHAR), 200), {literal(effect)}"
            f" FROM ({self._read()}) WHERE {condition}"
        )

    def _name_odd_rows(self) -> None:
        for odd in self._staged.odd:
            self._connection.execute(
                "INSERT INTO meta.left_out VALUES (?, ?, ?, NULL, ?, ?, 'left out')",
                [self._table.name, odd.file, odd.row, ODD_CELLS, odd.text],
            )

    # -- the typed rows --------------------------------------------------------------------------

    def _placing(self) -> str:
        required = [f"{given.read} IS NOT NULL" for given in self._given if given.column.required]
        by_name = {given.column.name: given for given in self._given}
        typed = [self._typed(column, by_name.get(column.name)) for column in self._table.columns]
        others = [quoted(name) for name in self._staged.unknown]
        known = self._known(by_name.get(KNOWN_AT.name))
        instants = list(self._utc_columns(by_name))
        rows = (
            f"SELECT {', '.join([*typed, known, *instants, *others, '_row', '_file'])}"
            f" FROM ({self._instants()}) WHERE {' AND '.join(required) or 'true'}"
        )
        happens = ", ".join(f"CAST({quoted(name)} AS DATE)" for name in self._table.happens)
        known_on = "CAST(NULL AS DATE)"
        if KNOWN_AT.name in by_name:
            exact = times.known_on("_known_utc", "known_at", project=self._project)
            known_on = f"CASE WHEN _known_dated THEN CAST(known_at AS DATE) ELSE {exact} END"
        return (
            f"SELECT * EXCLUDE (_known_utc, _known_dated), coalesce({happens}) AS _on,"
            f" {known_on} AS _known_on FROM ({rows})"
        )

    def _utc_columns(self, by_name: Mapping[str, _Given]) -> Iterator[str]:
        """When a row happened, in UTC; for tickets also when they were closed."""
        happens = [by_name[name] for name in self._table.happens if name in by_name]
        instants = ", ".join(self._utc(given) for given in happens)
        yield f"coalesce({instants}) AS _at" if happens else "CAST(NULL AS TIMESTAMP) AS _at"
        if self._table.name == "tickets":
            closed = by_name.get("closed_at")
            utc = self._utc(closed) if closed else "CAST(NULL AS TIMESTAMP)"
            yield f"{utc} AS _closed_utc"

    def _utc(self, given: _Given) -> str:
        """The instant of a value in UTC; a date alone begins in the project's zone."""
        dated = "true" if given.kind == "DATE" else given.date_only
        span = self._spans.get(given.number)
        of_date = times.shifted(times.within(times.to_utc(self._project), span), given.clock)
        if dated == "true":
            return of_date
        exact = times.instant(given.clock, given.utc, source=self._zone, span=span)
        return f"CASE WHEN {dated} THEN {of_date} ELSE {exact} END"

    def _typed(self, column: Column, given: _Given | None) -> str:
        kind = values.SQL_TYPES[column.kind]
        name = quoted(column.name)
        if given is None:
            return f"CAST(NULL AS {kind}) AS {name}"
        if not given.timed:
            return f"CAST({given.value} AS {kind}) AS {name}"
        return f"CAST({self._wall(given)} AS {kind}) AS {name}"

    def _wall(self, given: _Given) -> str:
        dated = "true" if given.kind == "DATE" else given.date_only
        return times.wall(
            given.clock,
            given.utc,
            dated,
            source=self._zone,
            project=self._project,
            span=self._spans.get(given.number),
        )

    def _known(self, given: _Given | None) -> str:
        if given is None:
            return (
                "CAST(NULL AS TIMESTAMP) AS known_at, CAST(NULL AS TIMESTAMP) AS _known_utc,"
                " false AS _known_dated"
            )
        # A date alone is known when that date is over, as a fact of that date is.
        over = f"CASE WHEN {given.date_only} THEN to_days(1) ELSE to_days(0) END"
        exact = times.instant(given.clock, given.utc, source=self._zone)
        return (
            f"{self._wall(given)} + {over} AS known_at, {exact} AS _known_utc,"
            f" {given.date_only} AS _known_dated"
        )


def _unread(given: _Given, found: Mapping[str, int]) -> bool:
    """Whether some value of a column is there and cannot be read."""
    return not given.always_read and found[f"read{given.number}"] < found[f"raw{given.number}"]


def _given_columns(staged: Staged) -> Iterator[_Given]:
    for number, column in enumerate((*staged.table.columns, KNOWN_AT)):
        if column.name in staged.theirs:
            theirs, kind = staged.theirs[column.name], staged.types[column.name]
            yield _Given(column, theirs, kind, number)


def _year(given: _Given) -> str:
    """The year of a value, NULL when it is no date; whatever begins with four digits may be one."""
    column = quoted(given.theirs)
    if times.is_time(given.kind):
        year = f"CASE WHEN isfinite({column}) THEN year({column}) END"
    elif values.is_text(given.kind):
        year = f"TRY_CAST(left({values.cleaned(column, given.kind)}, 4) AS INTEGER)"
    else:
        year = "CAST(NULL AS INTEGER)"
    return f"CASE WHEN {year} BETWEEN 1 AND 9999 THEN {year} END"


def _read_cells(given: _Given) -> list[str]:
    if not given.timed:
        return [f"{values.reading(given.column, given.raw, given.kind)} AS {given.value}"]
    if times.is_time(given.kind):
        read = times.native(given.raw, given.kind)
    elif values.is_text(given.kind):
        read = times.written(given.raw)
    else:
        read = times.Written("CAST(NULL AS TIMESTAMP)", "CAST(NULL AS INTEGER)", "false")
    return [
        f"{read.clock} AS {given.clock}",
        f"{read.offset} AS _offset{given.number}",
        f"{read.date_only} AS {given.date_only}",
    ]


def registry_columns(table: Table) -> tuple[str, ...]:
    """Names of a table's columns in the registry, in order."""
    return tuple(column.name for column in table.columns)
