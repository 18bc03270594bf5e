"""Values that cannot be read where they stay: what is done with them is what ingest does."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forewarn.engines.duckdb.report import IngestReport
from forewarn.project import Project
from forewarn.terms.errors import FilesError
from tests.engines.portable.test_projects import with_engine
from tests.engines.portable.test_staying import schema, without_notices
from tests.project import small as few
from tests.project.companies import explained, scored

__all__ = ["schema"]
pytestmark = pytest.mark.slow
ON = date(2026, 2, 2)
TYPES = {
    "events": "event_id text, account_id text, event text, occurred_at timestamp, count numeric",
    "invoices": "account_id text, due_on date, paid_on date, amount numeric, known_at timestamptz",
    "interactions": "account_id text, kind text, occurred_at timestamptz, response_hours float",
}
ROWS = {
    "events": """event_id,account_id,event,occurred_at,count
1,a,login,2026-01-05 10:00:00,2
2,a,login,infinity,1
3,a,login,-infinity,1
4,a,login,0044-03-15 10:00:00 BC,1
5,a,login,10000-01-01 10:00:00,1
6,a,login,2026-01-06 10:00:00,NaN
7,a,login,2026-01-07 10:00:00,-1
8,a,login,2026-01-08 10:00:00,-Infinity
9,a,login,0001-01-01 00:00:00,1
10,a,login,9999-12-31 23:30:00,1
""",
    "invoices": """account_id,due_on,paid_on,amount,known_at
a,2026-01-05,2026-01-09,100.25,
a,2026-01-06,9999-12-31,10,
a,infinity,,10,
a,-infinity,,10,
a,0044-03-15 BC,,10,
a,2026-01-07,-infinity,10,
a,2026-01-08,0044-03-15 BC,10,
a,2026-01-09,2026-01-12,NaN,
a,2026-01-09,2026-01-12,100000000000000000000,
a,2026-01-10,2026-01-12,-Infinity,
a,2026-01-10,2026-01-12,9999999999999999.995,
a,2026-01-10,2026-01-12,9000000000000000.99,
a,2026-01-10,2026-01-12,-9000000000000000.99,
a,2026-01-11,2026-01-12,10,-infinity
a,2026-01-11,2026-01-13,10,infinity
a,9999-12-31,,10,
a,0001-01-01,,10,
a,2026-01-12,,10,9999-12-31T23:30:00Z
""",
    "interactions": """account_id,kind,occurred_at,response_hours
a,meeting,2026-01-05T10:00:00Z,NaN
a,QBR,2026-01-06T10:00:00Z,Infinity
a,dinner,2026-01-07T10:00:00Z,1
a,meeting,infinity,1
a,meeting,-infinity,1
a,meeting,0001-01-01T00:00:00Z,1
a,meeting,9999-12-31T23:30:00Z,1
""",
}
SIGNALS = """  paid: {kind: sum, from: invoices, column: amount, window: 90d}
  late: {kind: sum, from: invoices, column: days_late, at: paid_on, window: 90d}
  times: {kind: count, from: events, window: 60d}
  hours: {kind: sum, from: interactions, column: response_hours, window: 90d}
"""
INPUTS = "".join(
    few.LINE % (name, name, category, "{linear: {0: 0, 1000: 100}}", 10)
    for name, category in (
        ("paid", "commercial"), ("late", "commercial"), ("times", "usage"), ("hours", "engagement")
    )
)  # fmt: skip


def project(folder: Path, zone: str, **tables: str) -> Path:
    """The few rows, with sums over them."""
    made = few.project(folder, {"health": few.card(signals=SIGNALS, inputs=INPUTS)}, **tables)
    file = made / "forewarn.yml"
    file.write_text(f"timezone: {zone}\n{file.read_text()}")
    return made


def staying(folder: Path, url: str, schema: str, **selects: str) -> Path:
    """The project with the tables of ROWS in the warehouse, or with SELECTs over them."""
    import psycopg

    file = folder / "forewarn.yml"
    text = file.read_text().replace("file: data/events.csv", "warehouse: EVENTS")
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        for table, columns in TYPES.items():
            connection.execute(f"CREATE TABLE {schema}.{table} ({columns})".encode())
            rows = [[cell or None for cell in row] for row in csv.reader(ROWS[table].splitlines())][
                1:
            ]
            marks = ", ".join(["%s"] * len(rows[0]))
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {schema}.{table} VALUES ({marks})".encode(), rows)
            place = selects.get(table, f"{schema}.{table}")
            text = text.replace("EVENTS", place) if table == "events" else text
            text = text.replace(f"{table}: data/{table}.csv", f"{table}: {{warehouse: {place}}}")
    file.write_text(text)
    return with_engine(folder, f"{url}?schema={schema}_f")


def ingested(folder: Path) -> IngestReport:
    with Project.open(folder) as opened:
        return opened.ingest()


def counted(report: IngestReport, table: str) -> tuple[int, int, int]:
    found = report.table(table)
    assert found is not None
    return found.rows_read, found.rows_kept, found.left_empty


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_odd_values_are_read_as_those_of_files(
    postgres_url: str, schema: str, tmp_path: Path, zone: str
) -> None:
    native = project(tmp_path / "native", zone, **ROWS)
    there = staying(project(tmp_path / "there", zone, **ROWS), postgres_url, schema)
    reports = [ingested(folder) for folder in (native, there)]
    for table in ROWS:
        assert counted(reports[0], table) == counted(reports[1], table)
    said = [scored(folder, as_of=ON) for folder in (native, there)]
    assert without_notices(said[0]) == without_notices(said[1])
    one, two = (explained(folder, "a", as_of=ON) for folder in (native, there))
    assert without_notices(one) == without_notices(two)


def test_what_could_not_be_read_is_said(postgres_url: str, schema: str, tmp_path: Path) -> None:
    folder = staying(project(tmp_path / "there", "UTC", **ROWS), postgres_url, schema)
    report = ingested(folder)
    assert counted(report, "events") == (10, 6, 3)
    assert counted(report, "invoices") == (18, 15, 8)
    assert counted(report, "interactions") == (7, 4, 2)
    notices = scored(folder, as_of=ON)["notices"]
    assert "8 values in invoices that could not be read were left empty " in " ".join(notices)
    with Project.open(folder) as opened:
        (found,) = [each for each in opened.audit().findings if each.table == "invoices"]
    assert "values that cannot be read left empty" in found.effect


def test_what_never_ends_is_no_value_that_could_not_be_read(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    select = "SELECT account_id, due_on, date 'infinity' AS paid_on FROM {}.invoices LIMIT 2"
    folder = project(tmp_path / "there", "UTC", **ROWS)
    invoices = f'"{select.format(schema)}"'
    folder = staying(folder, postgres_url, schema, invoices=invoices)
    assert counted(ingested(folder), "invoices") == (2, 2, 0)


def test_columns_of_ones_own_hold_nothing_that_no_signal_could_take(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    import psycopg

    select = (
        "SELECT *, CAST('NaN' AS numeric) AS a, 1e35 AS b, CAST('Infinity' AS float) AS c,"
        " date '-infinity' AS d, timestamptz 'infinity' AS e, 2.5 AS f FROM {}.invoices LIMIT 1"
    )
    folder = project(tmp_path / "there", "UTC", **ROWS)
    folder = staying(folder, postgres_url, schema, invoices=f'"{select.format(schema)}"')
    assert counted(ingested(folder), "invoices") == (1, 1, 5)
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute(f"SELECT a, b, c, d, e, f FROM {schema}_f.invoices".encode())
        assert found.fetchall() == [(None, None, None, None, None, Decimal("2.5"))]


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_count_that_no_sum_holds_is_left_empty(
    postgres_url: str, schema: str, tmp_path: Path, sign: str
) -> None:
    select = f"SELECT account_id, event, occurred_at, {sign}1e30 AS count FROM {{}}.events LIMIT 1"
    folder = project(tmp_path / "there", "UTC", **ROWS)
    folder = staying(folder, postgres_url, schema, events=f'"{select.format(schema)}"')
    assert counted(ingested(folder), "events") == (1, 1, 1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("1 / (due_on - due_on) AS amount", "division by zero"),
        ("CAST(account_id AS int) AS amount", "invalid input syntax"),
        ("json '[]' AS mine", "equality operator"),
    ],
)
def test_a_select_that_fails_is_named(
    postgres_url: str, schema: str, tmp_path: Path, asked: str, said: str
) -> None:
    sound = "due_on BETWEEN '2026-01-01' AND '2026-12-31'"
    select = f"SELECT account_id, due_on, {asked} FROM {schema}.invoices WHERE {sound}"
    folder = project(tmp_path / "there", "UTC", **ROWS)
    place = f'"{select}", duplicates: drop'
    folder = staying(folder, postgres_url, schema, invoices=place)
    with pytest.raises(FilesError) as refusal:
        scored(folder, as_of=ON)
    (issue,) = refusal.value.issues
    assert issue.code == "warehouse"
    assert issue.line > 1
    assert said in issue.found
    assert "source 'invoices': the engine fails on the rows of 'SELECT account_id" in issue.found
    assert "audit" not in issue.fix
