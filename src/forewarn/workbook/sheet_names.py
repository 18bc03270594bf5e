"""Names of sheets as every program takes them, each once."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class SheetNames:
    """Hands out names of sheets that are not taken yet, whatever their case."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Some names are taken from the start."""
        self._taken = {name.casefold() for name in taken}

    def take(self, wished: str) -> str:
        """The name wished for, without what programs refuse, of at most 31 characters.

        Where that name is taken a number is put to it. Length counts as Excel does: what lies
        beyond the first 65,536 characters of Unicode counts twice.
        """
        plain = " ".join(_printable(wished).translate(_FORBIDDEN).split()) or "Sheet"
        name, again = _cut(plain, _LONGEST), 2
        while name.casefold() in self._taken:
            ending = f" {again}"
            name, again = _cut(plain, _LONGEST - len(ending)) + ending, again + 1
        self._taken.add(name.casefold())
        return name


def alike(wished: str, count: int) -> list[str]:
    """The names that a sheet may have got where up to so many wished for names that are alike."""
    names = SheetNames()
    return [names.take(wished) for _ in range(count)]


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _cut(text: str, most: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > most:
        text = text[:-1]
    return text.strip()
