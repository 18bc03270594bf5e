"""A language in which every text of ours stands in brackets, as a catalogue on disk."""

from __future__ import annotations

import struct
from pathlib import Path

from forewarn.workbook.template import texts

LANGUAGE = "x-brackets"


def write_catalogue(folder: Path, language: str = LANGUAGE) -> None:
    """Put the catalogue below a folder of catalogues."""
    pairs = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    pairs |= {text: f"[{text}]" for text in texts()}
    path = folder / language / "LC_MESSAGES" / "workbook.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(compiled(pairs))


def compiled(pairs: dict[str, str]) -> bytes:
    """The binary form that gettext reads: sorted keys, then what they are translated to."""
    keys = sorted(each.encode() for each in pairs)
    values = [pairs[key.decode()].encode() for key in keys]
    start, tables, held = 28 + 16 * len(keys), b"", b""
    for texts_ in (keys, values):
        for each in texts_:
            tables += struct.pack("<II", len(each), start + len(held))
            held += each + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + tables + held
