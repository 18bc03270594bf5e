"""How a word in a file is read: as a plain decimal number, or as text."""

from __future__ import annotations

import re

# Fifteen digits are what a double holds exactly; longer ones are ids, and ids are text.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


class WrittenWhole(int):
    """A whole number that remembers how it was written, for where text is wanted."""

    text: str


class WrittenDecimal(float):
    """A decimal number that remembers how it was written, for where text is wanted."""

    text: str


Written = WrittenWhole | WrittenDecimal


def read_scalar(text: str) -> object:
    """The value of an unquoted word: number, None for nothing or ``null``, else the text."""
    if text in _EMPTY:
        return None
    if _NUMBER.fullmatch(text) is None:
        return text
    number: Written = WrittenDecimal(text) if "." in text else WrittenWhole(text)
    number.text = text
    return number


def canonical(value: object) -> str:
    """A key or literal as text: whole numbers without ``.0``, truth in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value))
    return str(value)


def plain_value(value: object) -> object:
    """The same value without memory of its spelling (nested lists and mappings too)."""
    if isinstance(value, dict):
        return {plain_value(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, WrittenWhole):
        return int(value)
    return float(value) if isinstance(value, WrittenDecimal) else value


_SURPRISES = (
    (r"[-+]?[0-9][0-9]*(?:_[0-9]+)+(?:\.[0-9]+)?", "write it without underscores"),
    (r"[-+]?0[0-9]+(?:\.[0-9]+)?", "write it without leading zeros"),
    (r"[0-9]+(?::[0-9]{1,2})+", "a time of day is not a number"),
    (r"[-+]?[0-9.]+[eE][-+]?[0-9]+", "write it without an exponent"),
    (r"[-+]?\.[0-9]+", "write a zero before the point"),
    (r"[-+]?[0-9]+\.", "write digits after the point, or no point"),
    (r"0[xob][0-9a-fA-F_]+", "write it in decimal digits"),
    (r"[-+]?\.?(?:inf|nan)", "write a finite number"),
    (r"\+[0-9.]+", "write it without the plus sign"),
    (r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", "write it without thousands separators"),
    (r"-?[0-9]+,[0-9]+", "write a point, not a comma, before the decimals"),
    (r"[-+]?[0-9.]+ ?%", "write it without the percent sign"),
    (r"-?[0-9]{16,}(?:\.[0-9]*)?|-?[0-9]+\.[0-9]{16,}", "it has too many digits"),
    (r"-?[0-9]+(?:\.[0-9]+)?", "write it without quotes"),
)


def number_advice(text: str) -> str:
    """What to do about a text that was meant as a number; empty when it does not look like one."""
    for pattern, advice in _SURPRISES:
        if re.fullmatch(pattern, text.strip(), re.IGNORECASE):
            return advice
    return ""


_TRUTHS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def truth_advice(text: str) -> str:
    """``true`` or ``false`` for the words people write instead; empty for others."""
    word = text.strip().lower()
    return word if word in ("true", "false") else _TRUTHS.get(word, "")
