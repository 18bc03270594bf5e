"""The two examples on real and third-party rows: every verb, and results worked out by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Project, Scoring
from tests.examples.by_hand import EXAMPLES, RavenStack, card, differences, orders
from tests.project.companies import by_account

pytestmark = [pytest.mark.slow, pytest.mark.once("third-party data, its ledger named as a file")]

WEEKS = 26
SAMPLE = 12


@dataclass(frozen=True)
class Done:
    """What the verbs said of one example."""

    findings: dict[tuple[str, str], dict[str, Any]]
    ingest: dict[str, dict[str, Any]]
    weeks: list[dict[str, Any]]
    recorded: int | None
    explained: dict[str, Any]

    @property
    def newest(self) -> dict[str, Any]:
        return self.weeks[-1]

    def sample(self, *accounts: str) -> list[str]:
        """Some accounts of the newest week, seeded, and those that must be among them."""
        others = sorted(by_account(self.newest).keys() - set(accounts))
        return [*accounts, *random.Random(3).sample(others, SAMPLE - len(accounts))]


def run(example: str, data: Path, home: Path, *, as_of: date) -> Done:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOREWARN_TEST_DATA", str(data))
        patch.setenv("FOREWARN_ENGINE", f"duckdb:///{home}/facts.duckdb")
        patch.setenv("FOREWARN_LEDGER", f"sqlite:///{home}/ledger.sqlite3")
        assert Project.check(EXAMPLES / example).sound
        with Project.open(EXAMPLES / example) as project:
            audited = project.audit(as_of=as_of).to_dict()
            result = project.score(Scoring(as_of=as_of, weeks=WEEKS))
            newest = result.snapshots[-1]
            worst = min(newest.accounts, key=lambda each: each.score.score or 101.0).account_id
            explained = project.explain(worst, as_of=newest.as_of).to_dict()
    return Done(
        {(each["table"], each["code"]): each for each in audited["findings"]},
        {each["table"]: each for each in audited["ingest"]["tables"]},
        result.to_dict()["snapshots"],
        result.recorded,
        explained,
    )


def whole(done: Done) -> None:
    """What holds whatever the data."""
    assert len(done.weeks) == WEEKS
    assert done.recorded == sum(len(week["accounts"]) for week in done.weeks)
    newest = by_account(done.newest)[done.explained["account_id"]]
    assert done.explained["score"] == newest["score"]
    assert done.explained["drags"]
    for account in done.newest["accounts"]:
        if account["score"] is not None:
            parts = sum(part["contribution"] for part in account["contributions"])
            assert parts == pytest.approx(account["score"], abs=1e-9)


def query(sql: str) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        return connection.execute(sql).fetchall()


def of_kind(done: Done, table: str, *, count: int) -> list[str]:
    """Codes of the findings about a table with this count."""
    return [
        code
        for (about, code), each in done.findings.items()
        if about == table and each["count"] == count
    ]


# -- online_retail -------------------------------------------------------------------------------

LINES = "online_retail/online_retail.parquet"
EVENTS = "InvoiceNo NOT LIKE 'A%'"


@pytest.fixture(scope="module")
def retail(third_party_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    home = tmp_path_factory.mktemp("retail")
    return run("online_retail", third_party_data, home, as_of=date(2011, 9, 5))


def test_retail_as_a_whole(retail: Done) -> None:
    whole(retail)


def test_retail_is_what_is_worked_out_by_hand(retail: Done, third_party_data: Path) -> None:
    buying = card("online_retail", "buying")
    sample = retail.sample("12346", "12748", "14911")
    worlds = orders(third_party_data / LINES, sample)
    found = [
        difference
        for week in retail.weeks[::5]
        for account, said in by_account(week).items()
        if account in worlds
        for difference in differences(worlds[account], buying, account, said)
    ]
    assert found == []


def test_retail_audit_counts_what_is_there(retail: Done, third_party_data: Path) -> None:
    file = third_party_data / LINES
    ((lines, nobody),) = query(
        f"SELECT count(*), count(*) FILTER (CustomerID IS NULL) FROM '{file}' WHERE {EVENTS}"
    )
    ((copies,),) = query(
        "SELECT sum(n - 1) FROM (SELECT CustomerID, InvoiceNo, InvoiceDate, StockCode, Quantity,"
        " CAST(Quantity * UnitPrice AS DECIMAL(18, 2)) AS amount, count(*) AS n"
        f" FROM '{file}' WHERE {EVENTS} AND CustomerID IS NOT NULL GROUP BY ALL)"
    )
    events = retail.ingest["events"]
    assert events["rows_read"] == lines
    assert events["rows_kept"] == lines - nobody
    assert events["identical_keyless"] == copies
    assert of_kind(retail, "events", count=nobody)
    assert of_kind(retail, "events", count=copies)


def test_retail_scores_whoever_had_ordered(retail: Done, third_party_data: Path) -> None:
    file = third_party_data / LINES
    for week in (retail.weeks[0], retail.weeks[-1]):
        ((customers,),) = query(
            f"SELECT count(DISTINCT CustomerID) FROM '{file}'"
            f" WHERE CAST(InvoiceDate AS DATE) < DATE '{week['as_of']}'"
        )
        assert len(week["accounts"]) == customers


# -- ravenstack ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def raven(third_party_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    home = tmp_path_factory.mktemp("raven")
    return run("ravenstack", third_party_data, home, as_of=date(2024, 12, 30))


@pytest.fixture(scope="module")
def files(third_party_data: Path) -> RavenStack:
    return RavenStack(third_party_data / "ravenstack")


def test_raven_as_a_whole(raven: Done) -> None:
    whole(raven)


def test_raven_is_what_is_worked_out_by_hand(raven: Done, files: RavenStack) -> None:
    health = card("ravenstack", "health")
    doubtful = files.doubtful
    touched = {
        files.owner[row["subscription_id"]] for row in files.usage if row["usage_id"] in doubtful
    }
    worlds = {account: files.world(account) for account in set(raven.sample()) - touched}
    assert len(worlds) > SAMPLE / 2
    found = [
        difference
        for week in raven.weeks[::5]
        for account, said in by_account(week).items()
        if account in worlds
        for difference in differences(worlds[account], health, account, said)
    ]
    assert found == []


def test_raven_audit_counts_what_is_there(raven: Done, files: RavenStack) -> None:
    uses = len(files.usage)
    ids = len({row["usage_id"] for row in files.usage})
    events = raven.ingest["events"]
    assert events["rows_read"] == uses
    left_out = events["identical"] + events["conflicting"]
    assert events["rows_kept"] == uses - left_out
    assert left_out + events["superseded"] == uses - ids
    assert raven.findings["events", "shared-key"]["count"] == events["superseded"]
    paying = [row for row in files.subscriptions if row["is_trial"] == "False"]
    assert raven.ingest["contracts"]["rows_read"] == len(paying)
    assert raven.ingest["surveys"]["rows_kept"] == sum(
        bool(row["satisfaction_score"]) for row in files.tickets
    )
    known = files.accounts.keys()
    orphans = [row for row in files.tickets if row["account_id"] not in known]
    said = [each["count"] for (table, code), each in raven.findings.items() if "orphan" in code]
    assert sum(said) >= len(orphans) if orphans else not said


def test_raven_readme_names_an_account_that_is_there(raven: Done) -> None:
    words = (EXAMPLES / "ravenstack" / "README.md").read_text().split()
    named = {word for word in words if word.startswith("A-")}
    assert named
    assert named <= by_account(raven.newest).keys()
