"""Looks into forms: which keys a form accepts, and which form stands at a place."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel


def accepted_keys(form: type[BaseModel]) -> tuple[str, ...]:
    """Keys of a form as people write them, in the form's order."""
    return tuple(_written(name, field)[0] for name, field in form.model_fields.items())


def form_at(form: type[BaseModel], loc: Sequence[Any]) -> type[BaseModel] | None:
    """The form that an error's location leads to, None when it leads elsewhere."""
    found = _at(form, loc)
    forms = [one for one in _parts(found) if _is_form(one)]
    return forms[0] if len(forms) == 1 else None


def kinds_at(form: type[BaseModel], loc: Sequence[Any]) -> tuple[str, ...]:
    """The ``kind`` words of the forms that may stand at a location."""
    kinds = [_kind(one) for one in _parts(_at(form, loc)) if _is_form(one)]
    return tuple(sorted({kind for kind in kinds if kind}))


def _at(form: Any, loc: Sequence[Any]) -> Any:
    found = form
    for step in loc:
        found = _step(found, step)
    return found


def _step(annotation: Any, step: Any) -> Any:
    parts = list(_parts(annotation))
    for part in parts:
        if _is_form(part) and _kind(part) == step and len(parts) > 1:
            return part
    for part in parts:
        if _is_form(part):
            for name, field in part.model_fields.items():
                if step in _written(name, field):
                    return field.annotation
        origin, arguments = get_origin(part), get_args(part)
        if _is_mapping(origin) and len(arguments) == 2:
            return arguments[1]
        if isinstance(step, int) and arguments and not _is_mapping(origin):
            return arguments[0]
    return annotation


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _parts(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _parts(one)
    elif annotation is not type(None):
        yield annotation


def _is_form(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _kind(form: Any) -> str:
    field = form.model_fields.get("kind")
    words = get_args(field.annotation) if field is not None else ()
    return str(words[0]) if words else ""


def _written(name: str, field: Any) -> tuple[str, ...]:
    alias = field.validation_alias or field.alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (str(alias),) if alias else (name,)
