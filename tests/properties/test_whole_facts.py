"""What a score may not depend on, from source files to JSON."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.project.companies import (
    END_ON,
    by_account,
    copy_of,
    edit,
    explained,
    forewarn,
    own_copy,
    scored,
)
from tests.properties.worlds_changed import (
    change_the_future,
    shuffled_with_copies,
    without_facts_of,
)

PAST = (date(2026, 6, 15), date(2026, 8, 5))
JUDGED = ("overlay", "divergence", "effective_band")


def text(value: Any) -> str:
    return json.dumps(value, indent=1)


def same_future_proof(saas: Path, tmp_path: Path, as_of: date, *, seed: int) -> int:
    """Scores and explains at a date before and after its future changed; how many accounts."""
    changed = own_copy(saas, tmp_path / f"{as_of}-{seed}")
    change_the_future(changed, as_of, seed=seed)
    before, after = scored(saas, as_of=as_of), scored(changed, as_of=as_of)
    assert text(after) == text(before)
    accounts = list(by_account(before))
    for account in random.Random(seed).sample(accounts, 1):
        assert explained(changed, account, as_of=as_of) == explained(saas, account, as_of=as_of)
    return len(accounts)


@pytest.mark.slow
def test_the_future_changes_nothing(saas: Path, tmp_path: Path) -> None:
    """T10 in RELIABILITY.md: at least 50 pairs of account and date."""
    pairs = [same_future_proof(saas, tmp_path, as_of, seed=7) for as_of in PAST]
    assert sum(pairs) >= 50


@pytest.mark.slow
@pytest.mark.once("at length; the one before runs on both databases")
def test_no_future_changes_anything(saas: Path, tmp_path: Path) -> None:
    pairs = 0
    for seed in range(100):
        as_of = date(2026, 1, 1 + seed % 28).replace(month=1 + seed % 9)
        pairs += same_future_proof(saas, tmp_path, as_of, seed=seed)
        if pairs >= 500:
            return
    pytest.fail(f"only {pairs} pairs")


@pytest.mark.slow
def test_order_and_copies_change_nothing(company: Path, tmp_path: Path) -> None:
    changed = own_copy(company, tmp_path / "changed")
    shuffled_with_copies(changed, seed=11)
    assert text(scored(changed, weeks=20)) == text(scored(company, weeks=20))
    account = next(iter(by_account(scored(company))))
    assert explained(changed, account) == explained(company, account)


@pytest.mark.slow
def test_other_accounts_facts_change_nothing(company: Path, tmp_path: Path) -> None:
    before = by_account(scored(company, weeks=2)["snapshots"][-1])
    others = set(list(before)[::2])
    changed = own_copy(company, tmp_path / "changed")
    without_facts_of(changed, others)
    after = by_account(scored(changed, weeks=2)["snapshots"][-1])
    for account in before.keys() - others:
        assert text(after[account]) == text(before[account])
    assert any(after.get(account) != before[account] for account in others)


WORST = {"pulse": "1", "champion_status": "missing", "executive_engagement": "none"}


@pytest.mark.slow
@pytest.mark.parametrize("judged", [True, False])
def test_the_overlay_never_moves_the_computed_score(
    saas: Path, tmp_path: Path, judged: bool
) -> None:
    before = by_account(scored(saas))
    assert any(each["overlay"] for each in before.values())
    changed = own_copy(saas, tmp_path / "changed")
    edit(changed, "assessments", lambda rows: [{**row, **WORST} for row in rows if judged])
    after = by_account(scored(changed))
    for account, said in before.items():
        assert _computed(after[account]) == _computed(said)
        assert judged or after[account]["overlay"] is None
    moved = [each for each in after.values() if each["effective_band"] != each["band"]]
    assert any(each["effective_band"] == "At risk" for each in moved) == judged


def _computed(account: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in account.items() if name not in JUDGED}


@pytest.mark.slow
def test_backfills_of_any_length_agree(company: Path) -> None:
    runs = {weeks: scored(company, weeks=weeks)["snapshots"] for weeks in (1, 4, 30)}
    by_day = {each["as_of"]: each for each in runs[30]}
    for weeks in (1, 4):
        for snapshot in runs[weeks]:
            assert text(snapshot) == text(by_day[snapshot["as_of"]])
    assert text(scored(company)) == text(by_day[END_ON.isoformat()])
    found = [a["divergence"] for each in runs[30] for a in each["accounts"] if a["divergence"]]
    assert any(each["state"] == "open" for each in found)


@pytest.mark.slow
def test_a_date_between_weeks_does_not_move_the_weeks(company: Path) -> None:
    """On-demand runs read the steady state and never advance it (SEMANTICS 13)."""
    wednesday = scored(company, as_of=date(2026, 9, 30), weeks=3)["snapshots"]
    monday = scored(company, as_of=date(2026, 9, 28), weeks=3)["snapshots"]
    assert text(wednesday) == text(monday)


@pytest.mark.slow
def test_a_comment_changes_nothing(small: Path, tmp_path: Path) -> None:
    commented = copy_of(small, tmp_path / "commented")
    card = commented / "scorecards" / "health.yml"
    original = card.read_text()
    card.write_text("# a remark\n" + original.replace("\ninputs:", "\n\n# more\ninputs:   # here"))
    assert text(scored(commented)) == text(scored(small))
    card.write_text(original.replace("weight: 25", "weight: 26", 1))
    prints = [{card["fingerprint"] for card in scored(f)["scorecards"]} for f in (commented, small)]
    assert len(prints[0] ^ prints[1]) == 2


@pytest.mark.slow
@pytest.mark.once("of sets in memory; neither verb keeps anything")
def test_hash_seeds_change_no_byte(saas: Path) -> None:
    words = ("--project", saas, "--as-of", END_ON, "--format", "json")
    said = {
        (
            forewarn("score", *words, "--no-record", env={"PYTHONHASHSEED": seed}).out,
            forewarn("explain", "acc-0001", *words, env={"PYTHONHASHSEED": seed}).out,
        )
        for seed in ("0", "1", "4294967295")
    }
    assert len(said) == 1
    assert all(len(part) > 1000 for part in said.pop())
