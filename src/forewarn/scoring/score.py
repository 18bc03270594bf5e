"""The score: a weighted mean of inputs, its parts, and when it is withheld (SEMANTICS 7 to 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forewarn.scorecard.model import Input, Scorecard
from forewarn.scoring.curves import NOT_APPLICABLE, Attributes, applies, lowest, points
from forewarn.scoring.rounding import added, percent, shown_parts, shown_score
from forewarn.terms.score import CategoryScore, Contribution, Score
from forewarn.terms.signal import SignalValue, Status, Value

NEUTRAL = 50.0
LARGEST_SHARE = 0.6
_HAIR = 1e-9  # weights are decimals in the file and binary here: 0.6 must meet a floor of 0.6

Values = Mapping[str, SignalValue]


class Stated(NamedTuple):
    """What sharing out weights needs to know of an input: its names and its weight in the file."""

    name: str
    category: str
    signal: str
    weight: float


class Told(NamedTuple):
    """One input of a score that was taken apart before, without what follows from it."""

    value: Value
    points: float | None
    status: Status = Status.OBSERVED
    filled: str | None = None
    detail: str | None = None


class Weighed(NamedTuple):
    """One input of one account before weights are shared out.

    Attributes:
        status: what counts: a value the curve cannot place is missing, one without a target or
            peers not applicable.
        points: None when the input is not in use.
        filled: ``neutral`` or ``poor`` when the points stand in for a missing value.
    """

    input: Input | Stated
    status: Status
    points: float | None
    filled: str | None = None


def score(card: Scorecard, values: Values, attributes: Attributes) -> Score:
    """Score one account and take the score apart.

    The score is the sum of the contributions in file order. An input that is not in use has
    weight 0 and contributes 0. When the score is withheld every contribution is None, while
    points and effective weights are kept.

    Args:
        card: the scorecard.
        values: by signal name; every signal of an input must be there.
        attributes: dated attributes, for targets and ranks among peers.
    """
    weighed = [weigh(each, values[each.signal], attributes) for each in card.inputs]
    sums, floor = _sums(weighed), card.coverage_floor
    weights, total, reason = _effective_weights(weighed, sums.used), None, None
    if _is_withheld(weighed, sums, floor):
        reason = _reason(weighed, sums, floor)
    else:
        total = _total(weighed, sums.used)
    return Score(
        score=total,
        shown=None if total is None else shown_score(total),
        reason=reason,
        coverage=sums.coverage,
        contributions=_contributions(
            weighed, weights, [values[each.signal] for each in card.inputs], total=total
        ),
        categories=_categories(weighed, weights),
    )


def retell(
    inputs: Sequence[Stated],
    told: Sequence[Told],
    *,
    score: float | None,
    coverage: float | None,
    reason: str | None,
) -> Score | None:
    """A score taken apart again: everything that follows from its inputs' points, to the bit.

    None when the points do not give that score.

    Args:
        inputs: in file order.
        told: the same.
        score, coverage, reason: as ``score`` gave them.
    """
    weighed = [
        Weighed(each, part.status, part.points, part.filled)
        for each, part in zip(inputs, told, strict=True)
    ]
    used = _sums(weighed).used
    weights = _effective_weights(weighed, used)
    if score is not None and not (used > 0 and _total(weighed, used) == score):
        return None
    values = [SignalValue(part.value, part.status, None, part.detail) for part in told]
    return Score(
        score=score,
        shown=None if score is None else shown_score(score),
        reason=reason,
        coverage=coverage,
        contributions=_contributions(weighed, weights, values, total=score),
        categories=_categories(weighed, weights),
    )


def quick_score(card: Scorecard, values: Values, attributes: Attributes) -> float | None:
    """The same score without its parts, for the weeks that only carry the steady band."""
    weighed = [weigh(each, values[each.signal], attributes) for each in card.inputs]
    sums = _sums(weighed)
    if _is_withheld(weighed, sums, card.coverage_floor):
        return None
    return _total(weighed, sums.used)


def weigh(each: Input, value: SignalValue, attributes: Attributes) -> Weighed:
    """Put one value on its curve, or say what stands in for it (SEMANTICS 7)."""
    if value.status is Status.NOT_APPLICABLE or not applies(each.curve, attributes):
        return Weighed(each, Status.NOT_APPLICABLE, None)
    if value.status is Status.OBSERVED:
        got = points(each.curve, value.value, attributes)
        if got is not None and got is not NOT_APPLICABLE:
            return Weighed(each, Status.OBSERVED, got)
    status = Status.STALE if value.status is Status.STALE else Status.MISSING
    if each.missing == "neutral":
        return Weighed(each, status, NEUTRAL, "neutral")
    if each.missing == "poor":
        return Weighed(each, status, lowest(each.curve), "poor")
    return Weighed(each, status, None)


def reading(each: Input, value: SignalValue, attributes: Attributes) -> Told:
    """One input by itself: what a score would say of it before weights are shared out."""
    found = weigh(each, value, attributes)
    return Told(value.value, found.points, found.status, found.filled, _detail(found, value))


class Shares(NamedTuple):
    """How weights are shared out among inputs, whatever their points.

    Attributes:
        used: stated weights in use: an input in use has ``stated / used`` of the score.
        coverage: None where no input applies.
        withheld: whether there is no score.
    """

    used: float
    coverage: float | None
    withheld: bool


def shares(weighed: Sequence[Weighed], floor: float) -> Shares:
    """Share weights out; of points only whether there are any counts.

    Args:
        weighed: in file order.
        floor: the scorecard's least coverage.
    """
    sums = _sums(weighed)
    return Shares(sums.used, sums.coverage, _is_withheld(weighed, sums, floor))


class _Sums(NamedTuple):
    """Stated weights summed in file order: of inputs asked, seen, and in use."""

    asked: float
    seen: float
    used: float

    @property
    def coverage(self) -> float | None:
        return self.seen / self.asked if self.asked > 0 else None


def _sums(weighed: Sequence[Weighed]) -> _Sums:
    asked = seen = used = 0.0
    for each in weighed:
        if each.status is not Status.NOT_APPLICABLE:
            asked += each.input.weight
        if each.status is Status.OBSERVED:
            seen += each.input.weight
        if each.points is not None:
            used += each.input.weight
    return _Sums(asked, seen, used)


def _effective_weights(weighed: Sequence[Weighed], used: float) -> list[float]:
    return [
        0.0 if each.points is None or used <= 0 else each.input.weight / used for each in weighed
    ]


def _total(weighed: Sequence[Weighed], used: float) -> float:
    total = 0.0
    for each in weighed:
        if each.points is not None:
            total += each.input.weight / used * each.points
    return min(max(total, 0.0), 100.0)  # shares may sum to a hair above 1


def _is_thin(coverage: float | None, floor: float) -> bool:
    return coverage is None or coverage < floor - _HAIR


def _is_withheld(weighed: Sequence[Weighed], sums: _Sums, floor: float) -> bool:
    thin = _is_thin(sums.coverage, floor) or sums.used <= 0
    return thin or _overweight(weighed, sums.used) is not None


def _overweight(weighed: Sequence[Weighed], used: float) -> Weighed | None:
    """The input that re-weighting leaves above 60 % of the score.

    Where every input is in use nothing was re-weighted; `check` judges the stated weights.
    """
    kept = [each for each in weighed if each.points is not None]
    if not kept or len(kept) == len(weighed):
        return None
    heaviest = max(kept, key=lambda each: each.input.weight)
    return heaviest if heaviest.input.weight / used > LARGEST_SHARE + _HAIR else None


def _reason(weighed: Sequence[Weighed], sums: _Sums, floor: float) -> str:
    """Why the score is withheld, in words."""
    coverage = sums.coverage
    if coverage is None:
        return "Not scored: no input applies to this account"
    heavy = _overweight(weighed, sums.used)
    why = f"coverage {percent(coverage)}, at least {percent(floor, up=True)} is needed"
    if heavy is not None and not _is_thin(coverage, floor):
        name, share = heavy.input.name, percent(heavy.input.weight / sums.used, up=True)
        why = f"{name} alone would be {share} of it, at most {percent(LARGEST_SHARE)} is allowed"
    return f"Not scored: too little data ({'; '.join([why, *_absent(weighed)])})"


def _absent(weighed: Sequence[Weighed]) -> list[str]:
    """What is missing and what does not apply, named."""
    lost = [
        each.input.name + (" (stale)" if each.status is Status.STALE else "")
        for each in weighed
        if each.status in (Status.MISSING, Status.STALE)
    ]
    rest = [each.input.name for each in weighed if each.status is Status.NOT_APPLICABLE]
    named = (("missing", lost), ("not applicable", rest))
    return [f"{word}: {', '.join(names)}" for word, names in named if names]


def _contributions(
    weighed: Sequence[Weighed],
    weights: Sequence[float],
    values: Sequence[SignalValue],
    *,
    total: float | None,
) -> tuple[Contribution, ...]:
    parts = [weight * (each.points or 0.0) for each, weight in zip(weighed, weights, strict=True)]
    shown = [0.0] * len(parts) if total is None else shown_parts(parts, shown_score(total))
    return tuple(
        _contribution(each, value, weight, parts=None if total is None else (part, tenths))
        for each, value, weight, part, tenths in zip(
            weighed, values, weights, parts, shown, strict=True
        )
    )


def _contribution(
    each: Weighed, value: SignalValue, weight: float, *, parts: tuple[float, float] | None
) -> Contribution:
    part, shown = parts or (None, None)
    return Contribution(
        input=each.input.name,
        category=each.input.category,
        signal=each.input.signal,
        value=value.value,
        status=each.status,
        points=each.points,
        weight=weight,
        stated_weight=each.input.weight,
        contribution=part,
        shown=shown,
        filled=each.filled,
        detail=_detail(each, value),
    )


def _detail(each: Weighed, value: SignalValue) -> str | None:
    if value.status is not Status.OBSERVED or each.status is Status.OBSERVED:
        return value.detail
    if each.status is Status.NOT_APPLICABLE:
        return "no target or no peers for this account"
    return f"'{value.value}' has no place on the curve"


def _categories(weighed: Sequence[Weighed], weights: Sequence[float]) -> tuple[CategoryScore, ...]:
    names = dict.fromkeys(each.input.category for each in weighed)
    return tuple(_category(name, weighed, weights) for name in names)


def _category(name: str, weighed: Sequence[Weighed], weights: Sequence[float]) -> CategoryScore:
    mine = [
        (weight, each.points)
        for each, weight in zip(weighed, weights, strict=True)
        if each.input.category == name and each.points is not None
    ]
    total = added(weight for weight, _ in mine)
    mean = added(weight * got for weight, got in mine) / total if total > 0 else None
    return CategoryScore(name, mean, total)
