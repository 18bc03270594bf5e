"""People who were never met, or not for long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidatorFunctionWrapHandler, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.checks import check_filter
from forewarn.signals.fields import FilterField
from forewarn.signals.filters.describe import describe
from forewarn.signals.filters.tree import Expression, names
from forewarn.signals.presence import counted, known, nothing
from forewarn.signals.primitives import Facts, Primitive
from forewarn.signals.primitives import Unmet as UnmetPeople
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import days, no_facts, number_text, rows_of
from forewarn.terms.signal import SignalValue, Status, missing


class People(Signal):
    """A signal over open contacts and the interactions with them."""

    where: FilterField | None = Field(
        default=None,
        description="Filter on contacts: whose meetings matter.",
        examples=["role in ['decision_maker', 'economic_buyer']"],
    )
    met: FilterField | None = Field(
        default=None,
        description="Filter on interactions: what counts as having met; without it any does.",
        examples=["kind in ['meeting', 'qbr'] and attended = true"],
    )

    @field_validator("where", mode="wrap")
    @classmethod
    def _check_where(
        cls, written: object, handler: ValidatorFunctionWrapHandler
    ) -> Expression | None:
        tree: Expression | None = handler(written)
        check_filter(tree, "contacts", text=written)
        return tree

    @field_validator("met", mode="wrap")
    @classmethod
    def _check_met(
        cls, written: object, handler: ValidatorFunctionWrapHandler
    ) -> Expression | None:
        tree: Expression | None = handler(written)
        check_filter(tree, "interactions", text=written)
        return tree

    def unmet(self, back_days: int, *, longest: bool) -> UnmetPeople:
        """The primitive."""
        people, meetings = Facts("contacts", self.where), Facts("interactions", self.met)
        return UnmetPeople(people, meetings, longest=longest, back_days=back_days)

    def tables(self, book: Book) -> frozenset[str]:
        """Contacts and interactions."""
        return frozenset(("contacts", "interactions"))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """What the filters name, and what joins the tables."""
        people = names(self.where) if self.where else frozenset()
        meetings = names(self.met) if self.met else frozenset()
        return super().columns_used() | {
            "contacts": people | {"contact_id", "since", "until"},
            "interactions": meetings | {"contact_id"},
        }

    def told(self, value: SignalValue, cell: Cell, back_days: int) -> SignalValue:
        """The value as far as interactions speak for the account; 0 needs none of them."""
        if value.status is Status.MISSING or value.value in (None, 0):
            return value
        if not cell.covered("interactions", back_days=back_days):
            return missing(no_facts("interactions"))
        if value.status is Status.OBSERVED:
            return known(value.value, cell=cell, table="interactions")
        return value

    def people(self, count: int) -> str:
        """Who is meant: the label, else contacts with the filter in words."""
        if self.label is not None:
            return self.label
        told = "" if self.where is None else f" ({describe(self.where)})"
        return f"{rows_of('contacts', count)}{told}"


class Unmet(People):
    """Number of present contacts with whom no interaction was ever known."""

    kind: Literal["unmet"]
    default_unit: ClassVar[str] = "contacts"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The number of those never met."""
        return (self.unmet(back_days, longest=False),)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The count; missing where contacts or interactions do not cover the account."""
        count = counted(next(values), cell=cell, table="contacts", back_days=back_days)
        return self.told(count, cell, back_days)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``2 contacts (role is decision maker) never met``."""
        return f"{number_text(value.value)} {self.people(1 if value.value == 1 else 2)} never met"


class LongestUnmet(People):
    """Most days that any present contact has gone without an interaction."""

    kind: Literal["longest_unmet"]
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The largest number of days."""
        return (self.unmet(back_days, longest=True),)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The days; without such a contact not applicable, where contacts cover the account."""
        longest = next(values)
        if longest is None:
            why = f"no {self.people(2)} at present"
            return nothing(why, cell=cell, table="contacts", back_days=back_days)
        value = known(int(longest), cell=cell, table="contacts")
        return self.told(value, cell, back_days)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``one of the contacts not met for 60 days``."""
        return f"one of the {self.people(2)} not met for {days(value.value)}"
