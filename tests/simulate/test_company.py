"""The simulated company is sound, complete, and the same every time."""

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forewarn.simulate import COLUMNS, TRUTH_COLUMNS, Company, World, simulate, write
from forewarn.simulate.names import account_names
from forewarn.simulate.renewals import last_day_of_year
from forewarn.terms.facts import TABLES
from tests.simulate.soundness import wrong

pytestmark = pytest.mark.slow


START, END = date(2025, 1, 1), date(2025, 9, 1)
RARE = World(champion_leaves_per_year=4, migrations_per_year=4, late_share=0.6, skill=3)


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_the_default_company_is_sound(company: Company) -> None:
    assert wrong(company)[:5] == []


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    accounts=st.integers(1, 6),
    start_on=st.dates(date(2019, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 500),
    world=st.sampled_from([World(), RARE, World(skill=0, reps_bias=0), World(late_share=1)]),
)
@example(110_773, 6, date(2019, 1, 1), 67, World(late_share=1))  # meets a contact not yet known
def test_every_company_is_sound(
    seed: int, accounts: int, start_on: date, days: int, world: World
) -> None:
    end_on = start_on + timedelta(days=days)
    made = simulate(seed=seed, accounts=accounts, start_on=start_on, end_on=end_on, world=world)
    assert wrong(made)[:5] == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2025, 4, 5), date(2026, 4, 4)),
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_contract_year_ends_the_day_before(starts_on: date, ends_on: date) -> None:
    assert last_day_of_year(starts_on) == ends_on


def test_columns_are_those_of_the_registry() -> None:
    assert set(COLUMNS) == set(TABLES)
    left_out = {
        name: {column.name for column in table.columns} - set(COLUMNS[name])
        for name, table in TABLES.items()
    }
    assert {name: gap for name, gap in left_out.items() if gap} == {
        "accounts": {"merged_into"},
        "tickets": {"ticket_id"},
        "notes": {"signal", "withdrawn_on"},
    }


def test_every_table_and_truth_has_rows(company: Company) -> None:
    assert [name for name, rows in company.tables.items() if not rows] == []
    assert [name for name, rows in company.truth.items() if not rows] == []


def test_it_stays_small(company: Company) -> None:
    assert 50_000 < len(company.tables["events"]) < 150_000


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    """Also in a fresh interpreter with another hash seed."""
    write(simulate(seed=3, accounts=8, start_on=START, end_on=END), tmp_path / "here")
    script = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from forewarn.simulate import simulate, write;"
        "write(simulate(seed=3, accounts=8, start_on=date(2025, 1, 1), end_on=date(2025, 9, 1)),"
        " Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "there")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "99", "TZ": "Pacific/Apia"},
    )
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


def test_another_seed_gives_another_company() -> None:
    one, other = (simulate(seed=s, accounts=3, start_on=START, end_on=END) for s in (1, 2))
    assert one.tables["events"] != other.tables["events"]


def test_files_hold_the_tables_and_the_truth_apart(tmp_path: Path) -> None:
    made = simulate(seed=5, accounts=12, start_on=START, end_on=END)
    write(made, tmp_path)
    files = set(digest(tmp_path))
    assert files == {
        "README.txt",
        *(f"{table}.csv" for table in COLUMNS),
        *(f"truth/{name.replace('weekly', 'truth')}.csv" for name in TRUTH_COLUMNS),
    }
    assert "SIMULATED" in (tmp_path / "README.txt").read_text(encoding="utf-8")
    for table, columns in COLUMNS.items():
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        assert tuple(header) == columns
        assert len(rows) == len(made.tables[table])


def test_cells_are_written_plainly(tmp_path: Path) -> None:
    write(simulate(seed=5, accounts=12, start_on=START, end_on=END), tmp_path)
    with (tmp_path / "contracts.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["auto_renews"] in ("true", "false")
    assert date.fromisoformat(row["starts_on"]) < date.fromisoformat(row["ends_on"])
    assert row["arr"].isdigit()
    text = (tmp_path / "contacts.csv").read_text(encoding="utf-8")
    assert "None" not in text


def test_hidden_truth_is_in_no_fact(company: Company) -> None:
    hidden = {"fit", "relationship", "value", "renew_probability", "temperament"}
    assert not hidden & {name for columns in COLUMNS.values() for name in columns}


def test_all_kinds_of_accounts_are_there(company: Company) -> None:
    statuses = {row["status"] for row in company.tables["accounts"]}
    assert statuses == {"trial", "free", "paying", "paused", "ended", "internal"}
    currencies = Counter(row["currency"] for row in company.tables["contracts"])
    assert currencies["EUR"] > currencies["USD"] > 0
    assert any(row["parent_account_id"] for row in company.tables["accounts"])


def test_attributes_change_with_a_dated_row(company: Company) -> None:
    rows: dict[object, list[dict[str, object]]] = {}
    for row in company.tables["accounts"]:
        rows.setdefault(row["account_id"], []).append(dict(row))
    changed = Counter(
        name
        for history in rows.values()
        for before, after in pairwise(history)
        for name in before
        if before[name] != after[name]
    )
    assert {"segment", "plan", "owner", "stage", "status", "ended_on"} <= set(changed)
    assert set(changed) <= {
        *("segment", "plan", "owner", "stage", "status", "ended_on", "valid_from")
    }


def test_a_churned_account_ends_and_falls_silent(company: Company) -> None:
    churned = {r["account_id"] for r in company.tables["outcomes"] if r["kind"] == "churned"}
    ended = {
        r["account_id"]: r["ended_on"]
        for r in company.tables["accounts"]
        if r["status"] == "ended" and r["ended_on"] == r["valid_from"]
    }
    assert len(churned & set(ended)) >= 5
    for table, column in (("tickets", "opened_at"), ("events", "occurred_at")):
        for row in company.tables[table]:
            end_on = ended.get(row["account_id"])
            assert end_on is None or row[column].date() < end_on


def test_a_renewed_contract_is_followed_by_the_next(company: Company) -> None:
    contracts = {row["contract_id"]: row for row in company.tables["contracts"]}
    for outcome in company.tables["outcomes"]:
        prefix, number = str(outcome["contract_id"]).rsplit("-c", 1)
        following = contracts.get(f"{prefix}-c{int(number) + 1}")
        assert (following is None) == (outcome["kind"] == "churned")
        if following is not None:
            assert following["arr"] == outcome["arr_after"]
            assert following["starts_on"] == outcome["due_on"] + timedelta(days=1)


def test_amounts_fit_the_kind(company: Company) -> None:
    for row in company.tables["outcomes"]:
        before, after = row["arr_before"], row["arr_after"]
        fits = {
            "churned": after == 0,
            "downsold": 0 < after < before,
            "renewed": before <= after <= before * 2,
            "expanded": after > before,
        }
        assert fits[row["kind"]], row
        assert (row["reason"] is not None) == (row["kind"] in ("churned", "downsold"))


def test_some_facts_arrive_late(company: Company) -> None:
    for table in ("tickets", "invoices", "outcomes", "contacts"):
        late = [row for row in company.tables[table] if row["known_at"] is not None]
        assert 0 < len(late) < 0.25 * len(company.tables[table])


def test_nothing_is_late_in_a_punctual_world() -> None:
    made = simulate(accounts=20, start_on=START, end_on=END, world=World(late_share=0))
    for table in ("tickets", "invoices", "outcomes", "contacts"):
        assert {row["known_at"] for row in made.tables[table]} <= {None}


def test_account_names_do_not_repeat() -> None:
    assert len(set(account_names(Random(1), 20_000))) == 20_000


@pytest.mark.parametrize(
    ("settings_", "says"),
    [
        ({"accounts": 0}, "accounts is 0, accepted is 1 or more"),
        ({"end_on": START}, "accepted is a day after start_on"),
    ],
)
def test_impossible_arguments_are_refused(settings_: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        simulate(**{"start_on": START, "end_on": END, **settings_})  # type: ignore[arg-type]


def test_a_world_names_all_its_faults_at_once() -> None:
    with pytest.raises(ValueError, match="World") as caught:
        World(late_share=2, skill=-1, churn_share=0, quiet_weeks=(5, 3))
    text = str(caught.value)
    assert all(name in text for name in ("late_share", "skill", "churn_share", "quiet_weeks"))
