"""What an engine is able to do stands in flags; what asks for more is refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from forewarn.connect.project_file import read_project_file
from forewarn.project.planning import aside
from forewarn.terms.engine_url import ENGINES, EngineKind, problem
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import Settings

SERVER = "://somebody@host:5432/facts"
NOT_FILES = [each for each in ENGINES if each.runs and not each.can_be_copied]


@pytest.mark.parametrize("kind", [each for each in ENGINES if not each.runs], ids=str)
def test_an_engine_that_is_only_compiled_for_is_refused(kind: EngineKind) -> None:
    found = problem(f"{kind.schemes[0]}{SERVER}")
    assert found is not None
    assert kind.name in found.found
    assert "DuckDB, PostgreSQL or Spark" in found.fix


@pytest.mark.parametrize("kind", NOT_FILES, ids=str)
def test_facts_that_cannot_be_copied_are_named_with_a_way_out(
    kind: EngineKind, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, engine=f"{kind.schemes[0]}{SERVER}")
    with pytest.raises(ForewarnError) as refusal, aside(settings):
        pass
    assert f"the {kind.name} engine" in refusal.value.found
    assert "forewarn ingest" in refusal.value.fix


@pytest.mark.parametrize("engine", ["duckdb:///facts.duckdb", f"postgresql{SERVER}"])
def test_only_an_engine_with_tables_of_its_own_lets_sources_stay(
    engine: str, tmp_path: Path
) -> None:
    text = "sources:\n  accounts: accounts.csv\n  events: {warehouse: public.events}\n"
    (tmp_path / "forewarn.yml").write_text(f"name: x\nengine: {engine}\n{text}")
    _, issues = read_project_file(tmp_path, {}, languages=("en",))
    refused = ["the engine is DuckDB" in each.found for each in issues]
    assert any(refused) == engine.startswith("duckdb")
