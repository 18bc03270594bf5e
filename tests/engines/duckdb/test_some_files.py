"""Of a source of several files only those that were written to are read again."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from forewarn.engines.duckdb import reading, unlike
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.report import ADDED_TO, AS_IT_WAS, SOME_FILES, WHOLE
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.settings import SourceSpec
from tests.engines.duckdb.sources_of import NOW, load, rows
from tests.engines.duckdb.test_ingest_ways import everything, without_way

LATER = NOW + timedelta(days=1)
NAMES = "event_id,account_id,event,occurred_at\n"
MAY = ",A,login,2026-05-29\n,B,login,2026-05-30\n"
JUNE = ",A,login,2026-06-01\nbroken,,,\n"


@pytest.fixture
def store():
    with open_store(":memory:") as opened:
        yield opened.connection


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(unlike, "_BLOCK", 2)


@pytest.fixture
def was_read(monkeypatch):
    """Names of the files that were staged."""
    found = []
    stage = reading._stage_files

    def noting(connection, files, *rest, **more):
        found.append([file.shown for file in files])
        return stage(connection, files, *rest, **more)

    monkeypatch.setattr(reading, "_stage_files", noting)
    return found


def events(folder: Path, table="events", **files: str | None) -> SourceSpec:
    """A folder of event files; a text writes one, None removes it."""
    place = folder / table
    place.mkdir(exist_ok=True)
    for number, (name, text) in enumerate(files.items()):
        path = place / f"{name}.csv"
        if text is None:
            path.unlink()
        else:
            before = path.stat().st_mtime if path.exists() else number
            path.write_text(NAMES + text, "utf-8")
            os.utime(path, (before + 1, before + 1))
    return SourceSpec(table, table, path=str(place))


def told(report):
    return report.table("events")


def assert_as_if_read_afresh(store, specs_then, specs_now, write):
    """The store, and its report, are those of one that reads everything both times."""
    with open_store(":memory:") as whole:
        ingest(whole.connection, specs_then, zone="UTC", now=NOW, afresh=True)
        write()
        one = load(store, *specs_now, now=LATER)
        two = ingest(whole.connection, specs_now, zone="UTC", now=LATER, afresh=True)
        assert without_way(one) == without_way(two)
        assert everything(store) == everything(whole.connection)
        return told(one)


@pytest.mark.parametrize(
    ("files", "read", "first_seen", "gone"),
    [
        ({"b": JUNE + ",B,login,2026-06-02\n"}, ["b.csv"], 1, 0),
        ({"b": "\n"}, ["b.csv"], 0, 1),
        ({"b": JUNE, "c": ",B,login,2026-06-02\n"}, ["b.csv", "c.csv"], 1, 0),
        ({"b": None, "c": JUNE}, ["c.csv"], 0, 0),
    ],
    ids=["a row comes", "emptied", "one comes too", "renamed"],
)
def test_only_what_was_written_to_is_read(store, was_read, tmp_path, files, read, first_seen, gone):
    spec = events(tmp_path, a=MAY, b=JUNE)
    load(store, spec)
    assert was_read.pop() == ["a.csv", "b.csv"]

    def write():
        events(tmp_path, **files)
        was_read.clear()

    found = assert_as_if_read_afresh(store, [spec], [spec], write)
    assert was_read[0] == read
    assert found.way in (SOME_FILES, AS_IT_WAS)
    assert (found.first_seen, found.gone) == (first_seen, gone)


def test_what_was_only_written_again_stays(store, was_read, tmp_path):
    load(store, events(tmp_path, a=MAY, b=JUNE))
    before = everything(store)
    report = load(store, events(tmp_path, b=JUNE), now=LATER)
    assert (told(report).way, told(report).rows_read) == (AS_IT_WAS, 4)
    assert was_read[1:] == [["b.csv"]]
    assert everything(store) == before


def test_what_is_left_out_of_other_files_stays_named(store, tmp_path):
    spec = events(tmp_path, a=MAY + "odd,,,\n", b=JUNE)
    load(store, spec)
    report = load(store, events(tmp_path, b=",A,login,2026-06-01\n"), now=LATER)
    assert told(report).way == SOME_FILES
    assert sum(told(report).left_out.values()) == 1
    assert rows(store, "SELECT file, row_number FROM meta.left_out") == [("a.csv", 3)]


def test_a_row_left_out_for_another_reason_is_told(store, tmp_path):
    load(store, events(tmp_path, a=MAY, b=JUNE))
    report = load(store, events(tmp_path, b=",A,login,2026-06-01\nbroken,A,x,soon\n"), now=LATER)
    assert told(report).left_out == {"a required value cannot be read": 1}


@pytest.mark.parametrize(
    "text",
    [
        "event_id,account_id,event,occurred_at,team\n,A,login,2026-06-01,x\n",
        "event_id,account_id,event,occurred_at,known_at\n,A,login,2026-06-01,2026-06-02\n",
    ],
)
def test_another_form_means_reading_the_whole(store, was_read, tmp_path, text):
    spec = events(tmp_path, a=MAY, b=JUNE)
    load(store, spec)
    (tmp_path / "events" / "b.csv").write_text(text, "utf-8")
    assert told(load(store, spec, now=LATER)).way == WHOLE
    assert was_read[-1] == ["a.csv", "b.csv"]


def test_columns_in_another_order_are_settled_in_the_same(store, tmp_path):
    place = tmp_path / "events"
    place.mkdir()
    (place / "a.csv").write_text("account_id,event,occurred_at,event_id,x,y\nA,z,2026-05-30,e1,,\n")
    turned, spec = NAMES.strip() + ",y,x\n", SourceSpec("events", "events", path=str(place))
    (place / "b.csv").write_text(f"{turned}e2,B,z,2026-05-30,,\n")
    load(store, spec)
    two = "e3,B,z,2026-05-31,2,1\ne3,B,z,2026-05-31,1,2\n"

    def write():
        (place / "b.csv").write_text(f"{turned}e2,B,z,2026-05-30,,\n{two}")

    found = assert_as_if_read_afresh(store, [spec], [spec], write)
    assert (found.way, found.conflicting) == (SOME_FILES, 1)


def test_most_of_it_changed_means_reading_the_whole(store, was_read, tmp_path):
    spec = events(tmp_path, a=",A,login,2026-05-29\n", b=MAY)
    load(store, spec)
    turned = "".join(reversed(MAY.splitlines(keepends=True)))
    assert told(load(store, events(tmp_path, b=turned), now=LATER)).way == WHOLE
    assert was_read[1:] == [["b.csv"], ["a.csv", "b.csv"]]


def test_files_that_get_other_names_mean_reading_the_whole(store, was_read, tmp_path):
    load(store, events(tmp_path, a=MAY, b=JUNE))
    events(tmp_path, b=JUNE + ",B,login,2026-06-02\n")
    around = SourceSpec("events", "events", path=str(tmp_path))
    report = load(store, around, now=LATER)
    assert was_read[1:] == [["events/a.csv", "events/b.csv"]]
    assert told(report).rows_kept == 4
    assert rows(store, "SELECT DISTINCT _file FROM facts.events ORDER BY 1") == [
        ("events/a.csv",),
        ("events/b.csv",),
    ]


def test_a_store_that_has_no_counts_reads_the_whole_once(store, was_read, tmp_path):
    load(store, events(tmp_path, a=MAY, b=JUNE))
    store.execute("DROP TABLE meta.file_counts")
    load(store, events(tmp_path, b=JUNE + ",A,login,2026-06-02\n"), now=LATER)
    load(store, events(tmp_path, b=JUNE + ",A,login,2026-06-03\n"), now=LATER)
    assert was_read[1:] == [["a.csv", "b.csv"], ["b.csv"]]


def test_files_that_come_are_counted_too(store, was_read, tmp_path):
    load(store, events(tmp_path, a=MAY))
    assert told(load(store, events(tmp_path, b=JUNE), now=LATER)).way == ADDED_TO
    report = load(store, events(tmp_path, b=JUNE + ",A,login,2026-06-02\n"), now=LATER)
    assert was_read[1:] == [["b.csv"], ["b.csv"]]
    assert (told(report).way, told(report).rows_read, told(report).rows_kept) == (SOME_FILES, 5, 4)


def test_a_table_that_goes_is_forgotten(store, tmp_path):
    spec = events(tmp_path, a=MAY)
    load(store, spec)
    load(store, now=LATER)
    assert rows(store, "FROM meta.file_counts") == []


def test_a_row_that_cannot_be_divided_is_named_also_where_the_whole_is_read(store, tmp_path):
    load(store, events(tmp_path, a=MAY + MAY, b=MAY))
    twice = "e1,A,login,2026-05-29\n" * 2
    load(store, events(tmp_path, b=twice), now=LATER)
    report = load(store, events(tmp_path, b=twice + "odd,row\n"), now=LATER + timedelta(days=1))
    assert told(report).way == WHOLE
    assert told(report).left_out == {
        "the row cannot be divided into columns": 1,
        "another row is the same": 1,
    }
