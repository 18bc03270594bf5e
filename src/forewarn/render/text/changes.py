"""Changes in words: then and now without repeating, and the values that would lift an account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forewarn.scorecard.model import Linear, Scorecard, Steps
from forewarn.scoring.explanation import Change, Lift
from forewarn.signals.over_facts import PerSeats
from forewarn.signals.signal import Signal

_ARROW = " → "
_NUMBER = re.compile(r"\(?[+-]?[0-9]")


def then_and_now(sentence: str) -> str:
    """``10 days in use → 8 days in use`` as ``10 → 8 days in use``.

    Sentences that differ in more than their numbers stay as they are.
    """
    then, arrow, now = sentence.partition(_ARROW)
    words = _merged(then.split(), now.split()) if arrow and _ARROW not in now else None
    return sentence if words is None else " ".join(words)


def _merged(then: Sequence[str], now: Sequence[str]) -> list[str] | None:
    if len(then) != len(now):
        return None
    words = []
    for before, after in zip(then, now, strict=True):
        if before == after or before.rstrip("s") == after.rstrip("s"):
            words.append(after)
        elif _NUMBER.match(before) and _NUMBER.match(after):
            words.append(f"{before}{_ARROW}{after.removeprefix('(')}")
        else:
            return None
    return words


def units_of(cards: Sequence[Scorecard], name: str | None) -> dict[str, str]:
    """The unit of each input of a scorecard whose curve only rises or only falls.

    Only there does reaching a value mean reaching any beyond it, as ``or more`` says.
    """
    return {
        part.name: _unit(card.signals[part.signal])
        for card in cards
        if card.name == name
        for part in card.inputs
        if isinstance(part.curve, (Linear, Steps)) and _one_way([y for _, y in part.curve.points])
    }


def _unit(signal: Signal) -> str:
    seats = signal.per_seats if isinstance(signal, PerSeats) else None
    each = "" if seats is None else " per seat" if seats == 1 else f" per {seats:,} seats"
    return (signal.unit() + each).strip()


def _one_way(points: Sequence[float]) -> bool:
    return points in (ordered := sorted(points), ordered[::-1])


def option_in_words(option: Lift, units: Mapping[str, str]) -> str:
    """Such as ``Champion: from 257 to 3 days or less``; pairs joined by ``and``."""
    return " and ".join(_change(change, units) for change in option.changes)


def _change(change: Change, units: Mapping[str, str]) -> str:
    before, after = change.from_value, change.to_value
    words = f"{change.input}: from {_value(before)} to {_value(after)}"
    unit = units.get(change.input)
    if unit is None or not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
        return words
    beyond = "or more" if after > before else "or less" if after else ""
    named = re.sub(r"s\b", "", unit, count=1) if after == 1 else unit
    return " ".join(part for part in (words, named, beyond) if part)


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
