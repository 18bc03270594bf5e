"""One run: its accounts, its calendar, and the roll-ups it puts down on the way.

Roll-ups are tables, not parts of one long statement: an engine that inlines its WITH clauses
would read the facts again for each use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import ibis

from forewarn.engines.portable.calendar import Calendar
from forewarn.engines.portable.catalog import Catalog
from forewarn.engines.portable.dialects import Dialect
from forewarn.engines.portable.warehouses.warehouse import Bench

_VALUES_AT_ONCE = 2_000


@dataclass(slots=True)
class Run:
    """What a run has at hand.

    Attributes:
        accounts: table of ``account_id`` and its number ``a`` in the order of the answer.
        steps: table of ``step_day`` and the index ``step_i`` of the first date at or after it;
            None where dates are evenly spaced.
        numbered: table of the dates, ``date_i`` and ``date_day``.
        signs: table of ``sign``, 1 and -1: what is added where a fact enters, and where it leaves.
        only: the accounts asked for, None = all.
    """

    catalog: Catalog
    dialect: Dialect
    bench: Bench
    calendar: Calendar
    only: Sequence[str] | None = None
    name: str = field(default_factory=lambda: uuid4().hex[:12])
    accounts: Any = None
    steps: Any = None
    numbered: Any = None
    signs: Any = None
    _kept: int = 0

    def prepare(self) -> None:
        """Puts down the accounts and the calendar."""
        self.accounts = self.keep(_numbered_accounts(self))
        if not self.calendar.dates:
            return
        if self.calendar.even is None:
            self.steps = self._written(("step_day", "step_i"), self.calendar.steps())
        self.signs = self._written(("sign",), [(1,), (-1,)])
        self.numbered = self._written(("date_i", "date_day"), self.calendar.numbered())

    def account_ids(self) -> list[str]:
        """The accounts in the order of their numbers."""
        select = self.dialect.sql(self.accounts.order_by(self.accounts.a).select("account_id"))
        return [account for rows in self.bench.stream(select) for (account,) in rows]

    def keep(self, expression: Any) -> Any:
        """The expression computed once, as a table."""
        return self._put(self.dialect.sql(expression), expression.schema())

    def _written(self, columns: Sequence[str], rows: Sequence[tuple[int, ...]]) -> Any:
        """A small table of whole numbers, written into the statement."""
        schema = ibis.schema(dict.fromkeys(columns, "int64"))
        return self._put(self.dialect.written(columns, rows), schema)

    def _put(self, select: str, schema: Any) -> Any:
        name = f"forewarn_{self.name}_{self._kept}"
        self._kept += 1
        self.bench.keep(name, select)
        return ibis.table(schema, name=name, database=self.bench.scratch)

    def index(self, rows: Any, name: str, day: Any) -> Any:
        """Rows with one more column: the index of the first date at or after a day.

        Args:
            rows: an Ibis table.
            name: of the new column.
            day: of the table, a day number that is never NULL.
        """
        if self.calendar.even is not None:
            return rows.mutate(**{name: self._counted(day, self.calendar.even)})
        keyed = rows.mutate(step_key=ibis.greatest(day, self.calendar.first).cast("int64"))
        steps = self.steps.view()
        joined = keyed.left_join(steps, keyed.step_key == steps.step_day)
        found = steps.step_i.fill_null(self.calendar.after).cast("int64")
        return joined.select(*(keyed[column] for column in rows.columns), found.name(name))

    def _counted(self, day: Any, apart: int) -> Any:
        """The index where dates are evenly spaced: no join, so nothing to look up row by row."""
        first, after = self.calendar.first, self.calendar.after
        last = first + after * apart  # any day so late, and all after it, come after the last date
        within = ibis.least(ibis.greatest(day, first), last)
        return ((within - first + (apart - 1)) // apart).cast("int64")


def _numbered_accounts(run: Run) -> Any:
    rows = run.catalog.accounts().rows
    wanted = rows.filter(rows.account_id.notnull())
    if run.only is not None:
        wanted = wanted.filter(among(wanted.account_id, run.only))
    distinct = wanted.select("account_id").distinct()
    number = ibis.row_number().over(ibis.window(order_by=distinct.account_id))
    return distinct.select("account_id", a=number.cast("int64"))


def among(column: Any, values: Sequence[str]) -> Any:
    """Whether a column is one of the values, however many there are."""
    found = ibis.literal(False)
    for start in range(0, len(values), _VALUES_AT_ONCE):
        found = found | column.isin(list(values[start : start + _VALUES_AT_ONCE]))
    return found
