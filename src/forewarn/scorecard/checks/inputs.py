"""Checks of the inputs taken together: how many, how heavy, and why."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from forewarn.scorecard.checks.check import Check, Subject
from forewarn.scorecard.forms import CurveForm, InputForm
from forewarn.terms.issue import Issue, Severity

FEWEST, ENOUGH, MOST = 4, 5, 8
CATEGORIES = 3
HEAVIEST_SHARE = 0.4
# What data gives by itself, and what takes people to find out.
EASY = frozenset({"usage", "support", "tickets"})
HARD = frozenset(
    {"relationship", "value", "outcomes", "engagement", "executive", "champion", "sponsor"}
)


def share(inputs: list[InputForm], one: InputForm) -> float:
    """Share of the stated weight that an input carries."""
    total = sum(item.weight for item in inputs)
    return one.weight / total if total else 0.0


class InputCount(Check):
    """A scorecard has four to eight inputs.

    Fewer leave too much to one signal, more leave nobody able to say what moved the score. A
    candidate may have more, so that an old score can be compared.
    """

    code = "input-count"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error above 8, warning below 4, note below 5; warnings outside what is in force."""
        count = len(subject.form.inputs)
        if FEWEST <= count <= MOST:
            if count < ENOUGH and subject.strict:
                found = f"{count} inputs are few: one missing signal already shifts the score"
                yield self.at(subject, ("inputs",), found, severity=Severity.NOTE, of_key=True)
            return
        severity = Severity.ERROR if subject.strict and count > MOST else Severity.WARNING
        fix = "leave out those that say the same" if count > MOST else "add another signal"
        fix += ", or write 'candidate: true' to compare it first"
        found = f"{count} input{'s' if count != 1 else ''}"
        accepted = (f"{FEWEST} to {MOST} inputs",)
        yield self.at(
            subject,
            ("inputs",),
            found,
            severity=severity,
            of_key=True,
            accepted=accepted,
            fix=fix if subject.strict else "",
        )


class CategoryCount(Check):
    """The inputs come from at least three categories.

    A score fed by one kind of fact is blind to the others.
    """

    code = "category-count"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error when in force, warning otherwise."""
        names = sorted({item.category.strip().lower() for item in subject.form.inputs})
        if len(names) < CATEGORIES:
            severity = Severity.ERROR if subject.strict else Severity.WARNING
            found = f"{len(names)} categor{'ies' if len(names) > 1 else 'y'}: {', '.join(names)}"
            accepted = (f"at least {CATEGORIES}",)
            yield self.at(
                subject, ("inputs",), found, severity=severity, of_key=True, accepted=accepted
            )


class HeaviestInput(Check):
    """No input carries more than 40 % of the weight.

    Above that, the score is one signal with decoration.
    """

    code = "weight-share"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error when in force, warning otherwise."""
        inputs = subject.form.inputs
        severity = Severity.ERROR if subject.strict else Severity.WARNING
        for index, item in enumerate(inputs):
            carried = share(inputs, item)
            if carried > HEAVIEST_SHARE + 1e-9:
                total = sum(other.weight for other in inputs)
                most = (total - item.weight) * HEAVIEST_SHARE / (1 - HEAVIEST_SHARE)
                yield self.at(
                    subject,
                    ("inputs", index, "weight"),
                    f"'{item.input}' carries {carried:.0%} of the weight",
                    severity=severity,
                    accepted=(f"at most {HEAVIEST_SHARE:.0%}",),
                    fix=f"write at most {most:g} here, or raise the others",
                )


class EasyOutweighsHard(Check):
    """What is easy to measure should not outweigh what decides renewals.

    Usage and tickets come for free; champions, outcomes and executive contact are lost first and
    must be asked for.
    """

    code = "easy-outweighs-hard"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Warning when usage and support weigh more than relationship, value and executives."""
        inputs = subject.form.inputs
        easy = sum(share(inputs, one) for one in inputs if one.category.lower() in EASY)
        hard = sum(share(inputs, one) for one in inputs if one.category.lower() in HARD)
        if easy > hard + 1e-9 and subject.form.purpose == "health":
            found = f"usage and support weigh {easy:.0%}, relationship and value {hard:.0%}"
            fix = "give champions, outcomes or executive contact at least the same weight"
            yield self.at(subject, ("inputs",), found, of_key=True, fix=fix)


class MissingWhy(Check):
    """Every input says why it is in."""

    code = "missing-why"
    severity = Severity.WARNING
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Warning per input without ``why``."""
        for index, item in enumerate(subject.form.inputs):
            if not item.why:
                found = f"'{item.input}' does not say why it is in"
                fix = "add 'why: …'"
                yield self.at(subject, ("inputs", index, "input"), found, fix=fix)


class MissingOrigin(Check):
    """Every input says who named it, or which outcomes support it."""

    code = "missing-origin"
    severity = Severity.NOTE
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Note per input without ``origin``."""
        for index, item in enumerate(subject.form.inputs):
            if not item.origin:
                found = f"'{item.input}' does not say where it comes from"
                fix = "add 'origin: …', such as 'named by 6 of 7 CSMs, 2026-03'"
                yield self.at(subject, ("inputs", index, "input"), found, fix=fix)


class Weights(Check):
    """Weights are finite and above zero. Leave an input out rather than weigh it with zero."""

    code = "weight"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per weight that is not."""
        for index, item in enumerate(subject.form.inputs):
            if not (isfinite(item.weight) and item.weight > 0):
                found = f"'{item.input}' has weight {item.weight:g}"
                accepted = ("a number above 0",)
                keys = ("inputs", index, "weight")
                yield self.at(subject, keys, found, accepted=accepted)

    piecewise = True


class InputNames(Check):
    """Inputs have different names: contributions, charts and sheets go by them."""

    code = "duplicate-input"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per name that stands a second time, whatever its case."""
        seen: set[str] = set()
        for index, item in enumerate(subject.form.inputs):
            name = item.input.strip().lower()
            if name in seen:
                found = f"a second input is called '{item.input}'"
                yield self.at(subject, ("inputs", index, "input"), found, fix="rename one")
            seen.add(name)


class MovesTwoBands(Check):
    """Names inputs that alone can move an account by two bands.

    Nothing wrong with it, but whoever feeds that signal should know.
    """

    code = "two-bands-alone"
    severity = Severity.NOTE

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Note per input whose full range spans a whole band, the others held."""
        inputs = subject.form.inputs
        edges = [band.from_score for band in subject.form.bands]
        for index, item in enumerate(inputs):
            steps = _crossing(inputs, item, edges)
            if steps is not None:
                first, last = (subject.form.bands[step].band for step in steps)
                found = f"'{item.input}' alone can move an account from {first} to {last}"
                yield self.at(subject, ("inputs", index, "input"), found)


def _crossing(
    inputs: list[InputForm], one: InputForm, edges: list[float]
) -> tuple[int, int] | None:
    weight = share(inputs, one)
    low, high = (weight * points for points in extent(one.curve))
    others = [(share(inputs, item), extent(item.curve)) for item in inputs if item is not one]
    least = sum(part * points[0] for part, points in others)
    most = sum(part * points[1] for part, points in others)
    for step in range(len(edges) - 2):
        # Others' points that leave the account below the middle band at worst, above it at best.
        from_, below = max(least, edges[step + 2] - high), edges[step + 1] - low
        if from_ <= most and from_ < below - 1e-9:
            return step, step + 2
    return None


def extent(curve: CurveForm) -> tuple[float, float]:
    """Lowest and highest points that a curve gives."""
    points = [*(curve.linear or curve.steps or curve.lookup or {}).values()]
    return (min(points), max(points)) if points else (0.0, 100.0)
