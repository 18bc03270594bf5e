"""Which signals a scorecard rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forewarn.signals.signal import Signal


def in_use(signals: Mapping[str, Signal], start: Iterable[str]) -> frozenset[str]:
    """The signals of these names and all that they build on; unknown names are left out."""
    found: set[str] = set()
    waiting = [name for name in start if name in signals]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [other for other in signals[name].refers_to() if other in signals]
    return frozenset(found)
