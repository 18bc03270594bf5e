"""Pydantic's own errors in plain words; errors of our field types bring theirs along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forewarn.scorecard.form import shown
from forewarn.scorecard.scalars import canonical, number_advice, truth_advice

_LIMITS = {
    "greater_than": ("gt", "must be above"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be below"),
    "less_than_equal": ("le", "must be at most"),
}
SHAPES = {
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "dict_type": "keys with values",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "string_type": "text",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """The parts of an issue that do not depend on its place."""

    code: str
    found: str
    accepted: str = ""
    did_you_mean: str = ""
    fix: str = ""


def mistake_of(error: Any, name: str) -> Mistake:
    """One of pydantic's errors in plain words; ``name`` is the key that it is about."""
    kind = str(error["type"])
    words = _WORDS.get(kind)
    if words is not None:
        return words(kind, name, error["input"], error.get("ctx") or {})
    return Mistake("value", named(name, str(error["msg"]).removeprefix("Value error, ")))


def named(name: str, found: str) -> str:
    """What was found, with the key it was found under."""
    return f"{name}: {found}" if name and not name.isdigit() else found


def _limit(kind: str, name: str, value: Any, ctx: Mapping[str, Any]) -> Mistake:
    key, words = _LIMITS[kind]
    found = f"{name} {words} {canonical(ctx[key])}, not {shown(value)}"
    return Mistake("out-of-range", found, accepted=f"{words.removeprefix('must be ')} {ctx[key]}")


def _number(kind: str, name: str, value: Any, ctx: Mapping[str, Any]) -> Mistake:
    wanted = "a whole number" if kind.startswith("int") else "a number"
    advice = number_advice(value) if isinstance(value, str) else ""
    return Mistake("number", named(name, f"{shown(value)} is not {wanted}"), wanted, fix=advice)


def _truth(kind: str, name: str, value: Any, ctx: Mapping[str, Any]) -> Mistake:
    guess = truth_advice(value) if isinstance(value, str) else ""
    found = named(name, f"{shown(value)} is neither true nor false")
    return Mistake("truth", found, "true, false", guess, "write true or false")


def _shape(kind: str, name: str, value: Any, ctx: Mapping[str, Any]) -> Mistake:
    wanted = SHAPES[kind]
    fix = "put it in quotes" if wanted == "text" and isinstance(value, (int, float)) else ""
    found = named(name, f"{wanted} belongs here, not {shown(value)}")
    return Mistake("shape", found, wanted, fix=fix)


def _length(kind: str, name: str, value: Any, ctx: Mapping[str, Any]) -> Mistake:
    least = "min_length" in ctx
    count = ctx["min_length"] if least else ctx.get("max_length")
    what = "characters" if kind.startswith("string") else "entries"
    accepted = f"{'at least' if least else 'at most'} {count} {what}"
    return Mistake("length", f"{name} has too {'few' if least else 'many'} {what}", accepted)


def _name(kind: str, name: str, value: Any, ctx: Mapping[str, Any]) -> Mistake:
    wanted = "a letter, then letters, digits and underscores"
    return Mistake("name", named(name, f"{shown(value)} is not a name"), wanted)


_Words = Callable[[str, str, Any, Mapping[str, Any]], Mistake]
_WORDS: dict[str, _Words] = {
    **dict.fromkeys(_LIMITS, _limit),
    **dict.fromkeys(SHAPES, _shape),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "float_type", "float_parsing"), _number
    ),
    **dict.fromkeys(("bool_type", "bool_parsing"), _truth),
    **dict.fromkeys(("too_short", "too_long", "string_too_short", "string_too_long"), _length),
    "string_pattern_mismatch": _name,
}
