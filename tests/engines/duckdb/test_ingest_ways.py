"""Reading only what changed gives what reading everything gives."""

import os
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb import changes, history, unlike
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.report import ADDED_TO, AS_IT_WAS, WHOLE
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.settings import SourceSpec
from tests.engines.duckdb import loads
from tests.engines.duckdb.sources_of import NOW, csv_source, load, rows

pytestmark = pytest.mark.slow


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
# Making a failing history smaller takes minutes; its steps are short as they are.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def tables(connection):
    found = rows(
        connection,
        "SELECT DISTINCT schema_name, table_name FROM duckdb_columns()"
        " WHERE schema_name IN ('facts', 'meta')"
        " AND database_name = current_database() ORDER BY ALL",
    )
    return [f"{schema}.{name}" for schema, name in found if name not in ("ingests", "sources")]


def content(connection, table):
    """Rows in any order, columns by name."""
    columns = sorted(r[0] for r in rows(connection, f"DESCRIBE {table}"))
    return columns, rows(
        connection, f"SELECT {', '.join(columns)} FROM {_noted(table)} ORDER BY ALL"
    )


def _noted(table):
    """Notes of one ingest about one account add up.

    First uses follow from the events: only where all are looked at again are they noted too. Rows
    that came and rows that got another role by then are noted one after the other, or at once.
    """
    if table != "meta.changes":
        return table
    kind = "CASE WHEN table_name IN ('interactions', 'surveys') THEN '' ELSE kind END AS kind"
    return (
        f"(SELECT ingest, table_name, account_id, {kind}, min(first_on) AS first_on FROM {table}"
        " WHERE table_name <> 'first_uses' GROUP BY ALL)"
    )


def everything(connection):
    return {table: content(connection, table) for table in tables(connection)}


def without_way(report):
    return replace(report, tables=tuple(replace(each, way="") for each in report.tables))


def views(connection, day):
    """Per table and account the rows that an as_of date sees, as text without their place."""
    found = {}
    for table in tables(connection):
        if not table.startswith("facts."):
            continue
        columns = [r[0] for r in rows(connection, f"DESCRIBE {table}")]
        until = "_until_on" in columns
        where = f"coalesce(_seen_on, DATE '0001-01-01') <= DATE '{day}'"
        if table == "facts.accounts":
            where = (
                f"({where} OR (valid_from IS NULL AND (_known_on IS NULL OR _known_on <= '{day}')))"
            )
        if until:
            where += f" AND (_until_on IS NULL OR _until_on > DATE '{day}')"
        plain = [c for c in sorted(columns) if c not in ("_file", "_row", "_until_on", "_seen_on")]
        for row in rows(
            connection, f"SELECT {', '.join(plain)} FROM {table} WHERE {where} ORDER BY ALL"
        ):
            account = row[plain.index("account_id")]
            found.setdefault((table, account), []).append(row)
    return found


def differing(before, after):
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def check_changes(connection, since, before, after):
    """No account's view of a date differs that no note names; ``before`` and ``after`` by day."""
    noted = changes.changed_since(connection, since)
    assert noted is not None
    days = {(f"facts.{each.table}", each.account_id): each.first_on for each in noted}
    for (table, account), day in list(days.items()):
        if table == "facts.events":
            # What the first uses are follows from the events.
            key = ("facts.first_uses", account)
            days[key] = min(day, days.get(key, day))
    for day in before:
        for table, account in differing(before[day], after[day]):
            first = min(days.get((table, account), date.max), days.get((table, None), date.max))
            assert first <= day, (table, account, day)


@contextmanager
def blocks_of_few_rows():
    """Where a source is read again, single rows differ from those that are there."""
    small = pytest.MonkeyPatch()
    small.setattr(unlike, "_BLOCK", 2)
    small.setattr(unlike, "_WORTH_SHARE", 1.0)
    yield
    small.undo()


def replay(history_, where=blocks_of_few_rows):
    options, steps = history_
    with (
        tempfile.TemporaryDirectory() as place,
        where(),
        open_store(":memory:") as few,
        open_store(":memory:") as whole,
    ):
        folder, ways = Path(place), []
        days = 0
        sources = loads.sources(folder, options)
        span = [loads.FIRST_DAY + timedelta(days=n) for n in range(-8, 14, 3)]
        seen = None
        for number, step in enumerate(steps):
            loads.write(folder, step, 1_000_000 + number)
            days += step.days if number else 0
            now = loads.instant(days)
            since = history.newest(few.connection)
            one = ingest(few.connection, sources, zone="UTC", now=now)
            two = ingest(whole.connection, sources, zone="UTC", now=now, afresh=True)
            assert without_way(one) == without_way(two)
            assert everything(few.connection) == everything(whole.connection)
            after = {day: views(few.connection, day) for day in span}
            if since is not None:
                check_changes(few.connection, since, seen, after)
            seen = after
            ways.append({each.table: each.way for each in one.tables})
        return ways


@pytest.mark.slow
@settings(max_examples=3, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(loads.histories(tables=("events", "contracts")))
def test_the_same_facts_for_less(made):
    replay(made)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(
    st.sampled_from(
        (("events", "contracts"), ("contacts", "interactions"), ("tickets", "visits"), ("events",))
    ).flatmap(lambda tables: loads.histories(tables=tables))
)
def test_the_same_facts_for_less_whatever_came(made):
    replay(made)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(st.sampled_from(("events", "contracts", "tickets", "visits")).flatmap(loads.rewritten))
def test_the_same_facts_where_files_are_written_again(made):
    replay(made)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(st.sampled_from(("events", "contracts", "visits")).flatmap(loads.rearranged))
def test_the_same_facts_where_files_and_rows_come_and_go(made):
    replay(made)


@pytest.fixture
def store():
    with open_store(":memory:") as opened:
        yield opened.connection


ACCOUNTS = "account_id,created_on\nA,2025-01-01\nB,2025-01-01\n"
EVENTS = "event_id,account_id,event,occurred_at\n"


def events(folder: Path, **files: str) -> SourceSpec:
    place = folder / "events"
    place.mkdir(exist_ok=True)
    for name, text in files.items():
        (place / f"{name}.csv").write_text(EVENTS + text, "utf-8")
    return SourceSpec("events", "events", path=str(place))


def ways_of(report):
    return [each.way for each in report.tables]


def noted(store, since=(1, "2026-06-01T06:00:00.000000")):
    return [
        (each.table, each.account_id, str(each.first_on), each.kind)
        for each in changes.changed_since(store, since)
    ]


LATER = NOW + timedelta(days=1)


def test_what_did_not_change_is_not_read_again(store, tmp_path):
    sources = (
        csv_source(tmp_path, "accounts", ACCOUNTS),
        events(tmp_path, one="e1,A,login,2026-05-30\nbroken,,,\n"),
    )
    first = load(store, *sources)
    again = load(store, *sources, now=LATER)
    assert ways_of(first) == [WHOLE, WHOLE]
    assert ways_of(again) == [AS_IT_WAS, AS_IT_WAS]
    assert again.table("events").left_out == first.table("events").left_out
    assert (again.table("events").rows_read, again.table("events").rows_kept) == (2, 1)
    assert len(rows(store, "SELECT * FROM meta.left_out")) == 1
    assert noted(store) == []


def test_what_was_only_written_again_is_left_as_it_was(store, tmp_path):
    text = "e1,A,login,2026-05-30\n,B,login,2026-05-20\nbroken,,,\n"
    accounts, spec = csv_source(tmp_path, "accounts", ACCOUNTS), events(tmp_path, one=text)
    first = load(store, accounts, spec)
    late = events(tmp_path, one=text, two=",B,login,2026-05-01\n")
    load(store, accounts, late, now=LATER)
    before = everything(store)
    for file in (tmp_path / "events").iterdir():
        os.utime(file, (1, 1))
    again = load(store, accounts, spec, now=LATER + timedelta(days=1))
    assert ways_of(again) == [AS_IT_WAS, AS_IT_WAS]
    told = again.table("events")
    assert told.left_out == first.table("events").left_out
    assert (told.rows_read, told.rows_kept, told.first_seen, told.late) == (4, 3, 0, 0)
    after = everything(store)
    assert {**after, "meta.left_out": 0} == {**before, "meta.left_out": 0}
    assert sorted(after["meta.left_out"][1]) == sorted(before["meta.left_out"][1])


@pytest.mark.parametrize(
    "text",
    [
        "e1,A,login,2026-05-31\n,B,login,2026-05-20\n",
        ",B,login,2026-05-20\ne1,A,login,2026-05-30\n",
    ],
)
def test_a_row_that_differs_or_stands_elsewhere_means_reading_the_whole(store, tmp_path, text):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts, events(tmp_path, one="e1,A,login,2026-05-30\n,B,login,2026-05-20\n"))
    report = load(store, accounts, events(tmp_path, one=text), now=LATER)
    assert report.table("events").way == WHOLE
    found = rows(
        store,
        "SELECT concat_ws(',', event_id, account_id, event, _on::VARCHAR)"
        " FROM facts.events ORDER BY _row",
    )
    assert [line for (line,) in found] == [line.lstrip(",") for line in text.split()]


def test_rows_where_nothing_differs_stay_where_they_are(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    one, two = ",A,login,2026-05-30\n", ",B,login,2026-05-20\n,B,login,2026-05-21\n"
    load(store, accounts, events(tmp_path, one=one, two=two))
    before = rows(store, "SELECT rowid, occurred_at FROM coded.events ORDER BY ALL")
    with blocks_of_few_rows():
        spec = events(tmp_path, one=one, two=f"{two},A,login,2026-06-01\n")
        report = load(store, accounts, spec, now=LATER)
    told = report.table("events")
    assert (told.way, told.rows_read, told.rows_kept, told.first_seen) == (WHOLE, 4, 4, 1)
    after = rows(store, "SELECT rowid, occurred_at FROM coded.events ORDER BY ALL")
    assert set(before[:2]) < set(after)
    assert noted(store) == [("events", "A", "2026-06-02", "came")]


def test_of_files_that_come_only_these_are_read(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts, events(tmp_path, one="e1,A,login,2026-05-30\n"))
    more = events(tmp_path, two="e2,A,export,2026-06-01\n,B,login,2026-05-20\n")
    report = load(store, accounts, more, now=LATER)
    assert ways_of(report) == [AS_IT_WAS, ADDED_TO]
    told = report.table("events")
    assert (told.rows_read, told.rows_kept, told.first_seen, told.late) == (3, 3, 2, 1)
    assert rows(store, "SELECT event, _on FROM facts.first_uses ORDER BY account_id, _on") == [
        ("login", date(2026, 5, 30)),
        ("export", date(2026, 6, 1)),
        ("login", date(2026, 5, 20)),
    ]
    # The late row is known from the next date on, and changes nothing before.
    assert noted(store) == [
        ("events", "A", "2026-06-02", "came"),
        ("events", "B", "2026-06-03", "came"),
    ]


def test_a_key_that_is_there_already_is_settled_with_its_row(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts, events(tmp_path, one="e1,A,login,2026-05-30\ne2,A,login,2026-05-30\n"))
    more = events(tmp_path, two="e1,A,login,2026-05-30\ne2,A,export,2026-05-30\n")
    report = load(store, accounts, more, now=LATER)
    told = report.table("events")
    assert told.way == ADDED_TO
    assert (told.identical, told.superseded, told.rows_kept) == (1, 1, 3)
    assert noted(store)[0] == ("events", "A", "2026-06-03", "corrected")


@pytest.mark.parametrize(
    "text",
    [
        "event_id,account_id,event,occurred_at,team\ne9,A,login,2026-05-31,x\n",
        "event_id,account_id,event,occurred_at,known_at\ne9,A,login,2026-05-31,2026-06-01\n",
    ],
)
def test_files_of_another_form_mean_reading_the_whole(store, tmp_path, text):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    source = events(tmp_path, one="e1,A,login,2026-05-30\n")
    load(store, accounts, source)
    (tmp_path / "events" / "two.csv").write_text(text, "utf-8")
    report = load(store, accounts, source, now=LATER)
    assert ways_of(report) == [AS_IT_WAS, WHOLE]
    assert report.table("events").rows_kept == 2


def test_a_merge_means_reading_everything(store, tmp_path):
    source = events(tmp_path, one="e1,A,login,2026-05-30\n")
    load(store, csv_source(tmp_path, "accounts", ACCOUNTS), source)
    merged = "account_id,created_on,merged_into\nA,2025-01-01,B\nB,2025-01-01,\n"
    report = load(store, csv_source(tmp_path, "accounts", merged), source, now=LATER)
    assert ways_of(report) == [WHOLE, WHOLE]
    assert rows(store, "SELECT account_id FROM facts.events") == [("B",)]
    assert ("events", "A", "2026-05-31", "went") in noted(store)
    assert ("events", "B", "2026-05-31", "came") in noted(store)


def test_rows_that_were_corrected_or_went_are_noted_from_their_day_on(store, tmp_path):
    tickets = "ticket_id,account_id,opened_at,severity\nt1,A,2026-05-20,low\nt2,B,2026-05-25,low\n"
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts, csv_source(tmp_path, "tickets", tickets))
    changed = tickets.replace("t1,A,2026-05-20,low", "t1,A,2026-05-20,high")
    changed = changed.replace("t2,B,2026-05-25,low\n", "")
    report = load(store, accounts, csv_source(tmp_path, "tickets", changed), now=LATER)
    assert (report.table("tickets").corrected, report.table("tickets").gone) == (1, 1)
    assert noted(store) == [
        ("tickets", "A", "2026-05-21", "corrected"),
        ("tickets", "B", "2026-05-26", "went"),
    ]


def test_what_several_ingests_changed_adds_up(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts, events(tmp_path, one="e1,A,login,2026-05-30\n"))
    load(store, accounts, events(tmp_path, two="e2,A,login,2026-06-01\n"), now=LATER)
    after = LATER + timedelta(days=1)
    load(store, accounts, events(tmp_path, three="e3,B,login,2026-06-02\n"), now=after)
    assert noted(store) == [
        ("events", "A", "2026-06-02", "came"),
        ("events", "B", "2026-06-03", "came"),
    ]
    assert noted(store, (2, "2026-06-02T06:00:00.000000")) == [
        ("events", "B", "2026-06-03", "came")
    ]
    assert changes.changed_since(store, (2, "2026-06-02T06:00:00.000001")) is None
    assert changes.changed_since(store, (9, "2026-06-02T06:00:00.000000")) is None


def test_a_table_that_goes_changes_every_account(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts, events(tmp_path, one="e1,A,login,2026-05-30\n"))
    load(store, accounts, now=LATER)
    assert noted(store) == [("events", None, "0001-01-01", "went")]


def test_a_table_that_stays_empty_changes_nothing(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    source = events(tmp_path, one="")
    load(store, accounts, source)
    load(store, accounts, source, now=LATER)
    assert noted(store) == []
    load(store, accounts, events(tmp_path, one="e1,A,login,2026-06-02\n"), now=LATER)
    assert noted(store) == [("events", "A", "2026-06-03", "came")]
