"""Weights from several people: each splits 100 points alone, the median is proposed (S19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import Plain

POINTS = 100


@dataclass(frozen=True, slots=True)
class ProposedWeight(Plain):
    """What people said of one input.

    Attributes:
        weight: the median, rescaled so that all weights sum to 100 whole numbers.
        low, high: smallest and largest number of points anyone gave.
        spread: high minus low: where it is large, people should talk before the file is changed.
        by: points by person.
    """

    input: str
    weight: int
    median: float
    low: float
    high: float
    spread: float
    by: Mapping[str, float]


def propose_weights(
    splits: Mapping[str, Mapping[str, float]], *, step: int = 1
) -> tuple[ProposedWeight, ...]:
    """Propose weights from everyone's own split of 100 points.

    Args:
        splits: by person, points by input; the first person's order of inputs is kept.
        step: weights in multiples of it (5 for rounder numbers); must divide 100. What rounding
            leaves over goes to the largest remainders, ties in order.

    Raises:
        ForewarnError: nobody split anything, a split does not sum to 100, has a negative number,
            or names other inputs than the first one. All such splits are named.
    """
    problems = [problem for person in splits for problem in _problems(person, splits)]
    if not splits or problems:
        found = "; ".join(problems) or "nobody has split any points yet"
        raise ForewarnError(found, fix="give every input points of 0 or more that sum to 100")
    names = list(next(iter(splits.values())))
    medians = [float(median(split[name] for split in splits.values())) for name in names]
    weights = _whole(medians, step)
    return tuple(
        _proposed(name, weight, middle, splits)
        for name, weight, middle in zip(names, weights, medians, strict=True)
    )


def _problems(person: str, splits: Mapping[str, Mapping[str, float]]) -> list[str]:
    split, first = splits[person], next(iter(splits.values()))
    found = []
    if set(split) != set(first):
        different = ", ".join(sorted(set(split) ^ set(first)))
        found.append(f"{person} did not split over the same inputs ({different})")
    if any(points < 0 for points in split.values()):
        found.append(f"{person} gave negative points")
    if round(sum(split.values()), 6) != POINTS:
        found.append(f"{person}'s points sum to {sum(split.values()):g}, not {POINTS}")
    return found


def _whole(medians: Sequence[float], step: int) -> list[int]:
    # Medians of splits need not sum to 100, and are all 0 only when no one agrees with anyone.
    total = sum(medians)
    exact = [(value / total if total else 1 / len(medians)) * (POINTS / step) for value in medians]
    units = [int(value + 1e-9) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: -round(exact[place] - units[place], 9))
    for place in order[: POINTS // step - sum(units)]:
        units[place] += 1
    return [unit * step for unit in units]


def _proposed(
    name: str, weight: int, middle: float, splits: Mapping[str, Mapping[str, float]]
) -> ProposedWeight:
    by = {person: float(split[name]) for person, split in splits.items()}
    low, high = min(by.values()), max(by.values())
    return ProposedWeight(name, weight, middle, low, high, high - low, by)
