"""What a PostgreSQL server refuses, loses or ends is told in words, at whatever step it comes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forewarn.engines.portable.load import Cargo, bring, load_postgres
from forewarn.engines.portable.opening import open_engine
from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
from forewarn.engines.portable.warehouses.warehouse import Mark
from forewarn.terms.errors import ForewarnError
from tests.engines.duckdb.facts import engine_with, event
from tests.engines.portable.places import person
from tests.engines.portable.test_projects import on_postgres, on_record, with_engine
from tests.project import small as few
from tests.project.companies import copy_of, home, scored, small

__all__ = ["home", "on_postgres", "small"]
pytestmark = pytest.mark.slow
MARK = Mark("ours", "one")
SCHEMA = "told"


@pytest.fixture
def brought(postgres_url: str, tmp_path: Path) -> Iterator[PostgresWarehouse]:
    """A schema that holds one load of ours."""
    warehouse = PostgresWarehouse(postgres_url, schema=SCHEMA)
    bring_into(warehouse, tmp_path)
    warehouse.expect(MARK)
    yield warehouse
    sql(postgres_url, f"DROP SCHEMA {SCHEMA} CASCADE")


def bring_into(warehouse: PostgresWarehouse, folder: Path, mark: Mark = MARK) -> dict[str, int]:
    facts = engine_with(accounts=("a", "b"), events=[event(1), event(2, account="b")])
    return dict(bring(facts.connection, warehouse, Cargo(mark), folder=folder).rows)


def sql(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def measured(warehouse: PostgresWarehouse) -> list[Any]:
    with warehouse.bench() as bench:
        bench.keep("kept", f"SELECT count(*) AS n FROM {SCHEMA}.events")
        return [row for rows in bench.stream("SELECT n FROM kept") for row in rows]


def test_a_copy_that_lost_a_table_is_as_none(brought: PostgresWarehouse, tmp_path: Path) -> None:
    assert bring_into(brought, tmp_path) == {}, "it stands"
    sql(brought.url, f"DROP TABLE {SCHEMA}.events")
    with pytest.raises(ForewarnError, match=r"no longer in the PostgreSQL engine: .* lacks events"):
        brought.tables()
    with pytest.raises(ForewarnError, match="no longer in the PostgreSQL engine"):
        measured(brought)
    with pytest.raises(ForewarnError, match="holds the facts of 'ours'"):
        bring_into(brought, tmp_path, replace(MARK, project="theirs"))
    assert bring_into(brought, tmp_path) == {"accounts": 2, "events": 2}
    assert measured(brought) == [(2,)]


def test_a_project_brings_anew_what_was_dropped(
    small: Path, on_postgres: str, tmp_path: Path
) -> None:
    folder = with_engine(copy_of(small, tmp_path / "mine"), on_postgres)
    said = scored(folder, record=True)
    server, _, schema = on_postgres.partition("?schema=")
    before = on_record(folder)
    sql(server, *(f'DROP TABLE "{schema}".{table}' for table in ("events", "first_uses")))
    assert scored(folder, record=True)["accounts"] == said["accounts"]
    assert on_record(folder) == before != []


@pytest.fixture
def theirs(brought: PostgresWarehouse) -> Iterator[PostgresWarehouse]:
    """The same schema as a colleague asks it, who may do nothing there."""
    with person(brought.url, "colleague") as url:
        warehouse = PostgresWarehouse(url, schema=SCHEMA)
        warehouse.expect(MARK)
        yield warehouse
        sql(brought.url, "DROP OWNED BY colleague")


USAGE, SELECT = f"USAGE ON SCHEMA {SCHEMA}", f"SELECT ON ALL TABLES IN SCHEMA {SCHEMA}"
ASKS = [PostgresWarehouse.marked, PostgresWarehouse.tables, measured]


@pytest.mark.parametrize("granted", ["CONNECT ON DATABASE postgres", USAGE, SELECT])
@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.__name__)
def test_a_colleague_without_rights_is_told_which_and_whom_to_ask(
    brought: PostgresWarehouse,
    theirs: PostgresWarehouse,
    ask: Callable[[PostgresWarehouse], object],
    granted: str,
) -> None:
    sql(brought.url, f"GRANT {granted} TO colleague")
    with pytest.raises(ForewarnError, match=f"not let colleague .* schema {SCHEMA}: perm") as it:
        ask(theirs)
    for way in (f'GRANT SELECT ON ALL TABLES IN SCHEMA "{SCHEMA}" TO "colleague"', "?schema="):
        assert way in it.value.fix


def test_a_colleague_who_may_read_measures_and_brings_nothing(
    brought: PostgresWarehouse, theirs: PostgresWarehouse, tmp_path: Path
) -> None:
    sql(brought.url, *(f"GRANT {right} TO colleague" for right in (USAGE, SELECT)))
    assert bring_into(theirs, tmp_path) == {}
    assert measured(theirs) == [(2,)]
    with pytest.raises(ForewarnError, match="lets colleague bring no facts") as refusal:
        bring_into(theirs, tmp_path, replace(MARK, load="two"))
    assert "the user who owns this schema" in refusal.value.fix


def ended(statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the server ends the connection that is about to run such a statement."""
    import psycopg

    run = psycopg.Connection.execute

    def execute(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        if statement.encode() in (query if isinstance(query, bytes) else query.encode()):
            run(self, b"SELECT pg_terminate_backend(pg_backend_pid())")
        return run(self, query, *args, **more)

    monkeypatch.setattr(psycopg.Connection, "execute", execute)


@pytest.mark.parametrize(
    ("statement", "ask"),
    [
        ("FROM pg_attribute", PostgresWarehouse.tables),
        ("FROM pg_attribute", PostgresWarehouse.marked),
        ('"forewarn_load"', PostgresWarehouse.marked),
        ("SET TRANSACTION", measured),
        ("SET LOCAL jit", measured),
        ("LOCK TABLE", measured),
        ("CREATE TEMP TABLE", measured),
    ],
)
def test_a_connection_that_ends_is_told(
    brought: PostgresWarehouse,
    statement: str,
    ask: Callable[[PostgresWarehouse], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended(statement, monkeypatch)
    with pytest.raises(ForewarnError, match="PostgreSQL engine stopped: terminating") as refusal:
        ask(brought)
    assert "look at the server" in refusal.value.fix


def test_a_connection_that_ends_between_batches_is_told(brought: PostgresWarehouse) -> None:
    with brought.bench() as bench:
        rows = bench.stream("SELECT generate_series(1, 50000)")
        next(rows)
        sql(brought.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
            "pg_backend_pid() AND query LIKE '%grid%'")  # fmt: skip
        with pytest.raises(ForewarnError, match="PostgreSQL engine stopped"):
            list(rows)


def test_a_server_that_only_reads_is_told(brought: PostgresWarehouse) -> None:
    url = f"{brought.url}?options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(ForewarnError, match="engine only reads") as refusal:
        measured(PostgresWarehouse(url, schema=SCHEMA))
    assert "primary" in refusal.value.fix
    facts = engine_with(events=[event(1)])
    with pytest.raises(ForewarnError, match="engine only reads, and facts are"):
        load_postgres(facts.connection, PostgresWarehouse(url, schema="new_there"))


def test_settings_of_the_url_reach_the_server(postgres_url: str) -> None:
    asked = "options=-c%20statement_timeout%3D50000&schema=x&application_name=my%20app+1"
    engine = open_engine(f"{postgres_url}?{asked}")
    assert isinstance(engine.warehouse, PostgresWarehouse)
    assert engine.warehouse.schema == "x"
    with engine.warehouse.connect() as connection:
        shown = [connection.execute(f"SHOW {name}".encode()).fetchone()
                 for name in ("statement_timeout", "application_name")]  # fmt: skip
    assert shown == [("50s",), ("my app+1",)]


@pytest.mark.parametrize("missing", ["ibis", "psycopg"])
def test_a_package_that_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    """In a process of its own: here it is imported already."""
    folder = with_engine(few.project(tmp_path, {"health": few.card()}), "postgresql://me@h/db")
    words = ["forewarn", "score", "--project", str(folder)]
    program = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv = {words!r}; "
        "from forewarn.cli import main; main()"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == 2, ran.stderr
    assert "pip install 'forewarn[portable,postgres]'" in ran.stderr
