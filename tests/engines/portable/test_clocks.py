"""From when on a fact of a warehouse is known: the first date that starts at or after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import ibis
import pytest

from forewarn.engines.duckdb.times import odd_midnights, turns
from forewarn.engines.portable.clocks import Zones, clock, known_on
from forewarn.engines.portable.dialects import DIALECTS
from forewarn.terms.time import day_start

# Clocks that skip midnight, show it twice, stand an hour before it again, or leave a day out.
ODD = ("America/Sao_Paulo", "America/Havana", "Atlantic/Azores", "Asia/Beirut", "Asia/Amman")
ZONES = (*ODD, "America/St_Johns", "Pacific/Apia", "Europe/London", "Asia/Kathmandu", "UTC")
AROUND = [timedelta(minutes=each) for each in (-1500, -61, -30, 30, 59, 60, 61, 120, 1440)]
EDGES = [timedelta(), timedelta(seconds=1), timedelta(seconds=-1), timedelta(hours=1, seconds=1)]


def expected(instant: datetime, zone: str) -> datetime:
    """The first start of a date, by looking at one after the other."""
    on = instant.date() - timedelta(days=2)
    while day_start(on, zone) < instant.replace(tzinfo=UTC):
        on += timedelta(days=1)
    return day_start(on, zone)


@pytest.mark.parametrize("zone", ZONES)
def test_a_fact_is_known_from_the_first_start_of_a_date_on(zone: str) -> None:
    usual = datetime(2026, 3, 5, 4, tzinfo=UTC).replace(tzinfo=None)
    times = {usual, usual - timedelta(hours=4)}
    times |= {turn.at + each for turn in turns(zone)[-80:] for each in (*AROUND, *EDGES)}
    times |= {at for odd in odd_midnights(zone) for at in (odd.first, odd.last)}
    rows = ibis.table({"moment": "timestamp('UTC')"}, name="given")
    zones = Zones("UTC", zone)
    known = clock(rows["moment"], zones)
    assert known is not None
    asked = rows.mutate(on=known_on(known, zones, sound=rows["moment"].notnull()))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE TABLE given (moment TIMESTAMPTZ)")
        connection.executemany("INSERT INTO given VALUES (?)", [[at] for at in sorted(times)])
        days = f'SELECT moment, CAST("on" AS DATE) FROM ({DIALECTS["duckdb"].sql(asked)})'
        found = connection.execute(days).fetchall()
    # A day that the clock left out starts with the next.
    found = [(at.replace(tzinfo=None), on) for at, on in found]
    wrong = [(at, on) for at, on in found if day_start(on, zone) != expected(at, zone)]
    assert wrong == []
    assert len(found) == len(times)


@pytest.mark.parametrize("zone", ODD)
def test_there_are_odd_midnights_to_be_tested(zone: str) -> None:
    assert odd_midnights(zone)


def test_the_statement_grows_with_the_clock_changes_not_with_their_square() -> None:
    rows = ibis.table({"moment": "timestamp('UTC')"}, name="rows", database="s")
    zones = Zones("UTC", "Europe/London")
    known = clock(rows["moment"], zones)
    assert known is not None
    asked = rows.mutate(on=known_on(known, zones, sound=rows["moment"].notnull()))
    assert len(DIALECTS["postgres"].sql(asked)) < 1000 * len(turns("Europe/London"))
