"""What a scorecard asks that has no rendering, so that it is scored in Python."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.engines.duckdb.setwise.cells import Grid
from forewarn.engines.duckdb.setwise.dated import readable
from forewarn.engines.duckdb.setwise.finish import renders
from forewarn.engines.grids import identity
from forewarn.scorecard.model import Scorecard
from forewarn.signals.filters.tree import names
from forewarn.signals.primitives import Latest


def supports(card: Scorecard, grid: Grid | None = None) -> list[str]:
    """Reasons why a scorecard cannot be scored set-wise; none when it can.

    Args:
        card: the scorecard.
        grid: also look at the types that the grid has for what the scorecard asks.
    """
    reasons = [] if card.products is None else ["products are scored one by one and rolled up"]
    for name in asked(card):
        signal = card.signals[name]
        if not renders(signal.kind):
            reasons.append(f"signal {name} is of kind {signal.kind}")
    if grid is not None and not reasons:
        reasons += _unreadable(card, grid)
    return reasons


def in_use(card: Scorecard) -> tuple[str, ...]:
    """Names of the signals that inputs and caps ask for, in file order."""
    wanted = {part.signal for part in card.inputs}.union(*(names(cap.when) for cap in card.caps))
    return tuple(name for name in card.signals if name in wanted)


def asked(card: Scorecard) -> tuple[str, ...]:
    """The signals in use and those they build on."""
    found: dict[str, None] = {}

    def walk(name: str) -> None:
        found[name] = None
        for other in card.signals[name].refers_to():
            walk(other)

    for name in in_use(card):
        walk(name)
    return tuple(found)


def _unreadable(card: Scorecard, grid: Grid) -> Iterator[str]:
    for name in in_use(card):
        for primitive in card.signals[name].reductions(card.signals):
            column = grid.columns.get(identity(primitive))
            if column is None:
                yield f"the grid has no column for signal {name}"
            elif isinstance(primitive, Latest) and primitive.column and not readable(column.type):
                yield f"signal {name} reads a column of type {column.type}"
