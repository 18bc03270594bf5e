"""One PostgreSQL and one Spark a test session, started when a test first asks."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

if find_spec("ibis") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    return f"{postgres_server}/postgres"


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from tests.engines.portable.places import spark_session

    if shutil.which("java") is None or find_spec("pyspark") is None:
        pytest.skip("no Spark: apt-get install default-jre-headless, pip install forewarn[spark]")
    with spark_session(tmp_path_factory.mktemp("spark")) as session:
        yield session


@pytest.fixture(scope="session")
def on_postgres(postgres_url: str) -> object:
    from tests.engines.portable.places import postgres_place

    return postgres_place(postgres_url)


@pytest.fixture(scope="session")
def on_spark(spark: object, tmp_path_factory: pytest.TempPathFactory) -> object:
    from tests.engines.portable.places import spark_place

    return spark_place(spark, tmp_path_factory.mktemp("copies"))


@pytest.fixture(scope="session")
def on_duckdb() -> object:
    from tests.engines.portable.places import duckdb_place

    return duckdb_place()


@pytest.fixture(
    params=[
        "on_duckdb",
        pytest.param("on_postgres", marks=pytest.mark.slow),
        pytest.param("on_spark", marks=pytest.mark.slow),
    ],
)
def place(request: pytest.FixtureRequest) -> object:
    return request.getfixturevalue(request.param)
