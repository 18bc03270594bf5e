"""From the text of scorecard files to checked scorecards, with every problem at its place."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from forewarn.scorecard.build import build
from forewarn.scorecard.checks import BOOK_CHECKS, CHECKS, Book, Subject
from forewarn.scorecard.complaints import issues_from, real_path
from forewarn.scorecard.document import Document, read_document
from forewarn.scorecard.forms import ScorecardForm
from forewarn.scorecard.model import Scorecard
from forewarn.terms.issue import Issue, Severity

Columns = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """One file: its scorecard unless there are errors, and everything there is to say."""

    scorecard: Scorecard | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class BookResult:
    """All files: the scorecards in the order of the files, and everything there is to say.

    ``scorecards`` is empty when any file, or what they say together, has an error.
    """

    scorecards: tuple[Scorecard, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    subject: Subject | None
    issues: tuple[Issue, ...]


def load_scorecard(text: str, path: str, *, columns: Columns | None = None) -> LoadResult:
    """Read and check one scorecard file; never raises for what a user wrote.

    Args:
        text: the file's content.
        path: the file as the user knows it.
        columns: columns of the project's sources by table, beside the registry's; None when they
            are not known.
    """
    read = _read(text, path, columns)
    scorecard = build(read.subject.form, read.document) if read.subject is not None else None
    return LoadResult(scorecard, read.issues)


def load_scorecards(
    files: Iterable[tuple[str, str]],
    *,
    order: Sequence[str] = (),
    columns: Columns | None = None,
) -> BookResult:
    """Read and check all scorecard files of a project, each and together.

    Args:
        files: path and text of each.
        order: names in the order of routing, from the project file; empty = not stated.
        columns: columns of the project's sources by table.
    """
    read = [_read(text, path, columns) for path, text in files]
    sound = [one for one in read if one.subject is not None]
    subjects = [one.subject for one in sound if one.subject is not None]
    broken = {str(one.document.value(("scorecard",))) for one in read if one.subject is None}
    book = Book(subjects, tuple(order), frozenset(broken))
    issues = [issue for one in read for issue in one.issues]
    issues += [issue for check in BOOK_CHECKS for issue in check.look(book)]
    if _has_errors(issues):
        return BookResult((), _in_order(issues))
    cards = tuple(build(subject.form, subject.document) for subject in subjects)
    return BookResult(cards, _in_order(issues))


def _read(text: str, path: str, columns: Columns | None) -> _Read:
    document = read_document(text, path)
    if not document.whole:
        return _Read(document, None, document.issues)
    form, issues = _form(document)
    issues = [*document.issues, *issues]
    complete = not issues
    if form is not None:
        subject = Subject(form, document, columns)
        for check in CHECKS:
            if complete or check.piecewise:
                issues += check.look(subject)
    found = _in_order(issues)
    if form is None or _has_errors(found):
        return _Read(document, None, found)
    return _Read(document, Subject(form, document, columns), found)


def _form(document: Document) -> tuple[ScorecardForm | None, list[Issue]]:
    """The form, if need be without the parts that have errors, and those errors."""
    try:
        return ScorecardForm.model_validate(document.values), []
    except ValidationError as error:
        issues = list(issues_from(error, document, ScorecardForm))
        rest = _without_errors(document, error)
    try:
        return ScorecardForm.model_validate(rest), issues
    except ValidationError:
        return None, issues


def _without_errors(document: Document, error: ValidationError) -> dict[Any, Any]:
    values = copy.deepcopy(document.values)
    paths = {_part(real_path(document, one["loc"])) for one in error.errors(include_url=False)}
    for path in sorted(paths, key=lambda path: [str(step).zfill(6) for step in path], reverse=True):
        holder: Any = values
        for step in path[:-1]:
            holder = holder[step]
        if path:
            del holder[path[-1]]
    return values


def _part(path: tuple[Any, ...]) -> tuple[Any, ...]:
    """The part of the file that goes when there is an error at ``path``."""
    return path[:2] if path[:1] in (("signals",), ("inputs",), ("caps",)) else path[:1]


def _has_errors(issues: Iterable[Issue]) -> bool:
    return any(issue.severity is Severity.ERROR for issue in issues)


def _in_order(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    unique = dict.fromkeys(issues)
    return tuple(sorted(unique, key=lambda issue: (issue.path, issue.line, issue.col)))
