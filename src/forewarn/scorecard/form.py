"""What forms of project files are made of: the base form and its field types.

Field types turn what a person wrote into the value wanted, or say in plain words what is wanted
instead. Their errors carry ``accepted``, ``did_you_mean`` and ``fix`` for the issue.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, model_validator

from forewarn.scorecard.scalars import (
    WrittenDecimal,
    WrittenWhole,
    canonical,
    number_advice,
    read_scalar,
    truth_advice,
)
from forewarn.signals import editors
from forewarn.signals.fields import read_filter
from forewarn.signals.refusals import refusal
from forewarn.terms.time import parse_days


def for_editors(schema: dict[str, Any]) -> None:
    """Simplify a form's schema in place: no nulls, durations as they are written."""
    editors.for_editors(schema)
    for field in schema.get("properties", {}).values():
        if isinstance(field.get("default"), int) and ("pattern" in field or "anyOf" in field):
            field["default"] = f"{field['default']}d"


class Form(BaseModel):
    """A form of a file: unknown keys are refused, an empty value counts as not written."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra=for_editors, defer_build=True
    )

    @model_validator(mode="before")
    @classmethod
    def _without_empty_values(cls, values: Any) -> Any:
        return without_empty(values)


def without_empty(values: Any) -> Any:
    """A mapping without its empty values; anything else as it is."""
    if isinstance(values, dict):
        return {key: value for key, value in values.items() if value is not None}
    return values


def nearest(word: str, words: Any, *, cutoff: float = 0.6) -> str:
    """The accepted word closest to what was written; empty when none is close."""
    by_lower = {str(known).lower(): str(known) for known in words}
    close = get_close_matches(word.lower(), list(by_lower), n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else ""


def shown(value: Any) -> str:
    """A value as messages quote it: shortened, with what kind of thing it is."""
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    text = getattr(value, "text", None) or canonical(value)
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


def _number(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    advice = number_advice(value) if isinstance(value, str) else ""
    fix = f"{advice}, as in 20 or 0.5" if advice else "write a number, as in 20 or 0.5"
    raise refusal("number", f"{shown(value)} is not a number here", accepted="a number", fix=fix)


def _number_key(value: Any) -> float:
    # JSON has only quoted keys.
    return _number(read_scalar(value) if isinstance(value, str) else value)


def _whole(value: Any) -> int:
    number = _number(value)
    if not number.is_integer():
        raise refusal("number", f"{shown(value)} is not a whole number", accepted="a whole number")
    return int(number)


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    meant = truth_advice(value) if isinstance(value, str) else ""
    raise refusal(
        "truth",
        f"{shown(value)} is neither true nor false",
        accepted="true, false",
        did_you_mean=meant,
        fix="write true or false",
    )


def _text(value: Any) -> str:
    if isinstance(value, (WrittenWhole, WrittenDecimal)):
        return value.text
    if isinstance(value, (int, float)):
        return canonical(value)
    if isinstance(value, str) and value.strip():
        return value
    raise refusal("text", f"text belongs here, not {shown(value)}", accepted="text")


def _word(value: Any) -> str:
    """A key of a table by value: numbers in canonical form."""
    return canonical(value) if isinstance(value, (int, float)) else _text(value)


def _filter(value: Any) -> str:
    text = _text(value).strip()
    read_filter(text)
    return text


_CADENCES = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 90, "yearly": 365}


def _days(value: Any) -> int:
    if isinstance(value, str):
        try:
            return parse_days(value)
        except ValueError:
            pass
    days = f"{shown(value)[1:-1]}d" if isinstance(value, WrittenWhole) and value > 0 else ""
    raise refusal(
        "duration",
        f"{shown(value)} is not a duration",
        accepted="whole days or weeks, as in 30d or 4w",
        did_you_mean=days,
    )


def _cadence(value: Any) -> int:
    if isinstance(value, str) and value in _CADENCES:
        return _CADENCES[value]
    if isinstance(value, str) and not value[:1].isdigit():
        raise refusal(
            "duration",
            f"{shown(value)} is not a cadence",
            accepted=f"{', '.join(_CADENCES)}, or days or weeks as in 14d",
            did_you_mean=nearest(value, _CADENCES),
        )
    return _days(value)


def _day(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    found = f"{shown(value)} is not a date"
    raise refusal("date", found, accepted="year-month-day, as in 2026-03-31")


_DURATION: dict[str, Any] = {
    "type": "string",
    "pattern": "^[1-9][0-9]{0,4}[dw]$",
    "examples": ["30d", "4w"],
}
_WORDS = {"type": ["string", "number"]}

Number = Annotated[float, BeforeValidator(_number)]
NumberKey = Annotated[float, BeforeValidator(_number_key)]
Whole = Annotated[int, BeforeValidator(_whole)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_WORDS)]
Word = Annotated[str, BeforeValidator(_word), WithJsonSchema(_WORDS)]
FilterText = Annotated[
    str,
    BeforeValidator(_filter),
    WithJsonSchema({"type": "string", "maxLength": 2000, "examples": ["segment in ['smb']"]}),
]
Days = Annotated[int, BeforeValidator(_days), WithJsonSchema(_DURATION)]
Cadence = Annotated[
    int,
    BeforeValidator(_cadence),
    WithJsonSchema({"anyOf": [{"enum": list(_CADENCES)}, _DURATION]}),
]
Day = Annotated[date, BeforeValidator(_day)]
