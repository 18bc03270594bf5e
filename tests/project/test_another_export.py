"""The same rows from an export that brings more, or tells more of them: the past stays as it was.

Each project is held against a fresh one over the same files, and against what was said before.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from forewarn.project import Scoring
from forewarn.terms.results import Scored
from tests.ledgers import rows
from tests.project.small import LINE, card, opened, project

pytestmark = pytest.mark.slow
NIGHTS = (date(2026, 1, 26), date(2026, 1, 27))
GOALS = "  aims: {kind: open, from: goals}\n  deals: {kind: open, from: opportunities}\n"
CARD = card(
    signals=GOALS
    + "  billed: {kind: count, from: invoices, window: 90d}\n"
    + "  hours: {kind: sum, column: minutes, from: usage, window: 90d}\n",
    inputs=LINE % ("Aims", "aims", "outcomes", "{linear: {0: 0, 2: 100}}", 20)
    + LINE % ("Deals", "deals", "growth", "{linear: {0: 0, 2: 100}}", 20)
    + LINE % ("Billed", "billed", "finance", "{linear: {0: 0, 2: 100}}", 20)
    + LINE % ("Hours", "hours", "usage", "{linear: {0: 0, 90: 100}}", 20),
)
ACCOUNTS = "account_id,created_on,merged_into\na,2025-01-01,\nb,2025-02-01,\n"
BEFORE = {
    "accounts": ACCOUNTS,
    "events": "account_id,event,occurred_at\na,login,2026-01-05\na,login,2026-01-12\n"
    "b,login,2026-01-12\n",
    "tickets": "account_id,opened_at\na,2026-01-02\nb,2026-01-03\n",
    "interactions": "account_id,kind,occurred_at\na,call,2025-12-20\nb,call,2025-12-22\n",
    "invoices": "account_id,issued_on,due_on\na,2025-12-01,2026-01-01\n",
    "goals": "account_id,goal,agreed_on,measured,measured_on\na,fewer calls,2025-11-01,,\n",
    "opportunities": "account_id,kind,stage,amount,opened_on,closed_on,result\n"
    "b,expansion,talk,100,2025-12-01,,\n",
    "usage": "account_id,occurred_at,minutes\na,2026-01-05,30\nb,2026-01-06,40\n",
}
AFTER = {
    "a history of accounts": {
        "accounts": "account_id,created_on,merged_into,valid_from,segment\n"
        "a,2025-01-01,,2025-01-01,smb\na,2025-01-01,,2026-01-10,mid\nb,2025-02-01,,2025-02-01,mid\n"
    },
    "users of events": {
        "events": "account_id,user_id,event,occurred_at\na,u1,login,2026-01-05\n"
        "a,u2,login,2026-01-12\nb,u3,login,2026-01-12\n"
    },
    "numbers of tickets": {
        "tickets": "ticket_id,account_id,opened_at\nt1,a,2026-01-02\nt2,b,2026-01-03\n"
    },
    "amounts": {"invoices": "account_id,issued_on,due_on,amount\na,2025-12-01,2026-01-01,9.5\n"},
    "a ticket that escalated": {
        "tickets": "account_id,opened_at,severity,escalated\na,2026-01-02,urgent,yes\n"
        "b,2026-01-03,,\n"
    },
    "a goal that is measured": {
        "goals": BEFORE["goals"].replace("-01,,\n", "-01,9,2026-01-26\n"),
    },
    "an opportunity that goes on": {
        "opportunities": BEFORE["opportunities"].replace("talk,100", "offer,120"),
    },
    "an opportunity that is won": {
        "opportunities": BEFORE["opportunities"].replace("-01,,\n", "-01,2026-01-26,won\n"),
    },
}


def company(folder: Path, **tables: str) -> Path:
    return project(folder, {"health": CARD}, **(BEFORE | tables))


def score(folder: Path, on: date, weeks: int | None = None) -> Scored:
    with opened(folder, today=on) as shop:
        return shop.score(Scoring(as_of=on, weeks=weeks))


def standing(folder: Path, until: date = NIGHTS[0]) -> dict[tuple[str, str], tuple[Any, ...]]:
    found = rows(
        folder,
        "SELECT as_of, account_id, score, band, payload FROM ledger_snapshotrow"
        " JOIN ledger_run ON run_id = ledger_run.id ORDER BY revision",
    )
    told = {(str(on), account): tuple(rest) for on, account, *rest in found}
    return {key: row for key, row in told.items() if key[0] <= str(until)}


def scores(folder: Path) -> dict[tuple[str, str], Any]:
    return {key: row[0] for key, row in standing(folder, NIGHTS[1]).items()}


def write(folder: Path, tables: dict[str, str]) -> None:
    for name, text in tables.items():
        (folder / "data" / f"{name}.csv").write_text(text)


@pytest.mark.parametrize("what", AFTER)
def test_rows_that_tell_more_are_the_rows_that_were_there(tmp_path: Path, what: str) -> None:
    folder = company(tmp_path / "grown")
    score(folder, NIGHTS[0], weeks=4)
    write(folder, AFTER[what])
    score(folder, NIGHTS[1])
    fresh = company(tmp_path / "fresh", **AFTER[what])
    score(fresh, NIGHTS[0], weeks=4)
    score(fresh, NIGHTS[1])
    assert scores(folder) == scores(fresh)
    assert None not in scores(folder).values()


def test_a_row_that_is_new_beside_them_is_late(tmp_path: Path) -> None:
    folder = company(tmp_path)
    score(folder, NIGHTS[0], weeks=4)
    before = scores(folder)
    events = AFTER["users of events"]["events"]
    write(folder, {"events": f"{events}a,u1,login,2026-01-14\n"})
    score(folder, NIGHTS[1])  # it is known by the next morning
    score(folder, date(2026, 1, 28))
    after = {key: row[0] for key, row in standing(folder, date(2026, 1, 28)).items()}
    assert {key: after[key] for key in before} == before
    assert after["2026-01-28", "a"] > after["2026-01-27", "a"]


def test_numbers_of_a_table_of_ones_own_are_the_same_in_another_type(tmp_path: Path) -> None:
    folder = company(tmp_path)
    file = folder / "data" / "usage.parquet"
    settings = folder / "forewarn.yml"
    settings.write_text(settings.read_text().replace("usage.csv", "usage.parquet"))
    used = "('a', DATE '2026-01-05', 30), ('b', DATE '2026-01-06', 40)"
    parquet(file, used, "CAST(minutes AS BIGINT)")
    score(folder, NIGHTS[0], weeks=4)
    before = standing(folder)
    parquet(file, f"{used}, ('b', DATE '2026-01-26', NULL)", "CAST(minutes AS DOUBLE)")
    score(folder, NIGHTS[1])
    after = standing(folder)
    assert {key: row[:2] for key, row in after.items()} == {
        key: row[:2] for key, row in before.items()
    }
    assert None not in scores(folder).values()


def test_a_like_one_beside_one_that_stands_is_late(tmp_path: Path) -> None:
    folder = company(tmp_path)
    score(folder, NIGHTS[0], weeks=4)
    before = scores(folder)
    more = "b,expansion,talk,9900,2025-12-01,,\n"
    write(folder, {"opportunities": BEFORE["opportunities"] + more})
    score(folder, NIGHTS[1])
    assert {key: scores(folder)[key] for key in before} == before


def test_text_of_another_spelling_is_another_text(tmp_path: Path) -> None:
    used = BEFORE["usage"].replace("minutes", "minutes,release").replace("30\n", "30,2.0\n")
    folder = company(tmp_path, usage=used.replace("40\n", "40,9.9.9\n"))
    score(folder, NIGHTS[0])
    file = folder / "data" / "usage.csv"
    file.write_text(file.read_text().replace("30,2.0", "30,2"))
    score(folder, NIGHTS[1])
    with closing(duckdb.connect(folder / ".forewarn" / "facts.duckdb")) as facts:
        found = facts.execute("SELECT release FROM facts.facts.usage ORDER BY ALL").fetchall()
    assert found == [("2",), ("9.9.9",)]


def test_a_merge_that_is_turned_round_takes_nothing_from_the_past(tmp_path: Path) -> None:
    folder = company(tmp_path, accounts=ACCOUNTS.replace("02-01,", "02-01,a"))
    score(folder, NIGHTS[0], weeks=4)
    write(folder, {"accounts": ACCOUNTS.replace("01-01,", "01-01,b")})
    score(folder, NIGHTS[1])
    score(folder, date(2026, 1, 28))
    with closing(duckdb.connect(folder / ".forewarn" / "facts.duckdb")) as facts:
        late = "SELECT count(*) FROM facts.facts.events WHERE _known_on IS NOT NULL"
        assert facts.execute(late).fetchall() == [(0,)]


def parquet(file: Path, values: str, minutes: str) -> None:
    names = "AS used(account_id, occurred_at, minutes)"
    duckdb.sql(
        f"COPY (SELECT account_id, occurred_at, {minutes} AS minutes"
        f" FROM (VALUES {values}) {names}) TO '{file}' (FORMAT parquet)"
    )


@pytest.mark.parametrize("how", ["taken back", "gone with the file"])
def test_a_merge_that_is_taken_back_gives_both_their_past_back(tmp_path: Path, how: str) -> None:
    folder = company(tmp_path)
    score(folder, NIGHTS[0], weeks=4)
    before = standing(folder)
    write(folder, {"accounts": ACCOUNTS.replace("02-01,", "02-01,a")})
    score(folder, NIGHTS[1])
    assert "withdrawn" in standing(folder)[str(NIGHTS[0]), "b"][-1]
    on = date(2026, 1, 28)
    if how == "gone with the file":
        write(folder, {"accounts": "".join(ACCOUNTS.splitlines(keepends=True)[:2])})
        score(folder, on)
        on = date(2026, 1, 29)
    write(folder, {"accounts": ACCOUNTS})
    said = score(folder, on)
    assert standing(folder) == before
    assert {each.account_id for each in said.snapshots[-1].accounts} == {"a", "b"}


def test_a_merge_that_always_stood_is_taken_back(tmp_path: Path) -> None:
    folder = company(tmp_path / "merged", accounts=ACCOUNTS.replace("02-01,", "02-01,a"))
    score(folder, NIGHTS[0], weeks=4)
    write(folder, {"accounts": ACCOUNTS})
    score(folder, NIGHTS[1])
    fresh = company(tmp_path / "fresh")
    score(fresh, NIGHTS[0], weeks=4)
    score(fresh, NIGHTS[1])
    assert scores(folder) == scores(fresh)
