"""A database, a role or an environment that is set otherwise: the same answers all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.engines.portable.test_projects import on_record, with_engine
from tests.project import small as few
from tests.project.companies import scored

pytestmark = pytest.mark.slow
ON = date(2026, 2, 2)
SIGNALS = (
    "  begun: {kind: count, from: contracts, where: \"starts_on >= '2025-06-01'\"}\n"
    "  slashed: {kind: count, from: events, where: 'event = ''a\\b''', window: 90d}\n"
    "  exact: {kind: count, from: usage, window: 90d, where: \"n = '0.30000000000000004'\"}\n"
)
INPUTS = "".join(
    few.LINE % (name.title(), name, "usage", "{linear: {0: 0, 3: 100}}", 10)
    for name in ("begun", "slashed", "exact")
)
TABLES = {
    "accounts": "account_id,created_on\né,2025-01-01\nb,2025-01-01\n",
    "events": "event_id,account_id,event,occurred_at\n1,é,login,2026-01-05\n2,é,a\\b,2026-01-06\n"
    "3,b,login,2026-01-06\n",
    "contracts": "contract_id,account_id,starts_on\nk1,é,2025-07-09\nk2,é,2025-01-15\n",
    "usage": "account_id,occurred_at,n\né,2026-01-05,0.30000000000000004\nb,2026-01-06,0.3\n",
}
OTHERWISE = {
    "dates": "datestyle = 'SQL, DMY'",
    "dates with words": "datestyle = 'German'",
    "fewer digits": "extra_float_digits = 0",
    "escapes in texts": "standard_conforming_strings = off",
    "letters of the client": "client_encoding = 'LATIN1'",
    "zone": "timezone = 'Asia/Tokyo'",
}


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    """A database of a name of its own, in another encoding than the others."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE set_otherwise ENCODING 'LATIN1' TEMPLATE template0"
            " LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    yield postgres_url.rpartition("/")[0] + "/set_otherwise"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE set_otherwise (FORCE)")


def test_whatever_a_database_is_set_to_the_answers_are_the_same(
    database: str, tmp_path: Path
) -> None:
    import psycopg

    cards = {"health": few.card(signals=SIGNALS, inputs=INPUTS)}
    native = few.project(tmp_path / "native", cards, **TABLES)
    right = scored(native, as_of=ON, record=True)
    values = {each["account_id"]: each["score"] for each in right["accounts"]}
    assert values.keys() == {"é", "b"}
    assert values["é"] > values["b"]
    for number, setting in enumerate(OTHERWISE.values()):
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("ALTER DATABASE set_otherwise RESET ALL")
            connection.execute(f"ALTER DATABASE set_otherwise SET {setting}".encode())
        folder = few.project(tmp_path / f"other{number}", cards, **TABLES)
        other = with_engine(folder, f"{database}?schema=f{number}")
        assert scored(other, as_of=ON, record=True) == right, setting
        assert on_record(other) == on_record(native), setting
