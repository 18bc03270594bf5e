"""The schema that editors use says the same as the forms."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from forewarn.scorecard.document import read_document
from forewarn.scorecard.forms import ScorecardForm
from forewarn.scorecard.leaves import plain
from forewarn.scorecard.schema import FOLDER, SCORECARD, schema_of, schema_text, write_scorecard
from tests.scorecard.files import EXPANSION, HEALTH, changed

pytestmark = pytest.mark.slow


SCHEMA = schema_of(ScorecardForm, title="Forewarn scorecard")


def as_editors_see_it(text: str) -> Any:
    """The file's values with the truths that a YAML reader of an editor makes."""
    values = plain(read_document(text, "f.yml").values)
    if values.get("candidate") in ("true", "false"):
        values["candidate"] = values["candidate"] == "true"
    return values


def test_the_shipped_schema_is_up_to_date(tmp_path: Path) -> None:
    fresh = schema_text(ScorecardForm, title="Forewarn scorecard")
    shipped = (FOLDER / SCORECARD).read_text(encoding="utf-8")
    assert shipped == fresh, "run: python -m forewarn.scorecard.schema"
    assert write_scorecard(tmp_path).read_text(encoding="utf-8") == fresh


@pytest.mark.parametrize("text", [HEALTH, EXPANSION, changed(("version: 1", "candidate: true"))])
def test_sound_files_fit(text: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(as_editors_see_it(text), SCHEMA)


@pytest.mark.parametrize(
    "swap",
    [
        ("version: 1", "wersion: 1"),
        ("curve: {linear: {0: 0, 5: 40, 20: 100}}", "curve: {}"),
        ("20: 100}}     #", "20: 101}}     #"),
        ("    kind: count", "    kind: counts"),
        ("or_after: 14d", "or_after: 14"),
        ("color: red", "color: pink"),
        ("{band: Watch, ", "{name: Watch, "),
        ("{band: Watch, ", "{"),
    ],
)
def test_the_schema_refuses_what_the_forms_refuse(swap: tuple[str, str]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_editors_see_it(changed(swap)), SCHEMA)


def test_a_tier_is_a_band_to_editors_too() -> None:
    values = as_editors_see_it(HEALTH)
    values["tiers"] = [
        {"tier" if key == "band" else key: value for key, value in band.items()}
        for band in values.pop("bands")
    ]
    jsonschema.validate(values, SCHEMA)


def test_every_key_has_a_description() -> None:
    parts = {"scorecard": SCHEMA, **SCHEMA["$defs"]}
    bare = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, field in part.get("properties", {}).items()
        if key != "kind" and "description" not in field
    ]
    assert bare == []
