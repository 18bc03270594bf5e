"""Scorecard files as they are on record: each text is parsed once in a process."""

from __future__ import annotations

from functools import lru_cache

from forewarn.scorecard.load import LoadResult, load_scorecard

MOST = 256
"""Texts whose scorecards are kept; a company that applied more parses some of them again."""


@lru_cache(maxsize=MOST)
def card_of(text: str, path: str) -> LoadResult:
    """What a text on record says, and what is wrong with it; the text never changes.

    Args:
        text: of the file, whole.
        path: that its issues name.
    """
    return load_scorecard(text, path)
