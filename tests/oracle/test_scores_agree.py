"""Made-up scorecards, loaded from their files, score what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.bands import raw_band
from forewarn.scoring.caps import caps_in_force
from forewarn.scoring.overlay import overlay
from forewarn.scoring.score import score
from forewarn.scoring.standing import standing
from forewarn.scoring.steady import held_weekly
from forewarn.terms.signal import SignalValue, Status
from tests.oracle import scores
from tests.oracle.asking import Answer
from tests.oracle.cards import (
    AS_OF,
    SEGMENTS,
    answers,
    as_file,
    assessments,
    cards,
    histories,
)

GROWTH_SCORES = st.sampled_from((None, 59.9, 59.999_999_9, 60.0, 75.0))


def loaded(card: Mapping[str, Any]) -> Scorecard:
    result = load_scorecard(as_file(card), "scorecards/made_up.yml")
    assert result.scorecard is not None, "\n".join(map(str, result.issues))
    return result.scorecard


def as_values(given: Mapping[str, Answer]) -> dict[str, SignalValue]:
    return {
        name: SignalValue(answer.value, Status(answer.status)) for name, answer in given.items()
    }


def check_score(card: Mapping[str, Any], data: st.DataObject) -> None:
    values, segment = data.draw(answers(card)), data.draw(st.sampled_from(SEGMENTS))
    attributes = {"segment": segment}
    real = score(loaded(card), as_values(values), attributes)
    wanted = scores.score(card, values, attributes)
    event("withheld" if wanted.score is None else "scored")
    assert real.coverage == near(wanted.coverage)
    assert real.score == near(wanted.score)
    for part, mine in zip(real.contributions, wanted.parts, strict=True):
        assert part.status.value == mine.status
        assert part.points == near(mine.points)
        assert part.weight == near(mine.share)
        assert part.contribution == near(None if wanted.score is None else mine.contribution)
    if real.shown is not None:
        shown = sum(round(part.shown * 10) for part in real.contributions if part.shown)
        assert shown == round(real.shown * 10)
        assert abs(real.shown - float(wanted.score or 0)) <= 0.05 + 1e-6


def near(value: Any) -> Any:
    return None if value is None else pytest.approx(float(value), rel=1e-9, abs=1e-9)


def check_bands(card: Mapping[str, Any], data: st.DataObject) -> None:
    values, assessment = data.draw(answers(card)), data.draw(assessments())
    growth_score = data.draw(GROWTH_SCORES)
    real_card, signals = loaded(card), as_values(values)
    wanted = scores.score(card, values, {"segment": "smb"})
    total = None if wanted.score is None else float(wanted.score)
    said = overlay(real_card, _rows(assessment), AS_OF, owner="ann", account_manager=None)
    real = standing(
        real_card,
        total,
        steady_band=None if total is None else raw_band(real_card, total),
        caps=caps_in_force(real_card, signals),
        overlay_band=said.band if said else None,
        growth_score=growth_score,
    )
    raw = None if total is None else scores.raw_band(card, total)
    band = scores.capped(card, raw, values)
    people = scores.overlay_band(card, assessment, AS_OF)
    assert (said.band if said else None) == people
    assert (real.raw_band, real.band) == (raw, band)
    assert real.effective_band == scores.effective_band(card, band, people, values, growth_score)


def _rows(assessment: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if assessment is None:
        return []
    on: date = assessment["assessed_on"]
    return [{**assessment, "_on": on, "_seen_on": on + timedelta(days=1), "assessed_by": "ann"}]


def check_steady(card: Mapping[str, Any], data: st.DataObject) -> None:
    weeks = data.draw(histories())
    real = [state.band for state in held_weekly(loaded(card), weeks)]
    assert real == scores.steady_bands(card, weeks)


CHECKS = {"score": check_score, "bands": check_bands, "steady": check_steady}


@pytest.mark.parametrize("what", CHECKS)
@settings(max_examples=12)
@given(card=cards(), data=st.data())
def test_scores_agree(what: str, card: Mapping[str, Any], data: st.DataObject) -> None:
    CHECKS[what](card, data)


@pytest.mark.slow
@pytest.mark.parametrize("what", CHECKS)
@settings(max_examples=300)
@given(card=cards(), data=st.data())
def test_scores_agree_on_many_cards(
    what: str, card: Mapping[str, Any], data: st.DataObject
) -> None:
    CHECKS[what](card, data)
