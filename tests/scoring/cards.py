"""Scorecards and values for tests, in as few words as possible."""

from datetime import date, timedelta
from typing import Any

from forewarn.scorecard.model import (
    Curve,
    Input,
    Linear,
    Lookup,
    OverlaySpec,
    Scorecard,
    Steady,
)
from forewarn.scorecard.overlay import GRADES, default_table
from forewarn.terms.band import Band
from forewarn.terms.signal import SignalValue, observed

LOGINS = Linear(((0, 0), (5, 40), (20, 100)))
TICKETS = Linear(((0, 100), (3, 60), (10, 0)))
YES_NO = Lookup({"no": 0, "yes": 100})
PULSE = Lookup({"1": 0, "2": 25, "3": 50, "4": 75, "5": 100})
MONDAY = date(2026, 1, 5)


def band(name: str, from_score: float) -> Band:
    return Band(name, from_score, "red", "", "rescue", None, 7)


THREE = (band("At risk", 0), band("Watch", 45), band("Healthy", 70))
GROWTH = Band("Growth", 70, "blue", "", "expand", None, 30)


def an_input(name: str, curve: Curve = LOGINS, weight: float = 20, **more: Any) -> Input:
    """An input whose signal carries its name in small letters."""
    signal = name.lower().replace(" ", "_")
    return Input(name, signal, more.pop("category", "usage"), curve, weight, **more)


def spec(wins: str = "people", **more: Any) -> OverlaySpec:
    given = {
        "stale_after_days": 35,
        "fields": (*GRADES, "pulse"),
        "grades": GRADES,
        "rules": default_table([each.name for each in THREE]),
    }
    return OverlaySpec(wins, **{**given, **more})


FINTECH = (
    an_input("Logins", LOGINS, 20),
    an_input("Key features", YES_NO, 20, category="adoption"),
    an_input("Support", TICKETS, 20, category="support"),
    an_input("Pulse", PULSE, 40, category="relationship"),
)


def card(*inputs: Input, **more: Any) -> Scorecard:
    given: dict[str, Any] = {
        "name": "health",
        "version": 1,
        "kind": "heuristic",
        "purpose": "health",
        "candidate": False,
        "applies_to": None,
        "success": (),
        "signals": {},
        "inputs": inputs or FINTECH,
        "caps": (),
        "bands": THREE,
        "steady": Steady(),
        "coverage_floor": 0.6,
        "overlay": None,
        "growth": None,
        "onboarding": None,
        "products": None,
        "fingerprint": "f",
        "parts": {},
        "path": "scorecards/health.yml",
        "text": "",
    }
    return Scorecard(**{**given, **more})


def values(**raw: Any) -> dict[str, SignalValue]:
    """Observed values by signal name; give a SignalValue for another status."""
    return {
        name: value if isinstance(value, SignalValue) else observed(value)
        for name, value in raw.items()
    }


def mondays(*scores: float | None, first: date = MONDAY) -> list[tuple[date, float | None]]:
    return [(first + timedelta(weeks=place), score) for place, score in enumerate(scores)]
