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


def test_a_file_url_bounds_memory_and_threads(tmp_path: Path) -> None:
    url = "duckdb:///facts.duckdb?memory_limit=700MiB&threads=1"
    facts = open_facts(url, folder=tmp_path)
    try:
        asked = "SELECT current_setting('memory_limit'), current_setting('threads')"
        assert facts.store.connection.execute(asked).fetchone() == ("700.0 MiB", 1)
    finally:
        facts.close()
    assert (tmp_path / "facts.duckdb").is_file()


@pytest.mark.parametrize(
    ("bound", "says"),
    [
        ("memory_limit=lots", "not as a size such as 1500MB"),
        ("memory_limit=0GB", "not as a size"),
        ("memory_limit=", "not as a size"),
        ("threads=none", "a number from 1 on"),
        ("threads=0", "a number from 1 on"),
        ("memory=2GB", "did you mean memory_limit"),
        ("memory_limit=2GB&password=x", "not one of memory_limit, threads"),
    ],
)
def test_a_bound_that_is_none_is_refused(bound: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ForewarnError) as caught:
        open_facts(f"duckdb:///facts.duckdb?{bound}", folder=tmp_path)
    assert says in str(caught.value)
    assert not list(tmp_path.iterdir())
