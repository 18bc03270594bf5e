"""The real thing beside the oracle, cell by cell."""

from __future__ import annotations

from datetime import date
from math import isclose

from tests.oracle.asking import Answer, Ask
from tests.oracle.facts import World, read_world
from tests.oracle.kinds import answer
from tests.oracle.measure import Measured, Question, measure


def world_of(question: Question) -> World:
    return read_world(question.raw, zone=question.zone, sources=question.sources)


def ask(question: Question, world: World, name: str, account: str, as_of: date) -> Ask:
    book = question.signals
    return Ask(world, book, book[name], account, as_of, functions=question.functions)


def disagreements(question: Question) -> list[str]:
    """Every cell where the real thing and the oracle differ, in words; empty when none does."""
    world, found = world_of(question), measure(question)
    accounts = sorted({row.account for row in world.rows("accounts")})
    return [
        trouble
        for account in accounts
        for as_of in question.dates
        for trouble in _at(question, world, account, as_of, found.get((account, as_of)))
    ]


def _at(
    question: Question, world: World, account: str, as_of: date, real: Measured | None
) -> list[str]:
    if real is None:
        probe = Ask(world, {}, {}, account, as_of)
        known = probe.attributes()
        return [f"{account} at {as_of}: unknown to the real thing, but {known}"] if known else []
    troubles = []
    for name in question.signals:
        expected = answer(ask(question, world, name, account, as_of))
        value = real.values[name]
        if not same(expected, value.value, value.status.value):
            troubles.append(
                f"{name} of {account} at {as_of}: oracle {expected.value!r} {expected.status},"
                f" real {value.value!r} {value.status.value} ({value.detail})"
            )
    return troubles


def same(expected: Answer, value: object, status: str) -> bool:
    if expected.status != status:
        return False
    if expected.status in ("missing", "not_applicable"):
        return value is None
    if isinstance(expected.value, (int, float)) and isinstance(value, (int, float)):
        return isclose(expected.value, value, rel_tol=1e-9, abs_tol=1e-9)
    return expected.value == value
