"""An account whose first scored date lies between two weekly ones."""

from datetime import date
from pathlib import Path

from forewarn.project import Scoring
from tests.project.small import card, events, opened, project

THURSDAY = date(2026, 1, 22)


def test_it_is_scored_and_on_record_that_day(tmp_path: Path) -> None:
    accounts = "account_id,created_on\na,2025-01-01\nb,2026-01-20\n"
    days = events(("a", "2026-01-05"), ("b", "2026-01-20"), ("b", "2026-01-21"))
    folder = project(tmp_path, {"health": card()}, accounts=accounts, events=days)
    with opened(folder, today=THURSDAY) as day:
        scored = day.score(Scoring(as_of=THURSDAY))
    (snapshot,) = scored.snapshots
    assert [each.account_id for each in snapshot.accounts] == ["a", "b"]
    assert scored.recorded == 2
