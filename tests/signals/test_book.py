"""Signals that refer to others: unknown names, circles, width, and what cannot be reckoned with."""

import pytest

from forewarn.signals.book import Trouble, book_troubles
from forewarn.signals.forms import Signal
from tests.effort import counted_calls
from tests.signals.cells import form

COUNT = form("count", from_="tickets", window="30d")


def only(book: dict[str, Signal]) -> Trouble:
    (trouble,) = book_troubles(book)
    return trouble


def test_a_sound_book() -> None:
    book = {
        "users": form("distinct", from_="events", column="user_id", window="7d"),
        "seats": form("open", from_="contracts", column="seats"),
        "use": form("ratio", of="users", to="seats"),
        "fell": form("change", signal="use"),
        "slope": form("trend", signal="use", periods=26),
        "mood": form("latest", from_="assessments.pulse"),
        "mood_fell": form("change", signal="mood", over="4w"),
        "mood_year": form("change", signal="mood", against="last_year"),
        "own": form("python", function="f", of=["fell", "slope", "reference"]),
        "reference": form("attribute", column="reference_status"),
    }
    assert book_troubles(book) == ()


def test_unknown_names_come_with_the_nearest() -> None:
    book = {"tickets": COUNT, "calls": COUNT, "use": form("ratio", of="tickets", to="call")}
    trouble = only(book)
    assert (trouble.signal, trouble.field) == ("use", "to")
    assert trouble.found == "there is no signal named call"
    assert trouble.did_you_mean == "calls"
    assert trouble.accepted == "tickets, calls"


def test_all_unknown_names_at_once() -> None:
    book = {
        "a": form("ratio", of="x", to="y"),
        "b": form("python", function="f", of=["a", "z"]),
        "c": form("change", signal="w"),
    }
    assert [(each.signal, each.field) for each in book_troubles(book)] == [
        ("a", "of"),
        ("a", "to"),
        ("b", "of"),
        ("c", "signal"),
    ]


def test_circles_are_named_once() -> None:
    book = {
        "count": COUNT,
        "a": form("ratio", of="count", to="b"),
        "b": form("change", signal="c"),
        "c": form("python", function="f", of=["a"]),
        "d": form("change", signal="d"),
        "outside": form("ratio", of="a", to="count"),
    }
    found = [each.found.partition(": ")[2] for each in book_troubles(book)]
    assert found == ["a > b > c > a", "d > d"]


def test_far_too_wide_is_refused_before_it_is_built() -> None:
    book: dict[str, Signal] = {"s0": COUNT}
    for step in range(1, 200):
        book[f"s{step}"] = form("ratio", of=f"s{step - 1}", to=f"s{step - 1}")
    with counted_calls() as calls:
        troubles = book_troubles(book)
    assert calls() < 1_000_000
    assert troubles[0].signal == "s7"
    assert "128 values per account" in troubles[0].found
    deep = {"t0": COUNT} | {
        f"t{step}": form("trend", signal=f"t{step - 1}", periods=26) for step in (1, 2)
    }
    assert only(deep).signal == "t2"


@pytest.mark.parametrize("kind", ["change", "trend"])
def test_attributes_have_no_earlier_value(kind: str) -> None:
    more = {"periods": 4} if kind == "trend" else {"over": "7d"}
    book = {
        "reference": form("attribute", column="reference_points"),
        "own": form("python", function="f", of=["reference"]),
        "fell": form(kind, signal="own", **more),
    }
    assert "rests on an attribute" in only(book).found


def test_change_without_a_window_needs_over() -> None:
    book = {"mood": form("latest", from_="assessments.pulse"), "x": form("change", signal="mood")}
    assert only(book).fix == "add 'over', as in 'over: 28d'"


@pytest.mark.parametrize(
    "words",
    [
        form("share_rise", from_="tickets", of="category = 'how-to'", window="30d"),
        form("adopted", features=["a"], at_least=1, window="30d"),
    ],
)
def test_yes_and_no_cannot_be_reckoned_with(words: Signal) -> None:
    book = {"flag": words, "count": COUNT, "x": form("ratio", of="count", to="flag")}
    assert only(book).field == "to"
    assert only({"flag": words, "x": form("change", signal="flag")}).field == "signal"
    assert book_troubles({"flag": words, "x": form("python", function="f", of=["flag"])}) == ()
