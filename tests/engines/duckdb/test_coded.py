"""Codes in place of words: whatever reads the facts reads the words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
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


CLEAN = [("1", "B", "u2", "login"), ("2", "A", None, "report"), ("3", "A", "u1", "login")]
MET_BEFORE_TYPING = {
    "as they came": CLEAN,
    "a blank around a word": [*CLEAN, ("4", "A ", "u3", "login"), ("5", "\tA", "u1\n", "login")],
    "a word of blanks": [*CLEAN, ("4", "A", "  ", "login"), ("5", "A", "", "report")],
    "rows left out": [*CLEAN, ("4", None, "nobody", "never"), ("5", "C", "nobody", None)],
    "the same row again": [*CLEAN, CLEAN[0], ("3", "A", "u0", "other")],
}


def parquet_of_events(file: Path, found: list[tuple[str | None, ...]], *, kind: str) -> SourceSpec:
    """Events on one day with a user of some type, in a file that comes typed."""
    file.parent.mkdir(exist_ok=True)
    with duckdb.connect() as other:
        other.execute(
            "CREATE TABLE e (event_id VARCHAR, account_id VARCHAR, user_id VARCHAR, event VARCHAR)"
        )
        other.executemany("INSERT INTO e VALUES (?, ?, ?, ?)", found)
        other.execute(
            f"COPY (SELECT * REPLACE (CAST(user_id AS {kind}) AS user_id), TIMESTAMP '2026-03-01'"
            f" AS occurred_at FROM e) TO '{file}'"
        )
    return SourceSpec("events", shown="events", path=str(file.parent))


def coded_state(store: Any) -> list[Any]:
    tables = [f"SELECT * FROM codes.{name} ORDER BY ALL" for name in ("accounts", "users", "names")]
    held = "SELECT account_id, user_id, event, _row FROM coded.events ORDER BY ALL"
    left = "SELECT table_name, row_number, reason FROM meta.left_out ORDER BY ALL"
    return [rows(store, statement) for statement in (*tables, held, left)]


@pytest.mark.parametrize("found", MET_BEFORE_TYPING.values(), ids=MET_BEFORE_TYPING)
def test_words_gathered_before_typing_are_those_of_the_typed_rows(store, tmp_path, found):
    """A typed file is not written out beforehand, one with words for the times is."""
    spec = parquet_of_events(tmp_path / "typed" / "one.parquet", found, kind="VARCHAR")
    load(store, spec)
    told = (coded_state(store), read(store))
    with open_store(":memory:", threads=1) as other, duckdb.connect() as copy:
        (tmp_path / "plain").mkdir()
        copy.execute(
            f"COPY (SELECT * REPLACE (CAST(occurred_at AS VARCHAR) AS occurred_at)"
            f" FROM '{tmp_path}/typed/one.parquet') TO '{tmp_path}/plain/one.parquet'"
        )
        load(other.connection, replace(spec, path=str(tmp_path / "plain")))
        assert (coded_state(other.connection), read(other.connection)) == told


@pytest.mark.parametrize("kind", ["BIGINT", "UUID"])
def test_ids_that_are_no_texts_are_words_too(store, tmp_path, kind):
    users = {"BIGINT": ("10", "9"), "UUID": (f"{'0' * 8}-1111-1111-1111-{'0' * 12}",) * 2}[kind]
    found = [("1", "A", users[0], "login"), ("2", "A", users[1], "login"), ("3", "A", None, "x")]
    load(store, parquet_of_events(tmp_path / "typed" / "one.parquet", found, kind=kind))
    assert {user for _, user, _ in read(store)} == {*users, None}
    assert set(words(store, "users")) == set(users)


def test_words_of_accounts_that_were_merged_are_not_learned(store, tmp_path):
    accounts = csv_source(tmp_path, "accounts", "account_id,merged_into\nA,\nB,A\n")
    spec = parquet_of_events(tmp_path / "typed" / "one.parquet", CLEAN, kind="VARCHAR")
    ingest(store, [accounts, spec], zone="UTC", now=NOW)
    assert words(store, "accounts") == {"A": 0}
    assert {account for account, *_ in read(store)} == {"A"}


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
