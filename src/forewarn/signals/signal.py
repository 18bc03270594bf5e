"""The form that every kind of signal shares."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.checks import check_filter
from forewarn.signals.editors import for_editors
from forewarn.signals.fields import FilterField, Words
from forewarn.signals.filters.describe import describe
from forewarn.signals.filters.evaluate import evaluate
from forewarn.signals.filters.tree import Expression, names
from forewarn.signals.primitives import Primitive
from forewarn.terms.signal import SignalValue, Status, not_applicable

Book = Mapping[str, "Signal"]


class Signal(BaseModel):
    """One measured value of an account as of a date.

    A form says which primitives it needs (``reductions``) and how their values become one value
    with a status (``finish``). Forms that build on other signals find them by name in a book.
    All methods are pure; nothing here runs a query.
    """

    # Of two dozen kinds a project uses a few: each is built when it is first read.
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=for_editors, defer_build=True
    )

    kind: str
    label: Words | None = Field(
        default=None, description="What people call it, for sentences and headings."
    )
    only_for: FilterField | None = Field(
        default=None,
        description="Filter on the account's attributes; the signal is not applicable to others.",
        examples=["segment = 'enterprise'"],
    )
    stated_unit: Words | None = Field(
        default=None, alias="unit", description="Unit for people; each kind has one of its own."
    )

    default_unit: ClassVar[str] = ""

    @field_validator("only_for", mode="wrap")
    @classmethod
    def _check_only_for(
        cls, written: object, handler: ValidatorFunctionWrapHandler
    ) -> Expression | None:
        tree: Expression | None = handler(written)
        check_filter(tree, "accounts", text=written)
        return tree

    @abstractmethod
    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The primitives whose values ``finish`` needs, in its order.

        Args:
            book: the signals by name, for forms that refer to others.
            back_days: as if asked this many days earlier.
        """

    def finish(
        self, values: Sequence[Any], cell: Cell, book: Book, *, back_days: int = 0
    ) -> SignalValue:
        """The signal's value and status from the primitives' values.

        Args:
            values: in the order of ``reductions`` with the same ``back_days``.
            cell: the account as of the date.
            book: the signals by name.
            back_days: as if asked this many days earlier.
        """
        return self.settle(iter(values), cell, book, back_days)

    def settle(self, values: Iterator[Any], cell: Cell, book: Book, back_days: int) -> SignalValue:
        """As ``finish``, taking exactly its own values off an iterator shared with others."""
        value = self.value_from(values, cell, book, back_days)
        if self.only_for is None or evaluate(self.only_for, cell.account.attributes):
            return value
        return not_applicable(f"only for accounts where {describe(self.only_for)}")

    @abstractmethod
    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """What the kind makes of its values, ``only_for`` aside; it takes all of them, always."""

    def refers_to(self) -> tuple[str, ...]:
        """Names of the signals this one builds on."""
        return ()

    def tables(self, book: Book) -> frozenset[str]:
        """Fact tables that the value rests on, through other signals too."""
        return frozenset().union(*(book[name].tables(book) for name in self.refers_to()))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """Columns that the form itself names, by table (its own, not those of other signals)."""
        return {} if self.only_for is None else {"accounts": names(self.only_for)}

    def longest_window_days(self, book: Book) -> int:
        """Days before as_of that the value looks at; 0 without a window (it looks at all)."""
        return max((book[name].longest_window_days(book) for name in self.refers_to()), default=0)

    def looks_back(self, book: Book) -> bool:
        """Whether the value can be had for an earlier date, as ``change`` and ``trend`` need."""
        return all(book[name].looks_back(book) for name in self.refers_to())

    def in_words(self) -> bool:
        """Whether the value is always a word, so that no arithmetic can be done with it."""
        return False

    def unit(self) -> str:
        """The unit for people, may be empty."""
        return self.stated_unit or self.default_unit

    def sentence(self, value: SignalValue) -> str:
        """The value in words, also when it is missing, stale or not applicable."""
        if value.status is Status.MISSING:
            return value.detail or "not known"
        if value.status is Status.NOT_APPLICABLE:
            return value.detail or "does not apply"
        if value.status is Status.STALE:
            return f"{self.phrase(value)}, {self.why_stale(value)}"
        return self.phrase(value)

    @abstractmethod
    def phrase(self, value: SignalValue) -> str:
        """An observed or stale value in words."""

    def why_stale(self, value: SignalValue) -> str:
        """Why a stale value does not count."""
        return "but its source has sent nothing new for too long"

    def canonical(self) -> dict[str, Any]:
        """The form as plain values, one way of writing each; equal forms give equal dumps."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
