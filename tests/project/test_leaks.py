"""What was known only afterwards changes no figure; what is dated back is found and named."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.evidence.verdict import PROMISING, VALIDATED
from forewarn.project import Backtesting
from forewarn.terms.issue import Finding
from tests.project.small import card, events, opened, project

pytestmark = pytest.mark.slow


TODAY = date(2026, 6, 1)
ACCOUNTS = 70
FIRST_DUE = date(2026, 1, 10)
INPUT = (
    "  - {input: Told, signal: told, category: value, curve: %s, weight: 40, why: w, origin: o}\n"
)
LEAKS = {
    # a table of one's own, a survey, an event: each equal to the outcome
    "exits": ("told: {kind: count, from: exits, window: 365d}", "{linear: {0: 100, 1: 0}}"),
    "surveys": ("told: {kind: latest, from: surveys.score}", "{linear: {0: 0, 10: 100}}"),
    "interactions": (
        "told: {kind: count, from: interactions, window: 365d}",
        "{linear: {0: 100, 1: 0}}",
    ),
}
EACH = ["exits", *(pytest.param(table, marks=pytest.mark.slow) for table in list(LEAKS)[1:])]
HEADS = {
    "exits": "account_id,occurred_at,known_at\n",
    "surveys": "account_id,kind,score,responded_at,known_at\n",
    "interactions": "account_id,kind,occurred_at,known_at\n",
}


def lost(account: int) -> bool:
    return account % 2 == 0


def due_on(account: int) -> date:
    return FIRST_DUE + timedelta(days=account)


def book() -> dict[str, str]:
    """Accounts that renew or leave; logins say nothing of it."""
    draw = random.Random(7)
    names = [f"a{n:03d}" for n in range(ACCOUNTS)]
    logins = [
        (name, str(date(2025, 6, 1) + timedelta(days=day)))
        for name in names
        for day in sorted(draw.sample(range(230), 60))
    ]
    accounts = "".join(f"{name},2024-01-01\n" for name in names)
    contracts = "".join(
        f"c{n},{name},{due_on(n) - timedelta(days=365)},{due_on(n)},1000\n"
        for n, name in enumerate(names)
    )
    outcomes = "".join(
        f"{name},c{n},{due_on(n)},{due_on(n)},{'churned' if lost(n) else 'renewed'}\n"
        for n, name in enumerate(names)
    )
    return {
        "accounts": "account_id,created_on\n" + accounts,
        "events": events(*logins),
        "contracts": "contract_id,account_id,starts_on,ends_on,arr\n" + contracts,
        "outcomes": "account_id,contract_id,due_on,decided_on,kind\n" + outcomes,
    }


def row(table: str, account: int, on: date, known_at: str) -> str:
    middle = {"exits": "", "surveys": "nps,", "interactions": "call,"}[table]
    score = f"{1 if lost(account) else 9}," if table == "surveys" else ""
    return f"a{account:03d},{middle}{score}{on},{known_at}\n"


def honest(table: str) -> str:
    """The table as it is without the leak: every account has an old row, so that none is 0."""
    old = (
        ""
        if table == "surveys"
        else "".join(row(table, n, due_on(n) - timedelta(days=500), "") for n in range(ACCOUNTS))
    )
    return HEADS[table] + old


def leak(table: str, *, known: bool) -> str:
    """Rows that say the outcome, dated before the score has to know; known on their day or late."""
    told = [n for n in range(ACCOUNTS) if table == "surveys" or lost(n)]
    late = {n: "" if known else str(due_on(n) + timedelta(days=1)) for n in told}
    rows = (row(table, n, due_on(n) - timedelta(days=100), late[n]) for n in told)
    return honest(table) + "".join(rows)


def made(folder: Path, table: str, rows: str) -> Path:
    signal, curve = LEAKS[table]
    return project(
        folder,
        {"health": card(signals=f"  {signal}\n", inputs=INPUT % curve)},
        **book() | {table: rows},
    )


def backtested(folder: Path) -> dict[str, Any]:
    with opened(folder, today=TODAY) as there:
        return there.backtest(Backtesting(horizons=(60, 90))).to_dict()


def audited(folder: Path) -> Sequence[Finding]:
    with opened(folder, today=TODAY) as there:
        return [each for each in there.audit().findings if each.code == "hindsight"]


@pytest.mark.parametrize("table", EACH)
def test_what_is_known_only_afterwards_changes_nothing(tmp_path: Path, table: str) -> None:
    with_it = made(tmp_path / "with", table, leak(table, known=False))
    without = made(tmp_path / "without", table, honest(table))
    assert backtested(with_it) == backtested(without)
    assert audited(with_it) == []


@pytest.mark.parametrize("table", EACH)
def test_a_backdated_canary_is_found_and_named(tmp_path: Path, table: str) -> None:
    folder = made(tmp_path, table, leak(table, known=True))
    # or there would be nothing to find
    assert backtested(folder)["verdict"]["name"] in (PROMISING, VALIDATED)
    found = audited(folder)
    assert found
    assert {each.table for each in found} == {table}
    signals = [each for each in found if each.column == "told"]
    assert len(signals) == 1
    if table != "surveys":  # every account answered one
        (rows,) = [each for each in found if each.column in ("", "kind")]
        assert rows.count == ACCOUNTS / 2
        assert "were lost" in rows.found


def test_audit_without_the_scorecards_signal_still_names_the_rows(tmp_path: Path) -> None:
    folder = project(tmp_path, {"health": card()}, **book() | {"exits": leak("exits", known=True)})
    (found,) = audited(folder)
    assert found.table == "exits"
    assert "35 were lost (100%" in found.found


@pytest.mark.slow
def test_few_losses_name_nothing(tmp_path: Path) -> None:
    """Nineteen losses that all have the row and no renewal: too few to accuse anybody."""
    rows = leak("exits", known=True).splitlines(keepends=True)
    few = "".join(rows[: 1 + ACCOUNTS + 19])
    folder = project(tmp_path, {"health": card()}, **book() | {"exits": few})
    assert audited(folder) == []
