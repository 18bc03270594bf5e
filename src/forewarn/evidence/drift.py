"""Drift: is the book, or what is measured of it, another one than before (E6)?

Two figures each: the population stability index (PSI), which says how far two distributions lie
apart, with the value that chance alone exceeds one time in twenty in this very book; and a test
(Kolmogorov and Smirnov's for numbers, chi-square for words), corrected for looking at many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forewarn.evidence.drawing import Floats, Places
from forewarn.evidence.permuting import ARRANGEMENTS, SEED, Counts, TwoDates, chance_of
from forewarn.terms.score import Plain
from forewarn.terms.signal import Value

BINS, STEPS = 10, 50
FEWEST = 20
LEVEL = 0.05
ROUGHLY = 0.5
"""Added to every count, so that an empty class has a logarithm."""
NO_VALUE = "no value"
TEST_OF_NUMBERS, TEST_OF_WORDS = "Kolmogorov-Smirnov", "chi-square"

Values = Mapping[str, Value]
"""By account."""
Counted = Floats | Counts


@dataclass(frozen=True, slots=True)
class Drift(Plain):
    """One distribution at two dates.

    Attributes:
        name: of the attribute, or of the signal with its scorecard.
        kind: ``segment`` or ``signal``.
        n_before, n_after: accounts at each date; ``both`` of them at both.
        psi: population stability index over tenths of the values, missing ones by themselves;
            None when it cannot be said (``because``).
        psi_by_chance: what chance alone exceeds one time in twenty, in this book.
        beyond_chance: PSI lies above that.
        test, statistic, p: the test and its chance under "nothing changed"; ``p_corrected`` after
            Holm's correction over everything that was looked at together.
        alarm: the corrected chance is at most 5 %.
        before, after: median of a number; for words the share of the class named in ``most``, the
            one whose share changed most.
    """

    name: str
    kind: str
    n_before: int
    n_after: int
    both: int
    psi: float | None = None
    psi_by_chance: float | None = None
    beyond_chance: bool = False
    test: str = ""
    statistic: float | None = None
    p: float | None = None
    p_corrected: float | None = None
    alarm: bool = False
    before: float | None = None
    after: float | None = None
    most: str | None = None
    because: str = ""


def drift(
    name: str,
    before: Values,
    now: Values,
    *,
    kind: str = "signal",
    arrangements: int = ARRANGEMENTS,
    seed: int = SEED,
) -> Drift:
    """Compare what accounts had at two dates; ``corrected`` sets the alarm.

    Args:
        name: what it is called.
        before: per account its value; None = missing, which is a class of its own.
        now: the same at the second date.
        kind: ``segment`` or ``signal``.
        arrangements: how many the chances rest on.
        seed: of the arrangements.
    """
    accounts = sorted({*before, *now})
    both = len(before.keys() & now.keys())
    plainly = Drift(name, kind, len(before), len(now), both)
    if min(len(before), len(now)) < FEWEST:
        return replace(plainly, because=f"there are fewer than {FEWEST} accounts at a date")
    sides = _Sides(
        [before.get(each, _ABSENT) for each in accounts],
        [now.get(each, _ABSENT) for each in accounts],
    )
    if sides.are_all_alike:
        return replace(plainly, because="every account has the same value at both dates")
    classes = sides.classes(BINS)
    found = _apart(plainly, classes, arrangements, seed)
    tested = _tested(found, sides, classes, arrangements, seed)
    return sides.with_middle(tested, classes)


class _Absent:
    """Stands for an account that is not there."""


_ABSENT = _Absent()
_Side = Sequence["Value | _Absent"]


@dataclass(frozen=True, slots=True)
class _Classes:
    """Values put into classes: names, and the class of each account, -1 where it is not there."""

    names: tuple[str, ...]
    before: Places
    after: Places

    @property
    def counted(self) -> TwoDates:
        return TwoDates.of(self.before, self.after, len(self.names))


class _Sides:
    """Two columns of values of the same accounts."""

    def __init__(self, before: _Side, after: _Side) -> None:
        self.before, self.after = before, after
        self.there = [each for each in (*before, *after) if not isinstance(each, _Absent)]
        known = [each for each in self.there if each is not None]
        self.in_numbers = bool(known) and all(_is_number(each) for each in known)

    @property
    def are_all_alike(self) -> bool:
        return len({_text(each) for each in self.there}) < 2

    def classes(self, most: int) -> _Classes:
        """Quantile classes of numbers, cut on both dates together; words as they are."""
        if not self.in_numbers:
            names = sorted({_text(each) for each in self.there})
            place = {name: number for number, name in enumerate(names)}
            columns = [_placed(side, place) for side in (self.before, self.after)]
            return _Classes(tuple(names), *columns)
        edges = _edges(_numbers(self.there), most)
        names = [f"class {number + 1}" for number in range(len(edges) + 1)]
        columns = [_cut(side, edges, missing=len(names)) for side in (self.before, self.after)]
        return _Classes((*names, NO_VALUE), *columns)

    def with_middle(self, found: Drift, classes: _Classes) -> Drift:
        """Medians, or the share of the class that changed most."""
        if self.in_numbers:
            return replace(found, before=_median(self.before), after=_median(self.after))
        counted = classes.counted
        then, later = _shares(counted.before), _shares(counted.after)
        most = int(np.abs(later - then).argmax())
        return replace(
            found, before=float(then[most]), after=float(later[most]), most=classes.names[most]
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    if value is None:
        return NO_VALUE
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _placed(side: _Side, place: Mapping[str, int]) -> Places:
    return np.array(
        [-1 if isinstance(e, _Absent) else place[_text(e)] for e in side], dtype=np.intp
    )


def _edges(values: Sequence[float], most: int) -> Floats:
    """Inner edges of at most so many classes of about the same size."""
    inner = np.quantile(np.array(values), np.arange(1, most) / most)
    edges: Floats = np.unique(inner)
    return edges[edges < max(values)]


def _cut(side: _Side, edges: Floats, *, missing: int) -> Places:
    numbers = np.array(
        [float(e) if _is_number(e) else np.nan for e in side],  # type: ignore[arg-type]
        dtype=np.float64,
    )
    places = np.searchsorted(edges, numbers, side="left")
    places[np.isnan(numbers)] = missing
    places[[isinstance(each, _Absent) for each in side]] = -1
    return places.astype(np.intp)


def _numbers(side: _Side) -> list[float]:
    return [
        float(each) for each in side if isinstance(each, int | float) and not isinstance(each, bool)
    ]


def _median(side: _Side) -> float | None:
    values = _numbers(side)
    return float(np.median(values)) if values else None


def _apart(found: Drift, classes: _Classes, arrangements: int, seed: int) -> Drift:
    counted = classes.counted
    psi = float(stability(counted.before, counted.after)[0])
    drawn = stability(*counted.arranged(arrangements=arrangements, seed=seed))
    limit = float(np.quantile(drawn, 1 - LEVEL, method="higher"))
    return replace(found, psi=psi, psi_by_chance=limit, beyond_chance=psi > limit + 1e-12)


def _tested(found: Drift, sides: _Sides, classes: _Classes, arrangements: int, seed: int) -> Drift:
    numbers = sides.in_numbers
    counted = (sides.classes(STEPS) if numbers else classes).counted
    if numbers:
        counted = _without_last(sides.classes(STEPS))
    statistic = kolmogorov_smirnov if numbers else chi_square
    seen = float(statistic(counted.before, counted.after)[0])
    drawn = statistic(*counted.arranged(arrangements=arrangements, seed=seed + 1))
    name = TEST_OF_NUMBERS if numbers else TEST_OF_WORDS
    return replace(found, test=name, statistic=seen, p=chance_of(seen, drawn))


def _without_last(classes: _Classes) -> TwoDates:
    """Missing values have no place among numbers: such an account counts as not there."""
    last = len(classes.names) - 1
    sides = [np.where(side == last, -1, side) for side in (classes.before, classes.after)]
    return TwoDates.of(sides[0], sides[1], last)


def stability(before: Counted, now: Counted) -> Floats:
    """Population stability index: sum over classes of (q - p) ln(q / p).

    p and q are the shares before and now, half an account added to every class.

    Args:
        before: accounts by class, or rows of such.
        now: the same.

    Returns:
        One index a row.
    """
    p, q = _shares(before, plus=ROUGHLY), _shares(now, plus=ROUGHLY)
    index: Floats = np.atleast_1d(((q - p) * np.log(q / p)).sum(axis=-1))
    return index


def kolmogorov_smirnov(before: Counted, now: Counted) -> Floats:
    """Largest distance between two cumulative distributions over classes in order; one a row."""
    apart = np.abs(np.cumsum(_shares(now) - _shares(before), axis=-1)).max(axis=-1)
    distance: Floats = np.atleast_1d(apart)
    return distance


def chi_square(before: Counted, now: Counted) -> Floats:
    """Pearson's chi-square of the two rows of counts; one a row."""
    two = np.stack([np.atleast_2d(before), np.atleast_2d(now)]).astype(np.float64)
    rows, columns = two.sum(axis=-1, keepdims=True), two.sum(axis=0, keepdims=True)
    expected = rows * columns / rows.sum(axis=0, keepdims=True)
    parts = np.divide((two - expected) ** 2, expected, out=np.zeros_like(two), where=expected > 0)
    total: Floats = parts.sum(axis=(0, 2))
    return total


def _shares(counts: Counted, *, plus: float = 0.0) -> Floats:
    more = np.asarray(counts, dtype=np.float64) + plus
    shares: Floats = more / np.maximum(more.sum(axis=-1, keepdims=True), 1e-300)
    return shares


def corrected(found: Sequence[Drift]) -> tuple[Drift, ...]:
    """Chances corrected by Holm (1979), so that at most one family in twenty has a false alarm.

    Args:
        found: everything that is looked at together; those without a test are left as they are.
    """
    tested = sorted((each.p, place) for place, each in enumerate(found) if each.p is not None)
    result, highest = list(found), 0.0
    for number, (p, place) in enumerate(tested):
        highest = max(highest, min(1.0, p * (len(tested) - number)))
        alarm = highest <= LEVEL
        result[place] = replace(found[place], p_corrected=highest, alarm=alarm)
    return tuple(result)
