"""The words of a filter, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forewarn.signals.filters.tree import Literal

LONGEST = 2000
DIGITS = 15
KEYWORDS = frozenset("and or not in is missing contains starts_with true false".split())
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?![A-Za-z0-9_.]))"
    r"|(?P<sign><=|>=|!=|=(?!=)|<(?!>)|>|[()\[\],])"
)
# Curly and angled quotes, as word processors and other languages set them.
_TYPOGRAPHIC = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
# What people write from habit, and what is meant here.
_HABITS = (
    ('"', "text stands in single quotes, as in 'login'"),
    (_TYPOGRAPHIC, "text stands in straight single quotes, as in 'login'"),
    ("==", "equality is written ="),
    ("<>", "inequality is written !="),
    ("&", "write and"),
    ("|", "write or"),
    (".", "a filter names columns of one table: no dots, attributes or methods"),
    ("_", "a column's name starts with a letter"),
    ("'", "the closing ' is missing; a quote inside text is written ''"),
)
_NUMBER = "a plain number, as in 12 or 2.5 (no 1_000, no 010, no 1e5)"
_OTHERWISE = "names, 'text', plain numbers, = != < <= > >= and ( ) [ ] ,"


class FilterError(ValueError):
    """A filter that cannot be read.

    Attributes:
        col: 1-based place in the filter's text.
        found: what stands there.
        accepted: what may stand there.
        did_you_mean: the nearest accepted word, or empty.
    """

    def __init__(self, col: int, found: str, accepted: str, *, did_you_mean: str = "") -> None:
        super().__init__(f"column {col}: found {found}, expected {accepted}")
        self.col = col
        self.found = found
        self.accepted = accepted
        self.did_you_mean = did_you_mean


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a filter.

    Attributes:
        sort: name, keyword, literal, sign or end.
        text: as written.
        col: 1-based place of its first character.
        literal: the value of a literal.
    """

    sort: str
    text: str
    col: int
    literal: Literal = ""


def tokens(text: str) -> list[Token]:
    """The words of a filter, ended by one of sort ``end``.

    Raises:
        FilterError: too long, or a character that no word starts with.
    """
    if len(text) > LONGEST:
        raise FilterError(LONGEST + 1, f"{len(text)} characters", f"at most {LONGEST}")
    return [*_words(text), Token("end", "", len(text) + 1)]


def _words(text: str) -> Iterator[Token]:
    start = 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise _unreadable(text, start)
        if match.lastgroup != "blank":
            yield _token(str(match.lastgroup), match[0], start + 1)
        start = match.end()


def _token(sort: str, text: str, col: int) -> Token:
    if sort == "text":
        return Token("literal", text, col, _text(text, col))
    if sort == "number":
        return Token("literal", text, col, _number(text, col))
    if text in ("true", "false"):
        return Token("literal", text, col, text == "true")
    return Token("keyword" if text in KEYWORDS else sort, text, col)


def _text(written: str, col: int) -> str:
    for offset, character in enumerate(written):
        if not character.isprintable() and character not in "\t\n":
            found = f"an unprintable character ({character!a})"
            raise FilterError(col + offset, found, "printable text")
    return written[1:-1].replace("''", "'")


def _number(written: str, col: int) -> int | float:
    if sum(character.isdigit() for character in written) > DIGITS:
        raise FilterError(col, f"a number of more than {DIGITS} digits", "text in single quotes")
    return float(written) if "." in written else int(written)


def _unreadable(text: str, start: int) -> FilterError:
    rest = text[start:]
    if re.match(r"-?[0-9]", rest):
        written = re.match(r"-?[0-9A-Za-z_.]*", rest)
        return FilterError(start + 1, f"'{written[0][:20] if written else rest[:1]}'", _NUMBER)
    for habit, accepted in _HABITS:
        if rest.startswith(habit) or (len(habit) > 2 and rest[0] in habit):
            return FilterError(start + 1, _shown(rest[0]), accepted)
    return FilterError(start + 1, _shown(rest[0]), _OTHERWISE)


def _shown(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"the character {character!a}"
