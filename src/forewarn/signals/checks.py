"""Checks that forms share; each raises a refusal with what is accepted and the nearest word."""

from __future__ import annotations

from forewarn.signals.columns import (
    DERIVED,
    FIRST_USES,
    OPEN_BETWEEN,
    column_of,
    columns_of,
    date_columns,
    number_columns,
)
from forewarn.signals.filters.check import troubles
from forewarn.signals.filters.tree import Expression
from forewarn.signals.refusals import nearest, refusal
from forewarn.terms.facts import TABLES

# Only a near miss of a known column is refused: sources may bring columns of their own.
_NEAR_MISS = 0.8
DAY = "day"


def check_filter(
    tree: Expression | None, table: str | None, *, text: object, at: str | None = None
) -> None:
    """Refuse what can never hold, or looks ahead, pointing into the filter's text."""
    if tree is None or table not in TABLES:
        return
    for trouble in troubles(tree, lambda name: column_of(table, name), at=at):
        place = text.find(trouble.near) + 1 if isinstance(text, str) else 0
        raise refusal(
            "filter",
            trouble.found,
            accepted=trouble.accepted,
            did_you_mean=trouble.did_you_mean,
            fix=trouble.fix,
            col=max(place, 1),
        )


def check_table(table: str) -> None:
    """Refuse tables that are no place to look for facts."""
    if table == "accounts":
        fix = "use kind: attribute for a column of the account as of the date"
        raise refusal("table", "accounts holds attributes, not facts", fix=fix)
    if table == FIRST_USES:
        raise refusal("table", f"{FIRST_USES} is kept by Forewarn itself", fix="use kind: adopted")


def check_open_pair(table: str) -> None:
    """Refuse tables whose rows do not open and close."""
    if table not in OPEN_BETWEEN:
        raise refusal(
            "table",
            f"rows of {table} do not open and close",
            accepted=", ".join(OPEN_BETWEEN),
            did_you_mean=nearest(table, OPEN_BETWEEN),
        )


def check_date_column(at: str | None, table: str | None) -> None:
    """Refuse a column that cannot place rows of a registry table on the clock."""
    if at is None or table not in TABLES or at in date_columns(table):
        return
    accepted = date_columns(table)
    raise refusal(
        "column",
        f"{at} is no date column of {table}",
        accepted=", ".join(accepted),
        did_you_mean=nearest(at, accepted),
    )


def check_column(name: str, table: str | None, *, at: str | None) -> None:
    """Refuse a near miss of a known column, and a derived one before its date."""
    if table not in TABLES:
        return
    if column_of(table, name) is None:
        _check_near_miss(name, table)
    _check_derived(name, table, at)
    column = column_of(table, name)
    known_from = None if column is None else name if column.later else column.dated_by
    if known_from is not None and known_from != at:
        found = f"{name} is filled in later, so its value would look ahead"
        raise refusal("column", found, fix=f"add 'at: {known_from}'")


def _check_near_miss(name: str, table: str) -> None:
    guess = nearest(name, columns_of(table), cutoff=_NEAR_MISS)
    if guess:
        raise refusal(
            "column",
            f"{table} has no column {name}",
            accepted=", ".join(columns_of(table)),
            did_you_mean=guess,
            fix="a column of your own that is named so needs another name in the source",
        )


def _check_derived(name: str, table: str, at: str | None) -> None:
    known_from = DERIVED.get(table, {}).get(name)
    if known_from is not None and at != known_from:
        found = f"{name} is known only from {known_from} on"
        raise refusal("column", found, fix=f"add 'at: {known_from}'")


def check_number_column(name: str, table: str | None) -> None:
    """Refuse a column of a registry table that is known to hold no numbers."""
    if table not in TABLES or column_of(table, name) is None:
        return
    accepted = number_columns(table)
    if name not in accepted:
        raise refusal(
            "column",
            f"{table}.{name} holds no numbers",
            accepted=", ".join(accepted),
            did_you_mean=nearest(name, accepted),
        )
