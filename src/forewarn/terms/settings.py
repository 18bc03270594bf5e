"""A project's settings and its sources of facts, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forewarn.terms.governance import Governance
from forewarn.terms.naming import Names

PROJECT_FILE = "forewarn.yml"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where the rows of one fact table come from: exactly one of path, sql, database or warehouse.

    Attributes:
        table: fact table that the rows go to; a name that the registry does not know is a table
            of the project's own (account_id and occurred_at needed).
        shown: the source as the user wrote it, for messages.
        path: absolute file, folder or glob of Parquet or CSV files.
        sql: one SELECT over ``inputs``.
        inputs: names that the SQL may read, each an absolute file, folder or glob.
        database, database_table: a DuckDB file, and the table in it (``schema.table``).
        entered: absolute CSV file with further rows, in our own column names: what people entered.
        warehouse: a table of the engine's own database, or a SELECT there: its rows stay there.
        columns: our column name to theirs; columns that are not named keep their own name.
        timezone: IANA zone of times without an offset; None = the project's.
        covers_all: the source is declared complete: an account without rows has none.
        stale_after_days: age of the newest row beyond which the whole table is stale.
        drop_duplicates: identical rows without a key count once.
        line, col: place in the project file, 1-based; 0 when it does not come from there.
    """

    table: str
    shown: str = ""
    path: str | None = None
    sql: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    database: str | None = None
    database_table: str | None = None
    warehouse: str | None = None
    entered: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    covers_all: bool = False
    stale_after_days: int | None = None
    drop_duplicates: bool = False
    line: int = 0
    col: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """A project's ``forewarn.yml``, with the environment's overrides applied.

    Attributes:
        folder: the project folder; relative paths start here.
        timezone: IANA name of the zone that snapshots and days are cut in.
        week_starts: weekday of weekly snapshots, in lower case.
        engine, ledger: URLs as written or as the environment overrides them.
        scorecards: names in order of routing; empty = every file in ``scorecards/``.
        roll_up: how parents sum up their children: revenue, count or lowest.
        simulated: the facts are made up, and every page that shows them says so.
        language: of workbooks' texts, such as ``en``.
        approvers: roles that have to approve a plan before it is applied; a role that stands twice
            needs two people.
        names: what pages call people.
        inputs: named files, folders or globs (absolute) that SQL sources read.
        governance: owners of figures and causes of shifts; no score depends on it.
    """

    folder: Path
    name: str = ""
    timezone: str = "UTC"
    week_starts: str = "monday"
    currency: str | None = None
    holidays: str | None = None
    engine: str = "duckdb:///.forewarn/facts.duckdb"
    ledger: str = "sqlite:///.forewarn/ledger.sqlite3"
    scorecards: tuple[str, ...] = ()
    roll_up: str = "revenue"
    simulated: bool = False
    approvers: tuple[str, ...] = ("cs", "revops")
    language: str = "en"
    names: Names = field(default_factory=Names)
    inputs: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[SourceSpec, ...] = ()
    governance: Governance = field(default_factory=Governance)

    @property
    def read_in(self) -> tuple[SourceSpec, ...]:
        """The sources that ingest reads into the store."""
        return tuple(source for source in self.sources if source.warehouse is None)

    @property
    def staying(self) -> tuple[SourceSpec, ...]:
        """The sources whose rows stay in the engine's own database."""
        return tuple(source for source in self.sources if source.warehouse is not None)

    def source(self, table: str) -> SourceSpec | None:
        """The source of a table, None when it has none."""
        return next((source for source in self.sources if source.table == table), None)
