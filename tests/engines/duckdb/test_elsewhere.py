"""Exports without an order: rows that stand elsewhere in their files are told by their day."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb import table_load, unlike
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.settings import SourceSpec
from tests.engines.duckdb import loads
from tests.engines.duckdb.sources_of import NOW, csv_source, load, rows
from tests.engines.duckdb.test_ingest_ways import (
    PHASES,
    QUIET,
    everything,
    noted,
    replay,
    without_way,
)

LATER = NOW + timedelta(days=1)
NAMES = "event_id,account_id,event,occurred_at\n"
OLD = tuple(f",A,login,2026-05-{day:02}\n" for day in range(1, 11))


@contextmanager
def days_that_differ():
    """Where a source is read again as a whole, rows are told by day and not by their place."""
    by_day = pytest.MonkeyPatch()
    by_day.setattr(unlike, "_WORTH_SHARE", -1.0)
    by_day.setattr(unlike, "_WORTH_SHARE_OF_DAYS", 1.0)
    yield
    by_day.undo()


@pytest.mark.slow
@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(st.sampled_from(("events", "contracts", "visits")).flatmap(loads.rearranged))
def test_the_same_facts_where_rows_stand_elsewhere(made):
    replay(made, days_that_differ)


@pytest.fixture
def settled_by_day(monkeypatch):
    """Days that differed, one entry a table."""
    found = []

    def noting(*args):
        found.append(unlike.find_days(*args))
        return found[-1]

    monkeypatch.setattr(table_load, "find_days", noting)
    return found


def assert_as_if_read_afresh(folder, *steps, table="events", names=NAMES):
    """Whatever came before, the last step leaves what reading everything each time leaves."""
    with open_store(":memory:") as some, open_store(":memory:") as whole:
        for number, lines in enumerate(steps):
            spec = csv_source(folder, table, names + "".join(lines))
            now = NOW + timedelta(days=number)
            one = load(some.connection, spec, now=now)
            two = ingest(whole.connection, [spec], zone="UTC", now=now, afresh=True)
            assert without_way(one) == without_way(two)
        assert everything(some.connection) == everything(whole.connection)
        return one.table(table)


def test_another_order_is_no_change(settled_by_day, tmp_path):
    with open_store(":memory:") as store:
        load(store.connection, csv_source(tmp_path, "events", NAMES + "".join(OLD)))
        turned = csv_source(tmp_path, "events", NAMES + "".join(reversed(OLD)))
        load(store.connection, turned, now=LATER)
        assert noted(store.connection) == []
        assert rows(store.connection, "SELECT _row FROM facts.events ORDER BY _on LIMIT 2") == [
            (10,),
            (9,),
        ]
    told = assert_as_if_read_afresh(tmp_path, OLD, OLD[::-1])
    assert (told.first_seen, told.corrected, told.gone) == (0, 0, 0)
    assert [each.days for each in settled_by_day] == [(), ()]


def test_files_keep_their_names(settled_by_day, tmp_path):
    (tmp_path / "events").mkdir()
    spec = SourceSpec("events", "events", path=str(tmp_path / "events"))
    with open_store(":memory:") as store:
        for number, lines in enumerate((OLD, OLD[::-1])):
            for name, part in (("a", lines[:5]), ("b", lines[5:])):
                (tmp_path / "events" / f"{name}.csv").write_text(NAMES + "".join(part), "utf-8")
            load(store.connection, spec, now=NOW + timedelta(days=number))
        places = "SELECT _file, _row FROM facts.events ORDER BY _on DESC LIMIT 2"
        assert rows(store.connection, places) == [("a.csv", 1), ("a.csv", 2)]
    assert settled_by_day[-1].days == ()


def test_only_days_that_differ_are_settled(settled_by_day, tmp_path):
    new = [",B,login,2026-06-01\n", ",A,export,2026-05-03\n"]
    told = assert_as_if_read_afresh(tmp_path, OLD, [*new, *reversed(OLD[:-1])])
    assert (told.first_seen, told.late, told.gone) == (2, 1, 1)
    assert settled_by_day[-1].days == (date(2026, 5, 3), date(2026, 5, 10), date(2026, 6, 1))


def test_rows_that_came_late_stay_known_when_they_were(settled_by_day, tmp_path):
    late = ",B,login,2026-05-04\n"
    told = assert_as_if_read_afresh(tmp_path, OLD, [*OLD, late], [late, *reversed(OLD)])
    assert (told.first_seen, told.late) == (0, 0)
    assert settled_by_day[-1].days == (date(2026, 5, 4),)


def test_a_key_that_moved_to_a_day_that_is_the_same_is_settled_with_all(settled_by_day, tmp_path):
    keyed = [f"e{n},A,login,2026-05-{n:02}\n" for n in range(1, 9)]
    again = ["e3,A,export,2026-05-20\n", *reversed(keyed)]
    told = assert_as_if_read_afresh(tmp_path, keyed, again)
    assert settled_by_day[-1].days == (date(2026, 5, 20),)
    assert told.superseded == 1


def test_where_most_days_differ_all_rows_are_held_against_all(settled_by_day, tmp_path):
    other = [line.replace("login", "export") for line in reversed(OLD)]
    told = assert_as_if_read_afresh(tmp_path, OLD, other)
    assert not settled_by_day[-1].few
    assert (told.first_seen, told.gone) == (10, 10)


def test_rows_with_a_time_of_their_own_are_not_told_by_day(settled_by_day, tmp_path):
    names = NAMES.replace("\n", ",known_at\n")
    known = [line.replace("\n", ",2026-05-30\n") for line in OLD]
    assert_as_if_read_afresh(tmp_path, known, known[::-1], names=names)
    assert settled_by_day == []
