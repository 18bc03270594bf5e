"""Facts in Spark tables: roll-ups are computed once, kept by Spark, and let go after the run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forewarn.engines.portable.dialects import DIALECTS, Dialect
from forewarn.engines.portable.warehouses.refusals_spark import measuring
from forewarn.engines.portable.warehouses.warehouse import Mark, Rows, gone, replaced

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema
    from pyspark.sql import SparkSession

_AT_A_TIME = 20_000
_COMPLETE = re.compile(r"forewarn_complete__(\d+)")
_NOBODYS = Mark()
_NO_LIST = '["the list of its tables"]'  # marks of versions that kept none
_LOADED = re.compile(r"(?P<table>.+)__(?P<load>\d+)")


class SparkWarehouse:
    """Fulfils ``Warehouse`` over a schema of a Spark session's catalogue.

    Tables that ``load_spark`` wrote carry the number of their load; those of the newest complete
    load stand. A schema without a load is read as it is.
    """

    def __init__(
        self, session: SparkSession, *, schema: str, stop: Callable[[], None] | None = None
    ) -> None:
        """Facts in a schema.

        Args:
            session: of Spark.
            schema: that holds the facts, or is to hold them.
            stop: what ends the session; None = it is its owner's to end.
        """
        self.session = session
        self.schema = schema
        self._stop = stop
        self._expects: Mark | None = None
        # Or a text such as ${name} would not stand for itself.
        session.conf.set("spark.sql.variable.substitute", "false")

    @property
    def dialect(self) -> Dialect:
        """Spark's."""
        return DIALECTS["pyspark"]

    @measuring()
    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """See ``Warehouse``."""
        if not self.session.catalog.databaseExists(self.schema):
            return {}
        newest = self._newest()
        missing = [] if newest is None else self._standing(newest)[1]
        if missing:
            raise gone(self.dialect.shown, f"the schema {self.schema} lacks {', '.join(missing)}")
        return {table: self._columns(name) for table, name in self._stored().items()}

    @measuring()
    def stored_as(self, table: str) -> str:
        """With the number of its load."""
        return self._stored().get(table, table)

    @measuring()
    def marked(self) -> Mark | None:
        """See ``Warehouse``."""
        if not self.session.catalog.databaseExists(self.schema):
            return None
        newest = self._newest()
        if newest is None:
            return None
        mark, missing = self._standing(newest)
        return Mark(mark.project) if missing else mark

    def _standing(self, number: int) -> tuple[Mark, list[str]]:
        """The mark of a load, and what was brought with it and is no longer there."""
        complete = self.dialect.name_of(self.schema, f"forewarn_complete__{number}")
        (found,) = self.session.sql(f"SELECT * FROM {complete}").collect()
        row = found.asDict()
        tables = json.loads(row.get("tables", _NO_LIST))
        stored = {table.lower() for table in self._stored()}
        mark = Mark(row["project"], row["load"], row["placed"])
        return mark, sorted(table for table in tables if table.lower() not in stored)

    def expect(self, mark: Mark) -> None:
        """See ``Warehouse``."""
        self._expects = mark

    @contextmanager
    def bench(self) -> Iterator[SparkBench]:
        """A list of the views that the run put down."""
        if self._expects is not None and self.marked() != self._expects:
            self.tables()  # says so where there are no others, but some are missing
            raise replaced()
        bench = SparkBench(self.session)
        try:
            yield bench
        finally:
            bench.clear()

    @contextmanager
    def replace(self, mark: Mark = _NOBODYS) -> Iterator[Load]:
        """A load beside the one that stands; it stands when the block ends well."""
        self.session.sql(f"CREATE DATABASE IF NOT EXISTS {self.dialect.name_of(self.schema)}")
        before = self._names()
        load = Load(self, max([0, *map(_number, before)]) + 1)
        try:
            yield load
            # One table made is one change of the catalogue: with it all of the load stands.
            self._create(f"forewarn_complete__{load.number}", _as_row(mark, load.made))
        except BaseException:
            self._drop(name for name in self._names() if _number(name) == load.number)
            raise
        self._drop(name for name in before if _number(name))

    def close(self) -> None:
        """Ends the session, where it was begun for this."""
        if self._stop is not None:
            self._stop()

    def take(self, table: str, select: str) -> None:
        """Makes a table of the schema."""
        self._create(table, select)

    def columns(self, name: str) -> Mapping[str, str] | None:
        """Columns and types of a table under its stored name; None where there is none."""
        return self._columns(name) if name in self._names() else None

    def _names(self) -> list[str]:
        return [each.name for each in self.session.catalog.listTables(self.schema)]

    def _stored(self) -> dict[str, str]:
        names = self._names()
        newest = self._newest()
        if newest is None:
            return {name: name for name in names}
        return {
            found["table"]: name
            for name in names
            if (found := _LOADED.fullmatch(name))
            and int(found["load"]) == newest
            and not _COMPLETE.fullmatch(name)
        }

    def _newest(self) -> int | None:
        """The number of the newest complete load."""
        found = (_COMPLETE.fullmatch(name) for name in self._names())
        return max((int(each[1]) for each in found if each), default=None)

    def _columns(self, name: str) -> dict[str, str]:
        rows = self.session.table(self.dialect.name_of(self.schema, name))
        return {field.name: field.dataType.simpleString() for field in rows.schema.fields}

    def _create(self, name: str, select: str) -> None:
        create = self.dialect.table.format(name=self.dialect.name_of(self.schema, name))
        self.session.sql(f"{create} {select}")

    def _drop(self, names: Iterator[str]) -> None:
        for name in list(names):
            self.session.sql(f"DROP TABLE IF EXISTS {self.dialect.name_of(self.schema, name)}")


def _as_row(mark: Mark, tables: Sequence[str]) -> str:
    """A SELECT of a mark, as literals that Spark reads as they are."""
    texts = {"project": mark.project, "load": mark.load, "placed": mark.placed}
    texts["tables"] = json.dumps(list(tables))
    shown = (
        f"decode(unhex('{text.encode().hex()}'), 'UTF-8') AS {name}" for name, text in texts.items()
    )
    return f"SELECT {', '.join(shown)}"


def _number(name: str) -> int:
    found = _LOADED.fullmatch(name)
    return int(found["load"]) if found else 0


class Load:
    """Tables of one load, on their way.

    Attributes:
        number: of the load.
        made: names of the tables that are there.
    """

    def __init__(self, warehouse: SparkWarehouse, number: int) -> None:
        self._warehouse = warehouse
        self.number = number
        self.made: list[str] = []

    def take(self, table: str, file: Path, types: Mapping[str, str]) -> None:
        """Copies a Parquet file into a table of these column types."""
        name_of = self._warehouse.dialect.name_of
        shown = ", ".join(
            f"CAST({name_of(name)} AS {kind}) AS {name_of(name)}" for name, kind in types.items()
        )
        self.make(table, f"SELECT {shown} FROM parquet.{name_of(str(file))}")

    def make(self, table: str, select: str) -> None:
        """Makes a table of what is selected."""
        self._warehouse.take(f"{table}__{self.number}", select)
        self.made.append(table)

    def columns(self, table: str) -> Mapping[str, str] | None:
        """Columns and types of a table of this load; None where there is none."""
        return self._warehouse.columns(f"{table}__{self.number}")


class SparkBench:
    """One run, by temporary views over roll-ups that Spark has computed and keeps."""

    scratch: str | None = None

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._kept: list[str] = []

    @measuring()
    def keep(self, name: str, select: str) -> None:
        """See ``Bench``.

        A checkpoint at the executors, in memory or spilled to their disks: a view alone would be
        computed at each use, and Parquet tables took twice as long for small roll-ups.
        """
        kept = self._session.sql(select).localCheckpoint(eager=True)
        kept.createOrReplaceTempView(name)
        self._kept.append(name)

    @measuring()
    def view(self, name: str, select: str) -> None:
        """See ``Bench``."""
        self._session.sql(select).createOrReplaceTempView(name)
        self._kept.append(name)

    def stream(self, select: str) -> Iterator[Rows]:
        """Partition by partition, so that a large grid is never held here."""
        batch: list[tuple[Any, ...]] = []
        with measuring():
            for row in self._session.sql(select).toLocalIterator(prefetchPartitions=True):
                batch.append(tuple(row))
                if len(batch) == _AT_A_TIME:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def batches(self, select: str, schema: Schema) -> Iterator[RecordBatch]:
        """See ``Bench``; Spark's own Arrow call hands over the whole at once."""
        from forewarn.engines.portable.arrow import as_batch

        return (as_batch(rows, schema) for rows in self.stream(select))

    @measuring()
    def clear(self) -> None:
        """Lets go of what the run put down."""
        for name in self._kept:
            self._session.catalog.dropTempView(name)
