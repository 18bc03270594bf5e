"""Raw rows, as a source would give them, read into rows with instants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from forewarn.terms.facts import ROLES, TABLES, Column, Kind, own_table
from tests.oracle import clock

RawRow = Mapping[str, object]
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Source:
    """What the project file says of one source."""

    timezone: str | None = None
    covers_all: bool = False
    stale_after_days: int | None = None
    drop_duplicates: bool = False


@dataclass(frozen=True)
class Row:
    """One fact.

    ``moments`` holds an instant per date column, ``happened`` the one that dates the row, and
    ``known`` the instant from which it may be used (None: as soon as it has happened). ``next`` is
    what the source said of the same row later: from then on only that counts.
    """

    values: Mapping[str, object]
    moments: Mapping[str, datetime]
    happened: datetime | None
    known: datetime | None
    next: Row | None = None

    @property
    def account(self) -> str:
        return str(self.values["account_id"])

    def moment(self, at: str | None) -> datetime | None:
        return self.happened if at is None else self.moments.get(at)

    def usable(self, now: datetime, *, before: datetime, at: str | None = None) -> bool:
        """Happened before an instant, and known by now: the two clocks.

        A row that another of its dates places is no fact yet before it happened itself: a contract
        that began in March and was signed in April is unknown in March.
        """
        moment = self.moment(at)
        if moment is None or self.happened is None or not self.happened < now:
            return False
        return moment < before and self.said(now) and not self.taken_back(now)

    def said(self, now: datetime) -> bool:
        """The source had said so by now, even of what is still to come."""
        if self.known is not None:
            return self.known <= now
        return self.happened is not None and self.happened < now

    def taken_back(self, now: datetime) -> bool:
        """The source had said something else of the same row by now."""
        return self.next is not None and (self.next.said(now) or self.next.taken_back(now))


@dataclass(frozen=True)
class World:
    """Every fact of a project, with its zone."""

    zone: str
    tables: Mapping[str, Sequence[Row]]
    sources: Mapping[str, Source] = field(default_factory=dict)

    def rows(self, table: str, account: str | None = None) -> list[Row]:
        rows = self.tables.get(table, ())
        return [row for row in rows if account is None or row.account == account]

    def source(self, table: str) -> Source:
        return self.sources.get(table, Source())

    def midnight(self, on: date) -> datetime:
        return clock.midnight(on, self.zone)

    def day(self, moment: datetime) -> date:
        return clock.local_day(moment, self.zone)


def read_world(
    raw: Mapping[str, Iterable[RawRow]], *, zone: str, sources: Mapping[str, Source] | None = None
) -> World:
    """Read raw rows: types, instants, keys settled, and what later columns are worked out from."""
    given = dict(sources or {})
    tables = {
        name: _settled(
            name, [_read(name, row, zone, given.get(name, Source())) for row in rows], given
        )
        for name, rows in raw.items()
    }
    world = World(zone, tables, given)
    return World(zone, {name: _derived(world, name) for name in tables}, given)


def _columns(table: str) -> dict[str, Column]:
    form = TABLES.get(table) or own_table(table)
    return {column.name: column for column in form.columns}


def _read(table: str, raw: RawRow, zone: str, source: Source) -> Row | None:
    columns = _columns(table)
    values: dict[str, object] = {}
    moments: dict[str, datetime] = {}
    for name, value in raw.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        kind = columns[name].kind if name in columns else None
        if kind in (Kind.DAY, Kind.INSTANT) or name == "known_at":
            moments[name] = clock.instant(
                value, source_zone=source.timezone or zone, project_zone=zone
            )
            values[name] = clock.local_day(moments[name], zone)
            if kind is Kind.DAY:  # a time of day written there says no more than its day
                moments[name] = clock.midnight(clock.local_day(moments[name], zone), zone)
        else:
            values[name] = _plain(columns.get(name), value)
    if any(column.required and name not in values for name, column in columns.items()):
        return None
    order = TABLES[table].happens if table in TABLES else ("occurred_at",)
    happened = next((moments[name] for name in order if name in moments), None)
    known = _known(moments.pop("known_at", None), raw, zone)
    return Row(values, moments, happened, known)


def _known(known_at: datetime | None, raw: RawRow, zone: str) -> datetime | None:
    """From when a row may be used; a day alone is known when that day is over."""
    if known_at is None or not clock.is_day_only(raw["known_at"]):
        return known_at
    return clock.midnight(clock.as_day(raw["known_at"]) + timedelta(days=1), zone)


def _plain(column: Column | None, value: object) -> object:
    if column is None:
        return value
    if column.kind in (Kind.NUMBER, Kind.WHOLE, Kind.MONEY):
        return float(str(value))
    if column.kind is Kind.TRUTH:
        return value if isinstance(value, bool) else str(value).lower() in ("true", "yes", "1")
    word = str(value)
    if not column.accepts:
        return word
    spelled = dict(column.read_as).get(word, word)
    return spelled if spelled in column.accepts else None


def _settled(
    table: str, rows: Sequence[Row | None], sources: Mapping[str, Source]
) -> tuple[Row, ...]:
    """One row per key, where there is a key; identical rows without one only when asked."""
    key = TABLES[table].key if table in TABLES else ()
    drop = sources.get(table, Source()).drop_duplicates
    said: dict[object, list[Row]] = {}
    for place, row in enumerate(rows):
        if row is None:
            continue
        identity = _identity(row, key) or (_content(row) if drop else place)
        said.setdefault(identity, []).append(row)
    return tuple(row for versions in said.values() for row in _one_after_the_other(versions))


def _identity(row: Row, key: Sequence[str]) -> object:
    if not key or row.values.get(key[0]) is None:
        return None
    return tuple(row.values.get(name) for name in key)


def _content(row: Row) -> object:
    values = tuple(sorted((name, str(value)) for name, value in row.values.items()))
    moments = tuple(sorted((name, moment.isoformat()) for name, moment in row.moments.items()))
    return values, moments, row.known


def _one_after_the_other(versions: Sequence[Row]) -> list[Row]:
    """What a source said of one row, in the order that it became known; copies say it once."""
    chain: list[Row] = []
    for row in sorted(versions, key=lambda row: row.known or row.happened or _LAST, reverse=True):
        if chain and _says_the_same(chain[-1], row):
            chain[-1] = replace(row, next=chain[-1].next)
        else:
            chain.append(replace(row, next=chain[-1] if chain else None))
    return chain


def _says_the_same(one: Row, other: Row) -> bool:
    values, others = ({**row.values, "known_at": None} for row in (one, other))
    return (values, one.moments) == (others, other.moments)


def _derived(world: World, table: str) -> tuple[Row, ...]:
    """Rows with the columns that are worked out from others."""
    return tuple(_with_derived(world, table, row) for row in world.tables[table])


def _with_derived(world: World, table: str, row: Row) -> Row:
    more: dict[str, object] = {}
    moments = row.moments
    if table == "tickets" and "closed_at" in moments:
        seconds = (moments["closed_at"] - moments["opened_at"]).total_seconds()
        if seconds >= 0:
            more["resolution_hours"] = seconds / 3600
    if table == "invoices" and "paid_on" in moments:
        late = world.day(moments["paid_on"]) - world.day(moments["due_on"])
        more["days_late"] = float(max(0, late.days))
    return replace(row, values={**row.values, **more})


def with_role(world: World, row: Row, now: datetime) -> Row:
    """The row with the role that its contact had on its day, as far as that is known now.

    Of several roles the one taken up last, then the one that the registry names first.
    """
    contact, happened = row.values.get("contact_id"), row.happened
    assert happened is not None
    day = world.day(happened)
    held = [
        (world.day(other.moments["since"]), -ROLES.index(str(other.values["role"])))
        for other in world.rows("contacts", row.account)
        if contact is not None
        and other.values.get("contact_id") == contact
        and other.values.get("role") is not None
        and other.usable(now, before=now)
        and world.day(other.moments["since"]) <= day
        and ("until" not in other.moments or day <= world.day(other.moments["until"]))
    ]
    role = ROLES[-max(held)[1]] if held else None
    return replace(row, values={**row.values, "contact_role": role})
