"""Where facts are put down in one piece, and how what stays in a warehouse is placed there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.duckdb.times import Span, years
from forewarn.engines.portable.clocks import KNOWN_YEARS, Zones
from forewarn.engines.portable.failing import FailedError, failing
from forewarn.engines.portable.foreign import resolved
from forewarn.engines.portable.queries import asked
from forewarn.engines.portable.roles import with_roles
from forewarn.engines.portable.staying import Staying, first_uses, matched, placed, repeated
from forewarn.engines.portable.warehouses.warehouse import Mark
from forewarn.terms.errors import FilesError
from forewarn.terms.facts import KNOWN_AT
from forewarn.terms.settings import SourceSpec

Tell = Callable[[str, int, int], None]
"""Told of each step: what is done now, steps done, steps in all."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """What a load is to leave in a warehouse.

    Attributes:
        mark: whose facts, and which.
        staying: sources that lie in the warehouse already.
        zone: the project's.
        copied: the store's tables are there as they should be.
    """

    mark: Mark = field(default_factory=Mark)
    staying: Sequence[SourceSpec] = ()
    zone: str = "UTC"
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows of a source that stays.

    Attributes:
        read: how many there are.
        kept: how many can be used.
        known: each says when it became known.
        left_empty: values that could not be read.
    """

    read: int
    kept: int
    known: bool = False
    left_empty: int = 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows copied and rows placed, by table; the mark that it left."""

    rows: Mapping[str, int]
    placed: Mapping[str, Placed] = field(default_factory=dict)
    mark: Mark = field(default_factory=Mark)


class Site(Protocol):
    """A warehouse inside one load."""

    def look(self, source: SourceSpec) -> Any:
        """A table or query of the warehouse, as an Ibis table; a query begins with SELECT or WITH.

        Raises:
            SourceError: there is no such table, or it is no query.
        """
        ...

    def row(self, query: Any) -> tuple[Any, ...]:
        """The one row of a query."""
        ...

    def create(self, table: str, rows: Any) -> None:
        """Makes a fact table."""
        ...

    def fact(self, table: str) -> Any:
        """A fact table that is there, as an Ibis table; None for one that is not."""
        ...


def place_all(site: Site, cargo: Cargo, *, tell: Tell | None = None) -> dict[str, Placed]:
    """Places every source that stays; contacts first, since others ask for them.

    Raises:
        FilesError: sources that cannot be used, all of them at once.
    """
    found: dict[str, Placed] = {}
    issues = []
    for source in sorted(cargo.staying, key=lambda each: each.table != "contacts"):
        if tell is not None:
            tell(f"placing {source.table}", len(found), len(cargo.staying))
        try:
            found[source.table] = _place(site, source, cargo.zone)
        except FailedError as problem:
            issues.append(problem.issue(source))
            break  # the load says nothing more
        except SourceError as problem:
            issues.append(problem.issue(source))
    if issues:
        raise FilesError(issues)
    if "events" in found:
        site.create("first_uses", first_uses(site.fact("events")))
    return found


def _place(site: Site, source: SourceSpec, zone: str) -> Placed:
    staying = matched(source, resolved(site, site.look(asked(source))))
    with failing(source, reading=True):
        look = _looked_at(site, staying)
    zones = Zones(source.timezone or zone, zone, look.span)
    ready = placed(staying, zones)
    if source.table in ("interactions", "surveys"):
        ready = with_roles(ready, site.fact("contacts"))
    with failing(source):
        site.create(source.table, ready)
    there = site.fact(source.table)
    (kept,) = site.row(there.aggregate(n=there.count()))
    _refuse_repeated(site, staying, there)
    _refuse_merged(site, staying, there)
    return Placed(look.rows, int(kept), KNOWN_AT.name in staying.theirs, look.left_empty)


@dataclass(frozen=True, slots=True)
class _Look:
    """How many rows a source has, how many values that cannot be read, the years of its times."""

    rows: int
    left_empty: int
    span: Span | None


def _looked_at(site: Site, staying: Staying) -> _Look:
    rows = staying.rows
    asked = {"n": rows.count()}
    unread = {
        f"bad{number}": rows.count(where=bad) for number, bad in enumerate(staying.unreadable)
    }
    for number, name in enumerate(staying.times):
        year = staying.time(name).year()
        # One odd date must not have every clock change between then and now asked for.
        usual = year.between(*KNOWN_YEARS)
        asked |= {f"low{number}": year.min(where=usual), f"high{number}": year.max(where=usual)}
    count, *found = site.row(rows.aggregate(**asked, **unread))
    ends = found[: 2 * len(staying.times)]
    known = [int(year) for year in ends if year is not None]
    left_empty = sum(int(n or 0) for n in found[len(ends) :])
    # A zone's year may be the next or the one before.
    span = years(min(known) - 1, max(known) + 1) if known else None
    return _Look(int(count), left_empty, span)


def _refuse_repeated(site: Site, staying: Staying, there: Any) -> None:
    if not staying.key:
        return
    (keys,) = site.row(repeated(there, staying.key))
    if keys:
        raise SourceError(
            "repeated-key",
            f"{keys} times several rows share {', '.join(staying.key)}; only ingest, which "
            "compares loads, tells versions of a row apart",
            fix="duplicates: drop where they are the same; else let warehouse: be a SELECT that "
            "gives one row each, or read the table in by a file",
        )


def _refuse_merged(site: Site, staying: Staying, there: Any) -> None:
    if "merged_into" not in staying.theirs:
        return
    (merged,) = site.row(there.aggregate(n=there.merged_into.count()))
    if merged:
        raise SourceError(
            "merged-accounts",
            f"{merged} accounts are merged into others, which only ingest can follow",
            fix="let the SELECTs of warehouse: give the ids that stand, without merged_into",
        )
