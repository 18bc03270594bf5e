"""``Signal.finish`` as SQL: one rendering per kind, and what cannot be rendered, named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from forewarn.engines.duckdb.setwise import built, dated, totals
from forewarn.engines.duckdb.setwise.codes import NOT_APPLICABLE, chosen
from forewarn.engines.duckdb.setwise.scope import Attributes, Rendered, Scope
from forewarn.signals.filters.evaluate import evaluate
from forewarn.signals.filters.tree import Expression
from forewarn.signals.kinds.attribute import Attribute
from forewarn.signals.signal import Signal

RENDERINGS: dict[str, Callable[[Any, Scope, int], Rendered]] = {
    "active_days": totals.total,
    "adopted": dated.adopted,
    "age": dated.age,
    "change": built.change,
    "count": totals.total,
    "days_late": totals.quotient,
    "days_since": dated.days_since,
    "days_until": dated.days_until,
    "days_without": dated.days_without,
    "distinct": totals.total,
    "latest": dated.latest,
    "longest_unmet": totals.longest_unmet,
    "mean": totals.quotient,
    "open": totals.total,
    "overdue": totals.overdue,
    "ratio": built.ratio,
    "share": totals.quotient,
    "share_rise": totals.share_rise,
    "sum": totals.total,
    "time_to_first": dated.time_to_first,
    "trend": built.trend,
    "unmet": totals.unmet,
}
"""By kind; ``attribute`` beside them, ``python`` never."""


def renders(kind: str) -> bool:
    """Whether a kind of signal has a rendering."""
    return kind in RENDERINGS or kind == "attribute"


def settle(signal: Signal, scope: Scope, back_days: int) -> Rendered:
    """A signal's value so many days back; not applicable to those it is not for."""
    made = _kind(signal, scope, back_days)
    if signal.only_for is None:
        return made
    others = f"NOT {scope.about('BOOLEAN', _passes(signal.only_for))}"
    status = chosen([(others, NOT_APPLICABLE)], f"({made.status})")
    return replace(made, status=status)


def _kind(signal: Signal, scope: Scope, back_days: int) -> Rendered:
    if isinstance(signal, Attribute):
        return dated.attribute(signal, scope, back_days, text=scope.worded(signal.column))
    return RENDERINGS[signal.kind](signal, scope, back_days)


def _passes(only_for: Expression) -> Callable[[Attributes], bool]:
    return lambda attributes: evaluate(only_for, attributes)
