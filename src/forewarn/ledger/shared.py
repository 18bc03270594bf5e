"""Payloads that name their texts in place of holding them: what scoring a whole book writes.

A payload is put together of texts that many accounts and dates share (``compact.joined``). A book's
rows are nearly all that a backfill writes, so a row holds the keys of its texts, and each text is
kept once beside the rows (``parts.py``). A key is made of the text itself, so the same result is
the same row in any ledger, and two processes that record at once mean the same by it.

Such a payload is a letter that tells what the database may be asked for (``FLAGS``), and then, as
base64:

- three bytes: how many keys, how many days, and which of the rest there is (``GROWN``, ``HEARD``);
- per day the place of its input, a byte each;
- the keys, eight bytes each: what the account was, how it stood, where ``HEARD`` people's word and
  the divergence, then each input's reading in file order; 0 where there is no text;
- where ``GROWN`` the growth score as a double, not a number where there is none;
- the days before the date, four bytes each, ``NO_DAY`` where there is none;
- zeros up to a multiple of three, so that base64 of many rows is that of each.

Numbers are little-endian. No Django here.
"""

from __future__ import annotations

import struct
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import isnan

from forewarn.ledger.compact import joined

FLAGS = "abcd"
"""By 1 for an account that was labelled New, and 2 for one on which people and score differ."""
NEW_FLAG, DIFFERS_FLAG = 1, 2
GROWN, HEARD = 1, 2
NO_DAY = -(1 << 31)
NO_TEXT = 0
WORD, SPLIT = "\x01", "\x02"
"""Stand in the text of how an account stood for people's word and for the divergence."""
INPUTS_AT_MOST = 200
_KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class Form:
    """What one scorecard's payloads hold.

    Attributes:
        inputs: how many readings.
        dated: places of the inputs whose readings may name a day, ascending.
        grown: there may be a growth score.
        heard: there may be people's word and a divergence.
    """

    inputs: int
    dated: tuple[int, ...] = ()
    grown: bool = False
    heard: bool = False

    @property
    def keys(self) -> int:
        """How many keys."""
        return 2 + 2 * self.heard + self.inputs

    @property
    def head(self) -> bytes:
        """The bytes before the keys, the same in every row."""
        rest = GROWN * self.grown + HEARD * self.heard
        return bytes((self.keys, len(self.dated), rest, *self.dated))

    @property
    def numbers(self) -> struct.Struct:
        """What follows the head, filled up to a multiple of three."""
        return _numbers(self.keys, len(self.dated), self.grown, len(self.head))

    @property
    def width(self) -> int:
        """Bytes of a row."""
        return len(self.head) + self.numbers.size

    @property
    def letters(self) -> int:
        """Characters of a row, without the first."""
        return self.width // 3 * 4


@lru_cache
def _numbers(keys: int, days: int, grown: bool, head: int) -> struct.Struct:
    told = f"<{keys}q{'d' * grown}{days}i"
    return struct.Struct(f"{told}{-(head + struct.calcsize(told)) % 3}x")


def key_of(text: str) -> int:
    """The key of a text: the first 64 bits of its BLAKE2b; never ``NO_TEXT``."""
    found = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
    return int.from_bytes(found, "little", signed=True) or 1


class Texts:
    """The texts of a book's rows, each under a key of its own.

    Attributes:
        by_key: the texts.
        kept: a ledger has them all.
    """

    def __init__(self) -> None:
        """No texts."""
        self.by_key: dict[int, str] = {}
        self.kept = False

    def key(self, text: str) -> int:
        """The key of a text, from now on."""
        key = key_of(text)
        # One that another text has already is given up for the next, once in 2⁶⁴.
        while self.by_key.setdefault(key, text) != text:
            key += 1
        return key

    def keys(self, texts: Iterable[str]) -> list[int]:
        """The same for many."""
        return [self.key(text) for text in texts]


def names_texts(payload: str) -> bool:
    """Whether a payload holds keys in place of texts."""
    return payload[0] in FLAGS


def flag_of(payload: str) -> int:
    """What the first letter of a payload that holds keys tells."""
    return FLAGS.index(payload[0])


def flagged(flag: int) -> tuple[str, ...]:
    """The first letters of payloads that hold keys and tell this."""
    return tuple(letter for place, letter in enumerate(FLAGS) if place & flag)


def about_key(payload: str) -> int:
    """The key of what the account was, of a payload that holds keys."""
    return int(_read(payload)[1][0])


def keys_of(payloads: Iterable[str]) -> set[int]:
    """The keys of all texts that payloads name; those that hold their texts name none."""
    found: set[int] = set()
    for payload in payloads:
        if names_texts(payload):
            form, told = _read(payload)
            found.update(told[: form.keys])
    found.discard(NO_TEXT)
    return found


def spelt_out(payload: str, texts: Mapping[int, str]) -> str:
    """The payload with its texts, to the byte as ``compact`` would have written it.

    Args:
        payload: of either kind; one that holds its texts is given back.
        texts: by key.

    Raises:
        KeyError: a text is not there.
    """
    if not names_texts(payload):
        return payload
    form, told = _read(payload)
    about, stands, *rest = (texts[key] if key else "" for key in told[: form.keys])
    if form.heard:
        stands = stands.replace(WORD, rest[0]).replace(SPLIT, rest[1])
        rest = rest[2:]
    growth = told[form.keys] if form.grown else None
    days = told[len(told) - len(form.dated) :]
    return joined(
        about,
        growth=None if growth is None or isnan(growth) else repr(growth),
        inputs=",".join(rest),
        days=",".join(_days(form, days)),
        stands=stands,
    )


def _days(form: Form, days: Iterable[int]) -> Iterator[str]:
    for place, day in zip(form.dated, days, strict=True):
        if day != NO_DAY:
            yield f'"{place}":{day}'


def _read(payload: str) -> tuple[Form, tuple[int, ...]]:
    raw = b64decode(payload[1:])
    keys, days, rest = raw[:3]
    form = _form(keys, tuple(raw[3 : 3 + days]), rest)
    return form, form.numbers.unpack_from(raw, 3 + days)


@lru_cache
def _form(keys: int, dated: tuple[int, ...], rest: int) -> Form:
    heard = bool(rest & HEARD)
    return Form(keys - 2 - 2 * heard, dated, bool(rest & GROWN), heard)
