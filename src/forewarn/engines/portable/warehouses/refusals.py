"""What PostgreSQL says, as errors for people: no password in them, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.portable.warehouses.warehouse import first_line, gone, stopped, too_large
from forewarn.terms.engine_url import masked, shown
from forewarn.terms.errors import ForewarnError

_SHOWN = "PostgreSQL"
_ENGINE = "engine: in forewarn.yml"
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
    said = masked(first_line(error), url)
    fix = next((way for words, way in _TOLD if words in said), "check {engine}, and the server")
    return ForewarnError(
        f"cannot reach the {_SHOWN} engine {shown(url)}: {said}",
        fix=fix.format(engine=_ENGINE, password=_PASSWORD),
    )


@contextmanager
def measuring(user: str, schema: str) -> Iterator[None]:
    """Turns what the driver raises while facts are asked for into words.

    Args:
        user: who asks.
        schema: of the facts.
    """
    import psycopg
    from psycopg import errors

    try:
        yield
    except errors.NumericValueOutOfRange as error:
        raise too_large(error) from error
    except errors.InsufficientPrivilege as error:
        raise _may_not_read(user, schema, error) from error
    except errors.UndefinedTable as error:
        raise gone(_SHOWN, error) from error
    except errors.ReadOnlySqlTransaction as error:
        raise _only_reads("measuring needs temporary tables", error) from error
    except psycopg.OperationalError as error:
        raise stopped(_SHOWN, error) from error


def _only_reads(why: str, error: Exception) -> ForewarnError:
    return ForewarnError(
        f"the {_SHOWN} engine only reads, and {why}: {first_line(error)}",
        fix=f"name in {_ENGINE} the primary server, and a user whose transactions may write",
    )


def _may_not_read(user: str, schema: str, error: Exception) -> ForewarnError:
    there, whom = quoted(schema), quoted(user)
    return ForewarnError(
        f"the {_SHOWN} engine does not let {user} measure the facts in the schema {schema}: "
        f"{first_line(error)}",
        fix=f"have their owner run GRANT USAGE ON SCHEMA {there} TO {whom}; GRANT SELECT ON ALL "
        f"TABLES IN SCHEMA {there} TO {whom} (for temporary tables: GRANT TEMPORARY ON DATABASE); "
        f"or name in engine: a user who may, or a schema of yours with ?schema=NAME",
    )


def no_schema(user: str, schema: str, error: Exception) -> ForewarnError:
    """The refusal when there is no schema and none may be made."""
    return ForewarnError(
        f"{_brings_none(user, schema)}: {first_line(error)}",
        fix=f"have an administrator run CREATE SCHEMA {quoted(schema)} AUTHORIZATION "
        f"{quoted(user)}, or name a schema of yours with ?schema=NAME at the end of engine:",
    )


def not_taken(user: str, schema: str, error: Exception) -> ForewarnError:
    """The refusal when facts cannot be brought."""
    from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

    if isinstance(error, ReadOnlySqlTransaction):
        return _only_reads("facts are brought there", error)
    if isinstance(error, InsufficientPrivilege):
        return ForewarnError(
            f"{_brings_none(user, schema)}: {first_line(error)}",
            fix="name in engine: the user who owns this schema and may read what stays in the "
            "warehouse, or a schema of yours with ?schema=NAME (it is made)",
        )
    return ForewarnError(
        f"{_SHOWN} did not take the facts, nothing was changed: {first_line(error)}",
        fix="see docs/engines.md; run forewarn audit to find the value, or check the server",
    )


def _brings_none(user: str, schema: str) -> str:
    return f"the {_SHOWN} engine lets {user} bring no facts into the schema {schema}"
