"""The simulated companies and the engines that these tests share."""

from tests.engines.portable.conftest import on_duckdb, on_postgres, postgres_url
from tests.project.companies import company, fintech, home, saas, small

__all__ = [
    "company",
    "fintech",
    "home",
    "on_duckdb",
    "on_postgres",
    "postgres_url",
    "saas",
    "small",
]
