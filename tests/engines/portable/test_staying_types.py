"""Columns of types that a warehouse's users made: read as what they rest on, or refused by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forewarn.terms.errors import FilesError, ForewarnError
from tests.engines.portable.test_staying import few_there, schema, without_notices
from tests.project import small as few
from tests.project.companies import scored

__all__ = ["schema"]
pytestmark = pytest.mark.slow
ON = date(2026, 1, 25)
PLANS = """  plans: {kind: count, from: events, window: 30d, where: "plan = 'pro'"}\n"""
INPUT = few.LINE % ("Plans", "plans", "usage", "{linear: {0: 0, 10: 100}}", 30)


def retyped(url: str, schema: str, *statements: str) -> None:
    """The events' table, with a column more, and changed by statements."""
    import psycopg

    with psycopg.connect(url) as connection:
        table = f"{schema}.events"
        connection.execute(f"ALTER TABLE {table} ADD plan text".encode())
        connection.execute(f"UPDATE {table} SET plan = 'pro'".encode())
        for statement in statements:
            connection.execute(statement.format(s=schema, t=f"ALTER TABLE {table} ALTER").encode())


def with_plans(folder: Path) -> None:
    """A scorecard that filters events by the new column."""
    card = few.card(signals=PLANS, inputs=INPUT)
    (folder / "scorecards" / "health.yml").write_text(card)


def value(said: Any, signal: str) -> Any:
    """What a signal says of the one account."""
    (account,) = said["accounts"]
    return next(each["value"] for each in account["contributions"] if each["signal"] == signal)


def make(kind: str) -> str:
    """Statement that gives events and plans a type."""
    to = f"TYPE {kind} USING"
    return f"{{t}} event {to} event::{kind}, ALTER plan {to} plan::text::{kind}"


TYPES = {
    "enum": ["CREATE TYPE {s}.word AS ENUM ('login', 'pro')", make("{s}.word")],
    "a name in quotes": [
        """CREATE TYPE {s}."Our Word" AS ENUM ('login', 'pro')""",
        make('{s}."Our Word"'),
    ],
    "domain over a domain over an enum": [
        "CREATE TYPE {s}.word AS ENUM ('login', 'pro')",
        "CREATE DOMAIN {s}.one AS {s}.word",
        "CREATE DOMAIN {s}.two AS {s}.one",
        make("{s}.two"),
    ],
    "domains": [
        "CREATE DOMAIN {s}.id AS varchar(40)",
        "CREATE DOMAIN {s}.moment AS timestamptz CHECK (value > '2000-01-01')",
        "{t} account_id TYPE {s}.id, ALTER event_id TYPE {s}.id, ALTER plan TYPE {s}.id",
        "{t} occurred_at TYPE {s}.moment USING occurred_at AT TIME ZONE 'UTC'",
    ],
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_of_their_own_is_read_as_what_it_rests_on(
    postgres_url: str, schema: str, tmp_path: Path, kind: str
) -> None:
    plain = few_there(postgres_url, f"{schema}_t", tmp_path / "plain")
    retyped(postgres_url, f"{schema}_t")
    folder = few_there(postgres_url, schema, tmp_path)
    retyped(postgres_url, schema, *TYPES[kind])
    said = []
    for each in (plain, folder):
        with_plans(each)
        said.append(scored(each, as_of=ON))
    assert without_notices(said[0]) == without_notices(said[1])
    assert value(said[1], "plans") == 19


def test_text_that_compares_in_its_own_way_compares_as_everywhere(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    folder = few_there(postgres_url, schema, tmp_path)
    retyped(
        postgres_url,
        schema,
        "CREATE EXTENSION IF NOT EXISTS citext SCHEMA public",
        "{t} plan TYPE public.citext",
        "INSERT INTO {s}.events SELECT event_id, account_id, event, occurred_at, 'Pro'"
        " FROM {s}.events",
        "ALTER TABLE {s}.events DROP event_id",
    )
    with_plans(folder)
    file = folder / "forewarn.yml"
    file.write_text(file.read_text().replace("covers: all", "duplicates: drop, covers: all"))
    said = scored(folder, as_of=ON)
    assert value(said, "plans") == 19
    assert not any("left out" in each for each in said["notices"])


def test_money_of_postgres_is_an_amount(postgres_url: str, schema: str, tmp_path: Path) -> None:
    import psycopg

    query = '"SELECT account_id, event, occurred_at, 12.5::money AS count, 3.25::money AS paid'
    folder = few_there(postgres_url, schema, tmp_path, warehouse=f'{query} FROM {{}}.events"')
    scored(folder, as_of=ON)
    with psycopg.connect(postgres_url) as connection:
        select = f"SELECT DISTINCT count, paid FROM {schema}_f.events"
        assert connection.execute(select.encode()).fetchall() == [(12.5, Decimal("3.25"))]


@pytest.mark.parametrize("column", ["event", "occurred_at", "count"])
def test_what_cannot_be_read_is_refused_by_its_type(
    postgres_url: str, schema: str, tmp_path: Path, column: str
) -> None:
    folder = few_there(postgres_url, schema, tmp_path, warehouse=f'"SELECT * FROM {{}}.v_{column}"')
    others = [each for each in ("event", "occurred_at") if each != column]
    retyped(
        postgres_url,
        schema,
        "CREATE TYPE {s}.pair AS (one text, two text)",
        f"CREATE VIEW {{s}}.v_{column} AS SELECT account_id, {', '.join(others)},"
        f" ROW('a', 'b')::{{s}}.pair AS {column} FROM {{s}}.events",
    )
    with pytest.raises(FilesError) as refusal:
        scored(folder, as_of=ON)
    (issue,) = refusal.value.issues
    assert issue.code == "column-type"
    assert "source 'events'" in issue.found
    assert f"column '{column}' is {schema}.pair, and {column} wants" in issue.found
    assert "domains and enums" in issue.accepted
    assert "cast it" in issue.fix


PAIR = ["CREATE TYPE {s}.pair AS (one text, two text)",
        "ALTER TABLE {s}.events DROP plan, ADD plan {s}.pair DEFAULT ROW('a', 'b')"]  # fmt: skip


def test_an_unread_column_that_nobody_asks_for_is_left(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    import psycopg

    folder = few_there(postgres_url, schema, tmp_path)
    before = scored(folder, as_of=ON)
    retyped(postgres_url, schema, *PAIR)
    assert scored(folder, as_of=ON) == before
    with psycopg.connect(postgres_url) as connection:  # the type stays theirs to take away
        connection.execute(f"ALTER TABLE {schema}.events DROP plan".encode())
        connection.execute(f"DROP TYPE {schema}.pair".encode())


ODD = {
    "a time of day": "time '12:00'",
    "an interval": "interval '1 day'",
    "a list": "ARRAY['a', 'b']",
    "bytes": "decode('00ff', 'hex')",
    "an address": "inet '127.0.0.1'",
    "a card's number": "macaddr '08:00:2b:01:02:03'",
    "a point": "point '(1,2)'",
    "a polygon": "polygon '((0,0),(1,1),(1,0))'",
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_type_is_refused_by_the_signal_that_asks_for_it_alone(
    postgres_url: str, schema: str, tmp_path: Path, kind: str
) -> None:
    query = f'"SELECT *, {ODD[kind]} AS mine FROM {{}}.events"'
    folder = few_there(postgres_url, schema, tmp_path, warehouse=query)
    scored(folder, as_of=ON)
    newest = "  newest: {kind: latest, from: events.mine}\n"
    line = few.LINE % ("Newest", "newest", "usage", "{lookup: {x: 0, y: 100}}", 30)
    (folder / "scorecards" / "health.yml").write_text(few.card(signals=newest, inputs=line))
    with pytest.raises(ForewarnError, match="column mine of table events is of a type") as refusal:
        scored(folder, as_of=ON)
    assert "cast it to text" in refusal.value.fix


@pytest.mark.parametrize("fine", ["1::numeric(60,40)", "1::numeric(39,38)", "1::numeric(20,4)"])
def test_numbers_of_many_decimals_are_summed(
    postgres_url: str, schema: str, tmp_path: Path, fine: str
) -> None:
    query = f'"SELECT *, {fine} AS mine FROM {{}}.events"'
    folder = few_there(postgres_url, schema, tmp_path, warehouse=query)
    total = "  total: {kind: sum, column: mine, from: events, window: 30d}\n"
    line = few.LINE % ("Total", "total", "usage", "{linear: {0: 0, 30: 100}}", 30)
    (folder / "scorecards" / "health.yml").write_text(few.card(signals=total, inputs=line))
    assert value(scored(folder, as_of=ON), "total") == 19


def test_an_unread_column_that_a_filter_asks_for_is_refused(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    folder = few_there(postgres_url, schema, tmp_path)
    retyped(postgres_url, schema, *PAIR)
    with_plans(folder)
    with pytest.raises(ForewarnError, match="column plan of table events is of a type") as refusal:
        scored(folder, as_of=ON)
    assert "cast it to text" in refusal.value.fix
    file = folder / "forewarn.yml"
    file.write_text(file.read_text().replace("covers: all", "columns: {plan: plan}, covers: all"))
    with pytest.raises(FilesError, match=r"column 'plan' is own_.*\.pair, and signals cannot"):
        scored(folder, as_of=ON)


def test_columns_that_are_there_are_told_whatever_their_type(
    postgres_url: str, schema: str, tmp_path: Path
) -> None:
    folder = few_there(postgres_url, schema, tmp_path)
    retyped(postgres_url, schema, *PAIR)
    file = folder / "forewarn.yml"
    file.write_text(file.read_text().replace("covers: all", "columns: {plan: plam}, covers: all"))
    with pytest.raises(FilesError) as refusal:
        scored(folder, as_of=ON)
    (issue,) = refusal.value.issues
    assert (issue.code, issue.did_you_mean) == ("no-such-column", "plan")
