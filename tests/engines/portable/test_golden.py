"""The statements for engines that are not at hand, kept as files.

What changes here is read before it is renewed:
FOREWARN_RENEW=1 python -m pytest tests/engines/portable/test_golden.py
"""

import os
from pathlib import Path

import pytest
import sqlglot

from forewarn.engines.portable.paper import statements
from forewarn.signals.filters.parse import parse
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Facts,
    Latest,
    Open,
    Primitive,
    Unmet,
)
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day

GOLDEN = Path(__file__).parent / "golden"
ENGINES = ("bigquery", "databricks", "snowflake", "trino")
SAYS_DOUBLE = {"bigquery": "FLOAT64"}
SAYS_TEXT = {"bigquery": "STRING", "databricks": "STRING"}
SAYS_INSTANT = {"bigquery": "DATETIME", "databricks": "TIMESTAMP_NTZ", "snowflake": "TIMESTAMP_NTZ"}

logins = Facts("events", parse("event = 'log''in' and not (team is missing or count > 2.5)"))
GRIDS: dict[str, list[Primitive]] = {
    "additive": [
        Additive(logins, Window(30)),
        Additive(logins, Window(30, 30)),
        Additive(Facts("contracts", at="starts_on"), Window(None), "arr"),
    ],
    "distinct": [
        Distinct(Facts("events"), ("user_id",), Window(7)),
        Distinct(Facts("events"), ("user_id",), Window(30)),
    ],
    "newest": [
        Latest(Facts("events"), back_days=7),
        Latest(Facts("events"), "team"),
        Earliest(Facts("contracts")),
    ],
    "open": [
        Open(Facts("contracts"), closes="ends_on", opens="starts_on", amount="seats"),
        Open(Facts("contracts"), closes="ends_on", least="ends_on", minus_days="notice_days"),
    ],
    "unmet": [
        Unmet(Facts("contacts"), Facts("interactions")),
        Unmet(Facts("contacts"), Facts("interactions"), longest=True),
    ],
}


def tables(engine: str) -> dict[str, dict[str, str]]:
    text, double = SAYS_TEXT.get(engine, "VARCHAR"), SAYS_DOUBLE.get(engine, "DOUBLE")
    placed = {
        "account_id": text,
        "_at": SAYS_INSTANT.get(engine, "TIMESTAMP"),
        "_on": "DATE",
        "_known_on": "DATE",
        "_seen_on": "DATE",
    }
    return {
        "accounts": placed,
        "events": {"event": text, "user_id": text, "team": text, "count": double, **placed},
        "contracts": {
            "starts_on": "DATE",
            "ends_on": "DATE",
            "arr": "NUMERIC(18, 2)" if engine != "trino" else "DECIMAL(18, 2)",
            "seats": double,
            "notice_days": "BIGINT" if engine != "bigquery" else "INT64",
            "_until_on": "DATE",
            **placed,
        },
        "contacts": {"contact_id": text, "role": text, "since": "DATE", "until": "DATE", **placed},
        "interactions": {"contact_id": text, "kind": text, **placed},
    }


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("asked", GRIDS)
def test_statements_are_as_they_were(engine: str, asked: str) -> None:
    written = statements(engine, tables(engine), GRIDS[asked], [day(0), day(7)], known_by=day(9))
    shown = ";\n\n".join(
        sqlglot.parse_one(each, dialect=engine).sql(dialect=engine, pretty=True) for each in written
    )
    file = GOLDEN / f"{asked}.{engine}.sql"
    if os.environ.get("FOREWARN_RENEW"):
        file.write_text(shown + ";\n", encoding="utf-8")
    assert shown + ";\n" == file.read_text(encoding="utf-8")


def test_nothing_kept_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {
        f"{asked}.{engine}.sql" for asked in GRIDS for engine in ENGINES
    }


def test_facts_are_read_once_for_all_windows() -> None:
    written = statements("trino", tables("trino"), GRIDS["distinct"], [day(0), day(7)])
    assert sum("events" in each for each in written) == 1
