"""Payloads of a whole book made of columns: each row names its texts (see ``ledger.shared``)."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forewarn.ledger.shared import DIFFERS_FLAG, FLAGS, NEW_FLAG, NO_DAY, NO_TEXT, Form

if TYPE_CHECKING:
    import numpy as np

Column = Any
"""One value a row, as DuckDB gives it; masked where there is none."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Makes the payloads of one scorecard's rows.

    Attributes:
        form: what they hold.
        stands: by number the key of how an account stood.
        new: by the same number, whether it says that the account was labelled New.
        readings: per input the keys of its readings, by number.
        words, splits: keys of people's words and of divergences, by number.
    """

    form: Form
    stands: Sequence[int]
    new: Sequence[bool]
    readings: Sequence[Sequence[int]]
    words: Sequence[int] = ()
    splits: Sequence[int] = ()

    def payloads(self, about: Column, found: Mapping[str, Column]) -> list[str]:
        """The payloads of some rows, in order.

        Args:
            about: the keys of what the accounts were.
            found: per column of ``said.Said.table`` its values.
        """
        import numpy as np

        rows = np.zeros(len(about), self._type)
        rows["head"] = np.frombuffer(self.form.head, rows.dtype["head"])[0]
        for place, keys in enumerate(self._keys(about, found)):
            rows["keys"][:, place] = keys
        if self.form.grown:
            rows["growth"] = np.ma.filled(found["growth"], np.nan)
        for place, dated in enumerate(self.form.dated):
            rows["days"][:, place] = np.ma.filled(found[f"d{dated}"], NO_DAY)
        return self._written(rows, self._flags(found))

    @property
    def _type(self) -> np.dtype[np.void]:
        """A row as its bytes lie."""
        import numpy as np

        form = self.form
        head = len(form.head)
        parts: list[tuple[str, Any]] = [("head", f"V{head}"), ("keys", ("<i8", (form.keys,)))]
        parts += [("growth", "<f8")] if form.grown else []
        parts += [("days", ("<i4", (len(form.dated),)))]
        names, formats = zip(*parts, strict=True)
        sizes = [np.dtype(each).itemsize for each in formats]
        offsets = [sum(sizes[:place]) for place in range(len(sizes))]
        return np.dtype(
            {"names": names, "formats": formats, "offsets": offsets, "itemsize": form.width}
        )

    def _keys(self, about: Column, found: Mapping[str, Column]) -> list[Column]:
        columns = [about, _picked(self.stands, found["stands"])]
        if self.form.heard:
            columns += [_picked(self.words, found["word"]), _picked(self.splits, found["split"])]
        readings = enumerate(self.readings)
        return columns + [_picked(keys, found[f"r{place}"]) for place, keys in readings]

    def _flags(self, found: Mapping[str, Column]) -> Column:
        """The first letter of each row."""
        import numpy as np

        flags = np.asarray(self.new, np.int64)[found["stands"]] * NEW_FLAG
        if self.form.heard:
            flags = flags + ~np.ma.getmaskarray(found["split"]) * DIFFERS_FLAG
        return np.frombuffer(FLAGS.encode(), np.uint8)[flags]

    def _written(self, rows: Column, letters: Column) -> list[str]:
        """All rows as text at once, then cut apart: a row has a multiple of three bytes."""
        import numpy as np

        text = np.empty((len(rows), 1 + self.form.letters), np.uint8)
        text[:, 0] = letters
        coded = np.frombuffer(b2a_base64(rows.tobytes(), newline=False), np.uint8)
        text[:, 1:] = coded.reshape(len(rows), self.form.letters)
        told, width = text.tobytes().decode("ascii"), 1 + self.form.letters
        return [told[start : start + width] for start in range(0, len(told), width)]


def _picked(keys: Sequence[int], numbers: Column) -> Column:
    """The key of each number; ``NO_TEXT`` where there is no number."""
    import numpy as np

    listed = np.array([*keys, NO_TEXT], np.int64)
    return listed[np.ma.filled(numbers, len(keys))]
