"""Columns that are not written read like those that are."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from forewarn.engines.duckdb import audit, counting, keys, storing, table_load
from forewarn.engines.duckdb.catalog import Catalog
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.facts import TABLES
from forewarn.terms.settings import Settings, SourceSpec

pytestmark = pytest.mark.slow


NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
ZONES = ("UTC", "Etc/GMT-3", "Europe/Berlin", "America/Sao_Paulo")


@pytest.fixture
def store():
    with open_store(":memory:", threads=1) as opened:
        yield opened.connection


def generated(connection, table):
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name IN ('facts', 'coded')"
        " AND table_name = ? AND column_default IS NOT NULL",
        [table],
    ).fetchall()
    return {name for (name,) in rows}


def parquet(connection, path, select):
    connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return SourceSpec(path.parent.name, shown=path.name, path=str(path.parent))


def events(connection, folder, name, select):
    (folder / "events").mkdir(exist_ok=True)
    return parquet(connection, folder / "events" / f"{name}.parquet", select)


ROWS = (
    "SELECT 'a' AS account_id, 'login' AS event, u AS user_id,"
    " TIMESTAMP '2026-03-28 21:30' + to_hours(h) AS occurred_at"
    " FROM range(9) AS hours(h), (VALUES ('u1'), (NULL)) AS users(u)"
)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("source", [None, "Asia/Tokyo", "America/New_York"])
def test_the_same_rows_as_when_all_of_it_is_written(store, tmp_path, zone, source, monkeypatch):
    spec = events(store, tmp_path, "one", ROWS)
    spec = SourceSpec(spec.table, shown=spec.shown, path=spec.path, timezone=source)
    ingest(store, [spec], zone=zone, now=NOW)
    assert {"event_id", "count", "known_at", "_on", "_seen_on"} <= generated(store, "events")
    few = store.execute("SELECT * FROM facts.events ORDER BY ALL").fetchall()
    kinds = store.execute("DESCRIBE facts.events").fetchall()
    with open_store(":memory:", threads=1) as plain:
        monkeypatch.setattr(
            storing,
            "store",
            lambda connection, table, rows, **_: connection.execute(
                f"CREATE OR REPLACE TABLE facts.{table.name} AS {rows}"
            ),
        )
        monkeypatch.setattr(table_load, "_LOOKED_AT", ("events",))
        ingest(plain.connection, [spec], zone=zone, now=NOW)
        assert not generated(plain.connection, "events")
        assert few == plain.connection.execute("SELECT * FROM facts.events ORDER BY ALL").fetchall()
        written = plain.connection.execute("DESCRIBE facts.events").fetchall()
        assert [row[:2] for row in kinds] == [row[:2] for row in written]


@pytest.mark.parametrize(("zone", "follows"), [("UTC", True), ("Europe/Berlin", False)])
def test_the_instant_follows_only_where_clocks_never_change(store, tmp_path, zone, follows):
    ingest(store, [events(store, tmp_path, "one", ROWS)], zone=zone, now=NOW)
    assert ("_at" in generated(store, "events")) is follows


def test_a_late_row_makes_known_at_a_written_column(store, tmp_path):
    spec = events(store, tmp_path, "one", ROWS)
    ingest(store, [spec], zone="UTC", now=NOW)
    before = store.execute("SELECT _row, _seen_on, _on FROM facts.events ORDER BY 1").fetchall()
    late = (
        "SELECT 'b' AS account_id, 'x' AS event, 'u9' AS user_id,"
        " TIMESTAMP '2026-04-01' AS occurred_at"
    )
    events(store, tmp_path, "two", late)
    report = ingest(store, [spec], zone="UTC", now=NOW).table("events")
    assert (report.late, report.way) == (1, "added to")
    assert not generated(store, "events") & {"known_at", "_known_on", "_seen_on"}
    assert {"count", "_on", "_at"} <= generated(store, "events")
    assert (
        store.execute(
            "SELECT _row, _seen_on, _on FROM facts.events WHERE account_id = 'a' ORDER BY 1"
        ).fetchall()
        == before
    )
    assert store.execute(
        "SELECT known_at, _known_on, _seen_on FROM facts.events WHERE account_id = 'b'"
    ).fetchall() == [(datetime(2026, 7, 1, 9), date(2026, 7, 2), date(2026, 7, 2))]  # noqa: DTZ001


def test_rows_in_time_leave_the_columns_as_they_are(store, tmp_path):
    spec = events(store, tmp_path, "one", ROWS)
    ingest(store, [spec], zone="UTC", now=NOW)
    events(
        store,
        tmp_path,
        "two",
        ROWS.replace("2026-03-28", "2026-06-30").replace("range(9)", "range(2)"),
    )
    before = generated(store, "events")
    report = ingest(store, [spec], zone="UTC", now=NOW).table("events")
    assert (report.late, report.rows_kept, report.way) == (0, 22, "added to")
    assert generated(store, "events") == before - {"_file"}


def test_merged_accounts_and_copies_change_rows_that_were_only_looked_at(store, tmp_path):
    rows = ROWS.replace("SELECT 'a'", "SELECT 'e1' AS event_id, 'a'").replace(
        "range(9)", "range(1)"
    )
    (tmp_path / "accounts").mkdir()
    merged = parquet(
        store,
        tmp_path / "accounts" / "one.parquet",
        "SELECT * FROM (VALUES ('a', 'b'), ('b', NULL)) AS rows(account_id, merged_into)",
    )
    report = ingest(
        store, [merged, events(store, tmp_path, "one", rows)], zone="UTC", now=NOW
    ).table("events")
    assert (report.merged, report.conflicting, report.rows_kept) == (2, 1, 1)
    assert store.execute("SELECT account_id FROM facts.events").fetchall() == [("b",)]
    assert not keys.is_view(store, "placed_events")


def test_identical_rows_of_a_large_table_are_counted_by_audit(store, tmp_path, monkeypatch):
    twice = f"{ROWS} UNION ALL {ROWS}"
    spec = events(store, tmp_path, "one", twice)
    settings = Settings(name="x", folder=tmp_path, timezone="UTC", sources=(spec,))

    def found(report):
        findings = audit.audit(store, settings, as_of=date(2026, 7, 1), report=report)
        return [each for each in findings if each.code == "identical-rows"]

    at_once = ingest(store, [spec], zone="UTC", now=NOW, afresh=True)
    assert at_once.table("events").identical_keyless == 18
    monkeypatch.setattr(counting, "COUNTED_AT_ONCE", 10)
    later = ingest(store, [spec], zone="UTC", now=NOW, afresh=True)
    assert later.table("events").identical_keyless is None
    assert found(at_once) == found(later) != []


def test_add_takes_columns_that_only_one_side_has(store):
    table = TABLES["events"]
    first = "SELECT 'a' AS account_id, TIMESTAMP '2026-01-01' AS occurred_at, NULL::VARCHAR AS team"
    storing.store(store, table, first, zone="UTC", absent=["team"])
    assert Catalog(store).table("events").columns == {
        "account_id": "VARCHAR",
        "occurred_at": "TIMESTAMP",
        "team": "VARCHAR",
    }
    storing.add(store, table, "SELECT 'b' AS account_id, 'red' AS team, 5 AS more")
    assert store.execute(
        "SELECT account_id, team, more FROM facts.events ORDER BY 1"
    ).fetchall() == [
        ("a", None, None),
        ("b", "red", 5),
    ]


def test_nobody_looks_at_a_column_of_nothing(store, tmp_path):
    spec = events(store, tmp_path, "one", ROWS)
    ingest(store, [spec], zone="UTC", now=NOW)
    catalog = Catalog(store)
    table = catalog.table("events")
    store.execute("ALTER TABLE coded.events RENAME TO gone")
    assert not any(catalog.filled(table, name) for name in ("count", "_known_on"))
    with pytest.raises(duckdb.CatalogException):
        catalog.filled(table, "_seen_on")
