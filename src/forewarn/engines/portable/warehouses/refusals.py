"""What PostgreSQL says, as errors for people: no password in them, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from forewarn.engines.portable.warehouses.warehouse import first_line, too_large
from forewarn.terms.engine_url import secrets, shown
from forewarn.terms.errors import ForewarnError

_ENGINE = "engine: in forewarn.yml"
_HIDDEN = "***"
_TOLD = (
    ("password authentication failed", "the password or user name in {engine} is wrong"),
    ("no password supplied", "the server wants a password: {password}"),
    ("does not exist", "correct the name in {engine}, or make it on the server"),
    ("could not translate host name", "correct the host in {engine}"),
    ("failed to resolve host", "correct the host in {engine}"),
)
_PASSWORD = "write postgresql://USER:${NAME}@HOST/DATABASE and set NAME, or set PGPASSWORD"


def unreachable(url: str, error: Exception) -> ForewarnError:
    """The refusal when a server does not let us in; the driver's words without the password."""
    said = first_line(error)
    for secret in secrets(url):
        said = said.replace(secret, _HIDDEN)
    fix = next((way for words, way in _TOLD if words in said), "check {engine}, and the server")
    return ForewarnError(
        f"cannot reach the PostgreSQL engine {shown(url)}: {said}",
        fix=fix.format(engine=_ENGINE, password=_PASSWORD),
    )


@contextmanager
def measuring(engine: str) -> Iterator[None]:
    """Turns what the driver raises while facts are measured into words."""
    import psycopg
    from psycopg.errors import InsufficientPrivilege, NumericValueOutOfRange, UndefinedTable

    try:
        yield
    except NumericValueOutOfRange as error:
        raise too_large(error) from error
    except InsufficientPrivilege as error:
        raise ForewarnError(
            f"the {engine} engine refuses: {first_line(error)}",
            fix="grant the user SELECT on the facts and TEMPORARY on the database",
        ) from error
    except UndefinedTable as error:
        raise ForewarnError(
            f"the facts are no longer in the {engine} engine: {first_line(error)}",
            fix="run forewarn ingest, which brings them there again",
        ) from error
    except psycopg.OperationalError as error:
        raise ForewarnError(
            f"the {engine} engine stopped: {first_line(error)}",
            fix="look at the server (its disk, its time limits), then run it again",
        ) from error


def not_taken(url_user: str, schema: str, error: Exception) -> ForewarnError:
    """The refusal when facts cannot be brought."""
    from psycopg.errors import InsufficientPrivilege

    if isinstance(error, InsufficientPrivilege):
        return ForewarnError(
            f"the PostgreSQL engine lets {url_user or 'this user'} bring no facts into the schema "
            f"{schema}: {first_line(error)}",
            fix=f'have an administrator run CREATE SCHEMA "{schema}" AUTHORIZATION the user, '
            "or name a schema of yours with ?schema=NAME at the end of engine:",
        )
    return ForewarnError(
        f"PostgreSQL did not take the facts, nothing was changed: {first_line(error)}",
        fix="see docs/engines.md; run forewarn audit to find the value, or check the rights",
    )


def user_of(url: str) -> str:
    """The user that a URL names; empty for none."""
    return unquote(urlsplit(url).username or "")
