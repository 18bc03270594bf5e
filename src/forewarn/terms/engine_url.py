"""Engine URLs: which engines there are, and how a URL is shown without its secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

IN_MEMORY = ":memory:"
BOUNDS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "memory_limit": (
        re.compile(r"[1-9]\d*(\.\d+)? ?[KMGT]i?B", re.IGNORECASE),
        "a size such as 1500MB or 2GiB",
    ),
    "threads": (re.compile(r"[1-9]\d{0,2}"), "a number from 1 on"),
}
"""What a DuckDB URL may bound after its ``?``: the form of a value, and that in words."""


@dataclass(frozen=True, slots=True)
class EngineKind:
    """A kind of engine that a URL can name, and what it is able to do.

    Attributes:
        name: as people call it.
        schemes: what its URLs begin with.
        form: what its URLs look like.
        runs: False: its statements are compiled and compared with kept ones, and were never run.
        has_tables: it has tables of its own, so that sources may stay there.
        can_be_copied: its facts can be laid aside for a plan over what was not ingested yet.
        extras: what it needs beside the core, as pip takes it.
    """

    name: str
    schemes: tuple[str, ...]
    form: str = ""
    runs: bool = True
    has_tables: bool = True
    can_be_copied: bool = False
    extras: str = ""


DUCKDB = EngineKind(
    "DuckDB",
    ("duckdb",),
    "duckdb:///FILE (relative to the project folder; four slashes for /...), with bounds "
    "duckdb:///FILE?memory_limit=2GB&threads=2",
    has_tables=False,
    can_be_copied=True,
)
POSTGRES = EngineKind(
    "PostgreSQL",
    ("postgresql", "postgres"),
    "postgresql://USER@HOST/DATABASE",
    extras="portable,postgres",
)
SPARK_CONNECT = EngineKind(
    "Spark",
    ("sc",),
    "sc://HOST:PORT (Spark Connect)",
    extras="portable,spark",
)
SPARK = EngineKind(
    "Spark",
    ("spark",),
    "spark://HOST:PORT or spark://local",
    extras="portable,spark",
)
HIDDEN = "***"
_PLAIN = re.compile(r"[^=@:?;\s]*")
_AFTER = re.compile(r"[?;]")
_WORDS = "password|sslpassword|token"
_QUERY_SECRET = re.compile(rf"[?&;](?:{_WORDS})=([^&;]*)", re.IGNORECASE)
_LIBPQ_SECRET = re.compile(rf"(?<![\w?&;])(?:{_WORDS})\s*=('[^']*'|\S+)", re.IGNORECASE)
_LIBPQ = re.compile(r"\b(host|hostaddr|dbname|user|password|port|service)\s*=")
_COMPILED = (("Snowflake", "snowflake"), ("BigQuery", "bigquery"), ("Databricks", "databricks"))
ENGINES = (
    DUCKDB,
    POSTGRES,
    SPARK_CONNECT,
    SPARK,
    *(EngineKind(name, (scheme,), runs=False) for name, scheme in (*_COMPILED, ("Trino", "trino"))),
)
ACCEPTED = "; ".join(engine.form for engine in ENGINES if engine.runs)
_BY_SCHEME = {scheme: engine for engine in ENGINES for scheme in engine.schemes}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an engine URL, in words and without secrets."""

    found: str
    did_you_mean: str = ""
    fix: str = ""


def scheme_of(url: str) -> str:
    """What stands before ``://``; empty where nothing does."""
    scheme, separator, _ = url.partition("://")
    return scheme if separator else ""


def kind_of(url: str) -> EngineKind | None:
    """The engine that a URL names; None for a scheme that is none."""
    return _BY_SCHEME.get(scheme_of(url))


def shown(url: str) -> str:
    """A URL without what may be a secret: its password, and what follows ``?`` or ``;``.

    Of a text in which a password cannot be told from the rest, such as a connection string of
    libpq, only the beginning is shown.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        plain = _PLAIN.match(url)
        beginning = plain[0] if plain else ""
        return url if beginning == url else f"{beginning}{HIDDEN}"
    place, at, host = rest.rpartition("@")
    user, _, password = place.partition(":")
    if _AFTER.search(user) or _QUERY_SECRET.search(password):
        return f"{scheme}{separator}{HIDDEN}"
    return f"{scheme}{separator}{user}{at}{_AFTER.split(host)[0]}"


def secrets(url: str) -> tuple[str, ...]:
    """Texts of a URL that no message may show: its passwords, as written and as meant."""
    place, at, _ = url.partition("://")[2].rpartition("@")
    password = place.partition(":")[2]
    written = [password] if at and password else []
    written += [found[1] for found in _QUERY_SECRET.finditer(url)]
    written += [found[1].strip("'") for found in _LIBPQ_SECRET.finditer(url)]
    meant = [unquote(each) for each in written]
    return tuple(dict.fromkeys(each for each in (*written, *meant) if each))


def masked(said: str, url: str) -> str:
    """What a driver says, without the secrets of its URL."""
    for secret in secrets(url):
        said = said.replace(secret, HIDDEN)
    return said


def problem(url: str) -> Problem | None:
    """What is wrong with an engine URL as far as its text tells; None for nothing."""
    engine = kind_of(url)
    if engine is None:
        return _unknown(url)
    if not engine.runs:
        return Problem(
            f"the {engine.name} engine is only compiled for: its statements were never run",
            fix="use DuckDB, PostgreSQL or Spark; see docs/engines.md",
        )
    rest = url.partition("://")[2]
    if engine is DUCKDB:
        if not _names_file(rest.partition("?")[0]):
            return Problem(f"the engine URL '{shown(url)}' names no file")
        return _unbounded(url)
    parts = _split(url)
    # Of two @ a driver takes the first for the end of the password, and shows the rest as a host.
    if parts is None or parts.netloc.count("@") > 1:
        return _unreadable(url)
    return _no_server(engine, url)


def bounds(url: str) -> dict[str, str]:
    """What a DuckDB URL bounds, as it is written: ``memory_limit``, ``threads``."""
    return dict(parse_qsl(url.partition("?")[2], keep_blank_values=True))


def _unbounded(url: str) -> Problem | None:
    """A bound that is none, or whose value is not understood."""
    for name, value in bounds(url).items():
        form, words = BOUNDS.get(name, (None, ""))
        if form is None:
            near = get_close_matches(name, BOUNDS, n=1)
            return Problem(
                f"the engine URL '{shown(url)}' bounds '{name}', which is not one of "
                f"{', '.join(BOUNDS)}",
                did_you_mean=near[0] if near else "",
            )
        if form.fullmatch(value) is None:
            return Problem(
                f"the engine URL '{shown(url)}' gives {name} as '{value}', not as {words}"
            )
    return None


def _names_file(rest: str) -> bool:
    return rest.strip("/") == IN_MEMORY or (rest.startswith("/") and bool(rest.strip("/")))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _unknown(url: str) -> Problem:
    scheme = scheme_of(url)
    near = get_close_matches(scheme, _BY_SCHEME, n=1) if scheme else []
    if not scheme and _LIBPQ.search(url):
        return Problem(
            f"'{shown(url)}' is a connection string, and engine: takes a URL",
            fix=f"write it as {POSTGRES.form}",
        )
    return Problem(
        f"'{shown(url)}' is no engine that this version knows",
        did_you_mean=f"{near[0]}://..." if near else "",
        fix="leave 'engine' out to use duckdb:///.forewarn/facts.duckdb",
    )


def _unreadable(url: str) -> Problem:
    return Problem(
        f"'{shown(url)}' cannot be read as a URL",
        fix="write marks such as @ : / # in a user name or password as %40 %3A %2F %23",
    )


def _no_server(engine: EngineKind, url: str) -> Problem | None:
    parts = urlsplit(url)
    if engine is POSTGRES and not parts.path.strip("/"):
        return Problem(f"the engine URL '{shown(url)}' names no database")
    if engine is not POSTGRES and not parts.hostname:
        return Problem(f"the engine URL '{shown(url)}' names no host")
    form, words = BOUNDS["threads"]
    threads = dict(parse_qsl(parts.query)).get("threads", "1")
    if engine is SPARK and parts.hostname == "local" and not form.fullmatch(threads):
        return Problem(
            f"the engine URL '{shown(url)}' gives threads as '{threads}', not as {words}"
        )
    return None
