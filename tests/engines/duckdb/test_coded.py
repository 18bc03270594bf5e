"""Codes in place of words: whatever reads the facts reads the words."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.engines.duckdb import coded, storing
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.report import ADDED_TO, AS_IT_WAS
from forewarn.engines.duckdb.store import open_store
from forewarn.signals.filters.parse import parse
from forewarn.signals.primitives import Additive, Distinct, Facts, Latest, Primitive
from forewarn.terms.settings import SourceSpec
from tests.engines.duckdb.facts import day, engine_with, event, window
from tests.engines.duckdb.sources_of import NOW, csv_source, rows


@pytest.fixture
def store() -> Any:
    with open_store(":memory:", threads=1) as opened:
        yield opened.connection


def folder_of_events(folder: Path, **files: list[tuple[str, str, str]]) -> SourceSpec:
    """Account, user and event name per row, one file a name, all on one day."""
    (folder / "events").mkdir(exist_ok=True)
    for name, found in files.items():
        lines = ["account_id,user_id,event,occurred_at"]
        lines += [f"{account},{user},{word},2026-03-01" for account, user, word in found]
        (folder / "events" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return SourceSpec("events", shown="events", path=str(folder / "events"))


def load(store: Any, *specs: SourceSpec) -> str:
    """Which way the events went."""
    return ingest(store, specs, zone="UTC", now=NOW).table("events").way


def words(store: Any, dictionary: str) -> dict[str, int]:
    found = rows(store, f"SELECT word, code FROM codes.{dictionary} WHERE word IS NOT NULL")
    return dict(found)


def read(store: Any) -> list[Any]:
    return rows(store, "SELECT account_id, user_id, event FROM facts.events ORDER BY ALL")


FIRST = [("B", "u2", "login"), ("A", "u1", "login"), ("A", "", "report")]


def test_rows_hold_codes_and_read_as_words(store, tmp_path):
    load(store, folder_of_events(tmp_path, one=FIRST))
    assert read(store) == [("A", "u1", "login"), ("A", None, "report"), ("B", "u2", "login")]
    held = rows(store, "SELECT account_id, user_id, event FROM coded.events ORDER BY ALL")
    assert held == [(0, 0, 0), (0, None, 1), (1, 1, 0)]
    kinds = rows(store, "SELECT column_name, column_type FROM (DESCRIBE facts.events)")
    assert dict(kinds)["user_id"] == "VARCHAR"


def test_a_word_keeps_its_code(store, tmp_path):
    spec = folder_of_events(tmp_path, one=FIRST)
    load(store, spec)
    before = words(store, "accounts")
    folder_of_events(tmp_path, two=[("AA", "u0", "a"), ("A", "u1", "login")])
    assert load(store, spec) == ADDED_TO
    assert words(store, "accounts") == {**before, "AA": 2}
    assert words(store, "names") == {"login": 0, "report": 1, "a": 2}
    assert ("AA", "u0", "a") in read(store)
    folder_of_events(tmp_path, one=[*FIRST, ("0", "u1", "login")])
    assert load(store, spec) != ADDED_TO
    assert words(store, "accounts") == {**before, "AA": 2, "0": 3}
    assert len(read(store)) == 6


def test_words_that_are_gone_are_forgotten_and_their_codes_never_given_again(store, tmp_path):
    spec = folder_of_events(tmp_path, one=FIRST)
    load(store, spec)
    folder_of_events(tmp_path, one=FIRST[1:])
    load(store, spec)
    assert words(store, "users") == {"u1": 0}
    assert rows(store, "SELECT count(*) FROM codes.users") == [(2,)]
    folder_of_events(tmp_path, one=FIRST)
    load(store, spec)
    assert words(store, "users") == {"u1": 0, "u2": 2}
    assert read(store) == [("A", "u1", "login"), ("A", None, "report"), ("B", "u2", "login")]


def test_a_source_that_went_takes_its_words_along(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", "account_id\nA\n")
    ingest(store, [accounts, folder_of_events(tmp_path, one=FIRST)], zone="UTC", now=NOW)
    ingest(store, [accounts], zone="UTC", now=NOW)
    left = "SELECT table_name FROM duckdb_columns() WHERE schema_name IN ('coded', 'codes')"
    assert rows(store, left) == []
    assert rows(store, "SELECT 1 FROM duckdb_views() WHERE schema_name = 'facts'") == []


def test_what_a_change_touched_is_noted_in_words(store, tmp_path):
    spec = folder_of_events(tmp_path, one=FIRST)
    load(store, spec)
    folder_of_events(tmp_path, one=[*FIRST[1:], ("C", "u1", "login")])
    load(store, spec)
    noted = "SELECT account_id FROM meta.changes WHERE table_name = 'events' AND ingest = 2"
    assert sorted(rows(store, noted)) == [("B",), ("C",)]


@pytest.mark.parametrize("added", [False, True])
def test_a_table_of_an_older_store_is_coded_by_the_next_ingest(store, tmp_path, added):
    spec = folder_of_events(tmp_path, one=FIRST)
    load(store, spec)
    store.execute("CREATE TABLE held AS FROM facts.events")
    coded.drop(store, "events")
    store.execute("CREATE TABLE facts.events AS FROM held")
    expected = read(store)
    if added:
        folder_of_events(tmp_path, two=[("A", "u9", "login")])
        expected = sorted([*expected, ("A", "u9", "login")], key=str)
    told = ingest(store, [spec], zone="UTC", now=NOW).table("events")
    assert (told.way, told.coded) == (ADDED_TO if added else AS_IT_WAS, len(FIRST))
    assert coded.is_coded(store, "events")
    assert sorted(read(store), key=str) == expected
    again = ingest(store, [spec], zone="UTC", now=NOW).table("events")
    assert (again.way, again.coded) == (AS_IT_WAS, 0)


MANY = [
    event(n % 40, account="ab"[n % 2], event=f"e{n % 150}", user_id=f"u{n % 100}@x.org")
    for n in range(300)
] + [event(3, event="login"), event(4, event="login", user_id=None)]
FILTERS = (
    "event = 'login'",
    "event != 'login'",
    "event = 'nobody'",
    "event in ['e1', 'e2', 'login']",
    "event not in ['e1', 'e2']",
    "event contains '1'",
    "event not contains '1'",
    "event starts_with 'e'",
    "event > 'e5'",
    "user_id is missing",
    "user_id is not missing",
    "user_id contains '@x.org'",
    "user_id starts_with 'u1' and event != 'e10'",
    "user_id = 'u7@x.org' or user_id is missing",
)


@pytest.mark.slow
@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_asks_words(text):
    facts = Facts("events", where=parse(text))
    asked: list[Primitive] = [
        Additive(facts, window(14)),
        Additive(facts, window(None)),
        Additive(Facts("events"), window(14)),
        Distinct(facts, ("user_id",), window(30)),
        Distinct(facts, ("user_id", "event"), window(7)),
        Latest(facts),
        Latest(facts, "event"),
    ]
    dates = [day(0) + timedelta(weeks=n) for n in range(8)]
    answers = []
    for plain in (True, False):
        engine = engine_with(accounts=("a", "b", "c"), words=plain, events=MANY)
        assert coded.is_coded(engine.connection, "events") is not plain
        answers.append([(g.account_id, g.rows) for g in engine.grid(asked, dates)])
        engine.close()
    assert answers[0] == answers[1]


def test_first_rows_and_rows_are_told_in_words():
    engine = engine_with(accounts=("a", "b"), events=MANY[:4])
    storing.code(engine.connection, "events")
    assert engine.first_rows(["events"])["events"] == {"a": day(1), "b": day(2)}
    found = [(row["account_id"], row["event"]) for row in engine.rows("events", ["event"])]
    assert found == [("a", "e0"), ("a", "e2"), ("b", "e1"), ("b", "e3")]
