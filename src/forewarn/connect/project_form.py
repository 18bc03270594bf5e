"""The form of ``forewarn.yml``: which keys there are and what they accept."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from forewarn.scorecard.form import Days, Form, Text, Truth, without_empty
from forewarn.signals.refusals import refusal
from forewarn.terms.facts import TABLES
from forewarn.terms.governance import CAUSES, KPIS
from forewarn.terms.time import WEEKDAYS

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_RESERVED = frozenset({"first_uses"})
KINDS_OF_SOURCE = ("file", "sql", "database", "warehouse")


def _zone(text: str) -> str:
    zones = available_timezones()
    if text in zones:
        return text
    near = get_close_matches(text.lower(), [zone.lower() for zone in zones], n=1)
    guess = next((zone for zone in zones if near and zone.lower() == near[0]), "")
    raise refusal(
        "timezone",
        f"'{text}' is no time zone",
        accepted="IANA names, such as Europe/Berlin, America/New_York, UTC",
        did_you_mean=guess,
    )


def _currency(text: str) -> str:
    if re.fullmatch(r"[A-Z]{3}", text):
        return text
    guess = text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else ""
    found = f"'{text}' is no currency"
    raise refusal("currency", found, accepted="three letters, as in EUR", did_you_mean=guess)


def _table(text: str) -> str:
    if _NAME.fullmatch(text) and text not in _RESERVED:
        return text
    raise refusal(
        "table-name",
        f"'{text}' cannot be the name of a table",
        accepted="lower-case letters, digits and underscores; the fact tables are "
        + ", ".join(TABLES),
    )


def _role(text: str) -> str:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9 _-]{0,62}", text):
        return text.lower()
    raise refusal(
        "approver",
        f"'{text}' is no role",
        accepted="letters, digits, blanks, dashes and underscores, as in cs or revops",
    )


Role = Annotated[Text, AfterValidator(_role)]


def _kpi(text: str) -> str:
    if text in KPIS:
        return text
    raise refusal(
        "kpi",
        f"'{text}' is no figure of the governance pack",
        accepted=", ".join(KPIS),
        did_you_mean=next(iter(get_close_matches(text, KPIS, n=1)), ""),
    )


def _month(text: str) -> str:
    if re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", text):
        return text
    raise refusal("month", f"'{text}' is no month", accepted="year and month, as in 2026-10")


Zone = Annotated[Text, AfterValidator(_zone)]
TableName = Annotated[Text, AfterValidator(_table)]


class SourceForm(Form):
    """Where one table's rows come from."""

    file: Text | None = None
    sql: Text | None = None
    database: Text | None = None
    warehouse: Text | None = None
    table: Text | None = None
    columns: dict[Text, Text] = Field(default_factory=dict)
    timezone: Zone | None = None
    covers: Literal["all accounts"] | None = None
    stale_after: Days | None = None
    duplicates: Literal["keep", "drop"] = "keep"

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, written: Any) -> Any:
        return {"file": written} if isinstance(written, str) else without_empty(written)

    @model_validator(mode="after")
    def _one_kind(self) -> SourceForm:
        kinds = [kind for kind in KINDS_OF_SOURCE if getattr(self, kind) is not None]
        if len(kinds) != 1:
            found = "names " + (" and ".join(kinds) if kinds else "nothing to read")
            raise refusal(
                "source",
                f"a source {found}",
                accepted="one of: a path; file: PATH; sql: SELECT ...; database: FILE and table:; "
                "warehouse: TABLE or SELECT ...",
            )
        if (self.database is None) != (self.table is None):
            raise refusal(
                "source",
                "'database' and 'table' belong together",
                accepted="database: FILE.duckdb and table: main.NAME",
            )
        return self


class CauseForm(Form):
    """Why a part of the book moved in the quarter up to a month's end."""

    month: Annotated[Text, AfterValidator(_month)]
    cause: Literal[CAUSES]  # type: ignore[valid-type]
    because: Text
    by: Text | None = None


class GovernanceForm(Form):
    """Owners of figures, causes of shifts."""

    owners: dict[Annotated[Text, AfterValidator(_kpi)], Text] = Field(default_factory=dict)
    causes: tuple[CauseForm, ...] = ()


class NamesForm(Form):
    """What people are called on pages."""

    csm: Text = "CSM"
    am: Text = "AM"
    leader: Text = "Leader"
    operations: Text = "Operations"


class ProjectForm(Form):
    """A project's settings and sources."""

    name: Text = ""
    timezone: Zone = "UTC"
    week_starts: Literal[WEEKDAYS] = "monday"  # type: ignore[valid-type]
    currency: Annotated[Text, AfterValidator(_currency)] | None = None
    holidays: Text | None = None
    engine: Text = "duckdb:///.forewarn/facts.duckdb"
    ledger: Text = "sqlite:///.forewarn/ledger.sqlite3"
    scorecards: tuple[Text, ...] = ()
    roll_up: Literal["revenue", "count", "lowest"] = "revenue"
    simulated: Truth = False
    language: Text = "en"
    approvers: tuple[Role, ...] = ("cs", "revops")
    names: NamesForm = Field(default_factory=NamesForm)
    inputs: dict[TableName, Text] = Field(default_factory=dict)
    sources: dict[TableName, SourceForm] = Field(default_factory=dict)
    governance: GovernanceForm = Field(default_factory=GovernanceForm)
