"""Results as plain values that become the same results again: for what is kept and read later.

``to_dict`` of a result is made for people's programs: it lays parts side by side and renames some.
What is kept follows the fields alone, so that it can be read back without a rule per result.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class UnreadableError(ValueError):
    """What was kept does not have the form of this Forewarn's results."""


def as_kept(value: Any) -> Any:
    """A result as JSON values, field by field; dates as ISO text, money as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_kept(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_kept(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [as_kept(item) for item in value]
    return value


def from_kept(kind: type[T], kept: Any) -> T:
    """The result that ``as_kept`` was given.

    Fields that this Forewarn does not know are left out, those that are missing take their default.

    Args:
        kind: a dataclass.
        kept: its JSON values.

    Raises:
        UnreadableError: a field without a default is missing, or a value has another form.
    """
    try:
        return _read(kind, kept)  # type: ignore[no-any-return]
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
        raise UnreadableError(f"{kind.__name__}: {error}") from error


def _read(kind: Any, kept: Any) -> Any:
    if kind is Any or kept is None:
        return kept
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _of_union(kind, kept)
    if origin is tuple or origin in (list, Sequence):
        return _sequence(origin, get_args(kind), kept)
    if origin is not None and issubclass(origin, Mapping):
        key, item = get_args(kind)
        return {_read(key, name): _read(item, value) for name, value in kept.items()}
    if is_dataclass(kind):
        return _whole(kind, kept)
    return _scalar(kind, kept)


def _of_union(kind: Any, kept: Any) -> Any:
    """Of several scalars the value as it is; of one kind or nothing, that kind."""
    kinds = [each for each in get_args(kind) if each is not type(None)]
    return _read(kinds[0], kept) if len(kinds) == 1 else kept


def _sequence(origin: Any, kinds: tuple[Any, ...], kept: Any) -> Any:
    if origin is tuple and len(kinds) > 0 and kinds[-1] is not Ellipsis:
        return tuple(_read(kind, each) for kind, each in zip(kinds, kept, strict=True))
    return tuple(_read(kinds[0], each) for each in kept)


def _whole(kind: Any, kept: Mapping[str, Any]) -> Any:
    given = {name: _read(hint, kept[name]) for name, hint in _hints(kind).items() if name in kept}
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Types by field, of those that are given to the constructor."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind) if each.init}


def _scalar(kind: Any, kept: Any) -> Any:
    if kind is datetime or kind is date:
        return kind.fromisoformat(kept)
    if kind in (str, int, float, bool):
        return kept
    return kind(kept)
