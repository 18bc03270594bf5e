"""Days since, until and without, ages, latest values and features in use, as SQL."""

from __future__ import annotations

from collections.abc import Callable

from forewarn.engines.duckdb.setwise.codes import (
    MISSING,
    NOT_APPLICABLE,
    OBSERVED,
    STALE,
    both,
    chosen,
    negated,
)
from forewarn.engines.duckdb.setwise.scope import Attributes, Rendered, Scope
from forewarn.engines.duckdb.setwise.totals import known
from forewarn.signals.kinds.adopted import Adopted
from forewarn.signals.kinds.age import Age
from forewarn.signals.kinds.attribute import Attribute
from forewarn.signals.kinds.days_since import DaysSince
from forewarn.signals.kinds.days_until import DaysUntil
from forewarn.signals.kinds.days_without import DaysWithout
from forewarn.signals.kinds.latest import Latest
from forewarn.signals.kinds.time_to_first import TimeToFirst
from forewarn.signals.primitives import Primitive
from forewarn.signals.words import plain_value
from forewarn.terms.signal import Value

NO_DAY = "CAST(NULL AS DATE)"
_NUMBERS = ("DOUBLE", "FLOAT", "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")


def days_since(signal: DaysSince, scope: Scope, back_days: int) -> Rendered:
    """Days since the newest row; never counts as the account's age."""
    (newest,) = signal.reductions(scope.book, back_days=back_days)
    on, age = _on(scope, newest), scope.age(back_days)
    covered = scope.covered(signal.table, back_days)
    never = f"{on} IS NULL"
    unknown = both(never, f"({age} IS NULL OR {negated(covered)})")
    status = chosen([(unknown, MISSING)], f"({known(scope, signal.table)})")
    value = f"CASE WHEN {never} THEN greatest({age}, 0) ELSE {scope.day(back_days)} - {on} END"
    return _days(value, status, on)


def days_without(signal: DaysWithout, scope: Scope, back_days: int) -> Rendered:
    """Days since the last one left, 0 while there is one."""
    open_rows, closed = signal.reductions(scope.book, back_days=back_days)
    on, present = _on(scope, closed), f"{scope.number(open_rows)} <> 0"
    gone = f"NOT ({present}) AND {on} IS NULL"
    scope.covered(signal.table, back_days)  # decides what is said of a missing one
    value = f"CASE WHEN {present} THEN 0 ELSE {scope.day(back_days)} - {on} END"
    status = chosen([(gone, MISSING)], f"({known(scope, signal.table)})")
    return _days(value, status, f"CASE WHEN NOT ({present}) THEN {on} END")


def time_to_first(signal: TimeToFirst, scope: Scope, back_days: int) -> Rendered:
    """Days from the account's first day to the first row, its age where there is none yet."""
    (first,) = signal.reductions(scope.book, back_days=back_days)
    on, age = scope.date(first), scope.age(back_days)
    unseen = both(f"{on} IS NULL", negated(scope.covered(signal.table, back_days)))
    took = f"CASE WHEN {on} IS NULL THEN greatest({age}, 0) ELSE greatest({on} - born, 0) END"
    cases: list[tuple[str, object]] = [(unseen, MISSING), ("age IS NULL", MISSING)]
    status = chosen(cases, f"({known(scope, signal.table)})")
    return _days(took, status, on)


def age(signal: Age, scope: Scope, back_days: int) -> Rendered:
    """Days since the account was created, or since its first contract began."""
    if signal.since == "account":
        days = scope.age(back_days)
        status = chosen([(f"{days} IS NULL OR {days} < 0", MISSING)], OBSERVED)
        return _days(days, status, "born")
    (first,) = signal.reductions(scope.book, back_days=back_days)
    on = scope.date(first)
    status = chosen([(f"{on} IS NULL", NOT_APPLICABLE)], f"({known(scope, 'contracts')})")
    return _days(f"{scope.day(back_days)} - {on}", status, on)


def days_until(signal: DaysUntil, scope: Scope, back_days: int) -> Rendered:
    """Days until the next end of an open contract, or its notice."""
    (due,) = signal.reductions(scope.book, back_days=back_days)
    on = scope.date(due)
    status = chosen([(f"{on} IS NULL", NOT_APPLICABLE)], f"({known(scope, 'contracts')})")
    return _days(f"{on} - {scope.day(back_days)}", status, on)


def latest(signal: Latest, scope: Scope, back_days: int) -> Rendered:
    """The newest value, stale beyond its time."""
    (newest,) = signal.reductions(scope.book, back_days=back_days)
    column = scope.column(newest)
    value, text = _plain(column.value, column.type)
    longest, on = signal.stale_after_days, column.on or NO_DAY
    scope.covered(signal.table, back_days)  # decides what is said of a missing one
    cases: list[tuple[str, object]] = [(f"({value}) IS NULL", MISSING)]
    if longest is not None:
        old = f"coalesce({scope.day(back_days)} - {on} > {longest}, false)"
        scope.touch(f"({old})")  # a silent source makes others stale, in other words
        cases.append((old, STALE))
    return Rendered(value, chosen(cases, f"({known(scope, signal.table)})"), on, text)


def adopted(signal: Adopted, scope: Scope, back_days: int) -> Rendered:
    """How many features of the account's plan are in use, or whether enough are."""
    use = _uses(signal, scope, back_days)
    features = list(signal.features)
    if isinstance(signal.features, dict):
        bits = scope.about("BIGINT", _plan_bits(signal))
        use = [f"({each} AND ({bits} & {1 << place}) <> 0)" for place, each in enumerate(use)]
        wanted = f"bit_count({bits})"
    else:
        wanted = str(len(features))
    used = f"({' + '.join(f'CAST({each} AS INTEGER)' for each in use)})"
    unknown = both(f"{used} = 0", negated(scope.covered(signal.table, back_days)))
    none = "false" if wanted.isdigit() else f"{wanted} = 0"
    cases: list[tuple[str, object]] = [(none, NOT_APPLICABLE), (unknown, MISSING)]
    status = chosen(cases, f"({known(scope, signal.table)})")
    if signal.at_least is None:
        return Rendered(_number(used), status)
    enough = f"{used} >= least({signal.at_least}, {wanted})"
    return Rendered(f"CASE WHEN {enough} THEN 'yes' ELSE 'no' END", status, text=True)


def _uses(signal: Adopted, scope: Scope, back_days: int) -> list[str]:
    """Per feature whether it is in use: ever, or within the window."""
    parts = signal.reductions(scope.book, back_days=back_days)
    scope.touch(*(scope.column(each).value for each in parts))  # the days are told
    if signal.window_days is None:
        return [f"({scope.column(each).value} IS NOT NULL)" for each in parts]
    return [f"({scope.number(each)} <> 0)" for each in parts[1::2]]


def _plan_bits(signal: Adopted) -> Callable[[Attributes], int]:
    """One bit per feature that the account's plan holds; all while the plan is not known."""
    assert isinstance(signal.features, dict)
    plans = list(signal.features.values())

    def bits(attributes: Attributes) -> int:
        plan = attributes.get("plan")
        return sum(
            1 << place for place, held in enumerate(plans) if plan is None or str(plan) in held
        )

    return bits


def attribute(signal: Attribute, scope: Scope, back_days: int, *, text: bool) -> Rendered:
    """A column of the account as it held then."""

    def answer(attributes: Attributes) -> Value:
        value = plain_value(attributes.get(signal.column))
        return None if value == "" else value

    column = scope.about("VARCHAR" if text else "DOUBLE", answer)
    status = str(MISSING) if back_days else chosen([(f"{column} IS NULL", MISSING)], OBSERVED)
    return Rendered(column, status, text=text)


def readable(type_: str) -> bool:
    """Whether a latest value of this type can be shown as ``plain_value`` shows it."""
    return type_.startswith(_NUMBERS) or type_ in ("VARCHAR", "BOOLEAN", "DATE")


def _plain(value: str, type_: str) -> tuple[str, bool]:
    if type_ == "VARCHAR":
        return value, True
    if type_ == "BOOLEAN":
        return f"CASE {value} WHEN true THEN 'yes' WHEN false THEN 'no' END", True
    if type_ == "DATE":
        return f"CAST({value} AS VARCHAR)", True
    number = _number(value)
    return (f"CASE WHEN isfinite({number}) THEN {number} END", False)


def _days(value: str, status: str, on: str) -> Rendered:
    return Rendered(_number(value), status, on, days=value)


def _on(scope: Scope, newest: Primitive) -> str:
    return scope.column(newest).on or NO_DAY


def _number(expression: str) -> str:
    return f"CAST({expression} AS DOUBLE)"
