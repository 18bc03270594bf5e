"""Archives and texts that are small on disk and large when opened."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.workbook import foreign_books as books

MEGABYTE = 1_000_000
SHARED = "xl/sharedStrings.xml"
_HEAD = f'<worksheet xmlns="{books.MAIN}"><sheetData>'
_TAIL = "</sheetData></worksheet>"
_ONE = books.row('<c r="A1"><v>1</v></c>')


def _packed(parts: dict[str, str | bytes], large: dict[str, Iterable[bytes]]) -> bytes:
    """An archive; large parts are packed piece by piece."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in large:
                archive.writestr(name, content)
        for name, pieces in large.items():
            with archive.open(name, "w") as part:
                for piece in pieces:
                    part.write(piece)
    return held.getvalue()


def _rows(count: int, size: int) -> Iterable[bytes]:
    """Rows of cells of text; each `size` bytes."""
    yield _HEAD.encode()
    for number in range(1, count + 1):
        cell = f'<c r="A{number}" t="inlineStr"><is><t>{"x" * size}</t></is></c>'
        yield books.row(cell, number=number).encode()
    yield _TAIL.encode()


def large_cells() -> bytes:
    return _packed(books.parts(""), {books.SHEET: _rows(10_000, 30_000)})


def lying_sizes() -> bytes:
    """300 MB of cells that the archive states as 1,000 bytes, in both of its lists."""
    raw = bytearray(large_cells())
    for magic, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        name = 30 if magic == b"PK\x03\x04" else 46
        at = raw.find(magic)
        while at >= 0:
            if raw[at + name : at + name + len(books.SHEET)] == books.SHEET.encode():
                raw[at + place : at + place + 4] = struct.pack("<I", 1_000)
            at = raw.find(magic, at + 1)
    return bytes(raw)


def _with_strings(strings: str | bytes) -> bytes:
    cell = books.row('<c r="A1" t="s"><v>0</v></c>')
    return books.packed(books.parts(cell) | {SHARED: strings})


def entities() -> bytes:
    """A billion laughs."""
    lines = ['<!DOCTYPE sst [<!ENTITY a0 "lol">']
    for level in range(1, 11):
        lines.append(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">')
    return _with_strings(
        "".join(lines) + f']><sst xmlns="{books.MAIN}"><si><t>&a10;</t></si></sst>'
    )


def quadratic_entities() -> bytes:
    text = "x" * 100_000
    return _with_strings(
        f'<!DOCTYPE sst [<!ENTITY a "{text}">]><sst><si><t>{"&a;" * 100_000}</t></si></sst>'
    )


def far_cell() -> bytes:
    cell = '<c r="XFD1048576"><v>1</v></c>'
    return books.packed(books.parts(books.row(cell, number=1_048_576)))


def many_parts() -> bytes:
    return books.packed(
        books.parts(_ONE) | {f"xl/media/{number}.xml": "<a/>" for number in range(10_000)}
    )


def nested() -> bytes:
    inner = books.packed({"a": b"\0" * 10 * MEGABYTE})
    for _ in range(3):
        inner = books.packed({f"{number}.zip": inner for number in range(10)})
    return books.packed(books.parts(_ONE) | {"xl/media/image1.zip": inner})


def overlapping() -> bytes:
    """A hundred entries of the list that all share the bytes of one part of 3 MB."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"<a>" + b" " * 3 * MEGABYTE + b"</a>"
    data = engine.compress(content) + engine.flush()
    start = books.packed(books.parts(_ONE))
    at = start.rfind(b"PK\x05\x06")
    listed_size, listed_at = struct.unpack("<II", start[at + 12 : at + 20])
    listed = start[listed_at : listed_at + listed_size]
    count = struct.unpack("<H", start[at + 10 : at + 12])[0]
    body = start[:listed_at]
    about = struct.pack("<IIIHH", zlib.crc32(content), len(data), len(content), 7, 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + about + b"x00.xml"
    entries = [
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33)
        + about
        + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        + f"x{number:02}.xml".encode()
        for number in range(60)
    ]
    listed += b"".join(entries)
    count += len(entries)
    end = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, count, count, len(listed), len(body) + len(local) + len(data), 0
    )
    return body + local + data + listed + end


def million_strings() -> bytes:
    return _packed(
        books.parts(books.row('<c r="A1" t="s"><v>0</v></c>')),
        {
            SHARED: [
                f'<sst xmlns="{books.MAIN}">'.encode(),
                *([b"<si><t>abcdefgh</t></si>" * 10_000] * 100),
                b"</sst>",
            ]
        },
    )


def gzip_in_gzip() -> bytes:
    return gzip.compress(gzip.compress(b"\0" * 100 * MEGABYTE))


def long_line() -> bytes:
    return b"x" * 200 * MEGABYTE


# Beyond the twelve.


def far_corner() -> bytes:
    """Within rows and columns, but the rectangle between two cells has 40 million."""
    return books.packed(
        books.parts(_ONE + books.row('<c r="GR200000"><v>1</v></c>', number=200_000))
    )


def one_text_everywhere() -> bytes:
    """A text of 32,000 characters that 100,000 cells share: 3.2 GB when each has its own."""
    rows = (
        books.row(f'<c r="A{number}" t="s"><v>0</v></c>', number=number)
        for number in range(1, 100_001)
    )
    strings = f'<sst xmlns="{books.MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    return books.packed(books.parts("".join(rows)) | {SHARED: strings})


def long_list() -> bytes:
    """An end that names few parts before a list that holds many."""
    raw = bytearray(many_parts())
    at = raw.rfind(b"PK\x05\x06")
    raw[at + 8 : at + 12] = struct.pack("<HH", 5, 5)
    return bytes(raw)


def deep() -> bytes:
    return books.packed(books.parts(_ONE) | {"xl/deep.xml": "<a>" * 5 * MEGABYTE})


def long_attribute() -> bytes:
    return _packed(
        books.parts(_ONE), {"xl/long.xml": [b'<a b="', *([b"x" * MEGABYTE] * 150), b'"/>']}
    )


def middling_line() -> bytes:
    return b"x" * 19 * MEGABYTE


TWELVE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "300 MB cells": ("a.xlsx", large_cells, "too-large"),
    "entity bomb": ("a.xlsx", entities, "doctype"),
    "quadratic entities": ("a.xlsx", quadratic_entities, "doctype"),
    "one cell at XFD1048576": ("a.xlsx", far_cell, "too-large"),
    "10,000 parts": ("a.xlsx", many_parts, "too-large"),
    "nested zip": ("a.xlsx", nested, "embedded"),
    "lying sizes": ("a.xlsx", lying_sizes, "damaged"),
    "overlapping entries": ("a.xlsx", overlapping, "damaged"),
    "1-million-string table": ("a.xlsx", million_strings, "too-large"),
    "wrong extension": ("a.csv", large_cells, "wrong-kind"),
    "CSV of one 200 MB line": ("a.csv", long_line, "too-large"),
    "gzip in gzip": ("a.csv", gzip_in_gzip, "wrong-kind"),
}
MORE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "far corner": ("a.xlsx", far_corner, "too-large"),
    "one text everywhere": ("a.xlsx", one_text_everywhere, "too-large"),
    "long list": ("a.xlsx", long_list, "too-large"),
    "deep": ("a.xlsx", deep, "too-large"),
    "long attribute": ("a.xlsx", long_attribute, "too-large"),
    "CSV of one 19 MB line": ("a.csv", middling_line, "damaged"),
}


def write(folder: Path, name: str) -> tuple[Path, str]:
    """Write a bomb; its path and the code it is to be refused by."""
    file, make, code = (TWELVE | MORE)[name]
    path = folder / file
    path.write_bytes(make())
    return path, code
