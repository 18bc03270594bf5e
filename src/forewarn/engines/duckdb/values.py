"""How the values of a column are read: text by a strict grammar, native types as they are.

Every reading is an SQL expression that is NULL where the value cannot be read, so that a bad
value is named by row and never fails a file.
"""

from __future__ import annotations

import re

from forewarn.terms.facts import Column, Kind

BLANKS = "' ' || chr(9) || chr(10) || chr(13)"
_DECIMAL = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)"
_WHOLE = r"[+-]?[0-9]+(\.0*)?"
_TRUE = "('true', 'yes', 'y', 't', '1')"
_FALSE = "('false', 'no', 'n', 'f', '0')"
_INTEGERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
SQL_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.NUMBER: "DOUBLE",
    Kind.WHOLE: "BIGINT",
    Kind.MONEY: "DECIMAL(18,2)",
    Kind.TRUTH: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.INSTANT: "TIMESTAMP",
}


def is_text(kind: str) -> bool:
    """Whether a DuckDB type holds text."""
    return kind == "VARCHAR" or kind.startswith("ENUM")


def cleaned(column: str, kind: str) -> str:
    """A value without blanks around it; NULL where nothing is left. Native types stay."""
    if not is_text(kind):
        return column
    text = column if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"
    # Trimming costs more than reading.
    return f"CASE WHEN {blank(text)} THEN nullif(trim({text}, {BLANKS}), '') ELSE {text} END"


def blank(text: str) -> str:
    """Whether there may be blanks around a text: it begins or ends below the first other sign."""
    return f"{text} < '!' OR {text}[-1] < '!'"


def reading(column: Column, value: str, kind: str) -> str:
    """A column's value read as the registry says (not for dates and times).

    Args:
        column: the registry's column.
        value: SQL of the cleaned value.
        kind: its DuckDB type.
    """
    if column.kind is Kind.TEXT:
        return _word(column, value, kind) if column.accepts else plain_text(value, kind)
    if column.kind is Kind.TRUTH:
        return _truth(value, kind)
    return _bounded(column, _number(column.kind, value, kind))


def plain_text(value: str, kind: str) -> str:
    """A value as text; a whole floating number without ``.0`` (ids that a sheet made numbers)."""
    if kind in ("FLOAT", "DOUBLE"):
        whole = f"TRY_CAST({value} AS BIGINT)"
        return (
            f"CASE WHEN {value} = trunc({value}) AND abs({value}) < 1e15"
            f" THEN CAST({whole} AS VARCHAR) ELSE CAST({value} AS VARCHAR) END"
        )
    return f"CAST({value} AS VARCHAR)"


def _word(column: Column, value: str, kind: str) -> str:
    spelled = f"regexp_replace(lower({plain_text(value, kind)}), '[ -]+', '_', 'g')"
    also = "".join(f" WHEN '{theirs}' THEN '{ours}'" for theirs, ours in column.read_as)
    known = "".join(f" WHEN '{word}' THEN '{word}'" for word in column.accepts)
    return f"CASE {spelled}{known}{also} END"


def _truth(value: str, kind: str) -> str:
    if kind == "BOOLEAN":
        return value
    if is_text(kind):
        word = f"lower({value})"
        return f"CASE WHEN {word} IN {_TRUE} THEN true WHEN {word} IN {_FALSE} THEN false END"
    if is_number(kind):
        return f"CASE WHEN {value} = 1 THEN true WHEN {value} = 0 THEN false END"
    return "CAST(NULL AS BOOLEAN)"


def is_number(kind: str) -> bool:
    """Whether a DuckDB type holds numbers."""
    numbers = ("FLOAT", "DOUBLE")
    return _INTEGERS.fullmatch(kind) is not None or kind in numbers or kind.startswith("DECIMAL")


def _number(wanted: Kind, value: str, kind: str) -> str:
    target = SQL_TYPES[wanted]
    if is_text(kind):
        grammar = _WHOLE if wanted is Kind.WHOLE else _DECIMAL
        digits = f"regexp_extract({value}, '^[+-]?[0-9]+')" if wanted is Kind.WHOLE else value
        read = f"TRY_CAST({digits} AS {target})"
        return f"CASE WHEN regexp_full_match({value}, '{grammar}') THEN {_finite(read, wanted)} END"
    if not is_number(kind):
        return f"CAST(NULL AS {target})"
    if kind in ("FLOAT", "DOUBLE"):
        whole = f" AND {value} = trunc({value})" if wanted is Kind.WHOLE else ""
        return f"CASE WHEN isfinite({value}){whole} THEN TRY_CAST({value} AS {target}) END"
    if kind.startswith("DECIMAL") and wanted is Kind.WHOLE:
        return f"CASE WHEN {value} = trunc({value}) THEN TRY_CAST({value} AS {target}) END"
    return f"TRY_CAST({value} AS {target})"


def _finite(read: str, wanted: Kind) -> str:
    return f"CASE WHEN isfinite({read}) THEN {read} END" if wanted is Kind.NUMBER else read


def _bounded(column: Column, read: str) -> str:
    tests = []
    if column.low is not None:
        tests.append(f"({read}) >= {column.low:g}")
    if column.high is not None:
        tests.append(f"({read}) <= {column.high:g}")
    return f"CASE WHEN {' AND '.join(tests)} THEN {read} END" if tests else read


def wanted(column: Column) -> str:
    """What a column accepts, in words."""
    if column.accepts:
        return ", ".join(column.accepts)
    if column.kind in (Kind.DAY, Kind.INSTANT):
        return "ISO 8601, such as 2026-03-01 or 2026-03-01T10:00:00+02:00"
    if column.kind is Kind.TRUTH:
        return "true, false, yes, no, 1, 0"
    if column.kind is Kind.TEXT:
        return "text"
    return "plain decimals such as 12 or 12.5" + _range(column)


def by_sql(column: Column) -> str:
    """How SQL reads a column that another program wrote in its own form, or nothing."""
    if column.kind in (Kind.DAY, Kind.INSTANT):
        return f", or read it by SQL: strptime({column.name}, '%d/%m/%Y')"
    if column.kind is Kind.MONEY:
        return f", or read it by SQL: replace({column.name}, ',', '')"
    return ""


def _range(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f", {column.low:g} to {column.high:g}"
    return f", {column.low:g} or more" if column.low is not None else ""
