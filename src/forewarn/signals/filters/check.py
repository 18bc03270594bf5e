"""What a filter asks of a table's columns that can never hold, or would look ahead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forewarn.signals.filters.text import literal_text
from forewarn.signals.filters.tree import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Expression,
    Literal,
    Missing,
    Not,
)
from forewarn.signals.refusals import nearest
from forewarn.terms.facts import Column, Kind

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}([ T][0-9:.]+)?)?)?")
_NUMBERS = (Kind.NUMBER, Kind.WHOLE, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing in a filter that cannot be meant.

    Attributes:
        near: the word in the filter's text to point at.
        found, accepted, did_you_mean, fix: parts of an Issue.
    """

    near: str
    found: str
    accepted: str = ""
    did_you_mean: str = ""
    fix: str = ""


def troubles(
    expression: Expression, column_of: Callable[[str], Column | None], *, at: str | None = None
) -> Iterator[Trouble]:
    """What is wrong with a filter, given the table's columns.

    Args:
        expression: the filter.
        column_of: the column of a name; None when the registry does not know it (such columns
            are kept at ingest, so nothing is said of them here).
        at: the date column that places the rows; a filter may ask for that one.
    """
    for leaf in _leaves(expression):
        column = column_of(leaf.column)
        if column is not None:
            yield from _later(column, at)
            yield from _of_column(column, leaf)


def _leaves(expression: Expression) -> Iterator[Compare | Among | Missing]:
    match expression:
        case Not(part):
            yield from _leaves(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part)
        case Compare() | Among() | Missing():
            yield expression


def _later(column: Column, at: str | None) -> Iterator[Trouble]:
    known_from = column.name if column.later else column.dated_by
    if known_from is not None and known_from != at:
        yield Trouble(
            column.name,
            f"{column.name} is filled in later, so a filter on it would look ahead",
            fix=f"use 'at: {known_from}' to count rows at that date, or kind: open",
        )


def _of_column(column: Column, leaf: Compare | Among | Missing) -> Iterator[Trouble]:
    if isinstance(leaf, Compare):
        yield from _literal(column, leaf.operator, leaf.literal)
    elif isinstance(leaf, Among):
        for literal in leaf.literals:
            yield from _literal(column, "=", literal)


def _literal(column: Column, operator: str, literal: Literal) -> Iterator[Trouble]:
    written = literal_text(literal)
    if column.kind in _NUMBERS and isinstance(literal, (str, bool)):
        yield Trouble(written, f"{column.name} is a number, {written} is not", "a plain number")
    elif column.kind is Kind.TRUTH and not isinstance(literal, bool):
        found = f"{column.name} is true or false, {written} is neither"
        yield Trouble(written, found, "true or false")
    elif column.kind in (Kind.DAY, Kind.INSTANT) and not _is_date(literal):
        found = f"{column.name} is a date, {written} is not"
        yield Trouble(written, found, "a date as text, as in '2026-03-31'")
    elif column.accepts and operator in ("=", "!="):
        yield from _word(column, literal, written)


def _is_date(literal: Literal) -> bool:
    return isinstance(literal, str) and _DATE.fullmatch(literal) is not None


def _word(column: Column, literal: Literal, written: str) -> Iterator[Trouble]:
    if literal in column.accepts:
        return
    read_as = dict(column.read_as).get(str(literal), "")
    yield Trouble(
        written,
        f"{column.name} is never {written}",
        accepted=", ".join(column.accepts),
        did_you_mean=read_as or nearest(str(literal), column.accepts),
    )
