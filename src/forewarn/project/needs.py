"""What a set of scorecards needs measured: each primitive once, and where to find it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import CONTRACTS, SEATS, Cell, seats_of
from forewarn.signals.filters.tree import AllOf, Compare, Expression, names
from forewarn.signals.forms import Signal
from forewarn.signals.primitives import Facts, Primitive, Unmet
from forewarn.terms.facts import TABLES
from forewarn.terms.signal import SignalValue

PER_PRODUCT_TABLES = frozenset(t.name for t in TABLES.values() if t.column("product"))


@dataclass(frozen=True, slots=True)
class Measured:
    """One signal and the positions of its primitives in a grid row."""

    name: str
    signal: Signal
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything to turn a grid row into one scorecard's signal values, for one product or all.

    Attributes:
        seats, contracts: positions of seats bought and number of open contracts.
    """

    card: Scorecard
    product: str | None
    signals: tuple[Measured, ...]
    seats: int
    contracts: int

    def seats_of(self, row: Sequence[Any]) -> float | None:
        """Seats over the open contracts; None when no contract is open."""
        return seats_of(row[self.contracts], row[self.seats])

    def values(self, row: Sequence[Any], cell: Cell) -> dict[str, SignalValue]:
        """Signal values by name."""
        book = self.card.signals
        return {
            part.name: part.signal.finish([row[i] for i in part.positions], cell, book)
            for part in self.signals
        }


class Needs:
    """Collects primitives, each once."""

    def __init__(self) -> None:
        self._positions: dict[Primitive, int] = {}

    @property
    def primitives(self) -> tuple[Primitive, ...]:
        """In the order of their positions."""
        return tuple(self._positions)

    def position(self, primitive: Primitive) -> int:
        """Where this primitive stands in a grid row."""
        return self._positions.setdefault(primitive, len(self._positions))

    def kit(self, card: Scorecard, product: str | None = None) -> Kit:
        """What one scorecard needs, for one product or for the account as a whole."""
        measured = tuple(
            Measured(name, card.signals[name], self._measure(card, name, product))
            for name in signals_in_use(card)
        )
        seats = self.position(within_product(SEATS, product))
        contracts = self.position(within_product(CONTRACTS, product))
        return Kit(card, product, measured, seats, contracts)

    def _measure(self, card: Scorecard, name: str, product: str | None) -> tuple[int, ...]:
        reductions = card.signals[name].reductions(card.signals)
        return tuple(self.position(within_product(part, product)) for part in reductions)


def signals_in_use(card: Scorecard) -> tuple[str, ...]:
    """Names of the signals that inputs and caps ask for, in file order."""
    asked = {part.signal for part in card.inputs}
    for cap in card.caps:
        asked |= names(cap.when)
    return tuple(name for name in card.signals if name in asked)


def tables_in_use(cards: Iterable[Scorecard]) -> tuple[str, ...]:
    """Fact tables whose coverage decides between zero and missing, in a fixed order."""
    return tuple(
        sorted(
            {
                table
                for card in cards
                for name in signals_in_use(card)
                for table in card.signals[name].tables(card.signals)
            }
        )
    )


def within_product(primitive: Primitive, product: str | None) -> Primitive:
    """The primitive over one product's rows; tables without products keep all rows."""
    if product is None:
        return primitive
    if isinstance(primitive, Unmet):
        return primitive
    if primitive.facts.table not in PER_PRODUCT_TABLES:
        return primitive
    return replace(primitive, facts=_only(primitive.facts, product))


def _only(facts: Facts, product: str) -> Facts:
    mine: Expression = Compare("product", "=", product)
    where = mine if facts.where is None else AllOf((facts.where, mine))
    return replace(facts, where=where)


def longest_windows(card: Scorecard) -> Mapping[str, int]:
    """Per signal of an input the days of history that it looks at."""
    book = card.signals
    return {part.signal: book[part.signal].longest_window_days(book) for part in card.inputs}
