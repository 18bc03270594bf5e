"""The two proofs that a scorecard owes, side by side: it foresees renewals, people act on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.by_scorecard import OfScorecard
from forewarn.evidence.governance import NOT_YET, GovernancePack, verdict_of
from forewarn.scorecard.model import Scorecard

LOOKS = {
    "validated": ("good", "✓"),
    "changes behaviour": ("good", "✓"),
    "promising": ("fair", "◐"),
    "fix": ("fair", "◐"),
    "too few to judge": ("thin", "…"),
    "no better than chance": ("poor", "✕"),
    "decaying": ("poor", "↘"),
    "retire": ("poor", "✕"),
}
UNCHECKED = ("thin", "…")


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of a scorecard in force.

    Attributes:
        label: as it stands beside its colours today.
        foresees: of the newest backtest; None where it was not in it.
        acts: what is recorded of people acting on it, in words.
        acts_of: the month of the pack that says so; empty without one.
        verdict, rule: by the written rules; empty where it was never checked.
        look, sign: how the verdict is marked.
    """

    name: str
    version: int
    fingerprint: str
    label: str
    foresees: OfScorecard | None
    acts: str
    acts_of: str
    verdict: str
    rule: str
    look: str
    sign: str


def proofs(
    cards: Sequence[Scorecard],
    labels: Mapping[str, str],
    tested: Backtest | None,
    pack: GovernancePack | None,
) -> tuple[Proof, ...]:
    """One a scorecard that scores accounts.

    Args:
        cards: in force.
        labels: by name.
        tested: the newest backtest.
        pack: the newest governance pack.
    """
    found = {each.fingerprint: each for each in tested.by_scorecard} if tested else {}
    told = {each.scorecard.fingerprint: each for each in pack.proofs} if pack else {}
    return tuple(
        _proof(card, labels.get(card.name, card.label), found.get(card.fingerprint),
               told.get(card.fingerprint), pack)
        for card in cards
        if card.bands
    )  # fmt: skip


def _proof(
    card: Scorecard,
    label: str,
    found: OfScorecard | None,
    told: object,
    pack: GovernancePack | None,
) -> Proof:
    acted = getattr(told, "acted_on", None)
    verdict, rule = verdict_of(found.verdict.name, acted) if found else ("", "")
    # The pack knows of the check before, and so of what to retire.
    if found is not None and getattr(told, "validated", None) == found.verdict.name:
        verdict, rule = getattr(told, "verdict", verdict), getattr(told, "rule", rule)
    look, sign = LOOKS.get(verdict, UNCHECKED)
    shown = getattr(told, "shown", "")
    return Proof(
        card.name,
        card.version,
        card.fingerprint,
        label,
        found,
        shown or NOT_YET,
        pack.month if pack and shown else "",
        verdict,
        rule,
        look,
        sign,
    )


def age_days(checked: date | None, today: date) -> int | None:
    """Days since a check; None without one."""
    return None if checked is None else (today - checked).days
