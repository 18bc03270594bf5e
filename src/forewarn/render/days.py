"""Dates as people read them; files, JSON and addresses keep the ISO form."""

from __future__ import annotations

from datetime import date

from forewarn.scoring.looking import day_in_words


def day(on: date | None) -> str:
    """``17 Aug 2026``; a dash where there is none."""
    return "–" if on is None else day_in_words(on)
