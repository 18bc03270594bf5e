"""A grid that stays in a local DuckDB, whoever measured it, and what an engine does with one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from forewarn.signals.primitives import Primitive
from forewarn.terms.ports import Engine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from forewarn.engines.duckdb.layers import Output

KeptText = tuple[date, date, str]
"""A text, after the as_of date from which it stands and the first for which it does not."""


def identity(primitive: Primitive) -> str:
    """What tells primitives apart; ``==`` does not, for it takes a filter's 1 for true."""
    return repr(primitive)


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Laid:
    """A grid that stays in DuckDB, as a temporary table of a cursor of its own.

    Attributes:
        cursor: whoever has it closes it; the table goes with it.
        table: one row per account and date, in their order: ``a`` and ``i`` (INTEGER positions of
            account and date), and per primitive, in the order asked, ``q0``, ``q1`` and so on.
        accounts: ids by position.
        outputs: per primitive how its column is read.
    """

    cursor: DuckDBPyConnection
    table: str
    accounts: tuple[str, ...]
    dates: tuple[date, ...]
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One account on the common clock.

    Attributes:
        name: what it is called there; each once.
        account_id: whose facts they are.
        weeks: how many weeks later everything happens there.
        until_on: on the true clock, the last as_of date that is asked about.
    """

    name: str
    account_id: str
    weeks: int
    until_on: date

    @property
    def days(self) -> int:
        """The same in days."""
        return 7 * self.weeks


class LayingEngine(Engine, Protocol):
    """An engine whose grid can be scored set-wise: measured anywhere, laid out in DuckDB."""

    def laid(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
    ) -> Laid:
        """As ``grid``, all at once, as a table; at least one primitive and one date."""
        ...

    def aligned(
        self, moves: Sequence[Moved], *, only: Mapping[str, Collection[str]]
    ) -> AbstractContextManager[LayingEngine]:
        """The same facts with some accounts moved, until left.

        Args:
            moves: at least one.
            only: by table the columns of its source that are asked for; those of other tables are
                all there.
        """
        ...

    def last_met(self) -> Mapping[tuple[str, str], date]:
        """Per account and contact the day of the newest interaction; {} where nobody is asked."""
        ...

    def keep_first_rows(self) -> None:
        """Leaves the first rows of large tables to this run and the next, where that helps."""
        ...

    def keep_weeks(self, laid: Laid, primitives: Sequence[Any], weeks: Sequence[date]) -> None:
        """Leaves what the next run over all accounts need not measure again, where that helps."""
        ...

    def kept_texts(self, what: str, tables: Collection[str]) -> Mapping[str, KeptText]:
        """Texts by account that still stand; {} where none are kept. See ``keep_texts``.

        Args:
            what: names how they are made.
            tables: that they rest on.
        """
        ...

    def keep_texts(self, what: str, texts: Mapping[str, KeptText], *, new: int) -> None:
        """Leaves texts to the next run, where that helps; so many of them are new."""
        ...
