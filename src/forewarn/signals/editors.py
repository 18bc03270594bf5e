"""What makes the JSON Schema of a form pleasant to write with: no titles, no nulls."""

from __future__ import annotations

from typing import Any


def for_editors(schema: dict[str, Any]) -> None:
    """Simplify a form's schema in place: a field that may be left out is not shown as null."""
    kind = schema.get("properties", {}).get("kind")
    if kind is not None:
        kind["description"] = schema.get("description", "")
    for name, field in schema.get("properties", {}).items():
        field.pop("title", None)
        schema["properties"][name] = _without_null(field)


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    choices = [each for each in field.get("anyOf", ()) if each.get("type") != "null"]
    if not choices or len(choices) == len(field["anyOf"]):
        return field
    rest = {key: value for key, value in field.items() if key != "anyOf"}
    if rest.get("default", ...) is None:
        del rest["default"]
    return {**choices[0], **rest} if len(choices) == 1 else {"anyOf": choices, **rest}
