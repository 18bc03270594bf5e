"""What signals may ask of the tables: natural pairs of dates, columns that ingest adds."""

from __future__ import annotations

from forewarn.terms.facts import ROLES, TABLES, Column, Kind

# Columns that ingest works out, with the date column from which they are known (None = the row's).
DERIVED: dict[str, dict[str, str | None]] = {
    "tickets": {"resolution_hours": "closed_at"},
    "invoices": {"days_late": "paid_on"},
    "interactions": {"contact_role": None},
    "surveys": {"contact_role": None},
}
_DERIVED_COLUMNS = {
    "resolution_hours": Column("resolution_hours", Kind.NUMBER, low=0),
    "days_late": Column("days_late", Kind.WHOLE, low=0),
    # The role that the contact had on the day.
    "contact_role": Column("contact_role", accepts=ROLES),
}
# First uses of events, which outlive the events; made by ingest, asked only by ``adopted``.
FIRST_USES = "first_uses"
# From which column to which a row is open.
OPEN_BETWEEN: dict[str, tuple[str, str]] = {
    "contacts": ("since", "until"),
    "contracts": ("starts_on", "ends_on"),
    "tickets": ("opened_at", "closed_at"),
    "opportunities": ("opened_on", "closed_on"),
    "notes": ("starts_on", "ends_on"),
    "goals": ("agreed_on", "measured_on"),
    "invoices": ("due_on", "paid_on"),
}
NUMBERS = (Kind.NUMBER, Kind.WHOLE, Kind.MONEY)
DATES = (Kind.DAY, Kind.INSTANT)


def column_of(table: str, name: str) -> Column | None:
    """A column by name, those that ingest adds included; None when it is not known."""
    if name in DERIVED.get(table, {}):
        return _DERIVED_COLUMNS[name]
    return TABLES[table].column(name) if table in TABLES else None


def columns_of(table: str) -> tuple[str, ...]:
    """Names of all known columns of a table; empty for a table of the project's own."""
    if table not in TABLES:
        return ()
    return tuple(column.name for column in TABLES[table].columns) + tuple(DERIVED.get(table, {}))


def date_columns(table: str) -> tuple[str, ...]:
    """Names of the columns of a registry table that can place a row on the clock."""
    return tuple(column.name for column in TABLES[table].columns if column.kind in DATES)


def number_columns(table: str) -> tuple[str, ...]:
    """Names of the columns of a registry table that can be summed."""
    every = (column_of(table, name) for name in columns_of(table))
    return tuple(column.name for column in every if column and column.kind in NUMBERS)
