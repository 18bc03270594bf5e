"""An export that was cut short for a day: the record is what it was once the rows are back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Scoring
from forewarn.terms.results import Scored
from tests.ledgers import rows
from tests.project.small import TABLES, card, opened, project

pytestmark = pytest.mark.slow
WEEKS = 4


def score(folder: Path, on: date, weeks: int | None = None) -> Scored:
    with opened(folder, today=on) as shop:
        return shop.score(Scoring(as_of=on, weeks=weeks))


def standing(folder: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    found = rows(
        folder,
        "SELECT as_of, account_id, score, band, payload FROM ledger_snapshotrow"
        " JOIN ledger_run ON run_id = ledger_run.id ORDER BY revision",
    )
    return {(str(on), account): tuple(rest) for on, account, *rest in found}


@pytest.mark.parametrize("table", ["accounts", "events", "interactions"])
def test_rows_that_are_back_give_the_past_back(tmp_path: Path, table: str) -> None:
    more = {"accounts": TABLES["accounts"] + "b,2025-01-01\n"}
    folder = project(tmp_path, {"health": card()}, **more)
    score(folder, date(2026, 1, 26), weeks=WEEKS)
    before = standing(folder)
    file = folder / "data" / f"{table}.csv"
    whole = file.read_text()
    file.write_text("".join(whole.splitlines(keepends=True)[:2]))  # its head and one row
    short = score(folder, date(2026, 1, 27))
    assert short.restated > 0
    (said,) = short.snapshots[-1].notices
    assert f" of {table} w" in said
    assert "taken from the source since the ingest before" in said
    file.write_text(whole)
    again = score(folder, date(2026, 1, 28))
    assert again.restated > 0
    assert again.snapshots[-1].notices == ()
    assert {key: row for key, row in standing(folder).items() if key in before} == before
