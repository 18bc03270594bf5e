"""From rows as given to rows of a fact table: typed, dated, with everything unreadable named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import duckdb

from forewarn.engines.duckdb import times, values
from forewarn.engines.duckdb.file_counts import FileCounts
from forewarn.engines.duckdb.gathered import gather
from forewarn.engines.duckdb.given import Given, given_columns, read_cells, unread, year_of
from forewarn.engines.duckdb.keys import is_view
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.reading import Staged
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import KNOWN_AT, Column

MISSING = "a required value is missing"
UNREADABLE = "a required value cannot be read"
ODD_CELLS = "the row cannot be divided into columns"
_SOME_YEAR = (2000, 2000)
_FORMS = ("naive", "zoned", "dates", "ambiguous", "skipped")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted while typing a table.

    Attributes:
        files: by file as shown what it holds.
        complete: no row was left out.
        gathered: the words to be coded were gathered, and are those of the typed rows.
    """

    files: Mapping[str | None, FileCounts]
    complete: bool = True
    gathered: bool = False


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
        self._given = tuple(given_columns(staged))
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
        view = view and all(given.native for given in self._given)
        gathered = view and self._gather()
        counts = self._count()
        if is_view(self._connection, into):
            self._connection.execute(f"DROP VIEW temp.{quoted(into)}")
        if view:
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{quoted(into)}")
            self._connection.execute(f"CREATE TEMP VIEW {quoted(into)} AS {self._placing()}")
        else:
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {quoted(into)} AS {self._placing()}"
            )
        return replace(counts, gathered=gathered and counts.complete)

    def _gather(self) -> bool:
        """Gather words to be coded; whether all of them are clean. What is needs no trimming."""
        staged = self._staged
        words = gather(self._connection, self._table.name, staged.relation, self._given)
        self._given = tuple(
            replace(given, clean=given.column.name in words.clean) for given in self._given
        )
        return words.all_clean

    # -- the working columns ---------------------------------------------------------------------

    def _cleaned(self) -> str:
        cells = [f"{given.cleaned} AS {given.raw}" for given in self._given]
        others = [
            f"{quoted(self._staged.theirs[name])} AS {quoted(name)}"
            for name in self._staged.unknown
        ]
        columns = ", ".join([*cells, *others, "_file", "_row"])
        return f"SELECT {columns} FROM {quoted(self._staged.relation)}"

    def _divided(self) -> str:
        """As ``_cleaned``, with the parts of dates that come as text: each worked out once."""
        cells = ["*"]
        for given in self._given:
            if given.timed and values.is_text(given.kind):
                at, offset = given.parts
                cells += [
                    f"{times.stamp(given.raw)} AS {at}",
                    f"{times.tail(given.raw)} AS {offset}",
                ]
        return f"SELECT {', '.join(cells)} FROM ({self._cleaned()})"

    def _read(self) -> str:
        cells = [cell for given in self._given for cell in read_cells(given)]
        return f"SELECT *, {', '.join(cells)} FROM ({self._divided()})"

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
        years = ", ".join(f"min({year}), max({year})" for year in map(year_of, timed))
        found = self._connection.execute(
            f"SELECT {years} FROM {quoted(self._staged.relation)}"
        ).fetchone()
        spans = {}
        for place, given in enumerate(timed):
            low, high = (found or ())[2 * place : 2 * place + 2]
            # Without any date no clock change matters, and one year has the fewest.
            spans[given.number] = times.years(*map(int, _SOME_YEAR if low is None else (low, high)))
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
        by_file = self._connection.execute(
            f"SELECT _file, {', '.join(asked.values())} FROM ({self._instants()}) GROUP BY _file"
        ).fetchall()
        files = {file: dict(zip(asked, map(int, row), strict=True)) for file, *row in by_file}
        found = {name: sum(each[name] for each in files.values()) for name in asked}
        self._name_unreadable([given for given in self._given if unread(given, found)])
        required = [given for given in self._given if given.column.required]
        if any(found[f"raw{given.number}"] < found["rows"] for given in required):
            self._name_missing()
        self._name_odd_rows()
        readable = (found.get(f"read{g.number}", found[f"raw{g.number}"]) for g in required)
        complete = all(count == found["rows"] for count in readable) and not self._staged.odd
        return Counts(self._by_file(files), complete=complete)

    def _by_file(
        self, found: Mapping[str | None, Mapping[str, int]]
    ) -> dict[str | None, FileCounts]:
        odd = Counter(each.file for each in self._staged.odd)
        counts = {file: FileCounts(rows) for file, rows in odd.items()}
        for file, each in found.items():
            forms = (
                sum(each.get(f"{form}{given.number}", 0) for given in self._given)
                for form in _FORMS
            )
            counts[file] = FileCounts(each["rows"] + odd[file], *forms)
        return counts

    def _forms(self, given: Given) -> dict[str, str]:
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

    def _name_unreadable(self, given: list[Given]) -> None:
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

    def _first_lack(self, *, before: Given) -> str:
        """No required column before this one is empty: a row is left out for one reason."""
        earlier = [
            f"{given.read} IS NOT NULL"
            for given in self._given
            if given.column.required and given.number < before.number
        ]
        return " AND ".join(earlier) or "true"

    def _leave_out(self, given: Given, reason: str, effect: str, condition: str) -> None:
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
            span = self._spans.get(by_name[KNOWN_AT.name].number)
            exact = times.known_on("_known_utc", "known_at", project=self._project, span=span)
            known_on = f"CASE WHEN _known_dated THEN CAST(known_at AS DATE) ELSE {exact} END"
        return (
            f"SELECT * EXCLUDE (_known_utc, _known_dated), coalesce({happens}) AS _on,"
            f" {known_on} AS _known_on FROM ({rows})"
        )

    def _utc_columns(self, by_name: Mapping[str, Given]) -> Iterator[str]:
        """When a row happened, in UTC; for tickets also when they were closed."""
        happens = [by_name[name] for name in self._table.happens if name in by_name]
        instants = ", ".join(self._utc(given) for given in happens)
        yield f"coalesce({instants}) AS _at" if happens else "CAST(NULL AS TIMESTAMP) AS _at"
        if self._table.name == "tickets":
            closed = by_name.get("closed_at")
            utc = self._utc(closed) if closed else "CAST(NULL AS TIMESTAMP)"
            yield f"{utc} AS _closed_utc"

    def _utc(self, given: Given) -> str:
        """The instant of a value in UTC; a date alone begins in the project's zone."""
        dated = "true" if given.kind == "DATE" else given.date_only
        span = self._spans.get(given.number)
        of_date = times.shifted(times.within(times.to_utc(self._project), span), given.clock)
        if dated == "true":
            return of_date
        exact = times.instant(given.clock, given.utc, source=self._zone, span=span)
        return f"CASE WHEN {dated} THEN {of_date} ELSE {exact} END"

    def _typed(self, column: Column, given: Given | None) -> str:
        kind = values.SQL_TYPES[column.kind]
        name = quoted(column.name)
        if given is None:
            return f"CAST(NULL AS {kind}) AS {name}"
        if not given.timed:
            return f"CAST({given.value} AS {kind}) AS {name}"
        return f"CAST({self._wall(given)} AS {kind}) AS {name}"

    def _wall(self, given: Given) -> str:
        dated = "true" if given.kind == "DATE" else given.date_only
        return times.wall(
            given.clock,
            given.utc,
            dated,
            source=self._zone,
            project=self._project,
            span=self._spans.get(given.number),
        )

    def _known(self, given: Given | None) -> str:
        if given is None:
            return (
                "CAST(NULL AS TIMESTAMP) AS known_at, CAST(NULL AS TIMESTAMP) AS _known_utc,"
                " false AS _known_dated"
            )
        # A date alone is known when that date is over, as a fact of that date is.
        over = f"CASE WHEN {given.date_only} THEN to_days(1) ELSE to_days(0) END"
        span = self._spans.get(given.number)
        exact = times.instant(given.clock, given.utc, source=self._zone, span=span)
        return (
            f"{self._wall(given)} + {over} AS known_at, {exact} AS _known_utc,"
            f" {given.date_only} AS _known_dated"
        )
