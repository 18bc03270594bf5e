"""What the portable engine asks of a place that holds facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from forewarn.engines.portable.dialects import Dialect
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema

Rows = Sequence[tuple[Any, ...]]


MARK = "forewarn_load"
"""Table beside the facts that says whose they are; no fact table."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose facts a schema holds, and which.

    Attributes:
        project: the project's name.
        load: tells one state of the facts from any other.
        placed: tells one look at what stays in the warehouse from any other.
    """

    project: str = ""
    load: str = ""
    placed: str = ""


def first_line(said: object) -> str:
    """The first line of what a driver says."""
    return next(iter(str(said).splitlines()), "").strip()


def replaced() -> ForewarnError:
    """The refusal when the facts are others than those that a run began with."""
    return ForewarnError(
        "the facts in the engine were replaced while they were measured",
        fix="run it again; where two processes share a schema, give each its own: ?schema=NAME",
    )


def gone(engine: str, said: object) -> ForewarnError:
    """The refusal when a copy is no longer whole."""
    return ForewarnError(
        f"the facts are no longer in the {engine} engine: {first_line(said)}",
        fix="run forewarn ingest, which brings them there again",
    )


def stopped(engine: str, said: object) -> ForewarnError:
    """The refusal when an engine that was reached fails on the way."""
    return ForewarnError(
        f"the {engine} engine stopped: {first_line(said)}",
        fix="look at the server (its disk, its time limits), then run it again",
    )


def too_large(said: object) -> ForewarnError:
    """The refusal when a number does not fit the type in which it is summed."""
    return ForewarnError(
        f"a number is too large to be measured: {first_line(said)}",
        fix="run forewarn audit to find the row, and correct it in the source",
    )


class Bench(Protocol):
    """Room for one run: roll-ups are put down here and go away with it."""

    @property
    def scratch(self) -> str | None:
        """The schema in which roll-ups lie; None where temporary tables need none."""
        ...

    def keep(self, name: str, select: str) -> None:
        """Computes a SELECT once, into a table of the run."""
        ...

    def view(self, name: str, select: str) -> None:
        """Gives a SELECT a name for the run; it is computed at each use."""
        ...

    def stream(self, select: str) -> Iterator[Rows]:
        """The rows of a SELECT, a batch at a time."""
        ...

    def batches(self, select: str, schema: Schema) -> Iterator[RecordBatch]:
        """The same as Arrow record batches of these columns."""
        ...


class Warehouse(Protocol):
    """Facts in a schema of an engine, placed on the two clocks by the technical columns."""

    @property
    def dialect(self) -> Dialect:
        """How it is spoken to."""
        ...

    @property
    def schema(self) -> str | None:
        """The schema of the fact tables; None where they need none."""
        ...

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """Per fact table the names of its columns and the engine's names of their types.

        Raises:
            ForewarnError: a table that was brought is no longer there.
        """
        ...

    def stored_as(self, table: str) -> str:
        """The name under which a fact table is stored."""
        ...

    def marked(self) -> Mark | None:
        """Whose facts were brought here, and which; None for nobody's.

        Of a copy that is no longer whole only the project is told.
        """
        ...

    def expect(self, mark: Mark) -> None:
        """From now on refuses a run that finds other facts."""
        ...

    def bench(self) -> AbstractContextManager[Bench]:
        """Room for one run, apart from other runs."""
        ...

    def close(self) -> None:
        """Lets go of the engine."""
        ...
