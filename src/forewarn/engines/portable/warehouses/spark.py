"""Facts in Spark tables: roll-ups are computed once, kept by Spark, and let go after the run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from forewarn.engines.portable.dialects import DIALECTS, Dialect
from forewarn.engines.portable.warehouses.warehouse import (
    Mark,
    Rows,
    first_line,
    replaced,
    too_large,
)
from forewarn.terms.engine_url import shown
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema
    from pyspark.sql import SparkSession

_AT_A_TIME = 20_000
_COMPLETE = re.compile(r"forewarn_complete__(\d+)")
_LOCAL = (
    ("spark.ui.enabled", "false"),
    ("spark.ui.showConsoleProgress", "false"),
    ("spark.sql.shuffle.partitions", "8"),
    ("spark.driver.host", "127.0.0.1"),
    ("spark.driver.bindAddress", "127.0.0.1"),
    ("spark.driver.memory", "2g"),
)
_CONNECT = ("grpc", "grpc_status", "pandas")  # what pyspark[connect] brings
_NOBODYS = Mark()
Stop = Callable[[], None]
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

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """See ``Warehouse``."""
        catalog = self.session.catalog
        if not catalog.databaseExists(self.schema):
            return {}
        stored = self._stored()
        return {table: self._columns(name) for table, name in stored.items()}

    def stored_as(self, table: str) -> str:
        """With the number of its load."""
        return self._stored().get(table, table)

    def marked(self) -> Mark | None:
        """See ``Warehouse``."""
        if not self.session.catalog.databaseExists(self.schema):
            return None
        newest = self._newest()
        if newest is None:
            return None
        complete = self.dialect.name_of(self.schema, f"forewarn_complete__{newest}")
        row = self.session.sql(f"SELECT * FROM {complete}").collect()[0]
        return Mark(row["project"], row["load"], row["placed"])

    def expect(self, mark: Mark) -> None:
        """See ``Warehouse``."""
        self._expects = mark

    @contextmanager
    def bench(self) -> Iterator[SparkBench]:
        """A list of the views that the run put down."""
        if self._expects is not None and self.marked() != self._expects:
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
            self._create(f"forewarn_complete__{load.number}", _as_row(mark))
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


def _as_row(mark: Mark) -> str:
    """A SELECT of a mark, as literals that Spark reads as they are."""
    texts = {"project": mark.project, "load": mark.load, "placed": mark.placed}
    shown = (
        f"decode(unhex('{text.encode().hex()}'), 'UTF-8') AS {name}" for name, text in texts.items()
    )
    return f"SELECT {', '.join(shown)}"


def _number(name: str) -> int:
    found = _LOADED.fullmatch(name)
    return int(found["load"]) if found else 0


class Load:
    """Tables of one load, on their way."""

    def __init__(self, warehouse: SparkWarehouse, number: int) -> None:
        self._warehouse = warehouse
        self.number = number

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

    def columns(self, table: str) -> Mapping[str, str] | None:
        """Columns and types of a table of this load; None where there is none."""
        return self._warehouse.columns(f"{table}__{self.number}")


class SparkBench:
    """One run, by temporary views over roll-ups that Spark has computed and keeps."""

    scratch: str | None = None

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._kept: list[str] = []

    def keep(self, name: str, select: str) -> None:
        """See ``Bench``.

        A checkpoint at the executors, in memory or spilled to their disks: a view alone would be
        computed at each use, and Parquet tables took twice as long for small roll-ups.
        """
        from pyspark.errors import ArithmeticException

        try:
            kept = self._session.sql(select).localCheckpoint(eager=True)
        except ArithmeticException as error:
            raise too_large(error) from error
        kept.createOrReplaceTempView(name)
        self._kept.append(name)

    def view(self, name: str, select: str) -> None:
        """See ``Bench``."""
        self._session.sql(select).createOrReplaceTempView(name)
        self._kept.append(name)

    def stream(self, select: str) -> Iterator[Rows]:
        """Partition by partition, so that a large grid is never held here."""
        batch: list[tuple[Any, ...]] = []
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

    def clear(self) -> None:
        """Lets go of what the run put down."""
        for name in self._kept:
            self._session.catalog.dropTempView(name)


def connect(url: str, *, folder: Path | None = None) -> tuple[SparkSession, Callable[[], None]]:
    """A session, and what ends it.

    Args:
        url: ``sc://HOST:PORT`` (Spark Connect), ``spark://HOST:PORT`` (a cluster's master) or
            ``spark://local`` (inside this process; ``?threads=N``, default 2).
        folder: for the tables of ``spark://local``, which go away with the session.

    Raises:
        ForewarnError: no driver, or no server.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ForewarnError(
            "the engine is Spark and its driver is not installed",
            fix="pip install 'forewarn[portable,spark]'; sc:// also needs 'pyspark[connect]'",
        ) from error
    try:
        session, stop = _session(SparkSession.builder, url, folder)
        session.conf.set("spark.sql.session.timeZone", "UTC")
    except (PySparkException, ImportError, OSError, RuntimeError) as error:
        raise ForewarnError(
            f"cannot reach the Spark engine {shown(url)}: {first_line(error)}",
            fix="check engine: in forewarn.yml, that the server is up (sc:// needs "
            "'pyspark[connect]', spark:// needs Java 17)",
        ) from error
    return session, stop


def _need_connect() -> None:
    """Asked before PySpark does: without them it may end the whole process, as if in doctests."""
    missing = [name for name in _CONNECT if find_spec(name) is None]
    if missing:
        raise ImportError(f"{', '.join(missing)} not installed")


def _session(builder: Any, url: str, folder: Path | None) -> tuple[SparkSession, Stop]:
    parts = urlsplit(url)
    if parts.scheme == "sc":
        _need_connect()
        session: SparkSession = builder.remote(url).getOrCreate()
        return session, session.stop
    from pyspark.sql import SparkSession as Classic

    running = Classic.getActiveSession()
    if running is not None:
        return running, lambda: None
    if parts.hostname != "local":
        session = builder.master(url).appName("forewarn").getOrCreate()
        return session, session.stop
    tables = Path(mkdtemp(prefix="forewarn-spark-", dir=folder))
    threads = dict(parse_qsl(parts.query)).get("threads", "2")
    local = builder.master(f"local[{threads}]").appName("forewarn")
    for name, value in (*_LOCAL, ("spark.sql.warehouse.dir", str(tables))):
        local = local.config(name, value)
    session = local.getOrCreate()

    def stop() -> None:
        session.stop()
        shutil.rmtree(tables, ignore_errors=True)

    return session, stop
