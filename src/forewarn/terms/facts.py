"""The fact tables: columns, keys, accepted words, and when a row happens.

This registry is the one place that knows the tables. Ingest reads it to type and place the rows,
``audit`` to judge them, ``check`` to name what a signal may ask for, and the docs to print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column's values are read."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    MONEY = "money"
    TRUTH = "true or false"
    DAY = "date"
    INSTANT = "date and time"


NEVER_FROM = 9000
"""From this year on an end means that there is none: many programs write 9999-12-31."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact table.

    Attributes:
        required: a row without it is left out (and named by audit).
        accepts: the closed list of words; empty = any.
        read_as: accepted spellings of those words.
        later: filled in after the row first appeared, so it counts only from its own date.
        dated_by: the later date column from which on it is known, when it has no date of its own.
        moves: becomes another one as the row goes on; what it was before is not kept.
        low, high: smallest and largest sensible number.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    accepts: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    later: bool = False
    dated_by: str | None = None
    moves: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def steady(self) -> bool:
        """Whether it stays as it is once the row is there."""
        return not (self.later or self.dated_by or self.moves)

    @property
    def may_be_never(self) -> bool:
        """Whether a date from ``NEVER_FROM`` on stands for none: an end, or what did not happen."""
        timed = self.kind in (Kind.DAY, Kind.INSTANT)
        return timed and not self.required and (self.later or self.name == "ends_on")


@dataclass(frozen=True, slots=True)
class Table:
    """A fact table.

    Attributes:
        key: columns that identify a row; empty = rows have no identity.
        happens: columns that date a row, the first one filled in counts (SEMANTICS 3).
        complete: no rows means none, once the table has any row (SEMANTICS 6).
        ordered: pairs of columns whose dates must not be reversed.
        optional: not one of the ten.
    """

    name: str
    columns: tuple[Column, ...]
    happens: tuple[str, ...]
    key: tuple[str, ...] = ()
    complete: bool = False
    ordered: tuple[tuple[str, str], ...] = ()
    optional: bool = False

    def column(self, name: str) -> Column | None:
        """The column of that name, None when the registry does not know it."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which a row cannot be used."""
        return tuple(column.name for column in self.columns if column.required)


STATUSES = ("trial", "free", "paying", "paused", "ended", "internal")
ROLES = (
    "champion",
    "executive_sponsor",
    "economic_buyer",
    "decision_maker",
    "detractor",
    "partner",
    "admin",
    "user",
)
_ACCOUNT = Column("account_id", required=True)
_CONTACT = Column("contact_id")


def _day(name: str, *, required: bool = False, later: bool = False) -> Column:
    return Column(name, Kind.DAY, required=required, later=later)


def _instant(name: str, *, required: bool = False, later: bool = False) -> Column:
    return Column(name, Kind.INSTANT, required=required, later=later)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _moving(name: str, kind: Kind = Kind.TEXT, *, low: float | None = None) -> Column:
    return Column(name, kind, moves=True, low=low)


def _words(name: str, *accepts: str, required: bool = False, **read_as: str) -> Column:
    return Column(name, required=required, accepts=accepts, read_as=tuple(read_as.items()))


def _number(name: str, low: float | None = 0, high: float | None = None) -> Column:
    return Column(name, Kind.NUMBER, low=low, high=high)


_TABLES = (
    Table(
        "accounts",
        (
            _ACCOUNT,
            *_texts("name", "segment", "plan", "stage"),
            _words("status", *STATUSES),
            *_texts("owner", "account_manager", "executive_sponsor", "partner", "region"),
            *_texts("currency", "reference_status", "parent_account_id", "merged_into"),
            _day("created_on"),
            _day("ended_on", later=True),
            _day("valid_from"),
        ),
        happens=("valid_from", "created_on"),
        key=("account_id", "valid_from"),
        ordered=(("created_on", "ended_on"),),
    ),
    Table(
        "contacts",
        (
            _CONTACT,
            _ACCOUNT,
            Column("name"),
            _words("role", *ROLES),
            _day("since", required=True),
            _day("until", later=True),
        ),
        happens=("since",),
        key=("contact_id", "role", "since"),
        ordered=(("since", "until"),),
    ),
    Table(
        "contracts",
        (
            Column("contract_id"),
            _ACCOUNT,
            _day("starts_on", required=True),
            _moving("ends_on", Kind.DAY),
            Column("notice_days", Kind.WHOLE, low=0, high=3660, moves=True),
            _moving("auto_renews", Kind.TRUTH),
            Column("product"),
            _moving("arr", Kind.MONEY, low=0),
            Column("currency"),
            _moving("seats", Kind.NUMBER, low=0),
            _day("signed_on"),
        ),
        happens=("signed_on", "starts_on"),
        key=("contract_id",),
        ordered=(("starts_on", "ends_on"),),
    ),
    Table(
        "events",
        (
            Column("event_id"),
            _ACCOUNT,
            Column("user_id"),
            Column("event", required=True),
            _instant("occurred_at", required=True),
            _number("count"),
            *_texts("team", "product"),
        ),
        happens=("occurred_at",),
        key=("event_id",),
    ),
    Table(
        "tickets",
        (
            Column("ticket_id"),
            _ACCOUNT,
            _instant("opened_at", required=True),
            _instant("closed_at", later=True),
            *(_moving("severity"), _moving("category")),
            _moving("escalated", Kind.TRUTH),
            _moving("reopened", Kind.TRUTH),
            *(Column("subject"), _moving("body")),
        ),
        happens=("opened_at",),
        key=("ticket_id",),
        complete=True,
        ordered=(("opened_at", "closed_at"),),
    ),
    Table(
        "interactions",
        (
            _ACCOUNT,
            _CONTACT,
            _words("kind", "meeting", "qbr", "call", "email", required=True, ebr="qbr"),
            _moving("sentiment"),
            _instant("occurred_at", required=True),
            _moving("attended", Kind.TRUTH),
            _moving("response_hours", Kind.NUMBER, low=0),
        ),
        happens=("occurred_at",),
    ),
    Table(
        "invoices",
        (
            _ACCOUNT,
            _day("issued_on"),
            _day("due_on", required=True),
            _day("paid_on", later=True),
            Column("amount", Kind.MONEY),
        ),
        happens=("issued_on", "due_on"),
        complete=True,
        ordered=(("issued_on", "due_on"), ("issued_on", "paid_on")),
    ),
    Table(
        "surveys",
        (
            _ACCOUNT,
            _CONTACT,
            _words("kind", "nps", "csat", required=True),
            Column("score", Kind.NUMBER, required=True, low=0, high=100),
            _instant("responded_at", required=True),
        ),
        happens=("responded_at",),
    ),
    Table(
        "assessments",
        (
            _ACCOUNT,
            _day("assessed_on", required=True),
            Column("assessed_by"),
            Column("pulse", Kind.WHOLE, low=1, high=5),
            _words("champion_status", "active", "at_risk", "missing"),
            _words("executive_engagement", "active", "lapsed", "none"),
            _words("outcome_narrative", "defensible", "in_development", "missing"),
            Column("note"),
        ),
        happens=("assessed_on",),
    ),
    Table(
        "outcomes",
        (
            _ACCOUNT,
            Column("contract_id"),
            _day("due_on", required=True),
            _day("decided_on", required=True),
            _words(
                "kind",
                "renewed",
                "expanded",
                "downsold",
                "churned",
                required=True,
                downsell="downsold",
                contraction="downsold",
                contracted="downsold",
            ),
            _moving("arr_before", Kind.MONEY, low=0),
            _moving("arr_after", Kind.MONEY, low=0),
            _moving("reason"),
            _moving("avoidable", Kind.TRUTH),
        ),
        happens=("decided_on",),
        key=("contract_id", "due_on"),
    ),
    Table(
        "goals",
        (
            _ACCOUNT,
            *_texts("goal", "kind"),
            _day("agreed_on", required=True),
            _moving("target"),
            Column("measured", dated_by="measured_on"),
            _day("measured_on", later=True),
            Column("evidence", dated_by="measured_on"),
        ),
        happens=("agreed_on",),
        optional=True,
    ),
    Table(
        "opportunities",
        (
            _ACCOUNT,
            *_texts("kind", "product"),
            _moving("stage"),
            _moving("amount", Kind.MONEY),
            _day("opened_on", required=True),
            _moving("expected_on", Kind.DAY),
            _day("closed_on", later=True),
            Column("result", dated_by="closed_on"),
        ),
        happens=("opened_on",),
        optional=True,
    ),
    Table(
        "notes",
        (
            _ACCOUNT,
            _words("kind", "note", "context", "not_applicable", "wrong", required=True),
            *_texts("signal", "text", "author"),
            _day("starts_on", required=True),
            _day("ends_on"),
            _day("withdrawn_on", later=True),
        ),
        happens=("starts_on",),
        ordered=(("starts_on", "ends_on"),),
        optional=True,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
KNOWN_AT = Column("known_at", Kind.INSTANT)


def own_table(name: str) -> Table:
    """The form of a source that is none of the registry's: any dated rows of accounts (D13)."""
    columns = (_ACCOUNT, _instant("occurred_at", required=True))
    return Table(name, columns, happens=("occurred_at",), optional=True)
