"""Fact tables by name, whichever engine has them, and the refusals of names that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Generic, TypeVar

from forewarn.terms.errors import ForewarnError
from forewarn.terms.facts import TABLES

FIRST_USES = "first_uses"
UNTIL_ON = "_until_on"
"""First as_of date for which a later version stands; there only where some row has one."""

Stored = TypeVar("Stored")


class FactTables(Generic[Stored]):
    """The fact tables of one engine by name, as it has them."""

    def __init__(self, tables: Mapping[str, Stored]) -> None:
        self._tables = tables

    def table(self, name: str) -> Stored | None:
        """The table of that name; None when it is one of Forewarn's that has no source yet.

        Raises:
            ForewarnError: neither the engine nor Forewarn knows such a table.
        """
        if name in self._tables:
            return self._tables[name]
        if name in TABLES or name == FIRST_USES:
            return None
        accepted = sorted({*self._tables, *TABLES} - {FIRST_USES})
        raise unknown(f"there is no fact table {name}", name, accepted)

    def accounts(self, *, where: str, fix: str) -> Stored:
        """The accounts table.

        Args:
            where: there are none, in words.
            fix: how they get there.

        Raises:
            ForewarnError: there is none yet.
        """
        table = self.table("accounts")
        if table is None:
            raise ForewarnError(f"there are no accounts in {where} yet", fix=fix)
        return table


def unknown(found: str, name: str, accepted: Iterable[str]) -> ForewarnError:
    """The refusal of a name that nothing goes by."""
    names = list(accepted)
    near = get_close_matches(name, names, n=1)
    guess = f"did you mean {near[0]}?" if near else "name one of these"
    return ForewarnError(f"{found}; there is {', '.join(names) or 'nothing'}", fix=guess)


def no_column(table: str, name: str, columns: Iterable[str]) -> ForewarnError:
    """The refusal of a column that a table does not have."""
    return unknown(f"table {table} has no column {name}", name, columns)


def no_dates(table: str, name: str, *, kind: object, dates: Iterable[str]) -> ForewarnError:
    """The refusal of a column that cannot place a row on the clock.

    Args:
        table: its name.
        name: of the column.
        kind: what it holds instead.
        dates: columns of the table that could.
    """
    return ForewarnError(
        f"column {name} of table {table} holds no dates but {kind}; "
        f"its date columns are {', '.join(dates) or 'none'}",
        fix="name a date column, or give this one as a date in the source",
    )


def no_days(table: str, name: str, *, kind: object) -> ForewarnError:
    """The refusal of a column that says no number of days."""
    return ForewarnError(
        f"column {name} of table {table} holds no days but {kind}",
        fix="name a column of whole numbers",
    )


def not_summed(table: str, name: str, *, kind: object) -> ForewarnError:
    """The refusal of a column that cannot be added up."""
    return ForewarnError(
        f"column {name} of table {table} cannot be summed: it holds {kind}",
        fix="name a column of numbers",
    )


def shown(columns: Iterable[str]) -> list[str]:
    """Names of the columns that came with the source, without an engine's own."""
    return [name for name in columns if not name.startswith("_")]
