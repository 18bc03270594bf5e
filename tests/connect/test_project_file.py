"""forewarn.yml: settings, sources, and every problem at its place."""

from pathlib import Path

import pytest

from forewarn.connect.project_file import read_project_file

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def read(folder, text, **environment):
    (folder / "forewarn.yml").write_text(text, "utf-8")
    return read_project_file(folder, environment, languages=("en", "de"))


def test_the_whole_file(tmp_path):
    settings, issues = read(
        tmp_path,
        """
name: Acme
timezone: Europe/Berlin
week_starts: sunday
currency: EUR
holidays: DE
language: de
scorecards: [enterprise, smb]
roll_up: lowest
inputs:
  orders: ${ROOT}/orders.parquet
  lines: ${ROOT:-x}/${MORE:-more}/lines
sources:
  accounts: data/accounts.csv
  events:
    file: data/events
    columns: {account_id: customer, occurred_at: ts}
    timezone: UTC
    covers: all accounts
    stale_after: 2w
    duplicates: drop
  tickets:
    sql: |
      select * from orders
  invoices:
    database: billing.duckdb
    table: main.invoices
""",
        ROOT="/srv",
    )
    assert issues == ()
    assert (settings.name, settings.timezone, settings.week_starts) == (
        "Acme", "Europe/Berlin", "sunday",
    )  # fmt: skip
    assert settings.language == "de"
    assert settings.scorecards == ("enterprise", "smb")
    assert settings.inputs == {"orders": "/srv/orders.parquet", "lines": "/srv/more/lines"}
    accounts, events, tickets, invoices = settings.sources
    assert accounts.path == str(tmp_path / "data/accounts.csv")
    assert (accounts.line, accounts.col) == (14, 3)
    assert events.columns == {"account_id": "customer", "occurred_at": "ts"}
    assert (events.timezone, events.covers_all, events.stale_after_days) == ("UTC", True, 14)
    assert events.drop_duplicates
    assert tickets.sql == "select * from orders\n"
    assert tickets.inputs == settings.inputs
    assert (invoices.database, invoices.database_table) == (
        str(tmp_path / "billing.duckdb"), "main.invoices",
    )  # fmt: skip
    assert settings.source("events") is events
    assert settings.source("goals") is None


def test_defaults_and_the_environment(tmp_path):
    text = "sources:\n  accounts: a.csv\n"
    settings, _ = read(tmp_path, text)
    assert settings.language == "en"
    assert (settings.name, settings.timezone) == (tmp_path.name, "UTC")
    assert settings.engine == "duckdb:///.forewarn/facts.duckdb"
    settings, _ = read(tmp_path, text, DATABASE_URL="postgres://db", FOREWARN_ENGINE="duckdb:///x")
    assert (settings.engine, settings.ledger) == ("duckdb:///x", "postgres://db")
    settings, _ = read(tmp_path, text, DATABASE_URL="postgres://db", FOREWARN_LEDGER="sqlite:///l")
    assert settings.ledger == "sqlite:///l"


@pytest.mark.parametrize(
    ("text", "place", "code", "guess"),
    [
        ("timezone: Europe/Berln", (1, 11), "timezone", "Europe/Berlin"),
        ("timezne: UTC", (1, 1), "unknown-key", "timezone"),
        ("week_starts: mondy", (1, 14), "unknown-word", "monday"),
        ("currency: eur", (1, 11), "currency", "EUR"),
        ("engine: mysql://x", (1, 9), "engine", ""),
        ("roll_up: revenu", (1, 10), "unknown-word", "revenue"),
        ("inputs: {a: '${NOPE}/x'}", (1, 13), "environment", ""),
        ("inputs: {a: '${NO-PE}/x'}", (1, 13), "placeholder", ""),
        ("sources: {events: {file: a, sql: select 1}}", (1, 19), "source", ""),
        ("sources: {events: {database: a}}", (1, 19), "source", ""),
        ("sources: {events: {file: a, stale_after: 14}}", (1, 42), "duration", "14d"),
        (
            "sources: {events: {file: a, covers: all account}}",
            (1, 37),
            "unknown-word",
            "all accounts",
        ),
        ("sources: {Events: a}", (1, 11), "table-name", ""),
        ("sources: {first_uses: a}", (1, 11), "table-name", ""),
        ("name: &a x", (1, 7), "alias", ""),
        ("name: a\nname: b", (2, 1), "duplicate-key", ""),
        ("sources: {events: a.csv}", (1, 1), "no-accounts", ""),
    ],
)
def test_mistakes_are_named_in_place(tmp_path, text, place, code, guess):
    settings, issues = read(tmp_path, text)
    assert settings is None
    found = next(issue for issue in issues if issue.code == code)
    assert (found.line, found.col) == place
    assert found.did_you_mean == guess
    assert found.accepted or found.fix


def test_all_mistakes_at_once(tmp_path):
    _, issues = read(tmp_path, "timezone: X\ncurrency: x\nnonsense: 1\n")
    assert len(issues) == 3


def test_a_table_that_looks_like_another_is_a_warning(tmp_path):
    text = "sources:\n  accounts: a.csv\n  ticket: b.csv\n"
    settings, issues = read(tmp_path, text)
    assert settings is not None
    assert [(issue.code, issue.did_you_mean) for issue in issues] == [("own-table", "tickets")]


def test_a_language_without_a_catalogue(tmp_path):
    (tmp_path / "forewarn.yml").write_text("sources:\n  accounts: a.csv\nlanguage: dx\n")
    settings, (issue,) = read_project_file(tmp_path, {}, languages=("en", "de"))
    assert settings is None
    assert (issue.code, issue.line, issue.accepted) == ("language", 3, "en, de")
    (tmp_path / "forewarn.yml").write_text("sources:\n  accounts: a.csv\nlanguage: de\n")
    settings, issues = read_project_file(tmp_path, {}, languages=("en", "de"))
    assert settings is not None
    assert issues == ()


def test_no_file_and_no_text(tmp_path):
    settings, issues = read_project_file(tmp_path, {})
    assert settings is None
    assert issues[0].code == "unreadable"
    (tmp_path / "forewarn.yml").write_bytes(b"name: \xff")
    settings, (issue,) = read_project_file(tmp_path, {})
    assert settings is None
    assert "UTF-8" in issue.found


@pytest.mark.parametrize("name", ["saas", "fintech", "online_retail", "ravenstack"])
def test_the_examples_are_sound(name):
    if not (EXAMPLES / name / "forewarn.yml").is_file():
        pytest.skip(f"examples/{name} is not there")
    settings, issues = read_project_file(EXAMPLES / name, {})
    assert settings is not None
    assert issues == ()


ENGINE = "engine: '%s'\nsources:\n  accounts: a.csv\n"


@pytest.mark.parametrize(
    ("written", "environment", "url"),
    [
        ("${FACTS}", {"FACTS": "postgresql://me:p%40w@h/db"}, "postgresql://me:p%40w@h/db"),
        ("postgresql://me:${PW}@h/db", {"PW": "p@w/#"}, "postgresql://me:p%40w%2F%23@h/db"),
        ("postgresql://${WHO:-me}@h/db", {}, "postgresql://me@h/db"),
        ("spark://local?schema=x", {}, "spark://local?schema=x"),
        ("sc://h:15002", {}, "sc://h:15002"),
        ("postgresql://h/db?password=${PW}", {"PW": "a b"}, "postgresql://h/db?password=a%20b"),
        ("postgresql://h/db?passfile=/x", {}, "postgresql://h/db?passfile=/x"),
        ("spark://local?threads=4", {}, "spark://local?threads=4"),
        ("duckdb://:memory:", {}, "duckdb://:memory:"),
    ],
)
def test_an_engine_takes_the_environments_values(tmp_path, written, environment, url):
    settings, issues = read(tmp_path, ENGINE % written, **environment)
    assert settings is not None, issues
    assert settings.engine == url


@pytest.mark.parametrize(
    ("written", "environment", "code", "said"),
    [
        ("postgresql://me:secret@h/db", {}, "secret", "no place for one"),
        ("postgresql://me:secret${X}@h/db", {"X": "x"}, "secret", "no place for one"),
        ("postgresql://me@h/db?password=secret", {}, "secret", "no place for one"),
        ("postgresql://me@h/db?a=b&sslpassword=se%63ret", {}, "secret", "no place for one"),
        ("sc://h:443/;use_ssl=true;token=secret", {}, "secret", "'sc://h:443/' comes with"),
        ("host=h password=secret", {}, "secret", "no place for one"),
        ("${FACTS}", {"FACTS": "host=h password=secret"}, "engine", "'host***' is a connection"),
        ("${FACTS}", {"FACTS": "password='a secret' host=h"}, "engine", "'password***' is"),
        ("${FACTS}", {"FACTS": "me:secret@h/db"}, "engine", "'me***' is no engine"),
        ("${FACTS}", {"FACTS": "postgresql://me:se@secret@h/db"}, "engine", "cannot be read as"),
        ("${FACTS}", {"FACTS": "mysql://h/db?password=a@secret"}, "engine", "'mysql://***' is no"),
        ("${FACTS}", {"FACTS": "mysql://h:1/d?password=a@secret"}, "engine", "'mysql://***' is"),
        ("duckdb://me:secret@h", {}, "engine", "'duckdb://me@h' names no file"),
        ("spark://local?threads=abc", {}, "engine", "threads as 'abc', not as a number"),
        ("${FACTS}", {}, "environment", "has no FACTS"),
        ("${FACTS}", {"FACTS": "mysql://me:secret@h/db"}, "engine", "mysql://me@h/db"),
        ("postgresl://me@h/db", {}, "engine", "no engine that this version knows"),
        ("postgresql://me@h", {}, "engine", "names no database"),
        ("trino://me@h/db", {}, "engine", "only compiled for"),
        ("duckdb:///", {}, "engine", "names no file"),
        ("duckdb:///x", {"FOREWARN_ENGINE": "oracle://me:secret@h"}, "engine", "oracle://me@h"),
    ],
)
def test_what_no_engine_can_be_is_said_without_its_secrets(
    tmp_path, written, environment, code, said
):
    settings, issues = read(tmp_path, ENGINE % written, **environment)
    assert settings is None
    (issue,) = [issue for issue in issues if issue.code == code]
    assert said in issue.found
    assert issue.fix
    assert not any("secret" in issue.found for issue in issues)
    if code == "engine":
        assert "postgresql://USER@HOST/DATABASE" in issue.accepted


GOVERNANCE = "sources:\n  accounts: a.csv\ngovernance:\n"


def test_owners_and_causes(tmp_path):
    settings, issues = read(
        tmp_path,
        f"""{GOVERNANCE}  owners: {{renewal rate: Ada, GRR: Bea}}
  causes:
    - {{month: 2026-10, cause: product, because: The import broke., by: Ada}}
    - {{month: 2026-10, cause: market, because: Prices fell.}}
""",
    )
    assert not issues
    found = settings.governance
    assert found.owners == {"renewal rate": "Ada", "GRR": "Bea"}
    assert (found.cause("2026-10").cause, found.cause("2026-10").by) == ("market", None)
    assert found.cause("2026-09") is None


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("  owners: {renewal rat: Ada}\n", "kpi", "renewal rat"),
        ("  causes: [{month: October, cause: market, because: x}]\n", "month", "October"),
        ("  causes: [{month: 2026-13, cause: market, because: x}]\n", "month", "2026-13"),
        ("  causes: [{month: 2026-10, cause: weather, because: x}]\n", "unknown-word", "weather"),
        ("  causes: [{month: 2026-10, cause: market}]\n", "missing-key", "because"),
    ],
)
def test_governance_with_mistakes(tmp_path, written, code, said):
    settings, issues = read(tmp_path, f"{GOVERNANCE}{written}")
    assert settings is None
    (issue,) = issues
    assert issue.code == code
    assert said in issue.found
    assert issue.line > 3
