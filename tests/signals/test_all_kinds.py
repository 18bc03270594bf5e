"""What holds of every kind, over the examples of the requirements."""

from collections.abc import Mapping
from typing import Any

import pytest

from forewarn.signals.cell import Cell
from forewarn.signals.forms import Signal
from forewarn.signals.primitives import Earliest, Latest, Open, Unmet
from forewarn.terms.facts import TABLES
from forewarn.terms.signal import SignalValue, Status
from tests.effort import counted_calls
from tests.signals.cells import ago, cell
from tests.signals.test_requirements import REQUIREMENTS, book

BOOKS = {name: book(text) for name, text in REQUIREMENTS.items()}
EVERY = [(requirement, name) for requirement, signals in BOOKS.items() for name in signals]
ALL_TABLES = (*TABLES, "store_visits", "scores_elsewhere", "surveys_sent")
FUNCTIONS = {"momentum": lambda *parts: None if None in parts else sum(parts)}


def some(primitive: Any) -> object:
    """A value such as an engine gives where there are facts."""
    if isinstance(primitive, Latest):
        return (3 if primitive.column else None, ago(5 + primitive.back_days))
    if isinstance(primitive, Earliest):
        return ago(400)
    if isinstance(primitive, Open) and primitive.least:
        return ago(-40)
    return 4


def none(primitive: Any) -> object:
    """A value such as an engine gives where there is nothing."""
    empty = isinstance(primitive, (Latest, Earliest))
    empty |= isinstance(primitive, Open) and primitive.least is not None
    return None if empty or (isinstance(primitive, Unmet) and primitive.longest) else 0


def full(**more: Any) -> Cell:
    attributes = {
        "segment": "enterprise",
        "plan": "pro",
        "status": "paying",
        "partner": "p",
        "reference_status": "willing",
    }
    return cell(seen=ALL_TABLES, seats=40, functions=FUNCTIONS, **attributes, **more)


def values(signal: Signal, signals: Mapping[str, Signal], give: Any) -> list[object]:
    return [give(each) for each in signal.reductions(signals)]


def finish(requirement: str, name: str, give: Any, within: Cell) -> tuple[Signal, SignalValue]:
    signals = BOOKS[requirement]
    signal = signals[name]
    return signal, signal.finish(values(signal, signals, give), within, signals)


@pytest.mark.parametrize(("requirement", "name"), EVERY)
def test_facts_give_a_value_and_a_sentence(requirement: str, name: str) -> None:
    signal, value = finish(requirement, name, some, full())
    assert value.status is Status.OBSERVED
    assert isinstance(value.value, (int, float, str))
    sentence = signal.sentence(value)
    assert 3 < len(sentence) < 200
    assert "None" not in sentence
    assert "_" not in sentence


@pytest.mark.parametrize(("requirement", "name"), EVERY)
def test_no_facts_where_nothing_is_covered_is_never_a_value(requirement: str, name: str) -> None:
    signal = BOOKS[requirement][name]
    bare = cell(status="paying", segment="enterprise", functions=FUNCTIONS)
    _, value = finish(requirement, name, none, bare)
    if signal.tables(BOOKS[requirement]):
        assert value.status in (Status.MISSING, Status.NOT_APPLICABLE)
        assert value.value is None
        assert len(signal.sentence(value)) > 3


@pytest.mark.parametrize(("requirement", "name"), EVERY)
def test_a_silent_feed_leaves_nothing_observed(requirement: str, name: str) -> None:
    signal = BOOKS[requirement][name]
    tables = signal.tables(BOOKS[requirement])
    for give in (some, none):
        _, value = finish(requirement, name, give, full(silent=tuple(tables)))
        if tables:
            assert value.status is not Status.OBSERVED
        if value.status is Status.STALE:
            assert value.value is not None
            assert len(signal.sentence(value)) > 3


@pytest.mark.parametrize(("requirement", "name"), EVERY)
def test_each_takes_exactly_its_values(requirement: str, name: str) -> None:
    signals = BOOKS[requirement]
    for within in (full(), cell(), full(age=3), cell(age=None), full(silent=ALL_TABLES)):
        for give in (some, none):
            shared = iter([*values(signals[name], signals, give), "left"])
            signals[name].settle(shared, _with_functions(within), signals, 0)
            assert list(shared) == ["left"]


def _with_functions(within: Cell) -> Cell:
    return Cell(
        within.as_of,
        within.account,
        within.seats,
        within.seen,
        within.covering,
        within.silent,
        FUNCTIONS,
    )


@pytest.mark.parametrize(("requirement", "name"), EVERY)
def test_every_earlier_ask_is_the_same_ask_moved_back(requirement: str, name: str) -> None:
    signals = BOOKS[requirement]
    signal = signals[name]
    # Seats of an earlier date are asked beside it; for the date itself they come with the cell.
    now, then = signal.reductions(signals), signal.reductions(signals, back_days=35)
    moved = [_back(each) - 35 for each in then]
    assert set(map(_back, now)) <= set(moved)
    assert len(then) >= len(now)


def _back(primitive: Any) -> int:
    window = getattr(primitive, "window", None)
    return window.back_days if window else primitive.back_days


@pytest.mark.parametrize(("requirement", "name"), EVERY)
def test_tables_are_those_of_the_primitives(requirement: str, name: str) -> None:
    signals = BOOKS[requirement]
    signal = signals[name]
    asked = set()
    for each in signal.reductions(signals):
        facts = [each.people, each.meetings] if isinstance(each, Unmet) else [each.facts]
        asked |= {"events" if one.table == "first_uses" else one.table for one in facts}
    # Seats may be asked beside any total; the value does not rest on contracts for that.
    assert signal.tables(signals) - {"contracts"} == asked - {"contracts"}


def test_finishing_is_cheap() -> None:
    pairs = [(BOOKS[requirement], BOOKS[requirement][name]) for requirement, name in EVERY]
    asked = [(signals, signal, values(signal, signals, some)) for signals, signal in pairs]
    within = full()
    with counted_calls() as calls:
        for signals, signal, given in asked:
            signal.finish(given, within, signals)
    # Some twenty each: no tables are built and nothing is looked up twice.
    assert calls() < 30 * len(asked)
