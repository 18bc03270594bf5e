"""Which key features are in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from forewarn.signals.cell import Cell
from forewarn.signals.columns import FIRST_USES
from forewarn.signals.fields import Days, Whole, Words
from forewarn.signals.filters.tree import Compare
from forewarn.signals.presence import known
from forewarn.signals.primitives import Additive, Earliest, Facts, Primitive
from forewarn.signals.refusals import refusal
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import date_text, no_facts, number_text, within
from forewarn.terms.signal import SignalValue, missing, not_applicable
from forewarn.terms.time import Window

Plans = Annotated[tuple[Words, ...], Field(min_length=1)]
_LIST = {"type": "array", "items": {"type": "string"}, "minItems": 1}
Features = Annotated[
    tuple[Words, ...] | dict[Words, Plans],
    Field(min_length=1, max_length=60),
    WithJsonSchema({"anyOf": [_LIST, {"type": "object", "additionalProperties": _LIST}]}),
]


class Adopted(Signal):
    """How many of a list of features an account uses, or whether it uses enough of them."""

    kind: Literal["adopted"]
    table: Literal["events"] = Field(
        default="events", alias="from", description="Always events; may be left out."
    )
    features: Features = Field(
        description="Event names; or a mapping from event name to the plans it belongs to.",
        examples=[["invoicing", "approvals"], {"invoicing": ["basic", "pro"], "api": ["pro"]}],
    )
    at_least: Whole | None = Field(
        default=None,
        ge=1,
        description="Answer yes or no: are at least so many in use; without it, how many are.",
    )
    window_days: Days | None = Field(
        default=None, alias="window", description="In use within; without it ever switched on."
    )
    default_unit: ClassVar[str] = "features"

    @field_validator("features")
    @classmethod
    def _check_twice(cls, features: tuple[str, ...] | dict[str, Any]) -> object:
        if len(set(features)) < len(features):
            twice = next(each for each in features if list(features).count(each) > 1)
            raise refusal("features", f"{twice} is listed twice", accepted="each feature once")
        return features

    @model_validator(mode="after")
    def _check_at_least(self) -> Adopted:
        if self.at_least is not None and self.at_least > len(self.features):
            found = f"at_least: {self.at_least}, but only {len(self.features)} features are listed"
            raise refusal("features", found, accepted=f"1 to {len(self.features)}")
        return self

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Per feature its first use ever, and with a window its uses within."""
        return tuple(part for name in self.features for part in self._use(name, back_days))

    def _use(self, feature: str, back_days: int) -> Iterator[Primitive]:
        where = Compare("event", "=", feature)
        yield Earliest(Facts(FIRST_USES, where), back_days)
        if self.window_days is not None:
            yield Additive(Facts(self.table, where), Window(self.window_days, back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The number, or yes and no; features outside the account's plan are left out."""
        since = dict[str, date | None]()
        in_use = set[str]()
        for feature in self.features:
            since[feature] = next(values)
            if since[feature] if self.window_days is None else next(values):
                in_use.add(feature)
        wanted = self._in_plan(cell.account.text("plan"))
        used = [feature for feature in wanted if feature in in_use]
        if not wanted:
            return not_applicable("none of the features belongs to the account's plan")
        if not used and not cell.covered(self.table, back_days=back_days):
            return missing(no_facts(self.table))
        named = ", ".join(_since(feature, since[feature]) for feature in used)
        detail = f"{named or 'none'} ({len(used)} of {len(wanted)})"
        return known(
            self._answer(len(used), len(wanted)), cell=cell, table=self.table, detail=detail
        )

    def _answer(self, used: int, wanted: int) -> int | str:
        if self.at_least is None:
            return used
        return "yes" if used >= min(self.at_least, wanted) else "no"

    def _in_plan(self, plan: str | None) -> list[str]:
        """Features that the plan holds; all of them while the plan is not known."""
        if plan is None or not isinstance(self.features, dict):
            return list(self.features)
        return [feature for feature, plans in self.features.items() if plan in plans]

    def in_words(self) -> bool:
        """Yes or no where at_least is given."""
        return self.at_least is not None

    def tables(self, book: Book) -> frozenset[str]:
        """Events."""
        return frozenset((self.table,))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """The events' names, and the account's plan where features depend on it."""
        used = super().columns_used() | {self.table: frozenset(("event",))}
        if isinstance(self.features, dict):
            used["accounts"] = used.get("accounts", frozenset()) | {"plan"}
        return used

    def longest_window_days(self, book: Book) -> int:
        """The window's days."""
        return self.window_days or 0

    def phrase(self, value: SignalValue) -> str:
        """Such as ``1 key features used in 60 days: api since 4 March 2026 (1 of 3)``."""
        noun = self.label or "key features"
        when = "ever used" if self.window_days is None else f"used{within(self.window_days)}"
        if isinstance(value.value, str):
            return f"{noun} {when}: {value.detail or value.value}"
        return f"{number_text(value.value)} {noun} {when}: {value.detail or ''}".rstrip(": ")


def _since(feature: str, on: date | None) -> str:
    """The feature and the day of its first use ever, which survives deleted events."""
    return feature if on is None else f"{feature} since {date_text(on)}"
