"""The steps of what people assess, and what each of them means in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forewarn.scorecard.model import Scorecard
from forewarn.terms.text import Text

STEPS: Mapping[str, Mapping[str, Text]] = {
    "champion_status": {
        "active": "somebody there speaks for us and still does",
        "at_risk": "the champion answers less, or may leave",
        "missing": "nobody there speaks for us",
    },
    "executive_engagement": {
        "active": "the sponsor met us or answered within the quarter",
        "lapsed": "there was contact, not in this quarter",
        "none": "no executive contact",
    },
    "outcome_narrative": {
        "defensible": "they could defend what they got in a budget round",
        "in_development": "results are coming, not yet told",
        "missing": "nobody could say what they got",
    },
}
GRADED = tuple(STEPS)
NAMES: Mapping[str, str] = {
    "champion_status": "Champion",
    "executive_engagement": "Executive contact",
    "outcome_narrative": "Outcome story",
    "pulse": "Pulse 1 to 5",
    "note": "Note",
    "because": "Why I see it differently",
}
"""What people call the fields."""
PULSE = "pulse"
PULSE_STEPS: Mapping[str, Text] = {
    "1": "I would not be surprised if they cancelled.",
    "2": "Relations are strained; I would not bet on the renewal.",
    "3": "Works, but the champion answers less and I do not know why.",
    "4": "Good; one person carries it.",
    "5": "They would defend us in a budget round.",
}


def pulse_steps(cards: Sequence[Scorecard]) -> Mapping[str, str]:
    """What the five steps of the pulse mean: as the first scorecard that says it writes it."""
    scales = (item.scale for card in cards for item in card.inputs)
    return next((scale for scale in scales if set(scale) == set(PULSE_STEPS)), PULSE_STEPS)


def steps_of(card: Scorecard | None) -> dict[str, Mapping[str, str]]:
    """By field its steps and what they mean, best known first; the pulse in its scorecard's words.

    Args:
        card: None for an account that none applies to.
    """
    return {**STEPS, PULSE: pulse_steps([card] if card is not None else [])}
