"""Columns of sheet *Accounts* that every scorecard has: word, title, width, meaning."""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.workbook.words import Text

LEFT: tuple[tuple[str, Text, float, Text], ...] = (
    ("account_id", "Account", 15, "The account's id."),
    ("name", "Name", 24, "As in the facts."),
    ("score", "Score", 8, "0 to 100: the contributions added up. Empty when withheld."),
    ("effective", "Band to work with", 16, "After caps, people's reading and growth."),
    ("band", "Score's band", 14, "What the score says, after steadiness and caps."),
    ("people", "People say", 14, "The band of the newest fresh assessment (sheet Assess)."),
    ("coverage", "Coverage", 10, "Share of the weight that rests on observed inputs."),
    ("why", "Not scored because", 20, "Why the score is withheld; empty otherwise."),
    ("drags", "Main drags, as exported", 62, "What pulls it below the top band, in words."),
    ("renews_on", "Renews on", 12, "The next end of an open contract."),
    ("arr", "Recurring revenue", 14, "Of the open contracts."),
    ("currency", "Currency", 9, "Of the revenue."),
    ("owner", "Owner", 16, "The CSM as of the date."),
)
RIGHT: tuple[tuple[str, Text, Text], ...] = (
    ("raw", "Band of the score alone", "Before steadiness and caps."),
    ("held", "Held band (given)", "What the weeks before decide; the sheet cannot know it."),
    ("steady", "Steady band", "The held band, until the score leaves it by the margin."),
    ("lift", "New account lifted (given)", "yes: kept out of the lowest band for lack of history."),
)
LATER: Mapping[str, tuple[Text, Text]] = {
    "ceiling": ("Highest band allowed (no.)", "1 = worst band; 99 = no cap holds."),
    "said": ("With people's reading", "The score's band and People say, joined."),
    "capped": ("Under the caps again", "People's reading under the caps."),
    "growth_why": ("Growth not scored because", "Empty where it is."),
    "growth": ("Growth score", "Of the growth scorecard."),
    "said_score": ("Score by Forewarn", "What the engine gave at the export."),
    "said_band": ("Band by Forewarn", "What the engine gave at the export."),
    "difference": ("Difference", "Between this sheet's score and the engine's."),
    "agrees": ("Bands", "agrees or differs."),
}
"""Columns behind those: where the scorecard has caps or growth, and the reconciliation."""
