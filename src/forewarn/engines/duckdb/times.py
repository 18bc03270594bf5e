"""Dates and times as people write them, to wall times of the project's zone.

Clock changes come from ``zoneinfo``, not from DuckDB: the two carry their own copies of the time
zone database, choose differently in an ambiguous hour, and the start of a day (``terms.time``) is
computed with the first. Each reading is a piecewise constant shift, written as a balanced CASE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from forewarn.engines.duckdb.values import is_text
from forewarn.terms.facts import NEVER_FROM

_FIRST = datetime(1970, 1, 1)  # noqa: DTZ001 - bounds of a search, zone added where it is used
_LAST = datetime(2100, 1, 1)  # noqa: DTZ001
_EVER = datetime(1, 1, 1)  # noqa: DTZ001
_NEVER = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001
_STEP = timedelta(days=1)
_WITHOUT_TURNS = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Zulu"})
"""Zones that most projects name: looking through 130 years for nothing takes half a second."""

DATE_ONLY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
_OFFSET = "(Z|[+-](0[0-9]|1[0-8])(:?[0-5][0-9])?)"
DATE_AND_TIME = f"{DATE_ONLY}[T ]{_CLOCK}( ?{_OFFSET})?"
_AS_WRITTEN = r"^[0-9-]{10}([T ][0-9:]+([.,][0-9]{1,6})?)?"
_TAIL = r"(Z|[+-][0-9]{2}:?[0-9]{0,2})$"

Piece = tuple[datetime, int]
"""First instant (naive) from which a whole number holds: seconds to add, or a kind of hour."""

USUAL, AMBIGUOUS, SKIPPED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Turn:
    """A clock change: the instant (naive UTC) and the offsets before and after, in seconds."""

    at: datetime
    before: int
    after: int


@cache
def turns(zone: str) -> tuple[Turn, ...]:
    """Clock changes of a zone from 1970 to 2099, oldest first."""
    if zone in _WITHOUT_TURNS:
        return ()
    info = ZoneInfo(zone)
    found = []
    day, offset = _FIRST, _offset(info, _FIRST)
    while day < _LAST:
        after = _offset(info, day + _STEP)
        if after != offset:
            found.append(Turn(_turning_point(info, day, offset), offset, after))
        day, offset = day + _STEP, after
    return tuple(found)


def _offset(info: ZoneInfo, utc: datetime) -> int:
    offset = utc.replace(tzinfo=UTC).astimezone(info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _turning_point(info: ZoneInfo, low: datetime, offset: int) -> datetime:
    high = low + _STEP
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        if _offset(info, middle) == offset:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True, slots=True)
class OddMidnight:
    """Instants (naive UTC) from which on a fact is known otherwise than its wall time says.

    Attributes:
        first, last: the first and the last of them.
        known_on: the first date whose start is at or after them.
    """

    first: datetime
    last: datetime
    known_on: date


@cache
def odd_midnights(zone: str) -> tuple[OddMidnight, ...]:
    """Where the clock skips a midnight, or shows it again, oldest first.

    A day whose midnight is skipped starts later, and what happens until then is known by its own
    date; one whose midnight comes twice starts with the first, and the second is within it.
    """
    return tuple(odd for turn in turns(zone) if (odd := _odd_midnight(turn)) is not None)


def _odd_midnight(turn: Turn) -> OddMidnight | None:
    before, after = (turn.at + timedelta(seconds=each) for each in (turn.before, turn.after))
    if before < after:
        midnight = _midnight(after)
        start = midnight - timedelta(seconds=turn.before)
        return OddMidnight(turn.at, start, after.date()) if before <= midnight < after else None
    midnight = _midnight(before - timedelta(seconds=1))
    again = midnight - timedelta(seconds=turn.after)
    return OddMidnight(again, again, midnight.date() + _STEP) if after <= midnight else None


def _midnight(wall: datetime) -> datetime:
    return datetime.combine(wall.date(), time.min)


def _first_offset(zone: str) -> int:
    changes = turns(zone)
    return changes[0].before if changes else _offset(ZoneInfo(zone), _FIRST)


@cache
def to_wall(zone: str) -> tuple[Piece, ...]:
    """Seconds to add to an instant (UTC) for the wall time of a zone."""
    return ((_EVER, _first_offset(zone)), *((turn.at, turn.after) for turn in turns(zone)))


def never_turns(zone: str) -> bool:
    """Whether a zone's clock has never been changed."""
    return not turns(zone)


@cache
def to_utc(zone: str) -> tuple[Piece, ...]:
    """Seconds to add to a wall time for its instant.

    An ambiguous hour is the first one; a skipped hour is read with the offset before the change,
    so that it moves forward.
    """
    pieces = [(_EVER, -_first_offset(zone))]
    for turn in turns(zone):
        later = max(turn.before, turn.after)
        pieces.append((turn.at + timedelta(seconds=later), -turn.after))
    return tuple(pieces)


@cache
def wall_to_wall(source: str, project: str) -> tuple[Piece, ...]:
    """Seconds to add to a naive time of one zone for the wall time of another.

    With the same zone twice it moves skipped hours forward and leaves all else.
    """
    walls = to_wall(project)
    pieces: list[Piece] = []
    starts = to_utc(source)
    for place, (start, to_instant) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else _NEVER
        for begin, shift in _seen_from(walls, start, end, to_instant):
            if not pieces or pieces[-1][1] != to_instant + shift:
                pieces.append((begin, to_instant + shift))
    return tuple(pieces)


def _seen_from(
    walls: tuple[Piece, ...], start: datetime, end: datetime, to_instant: int
) -> list[Piece]:
    """The project's offsets over a stretch ``[start, end)`` of naive times of the source."""
    step = timedelta(seconds=to_instant)
    seen: list[Piece] = []
    for at, offset in walls:
        begin = at if at == _EVER else at - step
        if begin >= end:
            break
        if begin <= start:
            seen = [(start, offset)]
        else:
            seen.append((begin, offset))
    return seen


@cache
def odd_hours(zone: str) -> tuple[Piece, ...]:
    """Which naive times of a zone are ambiguous or skipped (USUAL, AMBIGUOUS, SKIPPED)."""
    pieces = [(_EVER, USUAL)]
    for turn in turns(zone):
        early, late = sorted((turn.before, turn.after))
        kind = SKIPPED if turn.after > turn.before else AMBIGUOUS
        pieces.append((turn.at + timedelta(seconds=early), kind))
        pieces.append((turn.at + timedelta(seconds=late), USUAL))
    return tuple(pieces)


Span = tuple[datetime, datetime]
"""The earliest and latest value of a column: clock changes outside it need no thought."""


def years(first: int, last: int) -> Span:
    """The span of whole years."""
    low = _FIRST.replace(year=max(first, _FIRST.year))
    return low, _LAST.replace(year=min(max(last, _FIRST.year), _LAST.year - 1) + 1)


def within(pieces: tuple[Piece, ...], span: Span | None) -> tuple[Piece, ...]:
    """The pieces that matter to values of a span (give or take two days); None = all of them."""
    if span is None:
        return pieces
    low, high = span[0] - 2 * _STEP, span[1] + 2 * _STEP
    started = [place for place, (start, _) in enumerate(pieces) if start <= low]
    first = started[-1] if started else 0
    return tuple(piece for piece in pieces[first:] if piece[0] <= high) or pieces[:1]


def piecewise(pieces: tuple[Piece, ...], column: str) -> str:
    """The number that holds at a column's timestamp, as a balanced CASE."""
    if len(pieces) == 1:
        return str(pieces[0][1])
    middle = len(pieces) // 2
    low, high = piecewise(pieces[:middle], column), piecewise(pieces[middle:], column)
    edge = pieces[middle][0].isoformat(" ")
    return f"CASE WHEN {column} < TIMESTAMP '{edge}' THEN {low} ELSE {high} END"


def shifted(pieces: tuple[Piece, ...], column: str) -> str:
    """A column's timestamp moved by the piece it lies in."""
    shift = piecewise(pieces, column)
    return column if shift == "0" else f"({column} + to_seconds({shift}))"


@dataclass(frozen=True, slots=True)
class Written:
    """SQL of a date or time as it was written.

    Attributes:
        clock: the timestamp as written, NULL when it cannot be read.
        offset: seconds east of UTC; NULL when none was written.
        date_only: whether there is no time of day.
    """

    clock: str
    offset: str
    date_only: str


def stamp(text: str) -> str:
    """The timestamp that ISO 8601 text begins with; what follows it is not looked at."""
    # Most texts have no offset and need no cutting; matching costs more than all else.
    plain = (
        f"CASE WHEN length({text}) < 27 AND {tail(text)} = '' THEN {text}"
        f" ELSE regexp_extract({text}, '{_AS_WRITTEN}') END"
    )
    return f"TRY_CAST(replace(replace({plain}, 'T', ' '), ',', '.') AS TIMESTAMP)"


def tail(text: str) -> str:
    """The offset that ISO 8601 text ends with; nothing when there is none."""
    clock = f"substr({text}, 11)"
    signs = " OR ".join(f"contains({clock}, '{sign}')" for sign in "Z+-")
    return f"CASE WHEN {signs} THEN regexp_extract({text}, '{_TAIL}') ELSE '' END"


def written(text: str, *, at: str | None = None, offset: str | None = None) -> Written:
    """Read ISO 8601 text: a date, or a date and time with or without an offset.

    Args:
        text: SQL of the text.
        at: column that holds its ``stamp``; None = it is worked out here.
        offset: column that holds its ``tail``; None = it is worked out here.
    """
    day = f"length({text}) = 10 AND regexp_full_match({text}, '{DATE_ONLY}')"
    full = f"length({text}) > 10 AND regexp_full_match({text}, '{DATE_AND_TIME}')"
    clock = f"CASE WHEN {day} OR {full} THEN {_in_range(at or stamp(text))} END"
    end = offset or tail(text)
    hours = f"TRY_CAST(substr({end}, 2, 2) AS INTEGER)"
    minutes = f"coalesce(TRY_CAST(right(replace({end}, ':', ''), 2) AS INTEGER), 0)"
    minutes = f"CASE WHEN length({end}) > 3 THEN {minutes} ELSE 0 END"
    seconds = f"(CASE WHEN {end} LIKE '-%' THEN -1 ELSE 1 END)*({hours}*3600 + ({minutes})*60)"
    east = (
        f"CASE WHEN length({text}) = 10 OR {end} = '' THEN NULL"
        f" WHEN {end} = 'Z' THEN 0 ELSE {seconds} END"
    )
    return Written(clock, east, f"(length({text}) = 10)")


def _in_range(stamp: str) -> str:
    return (
        f"CASE WHEN {stamp} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999'"
        f" THEN {stamp} END"
    )


def native(column: str, kind: str) -> Written:
    """A column that already is a DATE, a TIMESTAMP or a TIMESTAMP WITH TIME ZONE."""
    if kind == "DATE":
        return Written(_in_range(f"CAST({column} AS TIMESTAMP)"), "CAST(NULL AS INTEGER)", "true")
    if kind == "TIMESTAMP WITH TIME ZONE":
        return Written(_in_range(f"timezone('UTC', {column})"), "0", "false")
    return Written(_in_range(f"CAST({column} AS TIMESTAMP)"), "CAST(NULL AS INTEGER)", "false")


def is_time(kind: str) -> bool:
    """Whether a DuckDB type is a date or a timestamp."""
    return kind == "DATE" or re.match(r"TIMESTAMP", kind) is not None


def wall(
    clock: str,
    utc: str,
    date_only: str,
    *,
    source: str,
    project: str,
    span: Span | None = None,
) -> str:
    """Wall time in the project's zone; a date alone stays that date.

    Args:
        clock: column with the value as written.
        utc: column with the instant of a value that has an offset, NULL where it has none.
        date_only: SQL that says whether there is no time of day.
        source: zone of values without an offset.
        project: the project's zone.
        span: earliest and latest value as written, where they are known.
    """
    if date_only == "true":
        return clock
    naive = shifted(within(wall_to_wall(source, project), span), clock)
    zoned = shifted(within(to_wall(project), span), utc)
    return f"CASE WHEN {date_only} THEN {clock} WHEN {utc} IS NULL THEN {naive} ELSE {zoned} END"


def instant(clock: str, utc: str, *, source: str, span: Span | None = None) -> str:
    """The instant (UTC) of a value with a time of day; columns as in ``wall``."""
    naive = shifted(within(to_utc(source), span), clock)
    return f"CASE WHEN {utc} IS NULL THEN {naive} ELSE {utc} END"


def known_on(utc: str, wall_time: str, *, project: str, span: Span | None = None) -> str:
    """First date whose start is at or after an instant, given with its wall time."""
    midnight = f"date_trunc('day', {wall_time})"
    starts = shifted(within(to_utc(project), span), midnight)
    return f"(CAST({wall_time} AS DATE) + CASE WHEN {utc} > {starts} THEN 1 ELSE 0 END)"


def unless_never(value: str, kind: str) -> str:
    """SQL of a date or time as given; NULL where it is so far off that it means never."""
    if is_time(kind):
        never = f"year({value}) >= {NEVER_FROM}"
    elif is_text(kind):
        never = f"regexp_matches({value}, '^9[0-9]{{3}}-')"
    else:
        return value
    return f"CASE WHEN NOT coalesce({never}, false) THEN {value} END"
