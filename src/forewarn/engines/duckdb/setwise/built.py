"""Signals made of other signals as SQL: ratios, changes and trends."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.engines.duckdb.setwise.codes import (
    MISSING,
    NOT_APPLICABLE,
    OBSERVED,
    STALE,
    any_of,
    chosen,
    double,
)
from forewarn.engines.duckdb.setwise.scope import Rendered, Scope
from forewarn.signals.kinds.change import Change
from forewarn.signals.kinds.ratio import Ratio
from forewarn.signals.kinds.trend import Trend

Cases = list[tuple[str, object]]


def ratio(signal: Ratio, scope: Scope, back_days: int) -> Rendered:
    """One signal over another."""
    above, below = (scope.part(name, back_days) for name in (signal.of, signal.to))
    zero = "false" if below.text else f"{_there(below)} AND {below.value} = 0"
    cases: Cases = [
        (zero, NOT_APPLICABLE),
        (_any(NOT_APPLICABLE, above, below), NOT_APPLICABLE),
        (_any(MISSING, above, below), MISSING),
    ]
    if above.text or below.text:
        return Rendered("CAST(NULL AS DOUBLE)", chosen(cases, MISSING))
    value = f"({above.value} * {double(signal.times)} / {below.value})"
    return Rendered(value, chosen([*cases, (_any(STALE, above, below), STALE)], OBSERVED))


def change(signal: Change, scope: Scope, back_days: int) -> Rendered:
    """A signal against itself at an earlier date."""
    back = signal.back(scope.book)
    now, then = scope.part(signal.signal, back_days), scope.part(signal.signal, back_days + back)
    needed = back + scope.book[signal.signal].longest_window_days(scope.book)
    cases = _gone(now, [then], scope, back_days, needed=needed)
    if now.text:
        return Rendered("CAST(NULL AS DOUBLE)", chosen(cases, MISSING))
    value = f"({now.value} - {then.value})"
    if signal.shown_as == "percent":
        cases.append((f"{then.value} = 0", NOT_APPLICABLE))
        value = f"(100e0 * {value} / {then.value})"
    return Rendered(value, chosen([*cases, (_any(STALE, now, then), STALE)], OBSERVED))


def trend(signal: Trend, scope: Scope, back_days: int) -> Rendered:
    """The least-squares slope through values at equal steps."""
    backs = range(0, signal.periods * signal.every_days, signal.every_days)
    parts = [scope.part(signal.signal, back_days + back) for back in backs]
    needed = signal.longest_window_days(scope.book)
    cases = _gone(parts[0], parts[1:], scope, back_days, needed=needed)
    if parts[0].text:
        return Rendered("CAST(NULL AS DOUBLE)", chosen(cases, MISSING))
    count = len(parts)
    weighted = " + ".join(
        f"{double(2 * step - count + 1)} * {part.value}"
        for step, part in enumerate(reversed(parts))
    )
    value = f"(6e0 * ({weighted}) / {double(count * (count * count - 1))})"
    return Rendered(value, chosen([*cases, (_any(STALE, *parts), STALE)], OBSERVED))


def _gone(
    now: Rendered, earlier: Sequence[Rendered], scope: Scope, back_days: int, *, needed: int
) -> Cases:
    """Why a value cannot be held against earlier ones, in the order of ``presence.gone``."""
    return [
        (_any(NOT_APPLICABLE, now), NOT_APPLICABLE),
        (scope.younger(needed, back_days), MISSING),
        (_any(NOT_APPLICABLE, *earlier), NOT_APPLICABLE),
        (_any(MISSING, now, *earlier), MISSING),
    ]


def _any(code: int, *parts: Rendered) -> str:
    return any_of(f"{part.status} = {code}" for part in parts)


def _there(part: Rendered) -> str:
    return f"{part.status} IN ({OBSERVED}, {STALE})"
