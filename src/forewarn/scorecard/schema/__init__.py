"""JSON Schemas for editors, generated from the forms and shipped beside this module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from forewarn.scorecard.forms import ScorecardForm
from forewarn.scorecard.leaves import SYNONYMS

FOLDER = Path(__file__).parent
SCORECARD = "scorecard.schema.json"


def schema_of(form: type[BaseModel], *, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file's form, synonyms of keys included."""
    schema = form.model_json_schema(by_alias=True, mode="validation")
    for part in (schema, *schema.get("$defs", {}).values()):
        _add_synonyms(part)
        _allow_table_and_column_in_one(part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": title,
    }


def schema_text(form: type[BaseModel], *, title: str) -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(schema_of(form, title=title), indent=2, ensure_ascii=False) + "\n"


def write(form: type[BaseModel], name: str, *, title: str, folder: Path = FOLDER) -> Path:
    """Write the schema of a form as a shipped file; returns its path."""
    path = folder / name
    path.write_text(schema_text(form, title=title), encoding="utf-8")
    return path


def write_scorecard(folder: Path = FOLDER) -> Path:
    """Write the scorecard's schema."""
    return write(ScorecardForm, SCORECARD, title="Forewarn scorecard", folder=folder)


def _allow_table_and_column_in_one(part: dict[str, Any]) -> None:
    """``from: assessments.pulse`` stands for ``from`` and ``column``."""
    table = part.get("properties", {}).get("from", {})
    if "column" not in part.get("required", []) or "pattern" not in table:
        return
    name = table["pattern"].removeprefix("^").removesuffix("$")
    table["pattern"] = f"^{name}(\\.{name})?$"
    part["required"].remove("column")
    dotted = {"properties": {"from": {"pattern": "\\."}}}
    part.setdefault("allOf", []).append({"anyOf": [{"required": ["column"]}, dotted]})


def _add_synonyms(part: dict[str, Any]) -> None:
    properties = part.get("properties", {})
    for synonym, key in SYNONYMS.items():
        if key not in properties or synonym in properties:
            continue
        properties[synonym] = properties[key]
        if key in part.get("required", []):
            part["required"].remove(key)
            part.setdefault("allOf", []).append(
                {"anyOf": [{"required": [key]}, {"required": [synonym]}]}
            )
