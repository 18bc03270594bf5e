"""Signals that refer to others by name: what is wrong with the book as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forewarn.signals.kinds.change import Change
from forewarn.signals.kinds.ratio import Ratio
from forewarn.signals.kinds.trend import Trend
from forewarn.signals.refusals import nearest
from forewarn.signals.signal import Book, Signal

# A trend of a trend of a trend would ask the engine for thousands of values per account and date.
WIDEST = 120


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong between signals.

    Attributes:
        signal: name of the signal it stands in.
        field: the field that names another signal, or empty for the signal as a whole.
        found, accepted, did_you_mean, fix: parts of an Issue.
    """

    signal: str
    field: str
    found: str
    accepted: str = ""
    did_you_mean: str = ""
    fix: str = ""


def book_troubles(book: Book) -> tuple[Trouble, ...]:
    """What is wrong between the signals of a book, all at once.

    Names that do not exist first, then circles, then signals made of far too many others: while
    there are any, nothing else can be asked of the book, so nothing else is reported.
    """
    broken = tuple(_unknown(book)) or tuple(_circles(book)) or tuple(_too_wide(book))
    return broken or tuple(_unfit(book))


def _unknown(book: Book) -> Iterator[Trouble]:
    for name, signal in book.items():
        for other in signal.refers_to():
            if other not in book:
                yield Trouble(
                    name,
                    _field(signal, other),
                    f"there is no signal named {other}",
                    accepted=", ".join(each for each in book if each != name),
                    did_you_mean=nearest(other, [each for each in book if each != name]),
                )


def _field(signal: Signal, other: str) -> str:
    for field in ("signal", "of", "to"):
        named = getattr(signal, field, None)
        if named == other or (isinstance(named, tuple) and other in named):
            return field
    return ""


def _circles(book: Book) -> Iterator[Trouble]:
    told: set[str] = set()
    for name in book:
        circle = _circle_from(name, book)
        if circle is not None and not told & set(circle):
            told |= set(circle)
            found = f"signals refer to each other in a circle: {' > '.join((*circle, circle[0]))}"
            yield Trouble(circle[0], _field(book[circle[0]], (*circle, circle[0])[1]), found)


def _circle_from(start: str, book: Book) -> tuple[str, ...] | None:
    """The names on a way from ``start`` back to it; None when there is no such way."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for other in book[way[-1]].refers_to():
            if other == start:
                return way
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return None


def _too_wide(book: Book) -> Iterator[Trouble]:
    for name, width in _widths(book).items():
        if width > WIDEST:
            found = f"{name} needs {width} values per account and date"
            fix = "compare or follow a signal that is made of fewer others"
            yield Trouble(name, "", found, accepted=f"at most {WIDEST}", fix=fix)


def _unfit(book: Book) -> Iterator[Trouble]:
    for name, signal in book.items():
        if isinstance(signal, (Change, Trend)):
            yield from _not_earlier(name, signal, book)
        if isinstance(signal, (Change, Trend, Ratio)):
            yield from _words(name, signal, book)


def _not_earlier(name: str, signal: Change | Trend, book: Book) -> Iterator[Trouble]:
    part = book[signal.signal]
    if not part.looks_back(book):
        found = f"{signal.signal} rests on an attribute, which is known as of the date itself only"
        yield Trouble(name, "signal", found, fix="give it as a dated fact in a source of its own")
    elif isinstance(signal, Change) and not signal.back(book):
        found = f"{signal.signal} has no window, so it is open how far back 'before' lies"
        yield Trouble(name, "", found, fix="add 'over', as in 'over: 28d'")


def _words(name: str, signal: Signal, book: Book) -> Iterator[Trouble]:
    for other in signal.refers_to():
        if book[other].in_words():
            found = f"{other} answers yes or no, which cannot be reckoned with"
            yield Trouble(name, _field(signal, other), found, accepted="a signal with numbers")


def _widths(book: Book) -> Mapping[str, int]:
    """Number of primitives per signal, without building the wide ones."""
    widths: dict[str, int] = {}
    for name in _parts_first(book):
        signal = book[name]
        parts = sum(widths[other] for other in signal.refers_to())
        times = signal.periods if isinstance(signal, Trend) else 2
        if isinstance(signal, (Change, Trend)):
            widths[name] = parts * times
        else:
            widths[name] = parts if signal.refers_to() else len(signal.reductions(book))
    return widths


def _parts_first(book: Book) -> Iterator[str]:
    """Names in an order in which every signal comes after those it refers to."""
    done: set[str] = set()
    waiting = list(book)[::-1]
    while waiting:
        name = waiting[-1]
        open_parts = [other for other in book[name].refers_to() if other not in done]
        if open_parts:
            waiting.extend(open_parts)
            continue
        waiting.pop()
        if name not in done:
            done.add(name)
            yield name
