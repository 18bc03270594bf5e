"""Every kind of signal, as the one type that a scorecard file's ``signals`` are read with.

``read_signal`` turns plain values into a form; ``AnySignal`` is the type for other pydantic
models and for the JSON Schema; ``KINDS`` lists the forms by kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter

from forewarn.signals.kinds.active_days import ActiveDays
from forewarn.signals.kinds.adopted import Adopted
from forewarn.signals.kinds.age import Age
from forewarn.signals.kinds.attribute import Attribute
from forewarn.signals.kinds.change import Change
from forewarn.signals.kinds.count import Count
from forewarn.signals.kinds.days_late import DaysLate
from forewarn.signals.kinds.days_since import DaysSince
from forewarn.signals.kinds.days_until import DaysUntil
from forewarn.signals.kinds.days_without import DaysWithout
from forewarn.signals.kinds.distinct import Distinct
from forewarn.signals.kinds.latest import Latest
from forewarn.signals.kinds.mean import Mean
from forewarn.signals.kinds.open import Open
from forewarn.signals.kinds.overdue import Overdue
from forewarn.signals.kinds.python import Python
from forewarn.signals.kinds.ratio import Ratio
from forewarn.signals.kinds.share import Share
from forewarn.signals.kinds.share_rise import ShareRise
from forewarn.signals.kinds.sum import Sum
from forewarn.signals.kinds.time_to_first import TimeToFirst
from forewarn.signals.kinds.trend import Trend
from forewarn.signals.kinds.unmet import LongestUnmet, Unmet
from forewarn.signals.signal import Book, Signal

__all__ = ["KINDS", "AnySignal", "Book", "Signal", "read_signal"]

AnySignal = Annotated[
    Count
    | Sum
    | Mean
    | Distinct
    | ActiveDays
    | Share
    | Ratio
    | Change
    | Trend
    | ShareRise
    | DaysSince
    | DaysWithout
    | Latest
    | Adopted
    | Open
    | Overdue
    | DaysLate
    | TimeToFirst
    | Age
    | DaysUntil
    | Unmet
    | LongestUnmet
    | Attribute
    | Python,
    Field(discriminator="kind"),
]

_READER: TypeAdapter[Signal] = TypeAdapter(AnySignal, config=ConfigDict(defer_build=True))


def read_signal(written: Mapping[str, object]) -> Signal:
    """A form from the plain values of a file.

    Raises:
        pydantic.ValidationError: its errors of our own types (filter, duration, column, table,
            features, change) carry found, accepted, did_you_mean, fix and col in ``ctx``.
    """
    return _READER.validate_python(written)


def _kinds() -> Mapping[str, type[Signal]]:
    union = AnySignal.__origin__  # type: ignore[attr-defined]
    return {form.model_fields["kind"].annotation.__args__[0]: form for form in union.__args__}


KINDS: Mapping[str, type[Signal]] = _kinds()
