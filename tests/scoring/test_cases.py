"""Cases worked by hand, under a scorecard file as people write it."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from forewarn.scorecard.load import load_scorecard
from forewarn.scoring.caps import caps_in_force
from forewarn.scoring.explain import lift_to_next_band, reasons
from forewarn.scoring.score import score
from forewarn.scoring.standing import standing
from forewarn.terms.signal import SignalValue, missing, not_applicable, observed, stale

FOLDER = Path(__file__).parent.parent / "cases" / "scoring"
CARD = load_scorecard((FOLDER / "health.yml").read_text(encoding="utf-8"), "health.yml").scorecard
CASES = YAML(typ="safe").load(FOLDER / "worked.yaml")


def _value(written: Any) -> SignalValue:
    if isinstance(written, dict):
        return stale(written["stale"])
    bare = {"missing": missing(), "not_applicable": not_applicable()}
    return bare.get(written) or observed(written)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_worked_by_hand(case):
    answers, wanted = _answers(case), case["expect"]
    assert set(wanted) <= set(answers)
    for name, expected in wanted.items():
        assert answers[name] == _close(expected), name


def _close(expected: Any) -> Any:
    if isinstance(expected, list):
        return [_close(each) for each in expected]
    if isinstance(expected, int | float):
        return pytest.approx(expected, abs=1e-9)
    return expected if not isinstance(expected, dict) else pytest.approx(expected, abs=1e-9)


def _answers(case: dict[str, Any]) -> dict[str, Any]:
    values = {name: _value(written) for name, written in case["values"].items()}
    found = score(CARD, values, case["attributes"])
    caps = caps_in_force(CARD, values)
    where = standing(CARD, found.score, steady_band=None, caps=caps)
    why = reasons(CARD, found)
    lift = lift_to_next_band(CARD, values, case["attributes"], standing=where, caps=caps)
    parts = found.contributions
    return {
        "score": found.score,
        "shown": found.shown,
        "reason": found.reason,
        "coverage": found.coverage,
        "points": [part.points for part in parts],
        "contributions": [part.contribution for part in parts],
        "shown_parts": [part.shown for part in parts],
        "statuses": [part.status.value for part in parts],
        "raw_band": where.raw_band,
        "band": where.band,
        "drags": {each.input: each.amount for each in why.drags},
        "lifts": {each.input: each.amount for each in why.lifts},
        "lift_to": lift and lift.to_band,
        "blocked_by": [cap.because for cap in lift.blocked_by] if lift else [],
        "single_changes": [
            [change.input, change.from_value, change.to_value, change.range_share]
            for each in (lift.singles if lift else ())
            for change in each.changes
        ],
    }
