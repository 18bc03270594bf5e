"""Marks on signals, read from made-up notes, are those that the rules say."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from forewarn.project.judgement import Judgements
from tests.oracle.compare import world_of
from tests.oracle.marks import marked
from tests.parity.worlds import PHASES, made_up, stored


@pytest.mark.slow
@settings(max_examples=40, phases=PHASES)
@given(data=st.data())
def test_marks_agree(data: st.DataObject) -> None:
    question, _ = data.draw(made_up("support"))
    world = world_of(question)
    with stored(question) as (engine, _):
        known = Judgements.read(engine)
        for account in sorted({row.account for row in world.rows("accounts")}):
            for on in question.dates:
                wanted = marked(world, account, on)
                event("marked" if wanted else "not marked")
                real = {name: each.status.value for name, each in known.marks(account, on).items()}
                assert real == wanted, (account, on)
