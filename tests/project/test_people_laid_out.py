"""Who was there when is laid out again where it may read differently, and not every day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Project, Scoring, people
from tests.project import days as company

pytestmark = pytest.mark.slow


def test_people_are_laid_out_where_rows_or_the_day_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, laid, whole = tmp_path / "project", [], people.everybody

    def counted(*given: Any) -> Any:
        laid.append(1)
        return whole(*given)

    monkeypatch.setattr(people, "everybody", counted)
    company.begin(folder)
    days: list[tuple[dict[str, list[str] | None], int]] = [
        ({}, 1),
        ({"events/1.csv": [f",A,login,{company.START}T10:00"]}, 0),
        # Bob takes over from Ann three days later.
        ({"accounts/1.csv": [f"A,Name A,smb,paying,Bob,,,{company.START + timedelta(5)}"]}, 1),
        ({}, 0),
        ({}, 0),
        ({}, 1),
        ({}, 0),
    ]
    for number, (files, times) in enumerate(days):
        today = company.START + timedelta(days=number)
        company.write(folder, files, number)
        laid.clear()
        with Project.open(folder, now=partial(company.morning, today)) as project:
            project.score(Scoring(as_of=today, all_in_words=False))
        assert len(laid) == times, today
