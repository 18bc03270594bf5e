"""The ledger's functions: put results on record, and read what was said and what is said now.

Import it where it is used: importing it sets Django up. Import nothing below it directly.
"""

# ruff: noqa: E402
from forewarn.ledger.opening import configure

# Django's models can only be loaded after it is set up.
configure()

from forewarn.ledger.applying import applications, in_force, put_in_force
from forewarn.ledger.approving import say_of_plan, words_on
from forewarn.ledger.casebook import case_count, case_events, note_cases
from forewarn.ledger.causes import causes, write_cause_within
from forewarn.ledger.deciding import (
    decide_within,
    decision_count,
    decisions,
    promise,
    promised,
)
from forewarn.ledger.entering import enter, enter_within, entries, entry_count, newest_mark
from forewarn.ledger.examinations import keep_verdict, verdicts
from forewarn.ledger.lines import histories, history
from forewarn.ledger.people import keep_people, owners_since, people, people_mark
from forewarn.ledger.reading import (
    current,
    current_book,
    current_line,
    dates,
    differing_book,
    digest,
    digest_of,
    line_and_said,
    newest_date,
    newest_scorecards,
    runs,
    said,
    said_book,
    scorecard_text,
    scorecards,
)
from forewarn.ledger.recording import record, record_rows
from forewarn.ledger.results import keep_result, kept_results, kept_text
from forewarn.ledger.sayings import last_said, restatements, sayings
from forewarn.ledger.standings import newest_runs, points, standings
from forewarn.ledger.statements import keep_statements, statements

__all__ = [
    "applications",
    "case_count",
    "case_events",
    "causes",
    "current",
    "current_book",
    "current_line",
    "dates",
    "decide_within",
    "decision_count",
    "decisions",
    "differing_book",
    "digest",
    "digest_of",
    "enter",
    "enter_within",
    "entries",
    "entry_count",
    "histories",
    "history",
    "in_force",
    "keep_people",
    "keep_result",
    "keep_statements",
    "keep_verdict",
    "kept_results",
    "kept_text",
    "last_said",
    "line_and_said",
    "newest_date",
    "newest_mark",
    "newest_runs",
    "newest_scorecards",
    "note_cases",
    "owners_since",
    "people",
    "people_mark",
    "points",
    "promise",
    "promised",
    "put_in_force",
    "record",
    "record_rows",
    "restatements",
    "runs",
    "said",
    "said_book",
    "say_of_plan",
    "sayings",
    "scorecard_text",
    "scorecards",
    "standings",
    "statements",
    "verdicts",
    "words_on",
    "write_cause_within",
]
