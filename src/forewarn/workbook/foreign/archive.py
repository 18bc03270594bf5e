"""The zip archive of a workbook: checked part by part, unpacked with every byte counted.

Only the list of parts is left to ``zipfile``. What it says is held against the bytes: parts that
overlap, sizes that lie and names that can be read in two ways are refused, so that the reader
behind this check cannot see another file than the one that was checked.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.refusal import RefusedError

_END = b"PK\x05\x06"
_LOCAL = b"PK\x03\x04"
_LONGEST_COMMENT = 65_535
_LOCAL_SIZE = 30
_MOST_LIST = 1_000_000
_PIECE = 1 << 20
_SAVE = "open it in the spreadsheet program and save it as .xlsx"


class Archive:
    """The parts of a zip archive in memory.

    Raises:
        RefusedError: damaged, too many parts, names twice, overlapping, encrypted, too large.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._check_end()
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as opened:
                listed, self._list_at = opened.infolist(), opened.start_dir
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise RefusedError(
                "damaged", f"the archive cannot be read: {error}", fix=_SAVE
            ) from None
        _check_count(len(listed))
        self._parts = {each.filename: each for each in listed if not each.is_dir()}
        self._check_names(listed)
        self._check_sizes()
        self._starts = self._check_places()
        self.unpacked = 0

    @property
    def names(self) -> list[str]:
        """Names of the parts, in the archive's order."""
        return list(self._parts)

    def size(self, name: str) -> int:
        """Unpacked size that the archive states; unpacking holds it to that."""
        return self._parts[name].file_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece.

        Raises:
            RefusedError: damaged, or more or fewer bytes than the archive states.
        """
        part = self._parts[name]
        start = self._starts[name]
        packed = memoryview(self._raw)[start : start + part.compress_size]
        count = 0
        for piece in _inflated(packed, part.compress_type, name):
            count += len(piece)
            self.unpacked += len(piece)
            if count > part.file_size or self.unpacked > 2 * limits.MOST_UNPACKED:
                break
            yield piece
        if count != part.file_size:
            raise RefusedError(
                "damaged",
                f"part {name} unpacks to another size than the {part.file_size:,} bytes stated",
                fix=_SAVE,
            )

    def read(self, name: str) -> bytes:
        """A small part as a whole.

        Raises:
            RefusedError: damaged, or not small.
        """
        if self.size(name) > limits.MOST_SMALL_PART:
            raise RefusedError(
                "too-large",
                f"part {name} has {self.size(name):,} bytes;"
                f" such a part may have {limits.MOST_SMALL_PART:,}",
            )
        return b"".join(self.pieces(name))

    def _check_end(self) -> None:
        """The number of parts, before a list of them is made."""
        at = self._raw.rfind(_END, max(0, len(self._raw) - _LONGEST_COMMENT - 22))
        if not self._raw.startswith(_LOCAL) or at < 0 or at + 22 > len(self._raw):
            raise RefusedError("damaged", "the archive has no proper beginning or end", fix=_SAVE)
        count, size = struct.unpack("<HI", self._raw[at + 10 : at + 16])
        _check_count(count)
        if size > _MOST_LIST:
            raise RefusedError(
                "damaged", f"the archive's list of parts has {size:,} bytes", fix=_SAVE
            )

    def _check_names(self, listed: list[zipfile.ZipInfo]) -> None:
        seen: set[str] = set()
        for each in listed:
            name = each.filename
            if name.casefold() in seen:
                raise RefusedError("damaged", f"the archive holds part {name!r} twice", fix=_SAVE)
            seen.add(name.casefold())
            if name.startswith("/") or "\\" in name or ".." in name.split("/"):
                raise RefusedError("damaged", f"part {name!r} points out of the archive", fix=_SAVE)
            if each.flag_bits & 0x1:
                raise RefusedError(
                    "encrypted", f"part {name} is encrypted", fix="save it without a password"
                )

    def _check_sizes(self) -> None:
        stated = sum(each.file_size for each in self._parts.values())
        if stated > limits.MOST_UNPACKED:
            raise RefusedError(
                "too-large",
                f"it unpacks to {stated:,} bytes; {limits.MOST_UNPACKED:,} are taken",
                fix="keep the sheets that are to be read, in a file of their own",
            )

    def _check_places(self) -> dict[str, int]:
        """Where the bytes of each part begin; no byte belongs to two parts."""
        starts: dict[str, int] = {}
        free = 0
        for each in sorted(self._parts.values(), key=lambda part: part.header_offset):
            at = each.header_offset
            header = self._raw[at : at + _LOCAL_SIZE]
            if at < free or len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
                raise RefusedError("damaged", f"part {each.filename} overlaps another", fix=_SAVE)
            name, extra = struct.unpack("<HH", header[26:30])
            starts[each.filename] = at + _LOCAL_SIZE + name + extra
            free = starts[each.filename] + each.compress_size
            if free > self._list_at:
                raise RefusedError("damaged", f"part {each.filename} overlaps the list", fix=_SAVE)
        return starts


def _check_count(count: int) -> None:
    if count > limits.MOST_PARTS:
        raise RefusedError(
            "too-large",
            f"the archive holds {count:,} parts or more; {limits.MOST_PARTS:,} are taken",
            fix=_SAVE,
        )


def _inflated(packed: memoryview, method: int, name: str) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if method != zipfile.ZIP_DEFLATED:
        raise RefusedError("damaged", f"part {name} is packed in a way that .xlsx does not use")
    engine = zlib.decompressobj(-15)
    try:
        rest = bytes(packed)
        while rest and not engine.eof:
            yield engine.decompress(rest, _PIECE)
            rest = engine.unconsumed_tail
        yield engine.flush()
    except zlib.error as error:
        raise RefusedError(
            "damaged", f"part {name} cannot be unpacked: {error}", fix=_SAVE
        ) from None
    if not engine.eof or engine.unused_data:
        raise RefusedError("damaged", f"part {name} ends too early or too late", fix=_SAVE)
