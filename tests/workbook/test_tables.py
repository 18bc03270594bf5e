"""Tables for BI tools: the same columns and types every time, and what ``score`` says."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from forewarn.terms.errors import ForewarnError
from forewarn.workbook.tables import TABLES, CsvSink, write_tables
from tests.project.companies import END_ON
from tests.workbook.test_made import account

PARQUET_TYPES = {"text": "VARCHAR", "date": "DATE", "number": "DOUBLE", "true or false": "BOOLEAN"}


def described(path: Path) -> dict[str, str]:
    rows = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    return {name: type_ for name, type_, *_ in rows}


@pytest.mark.slow
def test_parquet_and_csv_say_the_same_with_stable_types(run, fintech, tmp_path):
    places = ("--parquet", tmp_path / "p", "--csv", tmp_path / "c")
    ran = run("export", "--project", fintech, *places, "--as-of", END_ON, "-f", "json")
    assert ran.code == 0, ran.err
    files = [Path(each).relative_to(tmp_path).as_posix() for each in json.loads(ran.out)["files"]]
    assert files == [
        f"{folder}/{name}.{ending}"
        for folder, ending in (("c", "csv"), ("p", "parquet"))
        for name in ("snapshots", "contributions", "plays")
    ]
    for name, columns in TABLES.items():
        path = tmp_path / "p" / f"{name}.parquet"
        wanted = {each.name: PARQUET_TYPES[each.type] for each in columns}
        assert described(path) == wanted
        with (tmp_path / "c" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert rows[0] == list(wanted)
        count = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
        assert count == len(rows) - 1
        assert (count == 0) == (name == "plays")


@pytest.mark.slow
def test_the_history_is_what_score_says_of_every_week(run, fintech, tmp_path):
    place = tmp_path / "p"
    ran = run("export", "--project", fintech, "--parquet", place, "--as-of", END_ON, "--weeks", 3)
    assert ran.code == 0, ran.err
    scored = run(
        "score", "--project", fintech, "--as-of", END_ON, "--weeks", 3, "--no-record", "-f", "json"
    )
    wanted = {
        (each["account_id"], one["as_of"], each["score"], each["effective_band"])
        for one in scored.json["snapshots"]
        for each in one["accounts"]
    }
    found = duckdb.sql(
        f"SELECT account_id, CAST(as_of AS VARCHAR), score, effective_band"
        f" FROM '{place}/snapshots.parquet'"
    ).fetchall()
    assert len({on for _, on, *_ in found}) == 3
    assert set(found) == wanted
    apart = duckdb.sql(
        f"""SELECT count(*) FROM '{place}/snapshots.parquet' AS s JOIN (
            SELECT account_id, as_of, sum(contribution) AS total
            FROM '{place}/contributions.parquet' GROUP BY ALL
        ) USING (account_id, as_of) WHERE abs(s.score - total) > 1e-9"""
    ).fetchall()[0][0]
    assert apart == 0


def test_weeks_without_tables_are_refused(run, fintech, tmp_path):
    ran = run("export", "--project", fintech, "--xlsx", tmp_path / "a.xlsx", "--weeks", 3)
    assert ran.code == 2
    assert "--csv FOLDER or --parquet FOLDER" in ran.err


def test_what_breaks_on_the_way_leaves_no_file(tmp_path):
    def broken():
        yield [account("a").result]
        raise ForewarnError("the feed broke")

    with pytest.raises(ForewarnError, match="the feed broke"):
        write_tables(broken(), tmp_path / "out", ending="csv", sink=CsvSink)
    assert list((tmp_path / "out").iterdir()) == []


def test_every_column_says_what_it_means():
    for columns in TABLES.values():
        assert all(each.means.endswith(".") and each.type for each in columns)
        assert len({each.name for each in columns}) == len(columns)
