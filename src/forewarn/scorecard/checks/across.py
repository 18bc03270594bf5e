"""Checks over all scorecards of a project."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

from forewarn.scorecard.checks.check import Subject
from forewarn.scorecard.form import nearest
from forewarn.scorecard.routing import TooManyTries, shared_account
from forewarn.signals.fields import read_filter
from forewarn.signals.filters.text import literal_text
from forewarn.terms.issue import Issue, Severity


@dataclass(frozen=True, slots=True)
class Book:
    """All scorecards of a project whose forms are sound.

    Attributes:
        order: names in the order of routing, as the project file states it; empty = not stated.
        others: names of scorecards whose files have errors, so that they are not called unknown.
    """

    subjects: Sequence[Subject]
    order: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all scorecards."""
        return tuple(subject.form.scorecard for subject in self.subjects)


class BookCheck(ABC):
    """One thing that can be wrong between scorecards. The docstring is its page in the docs."""

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR

    @abstractmethod
    def look(self, book: Book) -> Iterator[Issue]:
        """The issues of this kind, in the order of the files."""


class ScorecardNames(BookCheck):
    """Scorecards have different names: results, routing and growth go by them."""

    code = "duplicate-scorecard"

    def look(self, book: Book) -> Iterator[Issue]:
        """Error per name that stands a second time, whatever its case."""
        first: dict[str, str] = {}
        for subject in book.subjects:
            name = subject.form.scorecard
            key = name.strip().lower()
            if key in first:
                found = f"a second scorecard is called '{name}' (first in {first[key]})"
                fix = "rename one; a new version of the same scorecard replaces its file"
                yield subject.document.issue(self.code, ("scorecard",), found, fix=fix)
            first.setdefault(key, subject.document.path)


class GrowthScorecard(BookCheck):
    """``growth:`` names a scorecard with ``purpose: growth``.

    Until that scorecard is there no account can be Growth; the others are scored as ever.
    """

    code = "growth-scorecard"

    def look(self, book: Book) -> Iterator[Issue]:
        """Error per name that serves another purpose, warning per name that is not there yet."""
        growth = [one.form.scorecard for one in book.subjects if one.form.purpose == "growth"]
        for subject in book.subjects:
            rule = subject.form.growth
            if rule is None or rule.scorecard in growth or rule.scorecard in book.others:
                continue
            there = rule.scorecard in book.names
            found = f"there is no scorecard '{rule.scorecard}', so no account can be Growth yet"
            fix = "add it to the scorecards folder with 'purpose: growth'"
            if there:
                found = f"'{rule.scorecard}' has not 'purpose: growth'"
                fix = "add 'purpose: growth' to that file"
            yield subject.document.issue(
                self.code,
                ("growth", "scorecard"),
                found,
                accepted=", ".join(growth),
                did_you_mean="" if there else nearest(rule.scorecard, growth),
                fix=fix,
                severity=Severity.ERROR if there else Severity.WARNING,
            )


class RoutingOverlap(BookCheck):
    """No account matches two scorecards in force, unless the project file states their order.

    Candidates are scored beside the others and growth scorecards are asked, so both are left out;
    onboarding scorecards go before the others and overlap only among themselves.
    """

    code = "overlap"

    def look(self, book: Book) -> Iterator[Issue]:
        """Error per pair that some account would match; the account is shown."""
        routed = [subject for subject in book.subjects if subject.strict]
        for one, other in combinations(routed, 2):
            first, second = one.form, other.form
            ordered = first.scorecard in book.order and second.scorecard in book.order
            alike = (first.onboarding is None) == (second.onboarding is None)
            if alike and not ordered and first.scorecard != second.scorecard:
                yield from self._pair(one, other)

    def _pair(self, one: Subject, other: Subject) -> Iterator[Issue]:
        first, second = one.form, other.form
        trees = [
            read_filter(text) if text else None for text in (first.applies_to, second.applies_to)
        ]
        keys = ("applies_to",) if second.applies_to else ("scorecard",)
        fix = "make the filters exclude each other, or list 'scorecards:' in order in forewarn.yml"
        try:
            account = shared_account(*trees)
        except TooManyTries:
            found = f"could not decide whether accounts of '{first.scorecard}' also match this"
            yield other.document.issue(self.code, keys, found, severity=Severity.WARNING, fix=fix)
            return
        if account is not None:
            who = f"accounts with {_attributes(account)}" if account else "some accounts"
            found = (
                f"{who} match '{first.scorecard}' ({one.document.path}) and '{second.scorecard}'"
            )
            yield other.document.issue(self.code, keys, found, fix=fix)


class RoutingOrder(BookCheck):
    """The order in forewarn.yml names scorecards that are there, and all of them in force."""

    code = "routing-order"

    def look(self, book: Book) -> Iterator[Issue]:
        """Error per name that is not there."""
        for name in book.order:
            if name not in book.names and name not in book.others:
                yield Issue(
                    "forewarn.yml",
                    0,
                    0,
                    Severity.ERROR,
                    self.code,
                    f"scorecards: there is no scorecard '{name}'",
                    accepted=", ".join(book.names),
                    did_you_mean=nearest(name, book.names),
                    fix="use the name that the file gives after 'scorecard:'",
                )


def _attributes(account: Mapping[str, object]) -> str:
    def text(value: object) -> str:
        return literal_text(value) if isinstance(value, (bool, int, float, str)) else str(value)

    return " and ".join(f"{name} = {text(value)}" for name, value in account.items())


BOOK_CHECKS: tuple[BookCheck, ...] = (
    ScorecardNames(),
    GrowthScorecard(),
    RoutingOverlap(),
    RoutingOrder(),
)
