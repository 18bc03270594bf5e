"""What people said that makes a slow fall urgent: a lower pulse, a weaker champion, a worry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from forewarn.terms.score import Reading

SIX_WEEKS = timedelta(weeks=6)
CHAMPION: Mapping[str, int] = {"missing": 0, "at_risk": 1, "active": 2}
WORDS = (
    "worr", "concern", "risk", "cancel", "churn", "leav", "left us", "unhappy", "angry", "upset",
    "frustrat", "complain", "escalat", "competitor", "budget", "silent", "nobody answers",
    "no answer", "not answer", "ghost", "doubt", "disappoint", "strain", "overrun", "delay",
)  # fmt: skip
"""Beginnings of words that tell a worried note, in any case; docs/workspace.md lists them."""
_WORRIED = re.compile("|".join(rf"\b{re.escape(word)}" for word in WORDS), re.IGNORECASE)
_DENIED = re.compile(r"\b(no|not|without|never)\W+(\w+\W+)?$", re.IGNORECASE)


def is_worried(note: str | None) -> bool:
    """Whether a note tells a worry: one of ``WORDS`` without a ``no`` or ``not`` just before it."""
    text = note or ""
    return any(_counts(text, found) for found in _WORRIED.finditer(text))


def _counts(text: str, found: re.Match[str]) -> bool:
    denies_itself = found[0].casefold().startswith(("no", "not"))
    return denies_itself or not _DENIED.search(text[: found.start()])


def fallen_pulse(before: Reading | None, now: Reading) -> tuple[int, int] | None:
    """The pulse before and now, where it fell."""
    if before is None or before.pulse is None or now.pulse is None:
        return None
    return (before.pulse, now.pulse) if now.pulse < before.pulse else None


def worse_champion(before: Reading | None, now: Reading) -> tuple[str, str] | None:
    """The champion's status before and now, where it is worse."""
    then, today = (before.champion_status if before else None) or "", now.champion_status or ""
    known = then in CHAMPION and today in CHAMPION
    return (then, today) if known and CHAMPION[today] < CHAMPION[then] else None


def told_within(readings: tuple[Reading, ...], since: date) -> Iterator[Reading]:
    """The readings that were made on or after a day."""
    return (each for each in readings if each.assessed_on >= since)


def same_role(reading: Reading, readings: tuple[Reading, ...]) -> Reading | None:
    """What was said earlier in the same role; None where nothing was."""
    return next((each for each in readings if each.role == reading.role), None)
