"""Made-up facts under made-up scorecards: SQL says of each value what the reference says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb.setwise.finish import RENDERINGS, renders
from forewarn.scorecard.model import Scorecard
from tests.oracle.asked import GROUPS
from tests.oracle.measure import Question
from tests.oracle.worlds import ACCOUNTS
from tests.parity.sides import Sides, differences, held_apart
from tests.parity.worlds import PHASES, made_up, stored


def apart(question: Question, the_card: Scorecard) -> list[str]:
    with stored(question) as (engine, declared):
        weekly = question.dates
        sides = Sides.of(engine, [the_card], weekly, declared=declared, weekly=weekly)
        return differences(sides, the_card) + held_apart(sides, the_card)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=5, phases=PHASES)
@given(data=st.data())
def test_every_kind_on_made_up_facts(group: str, data: st.DataObject) -> None:
    assert apart(*data.draw(made_up(group))) == []


def test_every_kind_but_functions_is_rendered() -> None:
    asked = {form["kind"] for _, forms in GROUPS.values() for form in forms.values()}
    assert {kind for kind in asked if not renders(kind)} == {"python"}
    assert set(RENDERINGS) < asked
    assert len(ACCOUNTS) > 1
