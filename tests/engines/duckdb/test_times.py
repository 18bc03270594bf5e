"""Times as written against ``zoneinfo``, over zones with odd clock changes."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb import times
from forewarn.terms.time import day_start
from tests.engines.duckdb.sources_of import wall

pytestmark = pytest.mark.slow


ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Casablanca",
]


def near_turns(zone):
    """Naive times on both sides of clock changes, in the changes' own wall times."""
    some = [*times.turns(zone)[:4], *times.turns(zone)[-4:]]
    some += [turn for turn in times.turns(zone) if turn.at.year in (2011, 2018)]
    steps = [-3601, -3600, -1801, -1, 0, 1, 1799, 1800, 3599, 3600, 90_000]
    return [
        turn.at + timedelta(seconds=offset + step)
        for turn in some
        for offset in (turn.before, turn.after)
        for step in steps
    ]


def read(instants, source, project):
    naive = times.wall("w", "u", "false", source=source, project=project)
    zoned = times.wall("w", "w", "false", source=source, project=project)
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT w, {naive}, {zoned} FROM (SELECT unnest($1::TIMESTAMP[]) AS w,"
            " CAST(NULL AS TIMESTAMP) AS u)",
            [instants],
        ).fetchall()


@pytest.mark.parametrize("project", ZONES)
@pytest.mark.parametrize("source", ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
def test_walls_agree_with_zoneinfo(source, project):
    written = [*near_turns(source), *near_turns(project), wall(2026, 6, 1, 12)]
    for given_at, naive, zoned in read(written, source, project):
        first = given_at.replace(tzinfo=ZoneInfo(source), fold=0).astimezone(UTC)
        assert naive == first.astimezone(ZoneInfo(project)).replace(tzinfo=None), given_at
        instant = given_at.replace(tzinfo=UTC).astimezone(ZoneInfo(project))
        assert zoned == instant.replace(tzinfo=None), given_at


@pytest.mark.slow
@settings(max_examples=20)
@given(
    st.lists(st.datetimes(wall(1971, 1, 1), wall(2099, 1, 1)), min_size=1, max_size=20),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_any_time_agrees_with_zoneinfo(written, source, project):
    for given_at, naive, _ in read(written, source, project):
        first = given_at.replace(tzinfo=ZoneInfo(source)).astimezone(UTC)
        assert naive == first.astimezone(ZoneInfo(project)).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
def test_a_span_prunes_without_changing_anything(zone):
    written = near_turns(zone)
    if not written:
        return
    span = (min(written), max(written))
    whole = times.wall("w", "u", "false", source=zone, project="UTC")
    pruned = times.wall("w", "u", "false", source=zone, project="UTC", span=span)
    with duckdb.connect() as connection:
        different = connection.execute(
            f"SELECT count(*) FILTER ({whole} <> {pruned}) FROM (SELECT unnest($1::TIMESTAMP[])"
            " AS w, CAST(NULL AS TIMESTAMP) AS u)",
            [written],
        ).fetchone()
    assert different == (0,)


@pytest.mark.parametrize("zone", ZONES)
def test_known_on_is_the_first_date_that_starts_at_or_after(zone):
    instants = [
        turn.at + timedelta(seconds=step)
        for turn in times.turns(zone)[-9:]
        for step in (-1, 0, 1, 3600)
    ]
    instants += [wall(2026, 3, 1), wall(2026, 3, 1, 0, 0, 1), wall(2026, 3, 1, 23)]
    known = times.known_on("u", "w", project=zone)
    local = times.wall("u", "u", "false", source=zone, project=zone)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT u, {known} FROM (SELECT u, {local} AS w FROM"
            " (SELECT unnest($1::TIMESTAMP[]) AS u))",
            [instants],
        ).fetchall()
    for instant, on in rows:
        at = instant.replace(tzinfo=UTC)
        assert day_start(on, zone) >= at, (zone, instant)
        assert day_start(on - timedelta(days=1), zone) < at, (zone, instant)


@pytest.mark.parametrize(
    ("text", "clock", "offset"),
    [
        ("2026-03-01", wall(2026, 3, 1), None),
        ("2026-03-01T10:00:00+02:00", wall(2026, 3, 1, 10), 7200),
        ("2026-03-01 10:00:00Z", wall(2026, 3, 1, 10), 0),
        ("2026-03-01 10:00", wall(2026, 3, 1, 10), None),
        ("2026-03-01T10:00:00.5-0530", wall(2026, 3, 1, 10, 0, 0, 500_000), -19_800),
        ("2026-03-01T10:00:00,25+05", wall(2026, 3, 1, 10, 0, 0, 250_000), 18_000),
        ("2026-03-01T10:00:00.123456789", wall(2026, 3, 1, 10, 0, 0, 123_456), None),
        ("2026-03-01T10:00:00.123456789 -01:00", wall(2026, 3, 1, 10, 0, 0, 123_456), -3600),
        ("2026-03-01 10:00 Z", wall(2026, 3, 1, 10), 0),
        ("9999-12-31T23:59:59.999", wall(9999, 12, 31, 23, 59, 59, 999_000), None),
        ("9999-12-31T23:59:59.9995", None, None),
        ("2026-03-01T10:00--", None, None),
        ("2024-02-29", wall(2024, 2, 29), None),
        ("2026-02-29", None, None),
        ("01/02/2026", None, None),
        ("2026-W01-1", None, None),
        ("20260301", None, None),
        ("2026-3-1", None, None),
        ("2026-03-01T24:00:00", None, None),
        ("2026-03-01T10:00:60", None, None),
        ("2026-03-01T10:00:00+25:00", None, None),
        ("0000-01-01", None, None),
        ("infinity", None, None),
        ("2026-03-01 (BC)", None, None),
        ("\uff12\uff10\uff12\uff16-03-01", None, None),
        ("now", None, None),
        ("2026-03-01\u00a010:00", None, None),
    ],
)
def test_only_iso_8601_is_a_time(text, clock, offset):
    form = times.written("t")
    with duckdb.connect() as connection:
        row = connection.execute(
            f"SELECT {form.clock}, {form.offset} FROM (SELECT $1::VARCHAR AS t)", [text]
        ).fetchone()
    assert row[0] == clock
    if clock is not None:
        assert row[1] == offset


def test_odd_hours_are_told_apart():
    hours = times.piecewise(times.odd_hours("Europe/Berlin"), "w")
    written = [wall(2026, 3, 29, 2, 30), wall(2026, 10, 25, 2, 30), wall(2026, 7, 1)]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {hours} FROM (SELECT unnest($1::TIMESTAMP[]) AS w)", [written]
        ).fetchall()
    assert [row[0] for row in rows] == [times.SKIPPED, times.AMBIGUOUS, times.USUAL]
