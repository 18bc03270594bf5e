from pathlib import Path

import pytest

from forewarn.engines.select import DEFAULT, duckdb_path, open_facts
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
    open_facts(DEFAULT, folder=tmp_path).close()
    assert (tmp_path / ".forewarn" / "facts.duckdb").is_file()


@pytest.mark.parametrize(
    "url",
    [
        "duckbd:///x",
        "mysql://me:secret@host/x",
        "snowflake://me:secret@host/x",
        "postgresql://me:secret@host",
        "postgresql://me:se#cret@host/x",
        "postgresql://me:secret@host:port/x",
        "sc://",
        "facts.duckdb",
        "duckdb://",
        "",
        "://",
    ],
)
def test_what_names_no_engine_is_refused_with_what_is_accepted(url: str, tmp_path: Path) -> None:
    with pytest.raises(ForewarnError) as caught:
        open_facts(url, folder=tmp_path)
    assert "accepted: duckdb:///FILE" in caught.value.found
    assert "postgresql://USER@HOST" in caught.value.found
    assert caught.value.fix
    assert "cret" not in str(caught.value)
    assert not list(tmp_path.iterdir()), "nothing is made before the URL is read"


def test_a_slip_is_guessed() -> None:
    with pytest.raises(ForewarnError, match="did you mean duckdb"):
        duckdb_path("duckbd:///x", folder=Path())


def test_another_engine_has_no_file() -> None:
    with pytest.raises(ForewarnError, match="names no file"):
        duckdb_path("postgresql://me@host/x", folder=Path())
