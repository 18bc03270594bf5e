"""The minutes of a review: what was decided by whom and until when, and what was not reached."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forewarn.plays.promises import NOTED, Decision, Promise
from forewarn.workbook.tables import safe
from forewarn.workspace.models import BookLine
from forewarn.workspace.reviews.reviewing import Review

MOST = 1000
"""Accounts in one set of minutes; more are counted."""
_COLUMNS = (
    "part", "account_id", "name", "csm", "band", "score", "arr", "currency", "why", "decision",
    "owner", "due_on", "state", "note", "recorded_by", "as_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One account in the minutes with what was decided about it."""

    line: BookLine
    rows: tuple[Decision, ...]

    @property
    def decided(self) -> tuple[Decision, ...]:
        """Without what was only noted."""
        return tuple(each for each in self.rows if each.state != NOTED)

    @property
    def noted(self) -> tuple[Decision, ...]:
        """Notes without a promise."""
        return tuple(each for each in self.rows if each.state == NOTED)


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is written down.

    Attributes:
        promises: of the weeks before, with the account's name; what became of them.
        said: accounts about which something was recorded, most urgent first.
        not_reached: the rest of the agenda.
        more: how many accounts more these minutes do not list.
        left_out: per CSM how many more asked.
    """

    review: Review
    promises: tuple[tuple[str, Promise], ...]
    said: tuple[Said, ...]
    not_reached: tuple[BookLine, ...]
    more: int
    left_out: tuple[tuple[str, int], ...]

    @property
    def as_of(self) -> date:
        """Of the results."""
        return self.review.as_of


def minutes_of(review: Review) -> Minutes:
    """The minutes of this week's review; some seven queries."""
    decided = review.decided()
    named = review.scope.lines.in_bulk(list(decided)[:MOST], field_name="account_id")
    said = sorted(named.values(), key=lambda line: (line.urgent is None, line.urgent or 0))
    waiting = review.waiting(review.agenda)
    promises = review.promises()
    names = dict(
        review.scope.lines.filter(
            account_id__in={each.first.account_id for each in promises[:MOST]}
        ).values_list("account_id", "name")
    )
    return Minutes(
        review=review,
        promises=tuple((names.get(e.first.account_id, ""), e) for e in promises[:MOST]),
        said=tuple(
            Said(line, tuple(each.newest for each in decided[line.account_id])) for line in said
        ),
        not_reached=tuple(waiting[:MOST]),
        more=max(0, waiting.count() - MOST) + max(0, len(decided) - MOST),
        left_out=tuple(review.left_out()),
    )


def as_markdown(minutes: Minutes) -> str:
    """The minutes for a wiki or a chat."""
    return "\n".join(_markdown(minutes)) + "\n"


def _markdown(minutes: Minutes) -> Iterator[str]:
    review = minutes.review
    yield f"# Weekly review, week of {review.week}"
    yield ""
    yield f"Of {_cell(review.scope.title)}; results as of {minutes.as_of}."
    for notice in review.shown.notices:
        yield f"\n> {_cell(notice)}"
    if minutes.promises:
        yield from _table(
            "Promised before",
            ("Account", "Promise", "Owner", "By", "State"),
            [_promise(name, each, minutes.as_of) for name, each in minutes.promises],
        )
    yield from _table(
        "Decided",
        ("Account", "Band", "Score", "Decision", "Owner", "By", "Note", "Recorded by"),
        [_decision(said.line, row) for said in minutes.said for row in said.decided],
    )
    looked = [
        (said.line.name, row.note, row.said_by) for said in minutes.said for row in said.noted
    ]
    if looked:
        yield from _table(
            "Looked at, nothing to decide", ("Account", "Note", "Recorded by"), looked
        )
    yield from _table(
        "Not reached",
        ("Account", review.shown.settings.names.csm, "Why"),
        [(line.name, line.owner, line.why) for line in minutes.not_reached],
    )
    if left := sum(count for _, count in minutes.left_out):
        yield f"\n{left} more accounts asked and were left out of the agenda."


def _promise(name: str, promise: Promise, on: date) -> tuple[object, ...]:
    now = promise.newest
    return name or now.account_id, now.decision, now.owner, now.due_on, now.how(on)


def _decision(line: BookLine, row: Decision) -> tuple[object, ...]:
    return (
        line.name, line.effective_band or "none", line.shown, row.decision, row.owner, row.due_on,
        row.note, row.said_by,
    )  # fmt: skip


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield f"\n## {title}\n"
    if not rows:
        yield "Nothing."
        return
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


_MEANT = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>|#"})


def _cell(value: object) -> str:
    """A value as it is, whatever Markdown would make of its signs."""
    text = "" if value is None else str(value)
    return " ".join(text.translate(_MEANT).split())


def as_csv(minutes: Minutes) -> str:
    """The minutes as one table, a byte order mark first: spreadsheets then read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in _rows(minutes):
        writer.writerow([safe(value) for value in row])
    return "\ufeff" + out.getvalue()


def _rows(minutes: Minutes) -> Iterator[tuple[object, ...]]:
    for name, promise in minutes.promises:
        now = promise.newest
        about = (now.account_id, name, "", "", None, None, "", "")
        yield ("promised before", *about, *_told(now, minutes.as_of))
    for said in minutes.said:
        for row in said.rows:
            part = "looked at" if row.state == NOTED else "decided"
            yield (part, *_about(said.line), *_told(row, minutes.as_of))
    for line in minutes.not_reached:
        yield ("not reached", *_about(line), *[""] * 6, minutes.as_of)


def _about(line: BookLine) -> tuple[object, ...]:
    return (
        line.account_id, line.name, line.owner, line.effective_band, line.shown, line.arr,
        line.currency, line.why,
    )  # fmt: skip


def _told(row: Decision, on: date) -> tuple[object, ...]:
    return (row.decision, row.owner, row.due_on, row.how(on), row.note, row.said_by, row.as_of)
