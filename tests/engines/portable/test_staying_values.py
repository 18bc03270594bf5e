"""Values that cannot be read where they stay: what is done with them is what ingest does."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forewarn.engines.duckdb.report import IngestReport
from forewarn.project import Project
from forewarn.terms.errors import FilesError
from tests.engines.portable.test_projects import with_engine
from tests.engines.portable.test_staying import few_there, schema, without_notices
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


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
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
