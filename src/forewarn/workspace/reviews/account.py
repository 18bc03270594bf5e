"""What has to be known of an account to decide about it, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.ledger.book import history
from forewarn.project.retold import NOT_THEN, Told, told_by_record
from forewarn.scoring.explanation import Driver
from forewarn.terms.score import AccountResult
from forewarn.workspace.accounts.page import recorded
from forewarn.workspace.models import BookLine
from forewarn.workspace.project import Shown

SINCE_WEEKS = (1, 4)
_LOOKED_BACK = timedelta(days=35)
_DRAGS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """An account as the review shows it.

    Attributes:
        label: how far the colours of its scorecard were checked.
        moves: per number of weeks why it moved since the newest results of then.
        drags: what holds it down most.
    """

    line: BookLine
    result: AccountResult
    label: str
    moves: Mapping[int, Told]
    drags: tuple[Driver, ...]
    notices: tuple[str, ...]


def known_of(shown: Shown, line: BookLine) -> Known | None:
    """What is known of an account; None where nothing is on record of it."""
    points = history(
        shown.ledger, line.account_id, since=line.as_of - _LOOKED_BACK, until=line.as_of
    )
    dates = [each.as_of for each in points]
    moves = _explained(shown, line, {weeks: _then(dates, line, weeks) for weeks in SINCE_WEEKS})
    told = next((each.explained for each in moves.values() if each.explained), None)
    result = told.result if told else recorded(shown, line)
    if result is None:
        return None
    return Known(
        line,
        result,
        _label(shown, result),
        moves,
        tuple(told.reasons.drags[:_DRAGS]) if told and told.reasons else (),
        told.notices if told else shown.notices,
    )


def _then(dates: list[date], line: BookLine, weeks: int) -> date | None:
    """The newest date on record that lies so many weeks back, and less than one more."""
    until = line.as_of - timedelta(weeks=weeks)
    since = until - timedelta(days=7)
    return max((each for each in dates if since < each <= until), default=None)


def _explained(shown: Shown, line: BookLine, then: Mapping[int, date | None]) -> dict[int, Told]:
    since = [on for on in then.values() if on is not None]
    told = told_by_record(shown.settings, shown.cards, line.account_id, line.as_of, since)
    found = dict(zip(since, told, strict=True))
    return {weeks: found[on] if on else Told(None, not_told=NOT_THEN) for weeks, on in then.items()}


def _label(shown: Shown, result: AccountResult) -> str:
    labels = shown.labels(result.as_of)
    return next((label for label, names in labels.items() if result.scorecard in names), "")
