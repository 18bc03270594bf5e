"""The filter grammar, evaluated while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>!=|<=|>=|==|[=<>(),\[\]])"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*))"
)
Test = Callable[[Mapping[str, object]], bool]


def compile_filter(text: str | None) -> Test:
    """A predicate over a row of read values; no filter passes all."""
    if text is None:
        return lambda row: True
    reader = _Reader(text)
    test = reader.either()
    assert reader.peek() is None, f"left over in filter: {text}"
    return test


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            assert match is not None, f"filter: {text}"
            assert match.lastgroup is not None
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        self.at = 0

    def peek(self) -> str | None:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else None

    def take(self, *wanted: str) -> bool:
        if self.peek() in wanted and self.tokens[self.at][0] != "text":
            self.at += 1
            return True
        return False

    def next(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> Test:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return lambda row: any(part(row) for part in parts)

    def both(self) -> Test:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return lambda row: all(part(row) for part in parts)

    def one(self) -> Test:
        if self.take("not"):
            inner = self.one()
            return lambda row: not inner(row)
        if self.take("("):
            inner = self.either()
            assert self.take(")")
            return inner
        return self.test()

    def test(self) -> Test:
        name = self.next()[1]
        if self.take("is"):
            wanted = not self.take("not")
            assert self.take("missing")
            return lambda row: (row.get(name) is None) is wanted
        turned = self.take("not")
        word = self.next()[1]
        found = self._among(name) if word == "in" else _compare(name, word, self.literal())
        return (lambda row: not found(row)) if turned else found

    def _among(self, name: str) -> Test:
        assert self.take("[")
        tests = [_compare(name, "=", self.literal())]
        while self.take(","):
            tests.append(_compare(name, "=", self.literal()))
        assert self.take("]")
        return lambda row: any(test(row) for test in tests)

    def literal(self) -> str | float | bool:
        kind, text = self.next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return float(text)
        return {"true": True, "false": False}[text]


def _compare(name: str, sign: str, literal: str | float | bool) -> Test:
    def test(row: Mapping[str, object]) -> bool:
        value = _like(literal, row.get(name))
        return value is not None and _holds(value, sign, literal)

    return test


def _like(literal: str | float | bool, value: object) -> Any:
    """The value as the literal's type sees it; None when it has no such reading."""
    if value is None:
        return None
    if isinstance(literal, bool):
        return value if isinstance(value, bool) else None
    if isinstance(literal, float):
        return _number(value)
    return _text(value)


def _number(value: object) -> float | None:
    try:
        return float(str(value)) if not isinstance(value, bool) else None
    except ValueError:
        return None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _holds(value: Any, sign: str, literal: Any) -> bool:
    if sign in ("=", "=="):
        return bool(value == literal)
    if sign == "!=":
        return bool(value != literal)
    if sign == "contains":
        return literal in value
    if sign == "starts_with":
        return bool(value.startswith(literal))
    if sign in ("<", "<="):
        return bool(value < literal or (sign == "<=" and value == literal))
    assert sign in (">", ">=")
    return bool(value > literal or (sign == ">=" and value == literal))
