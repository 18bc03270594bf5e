"""Checks of bands, of the rules that hold them, and of the file's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from forewarn.scorecard.checks.check import Check, Subject
from forewarn.signals.fields import read_filter
from forewarn.signals.filters.check import troubles
from forewarn.terms.facts import TABLES
from forewarn.terms.issue import Issue, Severity

COUNTS = (3, 4)


class BandCount(Check):
    """A scorecard has three or four bands; Growth is not counted.

    Fewer hide the accounts that are still cheap to turn; with more, nobody knows what each asks
    for. A growth scorecard gives a score only and may have none.
    """

    code = "band-count"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error for any other number."""
        count = len(subject.form.bands)
        if count not in COUNTS and not (count == 0 and subject.form.purpose == "growth"):
            found = f"{count} band{'s' if count != 1 else ''}"
            yield self.at(subject, ("bands",), found, of_key=True, accepted=("three or four",))


class BandEdges(Check):
    """Bands begin at 0 and ascend, each below 100, so that every score has exactly one."""

    code = "band-edges"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per edge out of order."""
        bands = subject.form.bands
        if bands and bands[0].from_score != 0:
            found = f"the lowest band, '{bands[0].band}', begins at {bands[0].from_score:g}"
            fix = "write 'from: 0' for the first band, worst first"
            yield self.at(subject, ("bands", 0, "from"), found, accepted=("0",), fix=fix)
        for index, (below, band) in enumerate(pairwise(bands), 1):
            keys = ("bands", index, "from")
            if not below.from_score < band.from_score:
                found = f"'{band.band}' begins at {band.from_score:g}, not above '{below.band}'"
                fix = "order the bands from worst to best by 'from'"
                yield self.at(subject, keys, found, fix=fix)
            elif band.from_score >= 100:
                found = f"'{band.band}' begins at {band.from_score:g}: no account could reach it"
                yield self.at(subject, keys, found, accepted=("below 100",))


class BandNames(Check):
    """Bands have different names, Growth included."""

    code = "duplicate-band"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per name that stands a second time, whatever its case."""
        named: list[tuple[tuple[Any, ...], str]] = [
            (("bands", i, "band"), band.band) for i, band in enumerate(subject.form.bands)
        ]
        if subject.form.growth is not None:
            named.append((("growth", "band"), subject.form.growth.band))
        seen: set[str] = set()
        for keys, name in named:
            if name.strip().lower() in seen:
                found = f"a second band is called '{name}'"
                yield self.at(subject, keys, found, fix="rename one")
            seen.add(name.strip().lower())


class ResponseTime(Check):
    """Every band but the top one says how soon someone responds."""

    code = "respond-within"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per band below the top without ``respond_within``."""
        for index, band in enumerate(subject.form.bands[:-1]):
            if band.respond_within is None:
                found = f"'{band.band}' has no 'respond_within'"
                fix = "add how soon someone responds, as in respond_within: 2d"
                yield self.at(subject, ("bands", index), found, fix=fix)


class SteadyMargin(Check):
    """The margin of ``steady`` is smaller than half the narrowest band.

    A wider one would hold accounts in a band whose neighbours they have long passed.
    """

    code = "steady-margin"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error for a margin below 0, warning for a wide one."""
        steady = subject.form.steady
        if steady is None:
            return
        if steady.margin < 0:
            found = f"a margin of {steady.margin:g}"
            yield self.at(subject, ("steady", "margin"), found, accepted=("0 or more",))
        edges = [*(band.from_score for band in subject.form.bands), 100.0]
        narrowest = min((after - before for before, after in pairwise(edges)), default=100.0)
        if 0 < narrowest / 2 <= steady.margin:
            found = f"the margin of {steady.margin:g} is wide: the narrowest band has {narrowest:g}"
            accepted = (f"below {narrowest / 2:g}",)
            keys = ("steady", "margin")
            yield self.at(subject, keys, found, severity=Severity.WARNING, accepted=accepted)


class CapBands(Check):
    """Caps name bands of the file, below the top one."""

    code = "cap-band"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per band that is not there, warning per cap that holds nothing down."""
        bands = [band.band for band in subject.form.bands]
        for index, cap in enumerate(subject.form.caps if bands else ()):
            keys = ("caps", index, "not_above")
            if cap.not_above not in bands:
                found = f"there is no band '{cap.not_above}'"
                yield self.at(subject, keys, found, accepted=bands, guess=cap.not_above)
            elif cap.not_above == bands[-1]:
                found = f"'{cap.not_above}' is the top band: this cap never holds anything down"
                yield self.at(subject, keys, found, severity=Severity.WARNING, accepted=bands[:-1])


class Ranges(Check):
    """Numbers of the file as a whole lie where they mean something."""

    code = "out-of-range"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error for a version below 1 and a coverage floor outside 0 to 1."""
        form = subject.form
        if form.version < 1:
            found = f"version {form.version}"
            yield self.at(subject, ("version",), found, accepted=("1 or more",))
        if not 0 <= form.coverage_floor <= 1:
            found = f"a coverage floor of {form.coverage_floor:g}"
            percent = 1 < form.coverage_floor <= 100
            fix = f"write {form.coverage_floor / 100:g}" if percent else ""
            yield self.at(subject, ("coverage_floor",), found, accepted=("0 to 1",), fix=fix)


class Success(Check):
    """A scorecard says which outcomes healthy stands for, so that evidence can test it."""

    code = "no-success"
    severity = Severity.WARNING
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Warning when no outcome is named, error when one is named twice."""
        success = subject.form.success
        if not success:
            fix = "add it, as in success: [renewal, expansion]"
            found = "no 'success': nothing says what healthy means here"
            yield self.at(subject, ("scorecard",), found, of_key=True, fix=fix)
        for index, word in enumerate(success):
            if word in success[:index]:
                found = f"'{word}' stands twice"
                keys = ("success", index)
                yield self.at(subject, keys, found, severity=Severity.ERROR, fix="remove one")


class AccountFilters(Check):
    """Filters over accounts compare attributes with values that they can have."""

    code = "filter"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per comparison that can never hold, such as an unknown status."""
        form = subject.form
        go_live = form.onboarding.go_live if form.onboarding else None
        accounts = TABLES["accounts"]
        for keys, text in (
            (("applies_to",), form.applies_to),
            (("onboarding", "go_live"), go_live),
        ):
            tree = read_filter(text) if text is not None else None
            for trouble in troubles(tree, accounts.column) if tree is not None else ():
                accepted = (trouble.accepted,) if trouble.accepted else ()
                issue = self.at(subject, keys, trouble.found, accepted=accepted, fix=trouble.fix)
                yield replace(issue, did_you_mean=trouble.did_you_mean)
