"""``init``: whatever it writes passes every verb, and nothing of anybody's is overwritten."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.project import Project, Scoring
from forewarn.project.starting import start
from forewarn.simulate import simulate, write
from forewarn.terms.errors import ForewarnError

pytestmark = pytest.mark.slow


AS_OF = date(2026, 10, 5)
Tables = Mapping[str, Sequence[Mapping[str, object]]]


def exports(folder: Path, tables: Tables) -> Path:
    """CSV files named after the tables."""
    folder.mkdir()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def few() -> Tables:
    """Two accounts and a login a day of one of them."""
    days = [AS_OF - timedelta(days=back) for back in range(1, 80)]
    return {
        "accounts": [{"account_id": "a"}, {"account_id": "b"}],
        "events": [
            {"account_id": "a", "event": f"e{n % 9}", "occurred_at": f"{day}T10:00:00"}
            for n, day in enumerate(days)
        ]
        + [{"account_id": "b", "event": "login", "occurred_at": "2026-06-01T10:00:00"}],
    }


def passes(folder: Path, *, tables: set[str]) -> None:
    """Check, audit, score and explain all answer."""
    assert Project.check(folder).sound, Project.check(folder).issues
    with Project.open(folder) as project:
        audited = project.audit(as_of=AS_OF)
        assert {table["table"] for table in audited.ingest["tables"]} == tables
        result = project.score(Scoring(as_of=AS_OF, weeks=2))
        accounts = result.snapshots[-1].accounts
        assert accounts
        assert any(each.score.score is not None for each in accounts)
        told = project.explain(accounts[0].account_id, as_of=AS_OF)
        assert told.result == accounts[0] or told.result.score.score == accounts[0].score.score


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table of a small simulated company, as a folder of exports."""
    folder = tmp_path_factory.mktemp("exports") / "all"
    days = timedelta(days=200)
    write(simulate(start_on=AS_OF - days, end_on=AS_OF, accounts=4, seed=5), folder)
    return folder


def as_parquet(folder: Path, target: Path) -> Path:
    import duckdb

    target.mkdir()
    with duckdb.connect(":memory:") as connection:
        for file in folder.glob("*.csv"):
            rows = connection.read_csv(str(file))
            rows.write_parquet(str(target / f"{file.stem}.parquet"))
    return target


@pytest.mark.slow
def test_a_new_project_works_at_once(tmp_path: Path) -> None:
    started = start(tmp_path / "mine")
    assert started.simulated
    assert Project.check(tmp_path / "mine").sound
    with Project.open(tmp_path / "mine") as project:
        result = project.score()
        scores = [each.score.score for each in result.snapshots[-1].accounts]
        assert sum(score is not None for score in scores) > len(scores) / 2
        assert any("SIMULATED" in notice for notice in result.snapshots[-1].notices)


@pytest.mark.slow
def test_from_two_tables(tmp_path: Path) -> None:
    source = exports(tmp_path / "exports", few())
    started = start(tmp_path / "mine", source)
    assert not started.simulated
    assert set(started.tables) == {"accounts", "events"}
    passes(tmp_path / "mine", tables={"accounts", "events"})


@pytest.mark.slow
def test_from_all_tables_in_csv_and_in_parquet(company: Path, tmp_path: Path) -> None:
    """Parquet holds days, instants and numbers as such; the results are the same."""
    told = []
    for name, source in (("csv", company), ("pq", as_parquet(company, tmp_path / "parquet"))):
        start(tmp_path / name, source)
        tables = {file.stem for file in source.iterdir() if file.suffix in (".csv", ".parquet")}
        assert len(tables) >= 12
        passes(tmp_path / name, tables=tables)
        with Project.open(tmp_path / name) as project:
            told.append(project.score(Scoring(as_of=AS_OF, record=False)).to_dict())
    assert told[0] == told[1]


def test_every_set_of_tables_gives_a_sound_scorecard(company: Path, tmp_path: Path) -> None:
    """Any one table beside accounts and events; the scorecard must not fail its own check."""
    for file in sorted(company.glob("*.csv")):
        source = tmp_path / f"only-{file.stem}"
        source.mkdir()
        for name in {"accounts", "events", file.stem}:
            (source / f"{name}.csv").symlink_to(company / f"{name}.csv")
        start(tmp_path / f"project-{file.stem}", source)
        checked = Project.check(tmp_path / f"project-{file.stem}")
        assert checked.sound, (file.stem, checked.issues)


def test_accounts_alone_give_a_project_that_says_what_it_lacks(tmp_path: Path) -> None:
    rows = [{"account_id": "a", "created_on": "2025-01-01"}]
    source = exports(tmp_path / "exports", {"accounts": rows})
    start(tmp_path / "mine", source)
    assert Project.check(tmp_path / "mine").sound
    with Project.open(tmp_path / "mine") as project:
        account = project.score(Scoring(as_of=AS_OF)).snapshots[-1].accounts[0]
    assert account.score.score is None
    assert (account.score.reason or "").startswith("Not scored: too little data")


def test_without_accounts_nothing_is_written(tmp_path: Path) -> None:
    source = exports(tmp_path / "exports", {"events": few()["events"]})
    with pytest.raises(ForewarnError, match="accounts"):
        start(tmp_path / "mine", source)
    assert not (tmp_path / "mine").exists()


def test_a_missing_or_empty_source(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="no folder"):
        start(tmp_path / "mine", tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ForewarnError, match="there is nothing"):
        start(tmp_path / "mine", tmp_path / "empty")
    assert not (tmp_path / "mine").exists()


def test_files_of_other_names_are_told(tmp_path: Path) -> None:
    source = exports(tmp_path / "exports", {**few(), "evnets": few()["events"]})
    started = start(tmp_path / "mine", source)
    assert any("evnets" in note and "events" in note for note in started.notes)


@pytest.mark.parametrize("inside", ["forewarn.yml", "notes.txt", ".hidden"])
def test_a_full_folder_is_left_alone(tmp_path: Path, inside: str) -> None:
    (tmp_path / inside).write_text("mine")
    with pytest.raises(ForewarnError, match="nothing was changed"):
        start(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [inside]
    assert (tmp_path / inside).read_text() == "mine"


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(ForewarnError, match="is a file"):
        start(tmp_path / "mine")
    with pytest.raises(ForewarnError):
        start(tmp_path / "mine" / "below")


@pytest.mark.parametrize("name", ["it's ours", "yes", "012", "a: b # c", "ü – ö", "null", "{x}"])
def test_names_that_yaml_could_mistake(tmp_path: Path, name: str) -> None:
    source = exports(tmp_path / f"{name} exports", few())
    start(tmp_path / name, source)
    with Project.open(tmp_path / name) as project:
        assert project.settings.name == name
        assert len(project.score(Scoring(as_of=AS_OF, record=False)).snapshots[-1].accounts) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("accounts_2026.csv", "if accounts_2026.csv holds the accounts"),
        ("accounts.xlsx", "if accounts.xlsx holds the accounts"),
        ("tickets.csv", "there is tickets"),
    ],
)
def test_a_folder_without_accounts_is_refused_with_what_is_there(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / name).write_text("account_id\n1\n", "utf-8")
    with pytest.raises(ForewarnError) as caught:
        start(tmp_path / "company", tmp_path / "exports")
    assert said in str(caught.value)
    assert not (tmp_path / "company").exists()
