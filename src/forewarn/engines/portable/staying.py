"""Facts that stay in the warehouse: rows of its own tables, placed there as ingest places files.

What needs an earlier load to compare with is not there: a row without ``known_at`` counts from its
own date, however late it came. What would be wrong without that is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import ibis

from forewarn.engines.duckdb.reading import DERIVED, TECHNICAL
from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.portable.clocks import Clock, Zones, clock, hours_between, known_on, next_day
from forewarn.engines.portable.foreign import type_name, unread
from forewarn.engines.portable.reading import (
    empty,
    fits,
    other,
    read,
    sound,
    timed,
    unreadable,
    wanted,
)
from forewarn.terms.facts import KNOWN_AT, TABLES, Column, Table, own_table
from forewarn.terms.settings import SourceSpec


@dataclass(frozen=True, slots=True)
class Staying:
    """A source that stays, matched with the form of its table.

    Attributes:
        rows: the source as an Ibis table.
        theirs: our column name to theirs, of columns that the source has.
        others: columns that the registry does not know, kept as they are.
    """

    source: SourceSpec
    table: Table
    rows: Any
    theirs: Mapping[str, str]
    others: tuple[str, ...]

    def column(self, name: str) -> Any:
        """The source's column for one of ours."""
        return self.rows[self.theirs[name]]

    def time(self, name: str) -> Any:
        """One that holds dates or times, where they can be read."""
        return read(self._form(name), self.column(name))

    def sound(self, name: str) -> Any:
        """Whether a date or time can be read."""
        return sound(self._form(name), self.column(name))

    def _form(self, name: str) -> Column:
        return self.table.column(name) or KNOWN_AT

    @property
    def times(self) -> list[str]:
        """Our names of the date and time columns that the source has."""
        columns = (*self.table.columns, KNOWN_AT)
        kinds = {each.name for each in columns if timed(each)}
        return [name for name in self.theirs if name in kinds]

    @property
    def unreadable(self) -> Iterator[Any]:
        """Per column whose values are left empty where they cannot be read: whether one is."""
        for column in (*self.table.columns, KNOWN_AT):
            if column.name in self.theirs and not column.required:
                found = unreadable(column, self.column(column.name))
                yield from () if found is None else (found,)
        for value in map(self.column, self.others):
            if not value.type().is_unknown() and (read := other(value)) is not value:
                yield value.notnull() & read.isnull()

    @property
    def key(self) -> list[str]:
        """Columns that identify a row; none where the source lacks the first."""
        key = self.table.key
        return [name for name in key if name in self.theirs] if key[:1] and self._keyed else []

    @property
    def _keyed(self) -> bool:
        return self.table.key[0] in self.theirs


def matched(source: SourceSpec, rows: Any) -> Staying:
    """A source's columns under our names.

    Raises:
        SourceError: a column that is asked for is not there, or is of a type that cannot be read.
    """
    table = TABLES.get(source.table) or own_table(source.table)
    names = list(rows.columns)
    mapped = {ours: _found(wished, ours, names) for ours, wished in source.columns.items()}
    known = [column.name for column in (*table.columns, KNOWN_AT)]
    by_lower = {name.lower(): name for name in names if name not in mapped.values()}
    theirs = {name: by_lower[name] for name in known if name in by_lower}
    theirs |= {ours: name for ours, name in mapped.items() if ours in known}
    reserved = {*TECHNICAL, "_role_known_on", *DERIVED.get(table.name, ())}
    rest = {name: name for name in names if name not in theirs.values()}
    rest |= {ours: name for ours, name in mapped.items() if ours not in known}
    others = {ours: name for ours, name in rest.items() if ours.lower() not in {*reserved, *known}}
    staying = Staying(source, table, rows, theirs | others, tuple(others))
    _refuse(staying, names)
    return staying


def _found(wished: str, ours: str, names: Sequence[str]) -> str:
    same = [name for name in names if name == wished or name.lower() == wished.lower()]
    if same:
        return wished if wished in same else same[0]
    raise SourceError(
        "no-such-column",
        f"there is no column '{wished}' to read as '{ours}'",
        accepted="columns there: " + ", ".join(names),
        did_you_mean=", ".join(get_close_matches(wished, names, n=1)),
        fix="correct it under 'columns' (ours: theirs)",
    )


def _refuse(staying: Staying, names: Sequence[str]) -> None:
    missing = [name for name in staying.table.required if name not in staying.theirs]
    if missing:
        near = [each for name in missing for each in get_close_matches(name, names, n=1)]
        raise SourceError(
            "missing-column",
            "required columns are missing: " + ", ".join(missing),
            accepted="columns there: " + ", ".join(names),
            did_you_mean=", ".join(dict.fromkeys(near)),
            fix=f"map them under 'columns' (ours: theirs), as in {missing[0]}: THEIRS",
        )
    for column in (*staying.table.columns, KNOWN_AT):
        if column.name in staying.theirs and not fits(column, staying.column(column.name)):
            raise _unfit(staying, column.name, f"{column.name} wants {wanted(column)}")
    for name in staying.source.columns:
        if name in staying.others and staying.column(name).type().is_unknown():
            raise _unfit(staying, name, "signals cannot read that")


def _unfit(staying: Staying, name: str, why: str) -> SourceError:
    given = type_name(staying.column(name))
    return SourceError(
        "column-type",
        f"column '{staying.theirs[name]}' is {given}, and {why}",
        accepted="text, numbers, dates, timestamps, boolean, and domains and enums of these",
        fix=f"cast it: warehouse: SELECT ..., CAST(... AS ...) AS {name} FROM ...",
    )


def placed(staying: Staying, zones: Zones) -> Any:
    """The rows that can be used: typed, dated in the project's zone, with the technical columns."""
    as_given = {name: _clock(staying, name, zones) for name in staying.times}
    clocks = {name: each.where(staying.sound(name)) for name, each in as_given.items()}
    shown: dict[str, Any] = {}
    for column in staying.table.columns:
        shown[column.name] = _value(staying, column, clocks)
    known = clocks.get(KNOWN_AT.name)
    shown[KNOWN_AT.name] = _known_at(known)
    others = {name: _other(staying.column(name)) for name in staying.others}
    shown |= {name: value for name, value in others.items() if value is not None}
    happens = [clocks[name] for name in staying.table.happens if name in clocks]
    shown["_at"] = ibis.coalesce(*(each.instant for each in happens)) if happens else _NO_TIME
    shown["_on"] = ibis.coalesce(*(each.day for each in happens)) if happens else _NO_DAY
    shown["_known_on"] = _NO_DAY
    if known:
        at = KNOWN_AT.name
        shown["_known_on"] = known_on(as_given[at], zones, sound=staying.sound(at))
    if staying.table.name == "tickets":
        shown["resolution_hours"] = _hours(clocks, shown["_at"])
    rows = staying.rows.select(**shown)
    rows = rows.mutate(_seen_on=seen_on(rows))
    if staying.table.name == "invoices":
        rows = rows.mutate(days_late=_days_late(rows))
    usable = [rows[name].notnull() for name in staying.table.required]
    rows = rows.filter(usable) if usable else rows
    return rows.distinct() if staying.source.drop_duplicates else rows


_NO_TIME, _NO_DAY = ibis.null("timestamp"), ibis.null("date")


def seen_on(rows: Any) -> Any:
    """First date that sees a row; of one without a date, that it is known from."""
    after = next_day(rows["_on"])
    known = rows["_known_on"]
    later = ibis.greatest(after, known.fill_null(after))
    return rows["_on"].isnull().ifelse(known, later)


def _clock(staying: Staying, name: str, zones: Zones) -> Clock:
    found = clock(staying.column(name), zones)
    if found is None:
        raise TypeError(f"{name} was let pass as a date")
    return found


def _value(staying: Staying, column: Column, clocks: Mapping[str, Clock]) -> Any:
    if column.name not in staying.theirs:
        return empty(column)
    if not timed(column):
        return read(column, staying.column(column.name))
    found = clocks[column.name]
    return found.day if empty(column).type().is_date() else found.wall


def _other(value: Any) -> Any | None:
    return unread(value) if value.type().is_unknown() else other(value)


def _known_at(known: Clock | None) -> Any:
    if known is None:
        return _NO_TIME
    return known.wall + ibis.interval(days=1) if known.dated else known.wall


def _hours(clocks: Mapping[str, Clock], opened: Any) -> Any:
    if "closed_at" not in clocks:
        return ibis.null("float64")
    return hours_between(opened, clocks["closed_at"].instant)


def _days_late(rows: Any) -> Any:
    late = rows.paid_on.delta(rows.due_on, unit="day").cast("int64")
    return rows.paid_on.notnull().ifelse(ibis.greatest(late, 0), ibis.null("int64"))


def repeated(rows: Any, key: Sequence[str]) -> Any:
    """How many keys several rows share, as a query of one number."""
    keyed = rows.filter(rows[key[0]].notnull())
    several = keyed.group_by(list(key)).having(ibis._.count() > 1).aggregate(n=ibis._.count())
    return several.aggregate(keys=several.count())


def first_uses(events: Any) -> Any:
    """Per account, event and date that knows of it, the first use that the events show."""
    by_date = events.group_by("account_id", "event", "_known_on").aggregate(
        _on=events["_on"].min(), _at=events["_at"].min(), _seen_on=events["_seen_on"].min()
    )
    before = ibis.window(
        group_by=[by_date.account_id, by_date.event],
        order_by=[by_date["_seen_on"], by_date["_on"], by_date["_at"]],
        preceding=(None, 1),
    )
    earlier = by_date.mutate(earlier=by_date["_on"].min().over(before))
    first = earlier.filter(earlier.earlier.isnull() | (earlier["_on"] < earlier.earlier))
    return first.select("account_id", "event", "_on", "_at", "_known_on", "_seen_on")
