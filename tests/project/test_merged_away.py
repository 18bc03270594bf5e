"""An account that was merged into another is not merely unknown."""

from datetime import date
from pathlib import Path

import pytest

from forewarn.project import Scoring
from forewarn.terms.errors import ForewarnError
from tests.project.small import card, opened, project

ACCOUNTS = "account_id,created_on,merged_into\na,2025-01-01,\nold,2025-01-01,older\n"
ACCOUNTS += "older,2025-01-01,a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, {"health": card()}, accounts=ACCOUNTS)


def test_explain_names_the_account_that_it_went_into(folder: Path) -> None:
    with pytest.raises(ForewarnError) as told, opened(folder) as mine:
        mine.explain("old", as_of=date(2026, 1, 19))
    assert told.value.found == "account 'old' was merged into 'a', to which its facts count"
    assert told.value.fix.startswith("ask for a;")


def test_several_are_told_apart(folder: Path) -> None:
    with pytest.raises(ForewarnError) as told, opened(folder) as mine:
        mine.score(Scoring(as_of=date(2026, 1, 19), accounts=("older", "zz"), record=False))
    assert told.value.found.startswith("there is no account 'zz'; account 'older' was merged")


def test_a_plan_of_a_date_that_has_not_begun_says_so(folder: Path) -> None:
    ahead = date(2027, 1, 4)
    with opened(folder) as mine:
        for sources in ("changed", "as they were"):
            plan = mine.plan_score(Scoring(as_of=ahead))
            assert not plan.new
            assert f"{ahead} has not begun" in plan.notices[-1], sources
            mine.ingest()
