"""Checks of how people's assessments meet the score, and of growth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forewarn.scorecard.checks.check import Check, Subject
from forewarn.scorecard.overlay import (
    COUNTS,
    GRADED,
    GRADES,
    assessed_by_inputs,
    fields_in_use,
)
from forewarn.signals.fields import read_filter
from forewarn.signals.filters.tree import names
from forewarn.terms.facts import TABLES
from forewarn.terms.issue import Issue, Severity


class RatedOnce(Check):
    """A rating counts once: in the score or in the overlay, never in both.

    Without ``fields:`` the overlay leaves out by itself what the inputs use.
    """

    code = "rated-twice"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per listed field that an input measures too."""
        overlay = subject.form.overlay
        if overlay is None or overlay.fields is None:
            return
        rated = assessed_by_inputs(subject.form)
        for index, name in enumerate(overlay.fields):
            if name in rated:
                found = f"'{name}' is in the overlay and in the input '{rated[name]}'"
                fix = "take it out of one of them"
                yield self.at(subject, ("overlay", "fields", index), found, fix=fix)


class OverlayFields(Check):
    """The overlay has enough graded fields for what it asks to be filled in."""

    code = "overlay-fields"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error when fewer graded fields are in use than ``at_least``."""
        overlay = subject.form.overlay
        if overlay is None:
            return
        graded = [name for name in fields_in_use(subject.form) if name in GRADED]
        if overlay.at_least < 1:
            found = f"at_least: {overlay.at_least}"
            keys = ("overlay", "at_least")
            yield self.at(subject, keys, found, accepted=(f"1 to {len(GRADED)}",))
        elif len(graded) < overlay.at_least:
            found = f"{overlay.at_least} fields must be filled in, {len(graded)} are in use"
            fix = "lower 'at_least', or use more fields"
            keys = ("overlay", "at_least")
            yield self.at(subject, keys, found, accepted=GRADED, fix=fix)


class OverlayTable(Check):
    """The overlay's table leads to bands of the file, by words that it knows, to its end."""

    code = "overlay-table"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per unknown band or word; warning for lines that are never reached or missing."""
        overlay = subject.form.overlay
        if overlay is None or overlay.table is None:
            return
        bands = [band.band for band in subject.form.bands]
        used = fields_in_use(subject.form)
        for index, rule in enumerate(overlay.table):
            keys: tuple[Any, ...] = ("overlay", "table", index)
            if bands and rule.band not in bands:
                found = f"there is no band '{rule.band}'"
                keys_of_band = (*keys, "band")
                yield self.at(subject, keys_of_band, found, accepted=bands, guess=rule.band)
            asked = names(read_filter(rule.when)) if rule.when else frozenset()
            yield from self._words(subject, (*keys, "when"), asked, used)
            if rule.when is None and index < len(overlay.table) - 1:
                found = "a line without 'when' holds always: those below are never reached"
                yield self.at(subject, keys, found, severity=Severity.WARNING)
        if overlay.table[-1].when is not None:
            found = "the last line has a 'when': readings that match no line give no band"
            last = ("overlay", "table", len(overlay.table) - 1)
            fix = "end the table with a line that has only 'band'"
            yield self.at(subject, last, found, severity=Severity.WARNING, fix=fix)

    def _words(
        self, subject: Subject, keys: tuple[Any, ...], asked: frozenset[str], used: tuple[str, ...]
    ) -> Iterator[Issue]:
        for word in sorted(asked):
            if word not in COUNTS:
                found = f"the table does not know '{word}'"
                yield self.at(subject, keys, found, accepted=COUNTS, guess=word)
            elif word == "pulse" and "pulse" not in used:
                found = "'pulse' is not in the overlay, so this never holds"
                yield self.at(subject, keys, found, severity=Severity.WARNING)


class OverlayGrades(Check):
    """Grades are 2, 1 or 0, for words that the field has."""

    code = "overlay-grades"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per field that is not graded, per unknown word and per other number."""
        overlay = subject.form.overlay
        for name, grades in (overlay.grades if overlay else {}).items():
            keys: tuple[Any, ...] = ("overlay", "grades", name)
            column = TABLES["assessments"].column(name)
            words = column.accepts if column else ()
            if name not in GRADES:
                found = f"'{name}' is a number and has no grades"
                yield self.at(subject, keys, found, of_key=True, accepted=GRADED)
                continue
            for word, grade in grades.items():
                if word not in words:
                    found = f"'{name}' never says '{word}'"
                    yield self.at(
                        subject, (*keys, word), found, of_key=True, accepted=words, guess=word
                    )
                elif grade not in (0, 1, 2):
                    found = f"a grade of {grade}"
                    yield self.at(subject, (*keys, word), found, accepted=("2, 1 or 0",))


class GrowthRule(Check):
    """Growth builds on the top band and asks for a score that can be reached."""

    code = "growth"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error for another band, a score outside 0 to 100, and growth upon growth."""
        growth, bands = subject.form.growth, [band.band for band in subject.form.bands]
        if growth is None:
            return
        if bands and growth.on != bands[-1]:
            found = f"'{growth.on}' is not the top band"
            yield self.at(subject, ("growth", "on"), found, accepted=bands[-1:], guess=growth.on)
        if not 0 <= growth.from_score <= 100:
            found = f"growth from {growth.from_score:g}"
            yield self.at(subject, ("growth", "from"), found, accepted=("0 to 100",))
        if subject.form.purpose == "growth":
            found = "a growth scorecard has no growth of its own"
            yield self.at(subject, ("growth",), found, of_key=True, fix="remove 'growth:'")


class OneRole(Check):
    """A growth scorecard is asked, not routed to: it serves no onboarding and sets no overlay."""

    code = "growth-card"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per key that has no meaning in a growth scorecard."""
        form = subject.form
        if form.purpose == "growth":
            for key in ("applies_to", "onboarding", "overlay", "caps"):
                if getattr(form, key):
                    found = f"a growth scorecard has no '{key}'"
                    yield self.at(subject, (key,), found, of_key=True, fix=f"remove '{key}:'")
