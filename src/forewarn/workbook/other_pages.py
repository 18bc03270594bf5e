"""Sheets *Plays* and *Evidence*; what is not recorded yet says so."""

from __future__ import annotations

from typing import Any

from forewarn.workbook.material import Material
from forewarn.workbook.pages import Page
from forewarn.workbook.words import Text, said

NOT_YET: Text = "not recorded yet"
_PLAYS: tuple[Text, ...] = (
    "Account",
    "Play",
    "Cause",
    "Task",
    "Owner",
    "Due",
    "Done on",
    "What was learned",
)
_EVIDENCE: tuple[Text, ...] = (
    "Scorecard",
    "Verdict",
    "Checked as of",
    "Cases",
    "Bad",
    "Days before",
    "AUC",
    "from",
    "to",
    "Because",
    "Label beside its colours",
)


def plays_page() -> Page:
    """Open and answered plays, once they are recorded."""
    page = Page("Plays", freeze=(4, 0))
    page.put(0, 0, said("Plays: what is being done"), "title")
    page.put_across(3, 0, list(map(said, _PLAYS)), "head")
    for column, width in enumerate((14, 22, 30, 30, 16, 12, 12, 40)):
        page.widths[column] = width
    page.put(4, 0, said(NOT_YET), "quiet")
    return page


def evidence_page(material: Material) -> Page:
    """What the last kept backtest of each scorecard found."""
    page = Page("Evidence", freeze=(4, 0))
    page.put(0, 0, said("Evidence: did the score foresee the outcomes?"), "title")
    page.put(
        1,
        0,
        said(
            "The last kept backtest. AUC: how often a lost account scored below a kept one"
            " (0.5 is chance); with a 95 % interval."
        ),
        "quiet",
    )
    page.put_across(3, 0, list(map(said, _EVIDENCE)), "head")
    for column, width in enumerate((22, 20, 14, 8, 8, 10, 8, 8, 8, 60, 40)):
        page.widths[column] = width
    for row, book in enumerate(material.books, start=4):
        page.put(row, 0, book.card.name, "strong")
        page.put(row, 10, book.label, "wrap")
        found = material.verdicts.get(book.card.name)
        if found is None:
            page.put(row, 1, said(NOT_YET), "quiet")
            continue
        page.put(row, 1, found.verdict, "strong")
        page.put(row, 2, found.checked_as_of, "date")
        for column, word in ((3, "n"), (4, "n_bad"), (5, "days")):
            page.put(row, column, found.figures.get(word), "whole")
        auc: dict[str, Any] = found.figures.get("auc") or {}
        for column, word in ((6, "value"), (7, "low"), (8, "high")):
            page.put(row, column, auc.get(word), "two")
        page.put(row, 9, found.because, "wrap")
    return page
