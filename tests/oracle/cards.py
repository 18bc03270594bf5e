"""Made-up scorecards as their files say them, and values for their signals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tests.oracle.asking import Answer

AS_OF = date(2026, 3, 2)
SEGMENTS = ("smb", "mid", "big", None)
CATEGORIES = ("usage", "support", "people")
_XS = st.lists(st.integers(-10, 100), min_size=2, max_size=5, unique=True).map(sorted)
_HEIGHT = st.one_of(st.integers(0, 100), st.sampled_from((12.5, 33.3, 66.7)))


@st.composite
def heights(draw: st.DrawFn) -> dict[Any, Any]:
    """Points at values: rising or falling, flat in places, never all the same."""
    xs = draw(_XS)
    ys = sorted(draw(st.lists(_HEIGHT, min_size=len(xs), max_size=len(xs))))
    ys[0], ys[-1] = min(ys[0], 40), max(ys[-1], 60)
    return dict(zip(xs, ys if draw(st.booleans()) else reversed(ys), strict=True))


@st.composite
def targets(draw: st.DrawFn) -> dict[str, Any]:
    wanted = st.sampled_from((1, 7.5, 40))
    found: dict[str, Any] = {"by": "segment", "values": {"smb": draw(wanted), "mid": draw(wanted)}}
    otherwise = draw(st.one_of(st.none(), wanted))
    return found if otherwise is None else {**found, "otherwise": otherwise}


@st.composite
def percentiles(draw: st.DrawFn) -> dict[str, Any]:
    quantiles = st.lists(st.integers(0, 60), min_size=2, max_size=6).map(sorted)
    return {
        "by": "segment",
        "frozen_on": "2026-01-01",
        "values": {
            "smb": draw(quantiles.filter(lambda q: q[0] < q[-1])),
            "mid": draw(quantiles.filter(lambda q: q[0] < q[-1])),
        },
        "falling": draw(st.booleans()),
    }


NUMERIC = st.one_of(
    st.fixed_dictionaries({"linear": heights()}),
    st.fixed_dictionaries({"steps": heights()}),
    st.fixed_dictionaries({"target": targets()}),
    st.fixed_dictionaries({"percentile": percentiles()}),
)
WORDS = st.sampled_from(({"lookup": {"no": 0, "yes": 100}}, {"lookup": {"no": 35.5, "yes": 80}}))


@st.composite
def inputs(draw: st.DrawFn, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """An input and its signal: a flag for lookups, a count for the rest."""
    flag = draw(st.integers(0, 3)) == 0
    signal: dict[str, Any] = {"kind": "count", "from": "events", "where": f"event = 'e{number}'"}
    if flag:
        signal = {"kind": "adopted", "features": [f"e{number}", "other"], "at_least": 1}
    each = {
        "input": f"Input {number}",
        "signal": f"s{number}",
        "category": CATEGORIES[number % 3],
        "curve": draw(WORDS if flag else NUMERIC),
        "weight": draw(st.sampled_from((5, 10, 12.5, 20, 30))),
        "missing": draw(st.sampled_from(("reweight", "reweight", "neutral", "poor"))),
        "why": "It matters.",
    }
    return each, signal


@st.composite
def cards(draw: st.DrawFn) -> dict[str, Any]:
    """A scorecard that passes its checks: three or four bands, caps, steady, overlay, growth."""
    pairs = [draw(inputs(number)) for number in range(draw(st.integers(3, 6)))]
    total = sum(each["weight"] for each, _ in pairs)
    assume(all(each["weight"] <= 0.4 * total for each, _ in pairs))
    edges = draw(st.sampled_from(((0, 45, 70), (0, 30, 60, 80), (0, 50, 50.5))))
    names = ("At risk", "Watch", "Fine", "Healthy")[: len(edges)]
    card: dict[str, Any] = {
        "scorecard": "made up",
        "signals": {each["signal"]: signal for each, signal in pairs},
        "inputs": [each for each, _ in pairs],
        "bands": [_band(name, edge) for name, edge in zip(names, edges, strict=True)],
        "caps": draw(st.lists(_cap(pairs, names), max_size=2)),
        "coverage_floor": draw(st.sampled_from((0, 0.25, 0.5, 0.6, 0.75))),
        "steady": draw(st.sampled_from(STEADY)),
        "overlay": draw(
            st.sampled_from(({"wins": "people"}, {"wins": "lower"}, {"wins": "score"}))
        ),
        "growth": draw(st.sampled_from((None, _growth(names[-1])))),
    }
    return {name: value for name, value in card.items() if value not in (None, [])}


STEADY = (
    None,
    {"margin": 3},
    {"margin": 3, "or_after": "14d"},
    {"margin": 0.25, "or_after": "4w"},
    {"margin": 0, "or_after": "7d"},
)


def _band(name: str, edge: float) -> dict[str, Any]:
    rest = {"color": "red", "means": "It is so.", "playbook": "act", "review": "7d"}
    return {"band": name, "from": edge, "respond_within": "2d", **rest}


def _cap(
    pairs: list[tuple[dict[str, Any], dict[str, Any]]], names: tuple[str, ...]
) -> st.SearchStrategy[dict[str, Any]]:
    conditions = [
        f"{each['signal']} = 'no'" if "lookup" in each["curve"] else f"{each['signal']} > 20"
        for each, _ in pairs
    ]
    return st.fixed_dictionaries(
        {
            "when": st.sampled_from(conditions),
            "not_above": st.sampled_from(names[:-1]),
            "because": st.just("It holds it down."),
        }
    )


def _growth(top: str) -> dict[str, Any]:
    return {"on": top, "scorecard": "expansion", "from": 60, "playbook": "expand"}


def answers(card: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Answer]]:
    """A value per signal: mostly observed, on and between the curve's points, sometimes none."""
    return st.fixed_dictionaries(
        {each["signal"]: _answer(each["curve"]) for each in card["inputs"]}
    )


def _answer(curve: Mapping[str, Any]) -> st.SearchStrategy[Answer]:
    numbers = st.one_of(st.integers(-20, 120), st.integers(-80, 480).map(lambda n: n / 4))
    values = st.sampled_from(("yes", "no")) if "lookup" in curve else numbers
    observed = values.map(lambda value: Answer(value, "observed"))
    stale = values.map(lambda value: Answer(value, "stale"))
    missing, not_applicable = Answer(None, "missing"), Answer(None, "not_applicable")
    rest = st.one_of(stale, st.just(missing), st.just(not_applicable))
    return st.one_of(observed, observed, observed, observed, rest)


def assessments() -> st.SearchStrategy[dict[str, Any] | None]:
    some = st.fixed_dictionaries(
        {
            "assessed_on": st.integers(1, 60).map(lambda back: AS_OF - timedelta(days=back)),
            "champion_status": st.sampled_from(("active", "active", "at_risk", "missing", None)),
            "executive_engagement": st.sampled_from(("active", "active", "lapsed", "none", None)),
            "outcome_narrative": st.sampled_from(
                ("defensible", "defensible", "in_development", "missing", None)
            ),
            "pulse": st.sampled_from((None, 1, 2, 5)),
        }
    )
    return st.one_of(st.none(), some)


def histories() -> st.SearchStrategy[list[tuple[date, float | None]]]:
    """Weekly scores around the edges, long enough to outlive the warm-up."""
    near = st.sampled_from((27.0, 30.0, 41.9, 42.0, 44.999_999_9, 45.0, 47.9, 48.0, 50.25, 50.5))
    above = st.sampled_from((57.0, 60.0, 66.9, 67.0, 69.9, 70.0, 72.9, 73.0, 79.9, 80.0, 83.0))
    one = st.one_of(near, above, st.integers(0, 100).map(float), st.none())
    return st.lists(st.tuples(one, st.integers(1, 6)), min_size=1, max_size=20).map(_weekly)


def _weekly(runs: list[tuple[float | None, int]]) -> list[tuple[date, float | None]]:
    scores = [score for score, times in runs for _ in range(times)]
    return [(date(2024, 1, 1) + timedelta(weeks=n), score) for n, score in enumerate(scores)]


def as_file(card: Mapping[str, Any]) -> str:
    """The scorecard as a file; JSON is YAML, its keys in quotes."""
    return json.dumps(card, indent=1)
