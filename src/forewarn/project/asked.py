"""What the verbs are asked, as values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from forewarn.terms.account import NOT_SCORED_STATUSES
from forewarn.terms.errors import ForewarnError

Progress = Callable[[str, int, int], None]
"""Told of a long step: what is done now, how much is done, how much there is."""

DEFAULT_SINCE = timedelta(days=28)
YEARS = (1900, 2200)


def day_asked(on: date) -> date:
    """A date to ask about; what lies centuries away is a slip of the pen.

    Raises:
        ForewarnError: it lies outside the years 1900 to 2200.
    """
    if not YEARS[0] <= on.year <= YEARS[1]:
        raise ForewarnError(
            f"{on} lies outside the years {YEARS[0]} to {YEARS[1]}", fix="ask for another date"
        )
    return on


def statuses_asked(include: frozenset[str]) -> frozenset[str]:
    """Statuses that are scored only when asked.

    Raises:
        ForewarnError: some are none of these.
    """
    unknown = sorted(include - set(NOT_SCORED_STATUSES))
    if unknown:
        raise ForewarnError(
            f"{', '.join(map(repr, unknown))} is no status that has to be asked for",
            fix=f"choose from: {', '.join(sorted(NOT_SCORED_STATUSES))}",
        )
    return include


@dataclass(frozen=True, slots=True)
class Scoring:
    """What ``score`` is asked.

    Attributes:
        as_of: start of this date; None = today in the project's zone.
        weeks: number of weekly snapshots up to it; None = one, at the date itself.
        accounts: only these; empty = all. Such a run is not recorded.
        scorecard: score every account by this one, whatever applies. Such a run is not recorded.
        include: statuses scored although they usually are not. Such a run is not recorded.
        record: keep the snapshots in the ledger.
        all_in_words: sentences for the inputs of every snapshot, not only of the newest.
    """

    as_of: date | None = None
    weeks: int | None = None
    accounts: Sequence[str] = ()
    scorecard: str | None = None
    include: frozenset[str] = frozenset()
    record: bool = True
    all_in_words: bool = True

    @property
    def whole(self) -> bool:
        """Whether the run is of the whole book under the rules in force."""
        return not (self.accounts or self.scorecard or self.include)


@dataclass(frozen=True, slots=True)
class Question:
    """What ``explain`` is asked.

    Attributes:
        since: the date to compare with; None = 28 days before.
        only: explain by this scorecard, whatever applies.
    """

    account_id: str
    as_of: date
    since: date | None = None
    only: str | None = None

    def __post_init__(self) -> None:
        if self.since is not None and day_asked(self.since) >= self.as_of:
            raise ForewarnError(
                f"{self.since} does not lie before {self.as_of}, so there is nothing to compare",
                fix="give --since a date before --as-of",
            )

    @property
    def before(self) -> date:
        """The date to compare with."""
        return self.since or self.as_of - DEFAULT_SINCE


@dataclass(frozen=True, slots=True)
class Backtesting:
    """What ``backtest`` is asked.

    Attributes:
        as_of: outcomes known by then; None = today.
        horizons: days before the due date; 60 and 90 are looked at whatever is asked.
        scorecard: judge this one on every account; None = those that applied.
        downsold_beyond: count a downsell beyond this share of the revenue as lost.
        flag: names of bands that are an alarm; empty = the lowest and the one above it.
        against: another scorecard, by name or file, to be held against on the same cases.
        record: keep the verdicts of a whole backtest in the ledger, and what it states of renewals
            that are not decided yet.
        recorded: also judge what was said at the time; None = where anything is on record.
    """

    as_of: date | None = None
    horizons: Sequence[int] = (30, 60, 90, 180)
    scorecard: str | None = None
    downsold_beyond: float | None = None
    flag: Sequence[str] = ()
    against: str | None = None
    record: bool = True
    recorded: bool | None = None

    @property
    def whole(self) -> bool:
        """Whether every scorecard is held, as it applies and alarms, against every loss."""
        return self.scorecard is None and self.downsold_beyond is None and not self.flag


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What ``review`` is asked.

    Attributes:
        month: of the governance pack, such as 2026-10; None = the last one that is over.
    """

    month: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants a plan in force, and why.

    Attributes:
        by: who applies it.
        why: their reason, in their words.
        approved_by: as ``NAME: role``; a person may hold several roles.
    """

    by: str
    why: str
    approved_by: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Exporting:
    """What ``export`` is asked.

    Attributes:
        as_of: start of this date; None = today in the project's zone.
        xlsx: file of the workbook; None = none.
        csv: folder for the tables as CSV files; None = none.
        parquet: folder for the tables as Parquet files; None = none.
        weeks: so many weekly dates in the tables; None = only the date.
    """

    as_of: date | None = None
    xlsx: Path | None = None
    csv: Path | None = None
    parquet: Path | None = None
    weeks: int | None = None

    def __post_init__(self) -> None:
        tables = self.csv is not None or self.parquet is not None
        if self.xlsx is None and not tables:
            raise ForewarnError(
                "nothing to export to",
                fix="give --xlsx FILE, --csv FOLDER or --parquet FOLDER",
            )
        if self.weeks is not None and not tables:
            raise ForewarnError(
                "--weeks is of the tables; a workbook always shows 26 weeks",
                fix="give --csv FOLDER or --parquet FOLDER too, or leave --weeks out",
            )
        if self.xlsx is not None and self.xlsx.suffix.lower() != ".xlsx":
            raise ForewarnError(f"{self.xlsx} is no name of a workbook", fix="end it in .xlsx")


SHEET, RECORD = "sheet", "record"


@dataclass(frozen=True, slots=True)
class Importing:
    """What ``import`` is asked.

    Attributes:
        workbook: the file.
        by: who assessed, where a row names nobody.
        take: how conflicts are settled: ``sheet`` or ``record`` for all, ``ACCOUNT.field=sheet``
            for one cell; the more particular counts.
        accept_good_rows: rows without fault or conflict are taken although others have some.
        dry_run: say everything, write nothing.
    """

    workbook: Path
    by: str = ""
    take: Sequence[str] = ()
    accept_good_rows: bool = False
    dry_run: bool = False

    def __post_init__(self) -> None:
        for each in self.take:
            cell, equals, side = each.rpartition("=")
            if side not in (SHEET, RECORD) or (equals and "." not in cell):
                raise ForewarnError(
                    f"--take {each} does not say what to take",
                    fix="write --take sheet, --take record, or --take ACCOUNT.field=sheet",
                )

    def side(self, cell: str) -> str | None:
        """How a conflict in a cell (``ACCOUNT.field``) is settled; None = it stays open."""
        parts = (each.rpartition("=") for each in self.take)
        settled = {named: side for named, _, side in parts}
        return settled.get(cell, settled.get(""))


@dataclass(frozen=True, slots=True)
class Syncing:
    """What ``sheet sync`` is asked.

    Attributes:
        where: an .xlsx file in a folder that others write to, or a docs.google.com address.
        as_of: the date of the scores; None = today in the project's zone.
        by: who assessed, where a row names nobody.
        take: how conflicts are settled, as for ``import``.
        accept_good_rows: rows without fault or conflict are taken although others have some.
    """

    where: str
    as_of: date | None = None
    by: str = ""
    take: Sequence[str] = ()
    accept_good_rows: bool = False


@dataclass(frozen=True, slots=True)
class NoteWish:
    """What ``note`` is asked.

    Attributes:
        account_id: the account.
        text: the note, or the reason of a context, a mark or of taking one back.
        kind: ``note``, ``context``, ``not_applicable`` or ``wrong``.
        by: who says it, as the facts write the name.
        starts_on: first day; None = today in the project's zone.
        ends_on: last day of what lasts.
        signal: that is marked.
        take_back: number of the entry that does not count any more; None = something new.
    """

    account_id: str
    text: str = ""
    kind: str = "note"
    by: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    signal: str = ""
    take_back: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether it only asks what is there."""
        return not self.text.strip() and self.take_back is None and self.kind == "note"
