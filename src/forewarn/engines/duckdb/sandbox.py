"""SQL sources: one SELECT over the project's inputs, and nothing else within reach.

The query runs in a database of its own that holds no facts, may read the listed input files and
nothing else of the machine, and cannot change that. Counting statements is only the second lock.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from forewarn.engines.duckdb import temporary, trouble
from forewarn.engines.duckdb.literals import literal, literals
from forewarn.engines.duckdb.sources import SourceError, SourceFile, files_of
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.settings import SourceSpec


def run_sql(source: SourceSpec, result: Path) -> None:
    """Run a source's query and write its rows to a Parquet file.

    Args:
        source: with ``sql`` and ``inputs``.
        result: file to write, in a folder of its own.

    Raises:
        SourceError: no single SELECT, an input that is not there, or an error in the query.
    """
    query = _single_select(source.sql or "")
    inputs = {name: files_of(pattern) for name, pattern in source.inputs.items()}
    # Without auto-install a missing extension is an error at once, not a download.
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as apart:
        for name, files in inputs.items():
            _view(apart, name, files)
        _lock(apart, inputs, result.parent)
        try:
            # A trailing comment must not swallow the bracket, hence the line break.
            apart.execute(f"COPY (\n{query}\n) TO {literal(str(result))} (FORMAT parquet)")
        except duckdb.Error as error:
            if trouble.is_full(error):
                raise temporary.no_room(f"the rows of {source.table}") from error
            raise _sql_problem(error, inputs) from None


def _single_select(sql: str) -> str:
    try:
        with duckdb.connect() as apart:
            statements = apart.extract_statements(sql)
    except duckdb.Error as error:
        raise _sql_problem(error, {}) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise SourceError(
            "sql", f"the SQL is not one SELECT ({kinds})", accepted="a single SELECT over inputs"
        )
    if statements[0].named_parameters:
        found = "the SQL has parameters"
        raise SourceError("sql", found, fix="write the values in place of ? and $name")
    return statements[0].query.strip().rstrip(";")


def _view(apart: duckdb.DuckDBPyConnection, name: str, files: tuple[SourceFile, ...]) -> None:
    parquet = [str(file.path) for file in files if file.is_parquet]
    texts = [str(file.path) for file in files if not file.is_parquet]
    parts = []
    if parquet:
        parts.append(f"SELECT * FROM read_parquet({literals(parquet)}, union_by_name=true)")
    if texts:
        # Types are guessed from all rows; no date is guessed from anything but ISO text.
        options = "header=true, sample_size=-1, union_by_name=true, dateformat='%Y-%m-%d'"
        parts.append(f"SELECT * FROM read_csv({literals(texts)}, {options})")
    try:
        apart.execute(f"CREATE VIEW {quoted(name)} AS {' UNION ALL BY NAME '.join(parts)}")
    except duckdb.Error as error:
        found = f"input '{name}' cannot be read ({_first_line(error)})"
        raise SourceError("unreadable", found, fix="export the files again") from None


def _lock(
    apart: duckdb.DuckDBPyConnection, inputs: dict[str, tuple[SourceFile, ...]], out: Path
) -> None:
    paths = [str(file.path) for files in inputs.values() for file in files]
    apart.execute(f"SET temp_directory = {literal(str(out))}")
    apart.execute(f"SET allowed_paths = {literals(paths)}")
    apart.execute(f"SET allowed_directories = {literals([str(out)])}")
    apart.execute("SET enable_external_access = false")
    apart.execute("SET lock_configuration = true")


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split("LINE ")[0].split())


def _sql_problem(error: duckdb.Error, inputs: dict[str, tuple[SourceFile, ...]]) -> SourceError:
    found = f"the SQL does not run: {_first_line(error)}"
    accepted = ("inputs to select from: " + ", ".join(sorted(inputs))) if inputs else ""
    return SourceError("sql", found, accepted=accepted, fix="correct the SQL of this source")
