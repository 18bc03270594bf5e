"""Weights, coverage, the score and when it is withheld, as SQL (SEMANTICS 7 to 9).

Sums run in file order, so that they are the reference's to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.engines.duckdb.setwise.codes import (
    MISSING,
    NOT_APPLICABLE,
    OBSERVED,
    STALE,
    any_of,
    both,
    double,
)
from forewarn.scorecard.model import Input
from forewarn.scoring.curves import lowest
from forewarn.scoring.score import LARGEST_SHARE, NEUTRAL

SCORED, NOTHING_APPLIES, TOO_THIN, TOO_HEAVY = range(4)
"""Why a score is withheld, as a column says it."""
_HAIR = 1e-9


def weighed(each: Input, place: int, status: str, applies: str) -> list[str]:
    """Columns of one input: the status that counts, and its points.

    Args:
        each: the input.
        place: its place in the file; its curve's points stand in ``y<place>``.
        status: the signal's status column.
        applies: whether the curve has something to say for this account.
    """
    y = f"y{place}"
    gone = f"{status} = {NOT_APPLICABLE}" + ("" if applies == "true" else f" OR NOT {applies}")
    counts = (
        f"CASE WHEN {gone} THEN {NOT_APPLICABLE} WHEN {y} IS NOT NULL THEN {OBSERVED}"
        f" WHEN {status} = {STALE} THEN {STALE} ELSE {MISSING} END"
    )
    points = y
    if each.missing != "reweight":
        filled = NEUTRAL if each.missing == "neutral" else lowest(each.curve)
        points = f"CASE WHEN NOT ({gone}) THEN coalesce({y}, {double(filled)}) END"
    return [f"CAST({counts} AS UTINYINT) AS counts_{place}", f"{points} AS points_{place}"]


def sums(inputs: Sequence[Input]) -> list[str]:
    """Columns: stated weights asked, seen and in use, and how many are in use."""
    places = range(len(inputs))
    asked = [f"counts_{place} <> {NOT_APPLICABLE}" for place in places]
    seen = [f"counts_{place} = {OBSERVED}" for place in places]
    used = [f"points_{place} IS NOT NULL" for place in places]
    kept = " + ".join(f"CAST({each} AS INTEGER)" for each in used)
    return [
        f"{_sum(inputs, asked)} AS asked",
        f"{_sum(inputs, seen)} AS seen",
        f"{_sum(inputs, used)} AS used",
        f"{kept} AS kept",
    ]


def _sum(inputs: Sequence[Input], conditions: Sequence[str]) -> str:
    parts = (_when(each, inputs[place]) for place, each in enumerate(conditions))
    return " + ".join(parts)


def _when(condition: str, each: Input) -> str:
    return f"CASE WHEN {condition} THEN {double(each.weight)} ELSE 0e0 END"


def withheld(inputs: Sequence[Input], floor: float) -> list[str]:
    """Columns: coverage, why there is no score, and the total were there one."""
    coverage = "CASE WHEN asked > 0 THEN seen / asked END"
    alone = any_of(_alone(inputs, weight) for weight in sorted({each.weight for each in inputs}))
    heavy = f"kept > 0 AND kept < {len(inputs)} AND {alone}"
    why = (
        f"CASE WHEN NOT asked > 0 THEN {NOTHING_APPLIES}"
        f" WHEN seen / asked < {double(floor - _HAIR)} OR used <= 0 THEN {TOO_THIN}"
        f" WHEN {heavy} THEN {TOO_HEAVY} ELSE {SCORED} END"
    )
    total = " + ".join(f"coalesce({_share(place, each)}, 0e0)" for place, each in enumerate(inputs))
    return [
        f"{coverage} AS coverage",
        f"CAST({why} AS UTINYINT) AS why",
        f"least(greatest({total}, 0e0), 100e0) AS total",
    ]


def _alone(inputs: Sequence[Input], weight: float) -> str:
    """Whether an input of this weight is in use and has more of the score than is allowed."""
    used = [f"points_{k} IS NOT NULL" for k, each in enumerate(inputs) if each.weight == weight]
    return both(f"{double(weight)} / used > {double(LARGEST_SHARE + _HAIR)}", any_of(used))


def _share(place: int, each: Input) -> str:
    return f"{double(each.weight)} / used * points_{place}"


def contribution(place: int, each: Input) -> str:
    """What one input adds; NULL where the score is withheld, 0 where it is not in use."""
    part = f"coalesce({_share(place, each)}, 0e0)"
    return f"CASE WHEN why = {SCORED} THEN {part} END AS contribution_{place}"
