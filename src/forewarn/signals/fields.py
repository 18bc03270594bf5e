"""Types of the fields that forms share: filters, durations, names, numbers, and their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from forewarn.signals.filters.parse import parse
from forewarn.signals.filters.text import to_text
from forewarn.signals.filters.tokens import LONGEST, FilterError
from forewarn.signals.filters.tree import AllOf, Among, AnyOf, Compare, Expression, Missing, Not
from forewarn.signals.refusals import refusal
from forewarn.terms.time import parse_days

LONGEST_DAYS = 3660
NAME = r"^[A-Za-z][A-Za-z0-9_]*$"


def read_filter(written: object) -> Expression:
    """A filter from its text; a tree is taken as it is.

    Raises:
        PydanticCustomError: of type ``filter``, with ``col``, ``found`` and ``accepted``.
    """
    if isinstance(written, (Compare, Among, Missing, Not, AllOf, AnyOf)):
        return written
    if not isinstance(written, str):
        raise refusal(
            "filter", f"{written!r} is not a filter", accepted="text, as in role = 'champion'"
        )
    try:
        return parse(written)
    except FilterError as error:
        raise refusal(
            "filter",
            f"found {error.found}",
            accepted=error.accepted,
            did_you_mean=error.did_you_mean,
            col=error.col,
        ) from None


def read_days(written: object) -> int:
    """Whole days of a duration such as ``30d`` or ``4w``, at most ten years."""
    accepted = f"whole days or weeks, as in 30d or 4w, up to {LONGEST_DAYS}d"
    if isinstance(written, bool) or not isinstance(written, (str, int)):
        raise refusal("duration", f"{written!r} is not a duration", accepted=accepted)
    if isinstance(written, int):
        found = f"{written} is not a duration: the unit is missing"
        raise refusal("duration", found, accepted=accepted, did_you_mean=f"{written}d")
    try:
        days = parse_days(written)
    except ValueError:
        raise refusal(
            "duration", f"'{written[:40]}' is not a duration", accepted=accepted
        ) from None
    if days > LONGEST_DAYS:
        raise refusal("duration", f"'{written}' is too long", accepted=accepted)
    return days


def days_text(days: int) -> str:
    """A duration as the file writes it."""
    return f"{days}d"


if TYPE_CHECKING:
    _Tree = Expression
else:
    # Only read_filter judges a tree: a schema of its parts for every form that has a filter would
    # take longer to make than all other schemas together, at every start.
    _Tree = Any

FilterField = Annotated[
    _Tree,
    PlainValidator(read_filter),
    PlainSerializer(to_text, return_type=str),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST}),
]
Days = Annotated[
    int,
    PlainValidator(read_days),
    PlainSerializer(days_text, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": "^[1-9][0-9]{0,4}[dw]$", "examples": ["7d", "30d", "13w"]}
    ),
]
Name = Annotated[str, Field(pattern=NAME, max_length=128)]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
