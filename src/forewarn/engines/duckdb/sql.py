"""Pieces of SQL text: quoted names and bound values. User text reaches a statement no other way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def quoted(name: str) -> str:
    """A name as an SQL identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def all_of(conditions: Iterable[str]) -> str:
    """Conditions joined by AND; none is true."""
    return " AND ".join(f"({condition})" for condition in conditions) or "true"


class Parameters:
    """Values bound to one statement, each under a name of its own."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def bind(self, value: object) -> str:
        """The SQL text that stands for the value; equal values of one type share a name."""
        for name, known in self.values.items():
            if type(known) is type(value) and known == value:
                return self._text(name, value)
        name = f"p{len(self.values)}"
        self.values[name] = value
        return self._text(name, value)

    @staticmethod
    def _text(name: str, value: object) -> str:
        return f"CAST(${name} AS DATE)" if isinstance(value, date) else f"${name}"
