"""What audit finds, and that it names rows, effect and fix."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.engines.duckdb.audit import CHECKS, audit
from forewarn.engines.duckdb.audit.feeds import Gap, gaps_in
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.errors import ForewarnError
from forewarn.terms.issue import Severity
from forewarn.terms.settings import Settings
from tests.engines.duckdb.sources_of import ACCOUNTS, NOW, csv_source, load, parquet_source

AS_OF = date(2026, 6, 1)


@pytest.fixture
def store():
    with open_store(":memory:") as opened:
        yield opened.connection


def findings(store, *sources, as_of=AS_OF):
    settings = Settings(Path(), sources=tuple(sources))
    return {(found.table, found.code): found for found in audit(store, settings, as_of=as_of)}


def look(store, *sources, **options):
    load(store, *sources)
    return findings(store, *sources, **options)


def test_nothing_to_say(store, tmp_path):
    text = "account_id,valid_from\nA,2026-05-30\n"
    assert look(store, csv_source(tmp_path, "accounts", text)) == {}


def test_no_facts_yet(store):
    with pytest.raises(ForewarnError, match="no facts"):
        audit(store, Settings(Path()), as_of=AS_OF)


TROUBLE = {
    "accounts": """
        account_id,name,status,created_on,ended_on,merged_into,shade
        A,one,paying,2025-01-01,2024-01-01,,red
        B,two,vip,2025-02-30,,,red
        ,no id,,,,,
        M,merged,,,,A,
        X,x,,,,Y,
        Y,y,,,,X,
    """,
    "events": """
        account_id,event,occurred_at
        A,login,2026-05-30 10:00
        A,login,2026-05-30 10:00
        Z,login,2026-05-31 10:00
        A,login,2027-01-01 10:00
        A,login,yesterday
        A,login
    """,
    "contracts": """
        contract_id,account_id,starts_on,ends_on,product
        C1,A,2026-01-01,2026-12-31,crm
        C2,A,2026-06-01,,crm
        C3,A,2026-06-01,,api
        C1,A,2026-01-01,2026-11-30,crm
        C3,A,2026-06-01,,api
    """,
    "outcomes": """
        account_id,contract_id,due_on,decided_on,kind
        A,C1,2026-01-31,2026-01-10,contracted
        A,,2026-01-31,2026-01-10,renewed
        A,C9,2026-01-31,2026-01-10,renewed
    """,
}


@pytest.fixture(scope="module")
def trouble(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trouble")
    with open_store(":memory:") as opened:
        sources = [csv_source(folder, table, text) for table, text in TROUBLE.items()]
        return look(opened.connection, *sources)


@pytest.mark.parametrize(
    ("table", "code", "count", "rows", "examples"),
    [
        ("accounts", "missing-required", 1, ("3",), ()),
        ("accounts", "unknown-word", 1, ("2",), ("vip",)),
        ("accounts", "bad-date", 1, ("2",), ("2025-02-30",)),
        ("accounts", "date-order", 1, ("1",), ("2025-01-01 > 2024-01-01",)),
        ("accounts", "merged", 1, (), ("M into A",)),
        ("accounts", "merge-cycle", 2, (), ("X", "Y")),
        ("accounts", "unknown-column", 1, (), ("shade",)),
        ("accounts", "constant-history", 4, (), ()),
        ("events", "odd-row", 1, ("6",), None),
        ("events", "bad-date", 1, ("5",), ("yesterday",)),
        ("events", "identical-rows", 1, ("2",), ()),
        ("events", "orphan-account", 1, ("3",), ("Z",)),
        ("events", "future", 1, ("4",), ("2027-01-01",)),
        ("events", "time-zone", 4, (), ()),
        ("contracts", "broken-key", 1, ("4",), ("C1",)),
        ("contracts", "copied-row", 1, ("5",), ("C3",)),
        ("contracts", "overlap", 1, ("2",), ("A",)),
        ("outcomes", "no-contract", 1, ("2",), ("A",)),
        ("outcomes", "lost-contract", 1, ("3",), ("C9",)),
    ],
)
def test_each_trouble_is_named(trouble, table, code, count, rows, examples):
    found = trouble[table, code]
    assert (found.count, found.rows) == (count, rows)
    assert examples is None or found.examples[:5] == examples
    assert found.effect
    if found.severity is not Severity.NOTE:
        assert found.fix


def test_nothing_else_is_found(trouble):
    named = {
        case[:2]
        for case in next(
            mark for mark in test_each_trouble_is_named.pytestmark if mark.name == "parametrize"
        ).args[1]
    }
    assert set(trouble) == named


def test_errors_are_the_rows_left_out(trouble):
    errors = {key for key, found in trouble.items() if found.severity is Severity.ERROR}
    assert errors == {
        ("accounts", "missing-required"),
        ("events", "odd-row"),
        ("events", "bad-date"),
    }
    assert [found.severity for found in trouble.values()] == sorted(
        (found.severity for found in trouble.values()),
        key=[Severity.ERROR, Severity.WARNING, Severity.NOTE].index,
    )


def test_late_and_bulk(store, tmp_path):
    select = (
        "SELECT 'A' AS account_id, 'e' AS event, DATE '2026-01-01' + i::INTEGER AS occurred_at,"
        " CASE WHEN i % 3 > 0 THEN DATE '2026-05-30' END AS known_at FROM range(60) AS t(i)"
    )
    found = look(store, parquet_source(tmp_path, "events", select))
    assert found["events", "late"].count == 40
    assert "67%" in found["events", "late"].found
    assert found["events", "bulk-known"].examples == ("2026-05-31",)


def test_rows_first_seen_later_are_told(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", ACCOUNTS)
    load(store, accounts)
    csv_source(tmp_path, "accounts", ACCOUNTS + "C,2025-01-01\n")
    load(store, accounts, now=NOW + timedelta(days=3))
    assert findings(store, accounts)["accounts", "first-seen"].count == 1


def test_staleness(store, tmp_path):
    text = "account_id,event,occurred_at\nA,e,2026-05-01\n"
    quiet = csv_source(tmp_path, "events", text)
    assert look(store, quiet)["events", "stale"].severity is Severity.NOTE
    stated = csv_source(tmp_path, "events", text, stale_after_days=7)
    assert look(store, stated)["events", "stale"].severity is Severity.WARNING
    patient = csv_source(tmp_path, "events", text, stale_after_days=31)
    assert ("events", "stale") not in look(store, patient)


def days(count, *, without=()):
    first = date(2026, 1, 5)  # a Monday
    every = [first + timedelta(days=number) for number in range(count)]
    return [day for number, day in enumerate(every) if number not in without]


def test_gaps_in_a_daily_feed():
    assert gaps_in(days(90)) == []
    lost = days(120, without=(40,))
    assert [str(gap) for gap in gaps_in(lost)] == ["2026-02-14"]


def test_gaps_in_a_feed_of_weekdays():
    weekdays = [day for day in days(120) if day.weekday() < 5]
    assert gaps_in(weekdays) == []
    week = [day for day in weekdays if not date(2026, 3, 2) <= day <= date(2026, 3, 20)]
    assert gaps_in(week) == [Gap(date(2026, 2, 28), date(2026, 3, 22))]


def test_no_rhythm_no_gap():
    assert gaps_in(days(20, without=(5, 6, 7, 8))) == []
    assert gaps_in(days(400)[::10]) == []


def test_gap_in_the_store(store, tmp_path):
    select = (
        "SELECT 'A' AS account_id, 'e' AS event, DATE '2026-01-01' + i::INTEGER AS occurred_at"
        " FROM range(140) AS t(i) WHERE i NOT IN (50, 51)"
    )
    found = look(store, parquet_source(tmp_path, "events", select))["events", "gap"]
    assert (found.count, found.examples) == (2, ("2026-02-20 to 2026-02-21",))


def test_every_check_has_a_docstring():
    assert all(type(check).__doc__ for check in CHECKS)


def test_other_forms_of_dates_and_amounts_are_shown_the_way_through_sql(store, tmp_path):
    contracts = 'account_id,starts_on,arr,seats\nA,01/02/2026,"1,234.50",many\n'
    found = look(
        store,
        csv_source(tmp_path, "accounts", ACCOUNTS),
        csv_source(tmp_path, "contracts", contracts),
    )
    fixes = {each.column: each.fix for (table, _), each in found.items() if table == "contracts"}
    assert "strptime(starts_on, '%d/%m/%Y')" in fixes["starts_on"]
    audited = audit(store, Settings(Path()), as_of=AS_OF)
    fixes = {each.column: each.fix for each in audited if each.table == "contracts"}
    assert "replace(arr, ',', '')" in fixes["arr"]
    assert "SQL" not in fixes["seats"]


def test_sources_without_a_row(store, tmp_path):
    found = look(
        store,
        csv_source(tmp_path, "accounts", "account_id,name\n"),
        csv_source(tmp_path, "events", "account_id,event,occurred_at\n"),
    )
    severities = {(table, code): each.severity for (table, code), each in found.items()}
    assert severities == {
        ("accounts", "no-rows"): Severity.ERROR,
        ("events", "no-rows"): Severity.WARNING,
    }


def test_versions_of_a_row(store, tmp_path):
    head = "contract_id,account_id,starts_on,arr,known_at\n"
    dated = "C,A,2025-01-01,100,2025-01-05 00:00\nC,A,2025-01-01,200,2025-02-05 00:00\n"
    shared = "D,A,2025-01-01,100,\nD,A,2025-03-01,200,\n"
    found = look(
        store,
        csv_source(
            tmp_path, "accounts", "account_id,created_on,valid_from\nA,2024-01-01,2024-01-01\n"
        ),
        csv_source(tmp_path, "contracts", head + dated + shared),
    )
    note, warning = found["contracts", "earlier-version"], found["contracts", "shared-key"]
    assert (note.severity, note.count, note.rows) == (Severity.NOTE, 1, ("1",))
    assert (warning.severity, warning.count, warning.rows) == (Severity.WARNING, 1, ("3",))
    assert warning.examples == ("D",)
