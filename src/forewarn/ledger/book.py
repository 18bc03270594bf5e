"""The ledger's functions: put results on record, and read what was said and what is said now.

Import it where it is used: importing it sets Django up. Import nothing below it directly.
"""

# ruff: noqa: E402
from forewarn.ledger.opening import configure

# Django's models can only be loaded after it is set up.
configure()

from forewarn.ledger.examinations import keep_verdict, verdicts
from forewarn.ledger.lines import histories, history
from forewarn.ledger.reading import (
    current,
    current_book,
    current_line,
    dates,
    digest,
    digest_of,
    runs,
    said,
    said_book,
    scorecard_text,
    scorecards,
)
from forewarn.ledger.recording import record, record_rows
from forewarn.ledger.sayings import restatements, sayings

__all__ = [
    "current",
    "current_book",
    "current_line",
    "dates",
    "digest",
    "digest_of",
    "histories",
    "history",
    "keep_verdict",
    "record",
    "record_rows",
    "restatements",
    "runs",
    "said",
    "said_book",
    "sayings",
    "scorecard_text",
    "scorecards",
    "verdicts",
]
