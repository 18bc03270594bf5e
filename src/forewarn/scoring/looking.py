"""Reasons to look at an account, in words: their texts, and how they are put into a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forewarn.terms.text import Text

TEXTS: Mapping[str, Text] = {
    "lowest": "in the lowest band ({band})",
    "not_scored": "not scored",
    "coverage": "no longer scored",
    "moved_down": "moved down from {before} to {band}",
    "slips": "{drift}, and at the same time {worry}",
    "pulse": "the pulse fell from {before} to {now}",
    "champion": "the champion went from {before} to {now}",
    "worried": "a worried note: “{note}”",
    "both": "{first}, {second}",
    "fell": "down {points:.1f} points in 4 weeks",
    "drifts": "drifting, down {points:.1f} points in six weeks",
    "champion_gone": "champion gone",
    "champion_gone days": "no champion for {count} days",
    "how_to": "more how-to questions than chance explains",
    "how_to counts": "more how-to questions than chance explains ({counts})",
    "response": "response due by {date}",
    "response overdue": "response overdue since {date}",
    "response missing": "no response on record for {count} days or more",
    "differs": "score says {score}, people say {people}: to be answered",
    "renews": "renews in {count} days",
    "renews today": "renews today",
    "renews tomorrow": "renews tomorrow",
    "notice": "notice deadline in {count} days",
    "notice today": "notice deadline today",
    "notice tomorrow": "notice deadline tomorrow",
    "assess": "assessment due, last on {date}",
    "never assessed": "never assessed",
    "handover": "taken over on {date}: to be assessed by {by}",
    "handover overdue": "taken over on {date}: was to be assessed by {by}",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look.

    Attributes:
        kind: ``lowest``, ``moved_down``, ``slips``, ``fell``, ``drifts``, ``champion_gone``,
            ``how_to``, ``not_scored``, ``response``, ``differs``, ``renews``,
            ``assess`` or ``handover``.
        text: as part of a sentence, without a full stop, with placeholders.
        values: by placeholder; one may be a reason itself.
    """

    kind: str
    text: Text
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """In English, its placeholders filled in."""
        return spoken(self, _in_english)


def _in_english(text: str, **values: object) -> str:
    """Days as people write them."""
    days = {name: day_in_words(on) for name, on in values.items() if isinstance(on, date)}
    return text.format(**values | days)


def day_in_words(on: date) -> str:
    """Such as ``6 Nov 2026``."""
    return f"{on.day} {on:%b %Y}"


def spoken(reason: Reason, say: Callable[..., str]) -> str:
    """A reason in words.

    Args:
        reason: what is said.
        say: makes words of a text and its values by placeholder, in whatever language.
    """
    values = {
        name: spoken(value, say) if isinstance(value, Reason) else value
        for name, value in reason.values.items()
    }
    return say(reason.text, **values)


def reason(kind: str, text: str = "", /, **values: object) -> Reason:
    """A reason of a kind; ``text`` names another of ``TEXTS`` than the kind's own."""
    return Reason(kind, TEXTS[text or kind], values)


def in_a_sentence(words: Sequence[str]) -> str:
    """Reasons in one sentence; empty for none."""
    said = "; ".join(words)
    return f"{said[:1].upper()}{said[1:]}." if said else ""
