"""A source's columns as typing works on them: as given, read, and as instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forewarn.engines.duckdb import times, values
from forewarn.engines.duckdb.reading import Staged
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import KNOWN_AT, Column, Kind


@dataclass(frozen=True, slots=True)
class Given:
    """A column of the registry that the source has, and the names of its working columns.

    Attributes:
        theirs, kind: their name, and the DuckDB type it comes with.
        number: its place in the registry.
        clean: no value has blanks around it, or is made of nothing else.
    """

    column: Column
    theirs: str
    kind: str
    number: int
    clean: bool = False

    @property
    def cleaned(self) -> str:
        """The value without blanks around it, NULL where nothing is left or it means never."""
        theirs = quoted(self.theirs)
        value = theirs if self.clean else values.cleaned(theirs, self.kind)
        return times.unless_never(value, self.kind) if self.column.may_be_never else value

    @property
    def timed(self) -> bool:
        """Whether it is a date or an instant."""
        return self.column.kind in (Kind.DAY, Kind.INSTANT)

    @property
    def raw(self) -> str:
        """The working column with the cleaned value."""
        return quoted(f"_raw{self.number}")

    @property
    def value(self) -> str:
        """The working column with the value as read, unless it is a time."""
        return quoted(f"_value{self.number}")

    @property
    def clock(self) -> str:
        """The working column with a time as its clock showed it."""
        return quoted(f"_clock{self.number}")

    @property
    def utc(self) -> str:
        """The working column with the instant of a time that has an offset."""
        return quoted(f"_utc{self.number}")

    @property
    def parts(self) -> tuple[str, str]:
        """Working columns of a date that comes as text: the timestamp and the offset in it."""
        return quoted(f"_stamp{self.number}"), quoted(f"_tail{self.number}")

    @property
    def date_only(self) -> str:
        """The working column that says of a time whether it is a date alone."""
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
        """SQL condition that a value is there and cannot be read."""
        return f"({self.raw} IS NOT NULL AND {self.read} IS NULL)"


def unread(given: Given, found: Mapping[str, int]) -> bool:
    """Whether some value of a column is there and cannot be read."""
    return not given.always_read and found[f"read{given.number}"] < found[f"raw{given.number}"]


def given_columns(staged: Staged) -> Iterator[Given]:
    """The columns of the registry that a source has, in its order."""
    for number, column in enumerate((*staged.table.columns, KNOWN_AT)):
        if column.name in staged.theirs:
            theirs, kind = staged.theirs[column.name], staged.types[column.name]
            yield Given(column, theirs, kind, number)


def year_of(given: Given) -> str:
    """The year of a value, NULL when it is no date; whatever begins with four digits may be one."""
    column = quoted(given.theirs)
    if times.is_time(given.kind):
        year = f"CASE WHEN isfinite({column}) THEN year({column}) END"
    elif values.is_text(given.kind):
        year = f"TRY_CAST(left({values.cleaned(column, given.kind)}, 4) AS INTEGER)"
    else:
        year = "CAST(NULL AS INTEGER)"
    return f"CASE WHEN {year} BETWEEN 1 AND 9999 THEN {year} END"


def read_cells(given: Given) -> list[str]:
    """SQL of its working columns: the value as read, of a time also its offset and form."""
    if not given.timed:
        return [f"{values.reading(given.column, given.raw, given.kind)} AS {given.value}"]
    if times.is_time(given.kind):
        read = times.native(given.raw, given.kind)
    elif values.is_text(given.kind):
        at, offset = given.parts
        read = times.written(given.raw, at=at, offset=offset)
    else:
        read = times.Written("CAST(NULL AS TIMESTAMP)", "CAST(NULL AS INTEGER)", "false")
    return [
        f"{read.clock} AS {given.clock}",
        f"{read.offset} AS _offset{given.number}",
        f"{read.date_only} AS {given.date_only}",
    ]
