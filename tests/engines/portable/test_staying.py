"""Facts that stay in the warehouse say what the same facts say when they are read in."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from forewarn.engines.duckdb.store import open_store
from forewarn.project import Project
from forewarn.terms.errors import FilesError, ForewarnError
from tests.engines.portable.test_projects import with_engine
from tests.project import small as few
from tests.project.companies import END_ON, copy_of, explained, home, own_copy, scored, small

__all__ = ["home", "small"]
pytestmark = pytest.mark.slow
ZONE = "Europe/Berlin"


def fill(url: str, schema: str, store: Path) -> list[str]:
    """The tables of a company's own database: what was read in, as a warehouse keeps it.

    Events carry an offset, tickets are in UTC without one, all else in the project's zone.
    """
    import psycopg

    with open_store(store) as opened, psycopg.connect(url) as connection:
        facts = opened.connection
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        names = [
            name
            for (name,) in facts.execute(
                "SELECT DISTINCT table_name FROM duckdb_columns() WHERE schema_name = 'facts'"
            ).fetchall()
            if name != "first_uses"
        ]
        for name in names:
            found = facts.execute(f"DESCRIBE facts.{name}").fetchall()
            columns = {
                row[0]: row[1]
                for row in found
                if not row[0].startswith("_")
                and row[0] not in ("resolution_hours", "days_late", "contact_role", "known_at")
            }
            shown = ", ".join(f"{each} {kind}" for each, kind in typed(columns).items())
            connection.execute(f"CREATE TABLE {schema}.{name} ({shown})".encode())
            rows = facts.execute(f"SELECT {', '.join(columns)} FROM facts.{name}").fetchall()
            marks = ", ".join(["%s"] * len(columns))
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {schema}.{name} VALUES ({marks})".encode(), rows)
        connection.execute(
            f"ALTER TABLE {schema}.events ALTER occurred_at TYPE timestamptz"
            f" USING occurred_at AT TIME ZONE '{ZONE}'".encode()
        )
        for name in ("opened_at", "closed_at"):
            connection.execute(
                f"ALTER TABLE {schema}.tickets ALTER {name} TYPE timestamp"
                f" USING {name} AT TIME ZONE '{ZONE}' AT TIME ZONE 'UTC'".encode()
            )
    return names


def never_written_out(url: str, schema: str) -> None:
    """Ends that there are none of, as many programs write them."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        never = f"UPDATE {schema}.contacts SET until = '9999-12-31' WHERE until IS NULL"
        assert connection.execute(never.encode()).rowcount


def last_end(url: str, schema: str) -> date | None:
    """The last day that a contact is known to have a role until."""
    import psycopg

    with psycopg.connect(url) as connection:
        found = connection.execute(f"SELECT max(until) FROM {schema}.contacts".encode())
        ((last,),) = found.fetchall()
    return cast("date | None", last)


def typed(columns: Mapping[str, str]) -> dict[str, str]:
    other = {"VARCHAR": "varchar(200)", "DOUBLE": "double precision"}
    return {name: other.get(kind, kind) for name, kind in columns.items()}


@pytest.fixture
def schema(tmp_path: Path) -> str:
    return "own_" + "".join(each for each in tmp_path.name if each.isalnum()).lower()[-40:]


def staying(folder: Path, url: str, schema: str, names: list[str]) -> Path:
    """The project with tables of the warehouse for sources."""
    file = folder / "forewarn.yml"
    text = file.read_text()
    for name in names:
        if name == "events":
            text = text.replace(f"file: {folder}/data/events.csv", f"warehouse: {schema}.events")
            text = text.replace("file: data/events.csv", f"warehouse: {schema}.events")
            continue
        place = f"{{warehouse: {schema}.{name}"
        place += ", timezone: UTC}" if name == "tickets" else "}"
        lines = text.splitlines()
        text = "\n".join(
            f"  {name}: {place}" if line.startswith(f"  {name}: ") else line for line in lines
        )
    file.write_text(text + "\n")
    return with_engine(folder, f"{url}?schema={schema}_f")


def without_notices(said: Any) -> Any:
    return {key: value for key, value in said.items() if key not in ("notices", "snapshots")}


BIG = ["events", "tickets", "invoices", "interactions", "surveys"]


@pytest.mark.parametrize("which", [BIG, None], ids=["the big ones", "all of them"])
def test_facts_that_stay_say_the_same(
    small: Path, postgres_url: str, schema: str, tmp_path: Path, which: list[str] | None
) -> None:
    there = fill(postgres_url, schema, small / ".forewarn" / "facts.duckdb")
    never_written_out(postgres_url, schema)
    other = own_copy(small, tmp_path / "other")
    other = staying(other, postgres_url, schema, which or there)
    for name in which or there:
        (other / "data" / f"{name}.csv").unlink()
    native = copy_of(small, tmp_path / "native")
    said = [scored(folder, weeks=3) for folder in (native, other)]
    for one, two in zip(said[0]["snapshots"], said[1]["snapshots"], strict=True):
        assert without_notices(one) == without_notices(two)
    assert any("stay in the warehouse" in each for each in said[1]["snapshots"][0]["notices"])
    assert which or (last_end(postgres_url, f"{schema}_f") or END_ON).year < 9000
    account = said[0]["snapshots"][0]["accounts"][0]["account_id"]
    one, two = (explained(folder, account) for folder in (native, other))
    assert without_notices(one) == without_notices(two)


def test_new_rows_there_are_seen_by_the_next_score(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    import psycopg

    folder = few_there(postgres_url, schema, tmp_path)
    before = scored(folder)
    with psycopg.connect(postgres_url) as connection:
        rows = [(f"n{day}", "a", "login", f"2026-09-{day:02d}") for day in range(10, 30)]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {schema}.events VALUES (%s, %s, %s, %s)".encode(), rows
            )
    after = scored(folder)
    assert after["accounts"][0]["score"] != before["accounts"][0]["score"]


def test_a_plan_says_that_rows_there_may_change_unseen(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    folder = few_there(postgres_url, schema, tmp_path)
    with few.opened(folder) as there:
        plan = there.plan(as_of=date(2026, 9, 7))
    assert plan.ingest is None
    assert any("events: the rows stay" in each and "apply" in each for each in plan.notices)


def few_there(url: str, schema: str, tmp_path: Path, *, warehouse: str = "{}.events") -> Path:
    """The few rows, with their events in the warehouse."""
    import psycopg

    folder = few.project(tmp_path / "few", {"health": few.card()})
    rows = list(csv.reader(few.TABLES["events"].splitlines()))[1:]
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        connection.execute(
            f"CREATE TABLE {schema}.events"
            " (event_id text, account_id text, event text, occurred_at timestamp)".encode()
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {schema}.events VALUES (%s, %s, %s, %s)".encode(), rows
            )
    file = folder / "forewarn.yml"
    place = warehouse.format(schema)
    file.write_text(file.read_text().replace("file: data/events.csv", f"warehouse: {place}"))
    return with_engine(folder, f"{url}?schema={schema}_f")


def test_rows_that_cannot_be_used_are_counted(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    import psycopg

    folder = few_there(postgres_url, schema, tmp_path)
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f"INSERT INTO {schema}.events VALUES ('x', ' ', 'login')".encode())
    with Project.open(folder) as project:
        report = project.ingest()
        audited = project.audit(as_of=END_ON)
    events = report.table("events")
    assert events is not None
    assert (events.rows_read, events.rows_kept, events.load) == (20, 19, "in place")
    assert "stays-in-warehouse" in [each.code for each in audited.findings]
    assert any("1 row of events was left out" in each for each in scored(folder)["notices"])


def test_a_query_may_be_the_source(postgres_url: str, schema: str, tmp_path: Path) -> None:
    query = '"SELECT account_id, event AS what, occurred_at::date AS at FROM {}.events"'
    plain = few_there(postgres_url, schema, tmp_path / "plain")
    before = scored(plain)
    folder = few_there(postgres_url, f"{schema}_q", tmp_path / "query", warehouse=query)
    file = folder / "forewarn.yml"
    file.write_text(
        file.read_text().replace(
            "covers: all", "columns: {event: what, occurred_at: at}, covers: all"
        )
    )
    assert without_notices(scored(folder)) == without_notices(before)


@pytest.mark.parametrize(
    "query",
    [
        "-- ours\\n /* all /* of */ them */ SELECT * FROM {}.events",
        "WITH ours AS (SELECT * FROM {0}.events) SELECT * FROM ours; -- all",
        "(SELECT * FROM {0}.events LIMIT 5) UNION SELECT * FROM {0}.events; -- all",
        "/* all */ TABLE {}.events",
    ],
)
def test_a_query_is_known_behind_comments_and_in_every_form(
    postgres_url: str, schema: str, tmp_path: Path, query: str
) -> None:
    folder = few_there(postgres_url, schema, tmp_path, warehouse=f'"{query}"')
    with Project.open(folder) as project:
        events = project.ingest().table("events")
    assert events is not None
    assert (events.rows_read, events.rows_kept) == (19, 19)


@pytest.mark.parametrize(
    ("warehouse", "code", "said"),
    [
        ("{}.evnts", "warehouse", "does not exist"),
        ('"SELECT 1; DROP TABLE {}.events"', "warehouse", "multiple commands"),
        ('"VALUES (1); DROP TABLE {}.events"', "warehouse", "syntax error"),
        ('"VALUES (1)) AS a; DROP TABLE {}.events; --"', "warehouse", "syntax error"),
        ('"SELECT account_id, event FROM {}.events"', "missing-column", "occurred_at"),
        (
            '"SELECT account_id, event, occurred_at::text AS occurred_at FROM {}.events"',
            "column-type",
            "a date or a timestamp",
        ),
        (
            '"SELECT 1 AS event_id, account_id, event, occurred_at FROM {}.events"',
            "repeated-key",
            "1 times several rows share event_id",
        ),
    ],
)
def test_a_source_that_cannot_be_used_is_named_in_place(
    postgres_url: str, schema: str, tmp_path: Path, warehouse: str, code: str, said: str
) -> None:
    import psycopg

    folder = few_there(postgres_url, schema, tmp_path, warehouse=warehouse)
    with pytest.raises(FilesError) as refusal:
        scored(folder)
    (issue,) = refusal.value.issues
    assert (issue.path, issue.code) == ("forewarn.yml", code)
    assert issue.line > 1
    assert said in issue.found
    assert issue.fix
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute(f"SELECT count(*) FROM {schema}.events".encode()).fetchone()


def test_merged_accounts_are_refused(postgres_url: str, schema: str, tmp_path: Path) -> None:
    folder = few_there(postgres_url, schema, tmp_path)
    (folder / "data" / "accounts.csv").write_text(
        "account_id,created_on,merged_into\na,2025-01-01,\nb,2025-01-01,a\n"
    )
    with pytest.raises(ForewarnError, match="1 accounts were merged") as refusal:
        scored(folder)
    assert "ids that stand" in refusal.value.fix


def test_facts_that_stay_in_spark_say_the_same(spark: Any, tmp_path: Path) -> None:
    native = few.project(tmp_path / "native", {"health": few.card()})
    folder = few.project(tmp_path / "few", {"health": few.card()})
    rows = [tuple(row) for row in csv.reader(few.TABLES["events"].splitlines())][1:]
    spark.createDataFrame(
        rows, "event_id string, account_id string, event string, at string"
    ).selectExpr("* EXCEPT (at)", "CAST(at AS timestamp) AS occurred_at").createOrReplaceTempView(
        "own_events"
    )
    file = folder / "forewarn.yml"
    file.write_text(file.read_text().replace("file: data/events.csv", "warehouse: own_events"))
    with_engine(folder, "spark://local?schema=staying")
    on = date(2026, 2, 2)
    said = [scored(each, as_of=on) for each in (native, folder)]
    assert without_notices(said[0]) == without_notices(said[1])
    file.write_text(file.read_text().replace("own_events", "DROP VIEW own_events"))
    with pytest.raises(FilesError) as refusal:
        scored(folder, as_of=on)
    assert refusal.value.issues[0].code == "warehouse"
    assert spark.table("own_events").count() == len(rows)
