"""Checks of one curve at a time, against its own shape and its signal's values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

from forewarn.scorecard.checks.check import Check, Subject
from forewarn.scorecard.checks.words import number_words, words_of
from forewarn.scorecard.forms import CURVES, CurveForm, InputForm
from forewarn.terms.issue import Issue, Severity

OTHERWISE = "otherwise"
NUMBER_KINDS = frozenset(
    "count sum mean distinct active_days share ratio change trend days_since days_without open"
    " overdue days_late time_to_first age days_until unmet longest_unmet".split()
)


def points_of(curve: CurveForm) -> dict[object, float]:
    """Points by value or word, for the curves that list them."""
    table: Mapping[Any, float] = curve.linear or curve.steps or curve.lookup or {}
    return dict(table)


class OneCurve(Check):
    """An input has exactly one curve."""

    code = "curve-kind"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error for none or several."""
        for index, item in enumerate(subject.form.inputs):
            given = [word for word in CURVES if getattr(item.curve, word) is not None]
            if len(given) != 1:
                found = f"'{item.input}' has {' and '.join(given) or 'no curve'}"
                fix = "write one of them, as in curve: {linear: {0: 0, 20: 100}}"
                keys = ("inputs", index, "curve")
                yield self.at(subject, keys, found, accepted=CURVES, fix=fix)


class CurvePoints(Check):
    """Points lie between 0 and 100."""

    code = "curve-points"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per number of points outside."""
        for index, item in enumerate(subject.form.inputs):
            for value, points in points_of(item.curve).items():
                if not (isfinite(points) and 0 <= points <= 100):
                    keys = ("inputs", index, "curve", item.curve.kind, value)
                    found = f"{points:g} points"
                    yield self.at(subject, keys, found, accepted=("0 to 100",))


class CurveOrder(Check):
    """The values of linear and steps curves ascend, at least two of them.

    Written in order, a curve can be read from left to right.
    """

    code = "curve-order"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per value that is not above the one before, and for fewer than two values."""
        for index, item in enumerate(subject.form.inputs):
            curve = item.curve
            values = list(curve.linear or curve.steps or {})
            keys = ("inputs", index, "curve", curve.kind)
            if len(values) < 2 and curve.kind in ("linear", "steps"):
                found = f"a {curve.kind} curve of {len(values)} values"
                yield self.at(subject, keys, found, accepted=("at least two values",))
            for before, value in pairwise(values):
                if not value > before:
                    found = f"{value:g} stands after {before:g}"
                    fix = "write the values in ascending order"
                    yield self.at(subject, (*keys, value), found, of_key=True, fix=fix)


class LookupWords(Check):
    """A lookup lists the words that its signal can give, and no others."""

    code = "lookup-words"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per word the signal never gives, warning per word that has no points."""
        for index, item in enumerate(subject.form.inputs):
            words = words_of(subject.written(item.signal))
            if item.curve.lookup is None:
                continue
            keys = ("inputs", index, "curve", "lookup")
            if set(item.curve.lookup) <= {OTHERWISE}:
                yield self.at(subject, keys, "a lookup without words", accepted=words)
            elif words:
                yield from self._compare(subject, keys, item.curve.lookup, words)

    def _compare(
        self,
        subject: Subject,
        keys: Sequence[object],
        table: dict[str, float],
        words: Sequence[str],
    ) -> Iterator[Issue]:
        for word in table:
            if word not in words and word != OTHERWISE:
                found = f"the signal never says '{word}'"
                yield self.at(
                    subject, (*keys, word), found, of_key=True, accepted=words, guess=word
                )
        without = [word for word in words if word not in table]
        if without and OTHERWISE not in table:
            found = f"no points for {', '.join(without)}: counts as missing"
            fix = "add it, or 'otherwise: …'"
            yield self.at(subject, keys, found, severity=Severity.WARNING, fix=fix)


class CurveFits(Check):
    """Words need a lookup, numbers a curve over numbers."""

    code = "curve-fit"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error when words meet a curve over numbers, or numbers a lookup of words alone."""
        for index, item in enumerate(subject.form.inputs):
            yield from self._numbers(subject, index, item)
            words = words_of(subject.written(item.signal))
            if words and not number_words(words) and item.curve.kind not in ("lookup", ""):
                found = f"'{item.signal}' gives words ({', '.join(words)}), no numbers"
                keys = ("inputs", index, "curve", item.curve.kind)
                table = ", ".join(f"{word}: …" for word in words)
                fix = f"use curve: {{lookup: {{{table}}}}}"
                yield self.at(subject, keys, found, of_key=True, fix=fix)

    def _numbers(self, subject: Subject, index: int, item: InputForm) -> Iterator[Issue]:
        """A count looked up among words finds nothing, and would pass for missing."""
        kind = subject.written(item.signal).get("kind")
        listed = {str(word) for word in item.curve.lookup or {}} - {OTHERWISE}
        if not listed or OTHERWISE in (item.curve.lookup or {}) or any(map(_is_number, listed)):
            return
        gives_numbers = kind in NUMBER_KINDS or (
            kind == "adopted" and "at_least" not in subject.written(item.signal)
        )
        if gives_numbers:
            found = f"'{item.signal}' gives numbers, and none of {', '.join(sorted(listed))}"
            fix = "add 'at_least: n' to the signal" if kind == "adopted" else "use linear or steps"
            yield self.at(subject, ("inputs", index, "curve", "lookup"), found, fix=fix)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()


class PercentileShape(Check):
    """Frozen quantiles: per group at least two numbers that do not fall."""

    code = "percentile"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per group whose quantiles are too few or fall."""
        for index, item in enumerate(subject.form.inputs):
            curve = item.curve.percentile
            for group, quantiles in (curve.values if curve else {}).items():
                keys = ("inputs", index, "curve", "percentile", "values", group)
                if len(quantiles) < 2:
                    found = f"'{group}' has {len(quantiles)} quantile"
                    yield self.at(subject, keys, found, accepted=("at least two",))
                elif any(after < before for before, after in pairwise(quantiles)):
                    found = f"the quantiles of '{group}' fall"
                    fix = "write them ascending; 'falling: true' is for less is better"
                    yield self.at(subject, keys, found, fix=fix)


class TargetShape(Check):
    """Targets are above zero: a share of nothing says nothing."""

    code = "target"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per target that is not."""
        for index, item in enumerate(subject.form.inputs):
            curve = item.curve.target
            if curve is None:
                continue
            keys = ("inputs", index, "curve", "target")
            targets: list[tuple[tuple[Any, ...], float]] = [
                ((*keys, "values", word), value) for word, value in curve.values.items()
            ]
            if curve.otherwise is not None:
                targets.append(((*keys, OTHERWISE), curve.otherwise))
            for place, value in targets:
                if not (isfinite(value) and value > 0):
                    found = f"a target of {value:g}"
                    yield self.at(subject, place, found, accepted=("a number above 0",))


class ScaleSteps(Check):
    """Every step of a judgement has a written meaning.

    Two people who read the same meaning give the same step.
    """

    code = "scale"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error for steps without meaning, and meanings without step."""
        for index, item in enumerate(subject.form.inputs):
            words = words_of(subject.written(item.signal))
            pulse = number_words(words)
            if not item.scale and not pulse:
                continue
            steps = words or [word for word in item.curve.lookup or {} if word != OTHERWISE]
            without = [step for step in steps if step not in item.scale]
            keys = ("inputs", index, "scale")
            if without:
                found = f"'{item.input}': no meaning for step {', '.join(without)}"
                fix = "write under 'scale:' what each step means, in words a colleague would use"
                yield self.at(subject, keys, found, of_key=True, fix=fix)
            for step in item.scale:
                if steps and step not in steps:
                    found = f"a meaning for step '{step}', which does not exist"
                    yield self.at(subject, (*keys, step), found, of_key=True, accepted=steps)
