"""The simulated companies: every account, week and input, and the steady bands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.project import Project
from tests.parity.sides import Sides, differences, held_apart
from tests.project.companies import END_ON


def weeks(count: int) -> list[date]:
    return [END_ON - timedelta(weeks=back) for back in reversed(range(count))]


def check(folder: Path, count: int) -> None:
    with Project.open(folder) as project:
        desk = project._desk(frozenset())
        dates = weeks(count)
        sides = Sides.of(desk.engine, desk.cards, dates, declared=desk.declared, weekly=dates)
    assert any(span.card for span in sides.cells.spans)
    for card in desk.cards:
        assert differences(sides, card) == []
        if card.bands:
            assert held_apart(sides, card) == []


@pytest.mark.slow
def test_the_small_company(small: Path) -> None:
    check(small, 30)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["saas", "fintech"])
def test_a_company_of_forty(name: str, request: pytest.FixtureRequest) -> None:
    check(request.getfixturevalue(name), 60)
