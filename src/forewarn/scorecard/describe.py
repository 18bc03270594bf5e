"""Curves and inputs in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.scorecard.model import Curve, Input, Linear, Lookup, Percentile, Steps, Target
from forewarn.signals.words import date_text, number_text, spoken

_MISSING = {
    "reweight": "left out when there is no value, the other inputs then weigh more",
    "neutral": "counts as 50 when there is no value",
    "poor": "counts as its lowest points when there is no value",
}


def describe_curve(curve: Curve) -> str:
    """A curve in one sentence, such as ``0 points at 0, 40 at 5, 100 from 20 on``."""
    match curve:
        case Linear(points):
            return _linear(points)
        case Steps(points):
            return _steps(points)
        case Lookup(table, otherwise):
            return _lookup(table, otherwise)
        case Target():
            return _target(curve)
        case Percentile():
            return _percentile(curve)


def describe_input(item: Input, *, share: float | None = None) -> str:
    """An input in a few sentences: what it weighs, how it becomes points, and why it is in.

    Args:
        item: the input.
        share: its share of the stated weight, 0 to 1; None = say the weight itself.
    """
    weight = f"weight {number_text(item.weight)}"
    if share is not None:
        weight = f"{number_text(round(100 * share, 1))} % of the weight"
    curve = describe_curve(item.curve)
    sentences = [f"{item.name} ({item.category}, {weight}): {curve}", _MISSING[item.missing]]
    if item.why:
        sentences.append(item.why)
    if item.origin:
        sentences.append(f"Origin: {item.origin}")
    return " ".join(_sentence(text) for text in sentences)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _linear(points: tuple[tuple[float, float], ...]) -> str:
    (first, least), *middle = points
    said = [f"{number_text(least)} points up to {number_text(first)}"]
    said += [f"{number_text(given)} at {number_text(value)}" for value, given in middle[:-1]]
    if middle:
        value, given = middle[-1]
        said.append(f"{number_text(given)} from {number_text(value)} on")
    return ", ".join(said) + ", straight lines between"


def _steps(points: tuple[tuple[float, float], ...]) -> str:
    (_, lowest), *rest = points
    said = [f"{number_text(lowest)} points below {number_text(rest[0][0])}"] if rest else []
    said += [f"{number_text(given)} from {number_text(value)}" for value, given in rest]
    return ", ".join(said) if said else f"always {number_text(lowest)} points"


def _lookup(table: Mapping[str, float], otherwise: float | None) -> str:
    said = [f"{number_text(points)} points for {spoken(word)}" for word, points in table.items()]
    last = "missing for others" if otherwise is None else f"{number_text(otherwise)} for others"
    return ", ".join([*said, last])


def _target(curve: Target) -> str:
    goals = [f"{number_text(goal)} for {spoken(word)}" for word, goal in curve.targets.items()]
    if curve.otherwise is not None:
        goals.append(f"{number_text(curve.otherwise)} for others")
    return f"share of the target by {spoken(curve.by)} ({', '.join(goals)}), 100 when reached"


def _percentile(curve: Percentile) -> str:
    turned = ", less is better" if curve.falling else ""
    return f"rank within {spoken(curve.by)} as of {date_text(curve.frozen_on)}{turned}"
