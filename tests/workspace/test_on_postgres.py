"""The same tables and promises on a real PostgreSQL, in a process that serves from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.test_postgres import pytestmark, server
from tests.workspace.company import company

__all__ = ["pytestmark", "server"]

PROGRAM = """
import sys
from pathlib import Path
from forewarn.project.loading import load
from forewarn.workspace.site import prepare
prepare(load(Path(sys.argv[1]), {"DATABASE_URL": sys.argv[2]}).settled(), {})
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import setup_test_environment
from forewarn.workspace.access import visible_accounts
from forewarn.workspace.models import Member, TrailEntry
from forewarn.workspace.trail import note, verify
from tests.workspace import cast
assert connection.vendor == "postgresql"
setup_test_environment()
people = cast.enter()
for name, member in people.items():
    client = Client()
    client.force_login(member)
    for address in ("", "?q=a&sort=-moved&show=differs", "export.csv"):
        address = f"/accounts/{address}"
        answer = client.get(address)
        assert answer.status_code == 200, address
    for account in "a1 b1".split():
        wanted = 200 if account in cast.SEES[name].split() else 404
        assert client.get(f"/accounts/{account}/").status_code == wanted, (name, account)
with transaction.atomic():
    note(people["ana"], "saved", "view 1", after={"name": "Größe"})
for change in ("UPDATE workspace_trailentry SET who = ''", "DELETE FROM workspace_trailentry",
               "TRUNCATE workspace_trailentry"):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    except DatabaseError as error:
        assert "never changes" in str(error)
    else:
        raise AssertionError(change)
assert verify().whole
print("fine")
"""


@pytest.fixture(scope="module")
def scored(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The company's folder and its database, scored before any test holds databases back."""
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE workspace")
    url = f"{server}/workspace"
    return company(tmp_path_factory.mktemp("on-postgres"), ledger=url), url


def test_pages_access_and_trail(scored: tuple[Path, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, scored)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.stdout.strip().endswith("fine"), done.stderr
