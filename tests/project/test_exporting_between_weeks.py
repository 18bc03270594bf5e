"""A workbook of a date between week starts tells moves over whole weeks that end on the date."""

from datetime import date
from pathlib import Path

import pytest

from forewarn.project import Scoring
from forewarn.project.exporting import material
from forewarn.scoring.attention import moved_by
from tests.project.small import card, of, opened, project

pytestmark = pytest.mark.slow
WEDNESDAY, FOUR_WEEKS_BEFORE = date(2026, 1, 21), date(2025, 12, 22)


def test_four_weeks_are_four_weeks(tmp_path: Path) -> None:
    tickets = "ticket_id,account_id,opened_at\nt1,a,2025-12-24\n"  # in the week after that one
    folder = project(tmp_path, {"health": card()}, tickets=tickets)
    with opened(folder, today=WEDNESDAY) as shop:
        (book,) = material(shop._desk(frozenset()), WEDNESDAY).books
        now, then = (
            of(shop.score(Scoring(as_of=on, record=False)).snapshots[-1]).score.score
            for on in (WEDNESDAY, FOUR_WEEKS_BEFORE)
        )
    (line,) = book.lines
    assert line.past is not None
    assert now is not None
    assert then is not None
    assert now != then
    assert moved_by(line.result, line.past.scores) == round(now - then, 1)
    assert moved_by(line.result, line.trend) != round(now - then, 1)
