"""A small book by hand: two accounts, one of them assessed."""

from __future__ import annotations

from datetime import date

from forewarn.terms.signal import observed
from forewarn.workbook.material import CardBook, Material
from tests.scoring.cards import FINTECH, card, spec
from tests.workbook.books import AS_OF, line, material

HEALTH = card(*FINTECH, overlay=spec())
ASSESSED = {
    "assessed_by": "Ana Ruiz",
    "_on": date(2026, 2, 20),
    "_seen_on": date(2026, 2, 21),
    "pulse": 4,
    "champion_status": "active",
    "executive_engagement": "active",
    "outcome_narrative": "missing",
    "note": "Fine so far.",
}


def a_book() -> Material:
    """Two accounts as of ``AS_OF``; acc-0 was assessed in February."""
    found = {
        "logins": observed(20.0),
        "key_features": observed("yes"),
        "support": observed(1.0),
        "pulse": observed("4"),
    }
    lines = [
        line(HEALTH, None, found, {}, account_id="acc-0", rows=[ASSESSED]),
        line(HEALTH, None, found, {}, account_id="acc-1"),
    ]
    return material(CardBook(HEALTH, None, "heuristic, not validated", lines))


__all__ = ["AS_OF", "HEALTH", "a_book"]
