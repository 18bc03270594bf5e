"""What goes into the store: values, clocks, keys, merges, derived columns."""

import random
from datetime import date
from decimal import Decimal

import pytest

from forewarn.engines.duckdb.store import open_store
from forewarn.terms.facts import TABLES
from tests.engines.duckdb.sources_of import (
    csv_source,
    load,
    parquet_source,
    rows,
    wall,
)


@pytest.fixture
def store():
    with open_store(":memory:") as opened:
        yield opened.connection


def test_every_registry_column_is_there_and_typed(store, tmp_path):
    load(store, csv_source(tmp_path, "contracts", "account_id,starts_on\nA,2026-01-01\n"))
    types = dict(rows(store, "SELECT name, type FROM pragma_table_info('facts.contracts')"))
    assert [column.name in types for column in TABLES["contracts"].columns].count(False) == 0
    assert types["arr"] == "DECIMAL(18,2)"
    assert types["notice_days"] == "BIGINT"
    assert types["seats"] == "DOUBLE"
    assert types["auto_renews"] == "BOOLEAN"
    assert types["starts_on"] == types["_on"] == types["_seen_on"] == "DATE"
    assert types["_at"] == types["known_at"] == "TIMESTAMP"


def test_values_are_read_by_a_strict_grammar(store, tmp_path):
    texts = [
        "12",
        "+1.50",
        ".5",
        "1_000",
        "1e5",
        "nan",
        "inf",
        "1,5",
        "-1",
        "\uff11\uff12",
        " 7 ",
        "",
        "0x1",
    ]
    lines = "".join(f'A,2026-01-01,"{text}"\n' for text in texts)
    report = load(store, csv_source(tmp_path, "contracts", "account_id,starts_on,seats\n" + lines))
    seats = [row[0] for row in rows(store, "SELECT seats FROM facts.contracts ORDER BY _row")]
    read = [12, 1.5, 0.5, None, None, None, None, None, None, None, 7, None, None]
    assert seats == read
    bad = rows(store, "SELECT row_number, value, effect FROM meta.left_out ORDER BY 1")
    assert [row for row, _, _ in bad] == [4, 5, 6, 7, 8, 9, 10, 13]
    assert {effect for _, _, effect in bad} == {"left empty"}
    assert report.table("contracts").left_empty == 8
    assert report.table("contracts").rows_kept == len(texts)


def test_words_and_truths(store, tmp_path):
    source = csv_source(
        tmp_path,
        "contacts",
        """
        account_id,role,since
        A,Executive Sponsor,2026-01-01
        A,economic-buyer,2026-01-01
        A,Boss,2026-01-01
        """,
    )
    kinds = "account_id,kind,occurred_at,attended\nA,EBR,2026-01-01,YES\nA,lunch,2026-01-01,f\n"
    report = load(store, source, csv_source(tmp_path, "interactions", kinds))
    roles = rows(store, "SELECT role FROM facts.contacts ORDER BY _row")
    assert roles == [("executive_sponsor",), ("economic_buyer",), (None,)]
    assert rows(store, "SELECT kind, attended FROM facts.interactions") == [("qbr", True)]
    assert report.table("interactions").left_out == {"a required value cannot be read": 1}


def test_numbers_out_of_range_and_money(store, tmp_path):
    text = "account_id,assessed_on,pulse\nA,2026-01-01,5\nA,2026-01-02,7\nA,2026-01-03,2.5\n"
    load(store, csv_source(tmp_path, "assessments", text))
    assert rows(store, "SELECT pulse FROM facts.assessments ORDER BY _row") == [
        (5,),
        (None,),
        (None,),
    ]
    load(store, csv_source(tmp_path, "invoices", "account_id,due_on,amount\nA,2026-01-01,-10.50\n"))
    assert rows(store, "SELECT amount FROM facts.invoices") == [(Decimal("-10.50"),)]


def test_native_types_of_parquet(store, tmp_path):
    source = parquet_source(
        tmp_path,
        "tickets",
        "SELECT 17850.0::DOUBLE AS account_id, 1 AS escalated, 0.0 AS reopened,"
        " TIMESTAMP '2026-03-29 02:30:00' AS opened_at,"
        " '2026-03-29 03:00:00+00'::TIMESTAMPTZ AS closed_at, 3 AS ticket_id",
    )
    report = load(store, source, zone="Europe/Berlin").table("tickets")
    assert rows(store, "SELECT account_id, ticket_id, escalated, reopened FROM facts.tickets") == [
        ("17850", "3", True, False)
    ]
    assert rows(store, "SELECT opened_at, closed_at, resolution_hours FROM facts.tickets") == [
        (wall(2026, 3, 29, 3, 30), wall(2026, 3, 29, 5), 1.5)
    ]
    assert (report.naive_times, report.zoned_times, report.skipped_hours) == (1, 1, 1)


def test_infinite_and_nan_numbers_are_bad_values(store, tmp_path):
    select = (
        "SELECT 'A' AS account_id, DATE '2026-01-01' AS starts_on, x AS seats"
        " FROM (VALUES ('nan'::DOUBLE), ('inf'::DOUBLE), (3)) AS v(x)"
    )
    report = load(store, parquet_source(tmp_path, "contracts", select))
    assert report.table("contracts").left_empty == 2
    assert rows(store, "SELECT seats FROM facts.contracts WHERE seats IS NOT NULL") == [(3.0,)]


def test_the_two_clocks(store, tmp_path):
    text = """
    account_id,event,occurred_at,known_at
    A,e,2026-03-01,
    A,e,2026-03-01T23:30:00Z,
    A,e,2026-03-01,2026-03-05
    A,e,2026-03-01,2026-03-05T00:00:00
    A,e,2026-03-01,2026-03-05T00:00:01
    A,e,2026-03-01,2026-02-01
    """
    load(store, csv_source(tmp_path, "events", text), zone="Europe/Berlin")
    found = rows(store, "SELECT _at, _on, _known_on, _seen_on FROM facts.events ORDER BY _row")
    first = date(2026, 3, 1)
    # _at is the instant in UTC, _on the day in the project's zone
    assert found[0] == (wall(2026, 2, 28, 23), first, None, date(2026, 3, 2))
    assert found[1][:2] == (wall(2026, 3, 1, 23, 30), date(2026, 3, 2))
    # a date alone is known when it is over; an instant at midnight is that midnight
    assert [row[2] for row in found[2:]] == [
        date(2026, 3, 6),
        date(2026, 3, 5),
        date(2026, 3, 6),
        date(2026, 2, 2),
    ]
    assert [row[3].day for row in found[2:]] == [6, 5, 6, 2]


def test_what_dates_a_row(store, tmp_path):
    contracts = "account_id,starts_on,signed_on\nA,2026-02-01,2026-01-05\nA,2026-02-01,\n"
    load(
        store,
        csv_source(tmp_path, "contracts", contracts),
        csv_source(tmp_path, "accounts", "account_id\nA\n"),
    )
    on = rows(store, "SELECT _on FROM facts.contracts ORDER BY _row")
    assert on == [(date(2026, 1, 5),), (date(2026, 2, 1),)]
    assert rows(store, "SELECT _on, _at, _seen_on FROM facts.accounts") == [(None, None, None)]


def test_zone_of_the_source(store, tmp_path):
    text = "account_id,event,occurred_at\nA,e,2026-03-01 23:30\nA,e,2026-03-01\n"
    source = csv_source(tmp_path, "events", text, timezone="America/New_York")
    report = load(store, source, zone="Europe/Berlin").table("events")
    assert rows(store, "SELECT occurred_at, _at FROM facts.events ORDER BY _row") == [
        (wall(2026, 3, 2, 5, 30), wall(2026, 3, 2, 4, 30)),
        (wall(2026, 3, 1), wall(2026, 2, 28, 23)),
    ]
    assert (report.timezone, report.naive_times, report.dates_only) == ("America/New_York", 1, 1)


def test_the_same_key_settles_once_whatever_the_order(store, tmp_path):
    head = "ticket_id,account_id,opened_at,severity,known_at\n"
    lines = [
        "T,A,2026-01-01 10:00,low,\n",
        "T,A,2026-01-01 10:00,high,2026-01-05\n",
        "T,A,2026-01-01 10:00,high,2026-01-05\n",
        "T,A,2026-01-01 10:00,alarm,2026-01-05\n",
        ",A,2026-01-01 10:00,low,\n",
        ",A,2026-01-01 10:00,low,\n",
    ]
    for seed in range(4):
        random.Random(seed).shuffle(lines)
        report = load(store, csv_source(tmp_path, "tickets", head + "".join(lines)))
        versions = "SELECT severity, _seen_on, _until_on FROM facts.tickets WHERE ticket_id = 'T'"
        assert rows(store, f"{versions} ORDER BY _seen_on") == [
            ("low", date(2026, 1, 2), date(2026, 1, 6)),
            ("high", date(2026, 1, 6), None),
        ]
        table = report.table("tickets")
        assert (table.identical, table.conflicting, table.superseded) == (1, 1, 1)
        assert (table.identical_keyless, table.rows_read, table.rows_kept) == (1, 6, 4)


def test_a_row_that_returns_to_what_it_said(store, tmp_path):
    head = "contract_id,account_id,starts_on,arr,known_at\n"
    said = [("100", "02-01"), ("100", "02-05"), ("900", "03-01"), ("100", "04-01")]
    lines = [f"C,A,2026-01-01,{arr},2026-{day} 00:00\n" for arr, day in said]
    load(store, csv_source(tmp_path, "contracts", head + "".join(reversed(lines))))
    columns = "CAST(arr AS INTEGER), _known_on, _until_on"
    assert rows(store, f"SELECT {columns} FROM facts.contracts ORDER BY _known_on") == [
        (100, date(2026, 2, 1), date(2026, 3, 1)),
        (900, date(2026, 3, 1), date(2026, 4, 1)),
        (100, date(2026, 4, 1), None),
    ]


def test_a_version_that_was_never_seen_is_none(store, tmp_path):
    """Signed for June, known in January, taken back in February."""
    head = "contract_id,account_id,starts_on,arr,known_at\n"
    lines = "C,A,2026-06-01,100,2026-01-05 00:00\nC,A,2026-06-01,200,2026-02-05 00:00\n"
    report = load(store, csv_source(tmp_path, "contracts", head + lines)).table("contracts")
    assert rows(store, "SELECT CAST(arr AS INTEGER) FROM facts.contracts") == [(200,)]
    assert (report.conflicting, report.superseded) == (1, 0)


def test_accounts_without_valid_from_are_the_same_account(store, tmp_path):
    load(store, csv_source(tmp_path, "accounts", "account_id,name\nA,one\nA,two\n"))
    assert rows(store, "SELECT name FROM facts.accounts") == [("two",)]


def test_identical_keyless_rows_are_dropped_only_when_asked(store, tmp_path):
    text = "account_id,event,occurred_at\n" + "A,e,2026-01-01 10:00\n" * 3
    report = load(store, csv_source(tmp_path, "events", text)).table("events")
    assert (report.rows_kept, report.identical_keyless) == (3, 2)
    report = load(store, csv_source(tmp_path, "events", text, drop_duplicates=True)).table("events")
    assert (report.rows_kept, report.identical) == (1, 2)
    assert rows(store, "SELECT row_number FROM meta.left_out ORDER BY 1") == [(2,), (3,)]


def test_merged_accounts_take_their_facts_along(store, tmp_path):
    accounts = "account_id,merged_into\nA,\nB,C\nC,A\nX,Y\nY,X\nZ,X\n"
    events = "account_id,event,occurred_at\n" + "".join(
        f"{each},e,2026-01-01\n" for each in "ABCXZ"
    )
    report = load(
        store,
        csv_source(tmp_path, "accounts", accounts),
        csv_source(tmp_path, "events", events),
    )
    assert report.merged_accounts == {"B": "A", "C": "A"}
    assert report.merge_cycles == ("X", "Y", "Z")
    assert rows(store, "SELECT account_id FROM facts.events ORDER BY 1") == [
        ("A",), ("A",), ("A",), ("X",), ("Z",),
    ]  # fmt: skip
    assert rows(store, "SELECT account_id FROM facts.accounts ORDER BY 1") == [
        ("A",), ("X",), ("Y",), ("Z",),
    ]  # fmt: skip
    assert report.table("events").merged == 2


def test_derived_columns(store, tmp_path):
    invoices = """
    account_id,due_on,paid_on
    A,2026-01-10,2026-01-15
    A,2026-01-10,2026-01-01
    A,2026-01-10,
    """
    contacts = """
    contact_id,account_id,role,since,until
    P,A,user,2026-01-01,
    P,A,champion,2026-02-01,2026-02-10
    """
    interactions = "account_id,contact_id,kind,occurred_at\n" + "".join(
        f"A,P,call,{day}\n" for day in ("2025-12-31", "2026-01-01", "2026-02-10", "2026-02-11")
    )
    load(
        store,
        csv_source(tmp_path, "invoices", invoices),
        csv_source(tmp_path, "contacts", contacts),
        csv_source(tmp_path, "interactions", interactions),
    )
    assert rows(store, "SELECT days_late FROM facts.invoices ORDER BY _row") == [
        (5,),
        (0,),
        (None,),
    ]
    roles = rows(store, "SELECT contact_role FROM facts.interactions ORDER BY _row")
    assert [role for (role,) in roles] == [None, "user", "champion", "user"]
