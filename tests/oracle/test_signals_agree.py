"""Made-up facts through files, store and engine give what the oracle gives, cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.asked import GROUPS
from tests.oracle.compare import disagreements
from tests.oracle.kinds import KINDS
from tests.oracle.worlds import questions

# An example takes a second or two: shrinking is worth it, explaining is not.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=15, phases=PHASES)
@given(data=st.data())
def test_signals_agree(group: str, data: st.DataObject) -> None:
    tables, signals = GROUPS[group]
    question = data.draw(questions(tables, signals))
    assert disagreements(question) == []


def test_every_kind_is_asked() -> None:
    asked = {form["kind"] for _, signals in GROUPS.values() for form in signals.values()}
    assert asked == set(KINDS)
