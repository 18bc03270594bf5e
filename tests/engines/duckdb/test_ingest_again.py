"""A store that is ingested into again: what is new, late, corrected, or the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forewarn.engines.duckdb.history import last_report
from forewarn.engines.duckdb.sources import changed_sources
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.errors import FilesError
from forewarn.terms.settings import SourceSpec
from tests.engines.duckdb.sources_of import (
    ACCOUNTS,
    NOW,
    csv_source,
    load,
    rows,
)


@pytest.fixture
def store():
    with open_store(":memory:") as opened:
        yield opened.connection


def events_of(folder, *lines, **options):
    return csv_source(
        folder, "events", "account_id,event,occurred_at\n" + "".join(lines), **options
    )


OLD = "A,login,2026-01-01 10:00\n"


def test_rows_first_seen_later_are_known_from_then_on(store, tmp_path):
    first = load(store, events_of(tmp_path, OLD)).table("events")
    assert (first.load, first.late) == ("backfilled", 0)
    now = NOW + timedelta(days=7)
    late, fresh = "A,login,2026-02-01 10:00\n", f"A,login,{now.date() - timedelta(days=1)}\n"
    second = load(store, events_of(tmp_path, late, OLD, fresh), now=now).table("events")
    assert (second.load, second.first_seen, second.late, second.gone) == ("updated", 2, 1, 0)
    known = rows(store, "SELECT _known_on, known_at FROM facts.events ORDER BY _on")
    day_after = now.date() + timedelta(days=1)
    assert known == [(None, None), (day_after, now.replace(tzinfo=None)), (None, None)]
    third = load(store, events_of(tmp_path, fresh, late), now=now + timedelta(days=9))
    assert (third.table("events").late, third.table("events").gone) == (0, 1)
    assert rows(store, "SELECT _known_on FROM facts.events ORDER BY _on") == [(day_after,), (None,)]


def test_rows_that_are_back_are_known_as_they_were(store, tmp_path):
    late = "A,login,2026-02-01 10:00\n"
    load(store, events_of(tmp_path, OLD))
    load(store, events_of(tmp_path, OLD, late), now=NOW + timedelta(days=7))
    known = rows(store, "SELECT _on, known_at, _known_on FROM facts.events ORDER BY 1")
    assert [at is None for _, at, _ in known] == [True, False]
    away = load(store, events_of(tmp_path, "A,x,2026-01-05\n"), now=NOW + timedelta(days=8))
    assert (away.table("events").gone, away.table("events").back) == (2, 0)
    for days in (9, 10):  # a second time, for nothing is back that was there
        now = NOW + timedelta(days=days)
        report = load(store, events_of(tmp_path, late, OLD), now=now).table("events")
        counted = (report.back, report.first_seen, report.late, report.corrected)
        assert counted == ((2, 0, 0, 0) if days == 9 else (0, 0, 0, 0))
        assert rows(store, "SELECT _on, known_at, _known_on FROM facts.events ORDER BY 1") == known
    # What never was there before is late, whatever else is back.
    load(store, events_of(tmp_path, late), now=NOW + timedelta(days=11))
    fresh = "A,login,2026-01-07 10:00\n"
    now = NOW + timedelta(days=12)
    report = load(store, events_of(tmp_path, late, OLD, fresh), now=now).table("events")
    assert (report.back, report.late) == (1, 1)


def test_a_row_that_is_back_with_other_values_is_known_as_it_was(store, tmp_path):
    head, other = "ticket_id,account_id,opened_at,severity\n", "U,A,2026-01-02,low\n"
    load(store, csv_source(tmp_path, "tickets", head + other + "T,A,2026-01-01 10:00,low\n"))
    load(store, csv_source(tmp_path, "tickets", head + other), now=NOW + timedelta(days=1))
    again = csv_source(tmp_path, "tickets", head + other + "T,A,2026-01-01 10:00,high\n")
    report = load(store, again, now=NOW + timedelta(days=2)).table("tickets")
    assert (report.back, report.corrected, report.late) == (1, 0, 0)
    assert rows(store, "SELECT severity, _known_on FROM facts.tickets WHERE ticket_id = 'T'") == [
        ("high", None)
    ]


def test_a_nightly_load_is_on_time(store, tmp_path):
    load(store, events_of(tmp_path, OLD))
    for hour in (1, 23):
        now = datetime(2026, 6, 8, hour, tzinfo=UTC)
        report = load(store, events_of(tmp_path, OLD, "A,x,2026-06-07 00:30\n"), now=now)
        assert report.table("events").late == 0


def test_a_payment_does_not_make_its_invoice_new(store, tmp_path):
    head = "account_id,issued_on,due_on,paid_on,amount\n"
    load(store, csv_source(tmp_path, "invoices", head + "A,2026-01-01,2026-01-31,,10\n"))
    paid = csv_source(tmp_path, "invoices", head + "A,2026-01-01,2026-01-31,2026-03-01,10\n")
    report = load(store, paid, now=NOW + timedelta(days=30)).table("invoices")
    assert (report.first_seen, report.late, report.corrected) == (0, 0, 1)
    assert rows(store, "SELECT _known_on, paid_on FROM facts.invoices") == [
        (None, date(2026, 3, 1))
    ]


def test_a_corrected_row_keeps_when_it_was_known(store, tmp_path):
    head = "ticket_id,account_id,opened_at,severity\n"
    load(store, csv_source(tmp_path, "tickets", head + "T,A,2026-01-01 10:00,low\n"))
    again = csv_source(tmp_path, "tickets", head + "T,A,2026-01-01 10:00,high\n")
    report = load(store, again, now=NOW + timedelta(days=30)).table("tickets")
    assert (report.corrected, report.late, report.first_seen) == (1, 0, 0)
    assert rows(store, "SELECT severity, _known_on FROM facts.tickets") == [("high", None)]


def test_a_later_merge_does_not_make_history_late(store, tmp_path):
    load(store, csv_source(tmp_path, "accounts", ACCOUNTS), events_of(tmp_path, OLD))
    merged = csv_source(tmp_path, "accounts", "account_id,merged_into\nA,B\nB,\n")
    report = load(store, merged, events_of(tmp_path, OLD), now=NOW + timedelta(days=30))
    assert (report.table("events").late, report.table("events").merged) == (0, 1)
    assert rows(store, "SELECT account_id FROM facts.first_uses") == [("B",)]


def test_another_way_of_reading_is_a_new_first_load(store, tmp_path):
    load(store, events_of(tmp_path, OLD))
    other = events_of(tmp_path, OLD, timezone="Asia/Tokyo")
    report = load(store, other, now=NOW + timedelta(days=30)).table("events")
    assert (report.load, report.late) == ("reloaded", 0)


def test_the_same_ingest_twice_changes_nothing(store, tmp_path):
    sources = [csv_source(tmp_path, "accounts", ACCOUNTS), events_of(tmp_path, OLD, OLD)]
    load(store, *sources)
    before = [rows(store, f"FROM facts.{table} ORDER BY ALL") for table in ("accounts", "events")]
    load(store, *sources, now=NOW + timedelta(days=300))
    after = [rows(store, f"FROM facts.{table} ORDER BY ALL") for table in ("accounts", "events")]
    assert before == after


def test_first_uses_survive_their_events(store, tmp_path):
    later = "A,login,2026-01-05 10:00\n"
    load(store, events_of(tmp_path, later, OLD, "A,api,2026-01-03\n"))
    load(store, events_of(tmp_path, later), now=NOW + timedelta(days=9))
    uses = rows(store, "SELECT account_id, event, _on, _seen_on FROM facts.first_uses ORDER BY 2")
    assert uses == [
        ("A", "api", date(2026, 1, 3), date(2026, 1, 4)),
        ("A", "login", date(2026, 1, 1), date(2026, 1, 2)),
    ]


def test_a_failed_ingest_leaves_the_store_as_it_was(tmp_path):
    path = tmp_path / "facts.duckdb"
    with open_store(path) as opened:
        store = opened.connection
        load(store, events_of(tmp_path, OLD))
        missing = SourceSpec("tickets", "t.csv", path=str(tmp_path / "tickets.csv"))
        with pytest.raises(FilesError):
            load(store, events_of(tmp_path, "A,new,2026-01-01\n"), missing)

        class StopError(Exception):
            pass

        def stop(step, done, total):
            if step == "storing":
                raise StopError

        from forewarn.engines.duckdb.ingest import ingest

        with pytest.raises(StopError):
            ingest(store, [events_of(tmp_path, "A,n,2026-01-01\n")], zone="UTC", now=NOW,
                   progress=stop)  # fmt: skip
        assert rows(store, "SELECT event FROM facts.events") == [("login",)]
        assert rows(store, "SELECT count(*) FROM meta.ingests") == [(1,)]
        assert rows(store, "SELECT table_name FROM duckdb_tables() WHERE temporary") == []


def test_changed_sources(store, tmp_path):
    accounts, events = csv_source(tmp_path, "accounts", ACCOUNTS), events_of(tmp_path, OLD)
    assert changed_sources(store, [accounts, events]) == ["accounts", "events"]
    load(store, accounts, events)
    assert changed_sources(store, [accounts, events]) == []
    assert changed_sources(store, [accounts, events], zone="Asia/Tokyo") == ["accounts", "events"]
    events_of(tmp_path, OLD, OLD)
    assert changed_sources(store, [accounts, events]) == ["events"]
    assert changed_sources(store, [accounts]) == ["events"]


def test_the_report_is_kept(store, tmp_path):
    report = load(store, csv_source(tmp_path, "accounts", ACCOUNTS), events_of(tmp_path, OLD))
    assert last_report(store) == report
    assert report.to_dict()["tables"][1]["rows_kept"] == 1
    assert report.first


def test_tables_of_the_projects_own(store, tmp_path):
    text = "account_id,occurred_at,points\nA,2026-01-01 10:00,3\n"
    load(store, csv_source(tmp_path, "sprints", text))
    assert rows(store, "SELECT account_id, _on, points FROM facts.sprints") == [
        ("A", date(2026, 1, 1), "3")
    ]
    load(store, events_of(tmp_path, OLD))
    assert rows(store, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'sprints'") == []


def test_a_version_that_a_later_ingest_brings_counts_from_then_on(store, tmp_path):
    head = "contract_id,account_id,starts_on,arr\n"
    first, second = "C,A,2025-01-01,100\n", "C,A,2025-02-01,200\n"
    load(store, csv_source(tmp_path, "contracts", head + first))
    both = csv_source(tmp_path, "contracts", head + second + first)
    columns = "CAST(arr AS INTEGER), _seen_on, _until_on"
    for now in (NOW, NOW + timedelta(days=5), NOW + timedelta(days=9)):
        load(store, both, now=now)
        told = rows(store, f"SELECT {columns} FROM facts.contracts ORDER BY arr")
        known_on = told[1][1]
        assert known_on == (NOW + timedelta(days=1)).date()
        assert told == [(100, date(2025, 1, 2), known_on), (200, known_on, None)]


def test_nothing_is_there_twice_whatever_went_and_came(store, tmp_path):
    lines = [OLD, "A,x,2026-01-05 10:00\n", "A,x,2026-01-06 10:00\n"]
    late = "A,x,2026-02-01 10:00\n"
    steps = (
        (lines, {}),
        ([*lines, late], {}),
        ([], {}),  # its head alone
        ([*lines, late], {}),
        (lines[:1], {}),
        ([*lines, late], {"timezone": "Asia/Tokyo"}),  # read in another way: trusted
        (lines[:1], {"timezone": "Asia/Tokyo"}),
        ([*lines, late], {"timezone": "Asia/Tokyo"}),
    )
    known = []
    for days, (there, how) in enumerate(steps):
        now = NOW + timedelta(days=days)
        load(store, events_of(tmp_path, *there, **how), now=now)
        assert rows(store, "SELECT count(*) FROM facts.events") == [(len(there),)]
        known.append(rows(store, "SELECT _known_on FROM facts.events ORDER BY _on"))
    assert known[3] == known[1] != [(None,)] * 4  # the late one is late, after an empty load too
    assert known[7] == known[5] == [(None,)] * 4


def test_a_column_that_came_takes_no_row_away(store, tmp_path):
    head, rows_of = "account_id,occurred_at{}\n", ("A,2026-01-0{}{}\n".format)

    def logins(more, cells, count):
        text = head.format(more) + "".join(rows_of(day, cells) for day in range(1, count + 1))
        return csv_source(tmp_path, "logins", text)

    seen = []
    for days, given in enumerate((("", "", 4), (",x", ",1", 4), ("", "", 4), ("", "", 1))):
        report = load(store, logins(*given), now=NOW + timedelta(days=days)).table("logins")
        seen.append(report.gone)
    back = load(store, logins("", "", 4), now=NOW + timedelta(days=9)).table("logins")
    assert seen == [0, 0, 0, 3]
    assert (back.back, back.rows_kept) == (3, 4)
