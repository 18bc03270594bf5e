from pathlib import Path

import pytest

from forewarn.engines.select import DEFAULT, duckdb_path, engine
from forewarn.terms.errors import ForewarnError


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (DEFAULT, Path("/project/.forewarn/facts.duckdb")),
        ("duckdb:///a%20b/facts.duckdb", Path("/project/a b/facts.duckdb")),
        ("duckdb:////var/facts.duckdb", Path("/var/facts.duckdb")),
        ("duckdb://:memory:", ":memory:"),
        ("duckdb:///:memory:", ":memory:"),
    ],
)
def test_a_url_names_a_file(url: str, path: Path | str) -> None:
    assert duckdb_path(url, folder=Path("/project")) == path


def test_the_engine_is_opened_where_the_project_is(tmp_path: Path) -> None:
    engine(DEFAULT, folder=tmp_path).close()
    assert (tmp_path / ".forewarn" / "facts.duckdb").is_file()


@pytest.mark.parametrize(
    "url", ["duckbd:///x", "postgresql://me:secret@host/x", "facts.duckdb", "duckdb://", "", "://"]
)
def test_another_scheme_is_refused_with_what_is_accepted(url: str) -> None:
    with pytest.raises(ForewarnError) as caught:
        duckdb_path(url, folder=Path())
    assert "accepted: duckdb:///FILE" in caught.value.found
    assert "secret" not in str(caught.value)


def test_a_slip_is_guessed() -> None:
    with pytest.raises(ForewarnError, match="did you mean duckdb"):
        duckdb_path("duckbd:///x", folder=Path())
