"""Which parts a workbook has: its sheets, its names, and what is refused by name."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.archive import Archive
from forewarn.workbook.foreign.markup import Start, read_markup
from forewarn.workbook.foreign.opened import Finding
from forewarn.workbook.foreign.refusal import RefusedError
from forewarn.workbook.foreign.scanned import ScannedSheet

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_LEAST = ("[Content_Types].xml", WORKBOOK, _RELATIONS)
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!")
_AS_XLSX = "save it as .xlsx"


@dataclass(slots=True)
class Parts:
    """What the parts of a workbook say.

    Attributes:
        sheets: name to what its part says, in the file's order; charts on a sheet are left out.
        hidden: names of hidden sheets.
        names: defined names of the whole workbook.
    """

    sheets: dict[str, ScannedSheet] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    dates_from_1904: bool = False
    findings: list[Finding] = field(default_factory=list)


def read_parts(archive: Archive, *, only: Collection[str] | None = None) -> Parts:
    """Check every part, and read what the sheets' parts say.

    Args:
        only: names of the sheets that are wanted; None for all.

    Raises:
        RefusedError: macros, DDE, embedded objects, archives within, damaged or too large.
    """
    _check_kind(archive)
    parts = Parts()
    targets = _relations(archive)
    told = _Workbook(parts)
    read_markup([archive.read(WORKBOOK)], part=WORKBOOK, root=lambda _: told.start)
    by_part: dict[str, str] = {}
    for name, relation in told.sheets.items():
        part = targets.get(relation, "")
        if part not in archive.names:
            raise RefusedError("damaged", f"sheet {name!r} has no part in the archive")
        if part in by_part:
            raise RefusedError("damaged", f"sheets {by_part[part]!r} and {name!r} share one part")
        by_part[part] = name
    for part in archive.names:
        sheet = by_part.get(part)
        wanted = only is None or sheet is None or sheet in only
        found = _scan(archive, part, cells=wanted)
        if sheet is not None and wanted and found is not None:
            parts.sheets[sheet] = found
    parts.sheets = {name: parts.sheets[name] for name in told.sheets if name in parts.sheets}
    parts.names = _names(archive)
    parts.findings += _outside(archive)
    return parts


def _check_kind(archive: Archive) -> None:
    names = archive.names
    for name in names:
        _check_name(name.casefold(), name)
    if "mimetype" in names:
        raise RefusedError("wrong-kind", "this is an OpenDocument file", fix=_AS_XLSX)
    if any(name.casefold() == "xl/workbook.bin" for name in names):
        raise RefusedError("wrong-kind", "this is a binary workbook (.xlsb)", fix=_AS_XLSX)
    missing = [each for each in _LEAST if each not in names]
    if missing:
        raise RefusedError(
            "wrong-kind", f"this archive is no .xlsx workbook: {missing[0]} is missing"
        )
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        _macros("the file says that it may hold macros")


def _check_name(lower: str, name: str) -> None:
    if "vbaproject" in lower or lower.startswith("xl/macrosheets/"):
        _macros(f"part {name} holds macros")
    if lower.startswith(("xl/embeddings/", "xl/activex/")):
        raise RefusedError(
            "embedded", f"part {name} is an embedded object", fix="remove it and save again"
        )


def _macros(found: str) -> None:
    raise RefusedError("macros", found, fix="save it as .xlsx, without macros")


def _relations(archive: Archive) -> dict[str, str]:
    """Relation id to the part it points at."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            found[attributes.get("Id", "")] = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )

    read_markup([archive.read(_RELATIONS)], part=_RELATIONS, root=lambda _: start)
    return found


@dataclass(slots=True)
class _Workbook:
    parts: Parts
    sheets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self._sheet(attributes)
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.parts.dates_from_1904 = True

    def _sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if name.casefold() in {each.casefold() for each in self.sheets}:
            raise RefusedError("damaged", f"two sheets are named {name[:40]!r}")
        if len(self.sheets) >= limits.MOST_SHEETS:
            raise RefusedError("too-large", f"it has more than {limits.MOST_SHEETS} sheets")
        ids = (text for key, text in attributes.items() if key.rpartition(":")[2] == "id")
        self.sheets[name] = next(ids, "")
        if attributes.get("state", "visible") != "visible":
            self.parts.hidden.add(name)


def _names(archive: Archive) -> dict[str, str]:
    """Defined names of the whole workbook and their text."""
    from xml.etree.ElementTree import fromstring

    found: dict[str, str] = {}
    seen: set[str] = set()
    # read_markup saw this part before: no DOCTYPE, no entities, a bounded size.
    for each in fromstring(archive.read(WORKBOOK)).iter():
        if each.tag.rpartition("}")[2] == "definedName" and "localSheetId" not in each.attrib:
            name = each.get("name", "")
            if name.casefold() in seen:
                raise RefusedError("damaged", f"two places are named {name[:40]!r}")
            seen.add(name.casefold())
            found[name] = "".join(each.itertext())
    if len(found) > limits.MOST_NAMES:
        raise RefusedError("too-large", f"it defines more than {limits.MOST_NAMES:,} names")
    return found


def _scan(archive: Archive, part: str, *, cells: bool) -> ScannedSheet | None:
    """Read one part, a worksheet's cells if they are wanted; None when it is no worksheet."""
    pieces = archive.pieces(part)
    head = next(pieces, b"")
    if head.startswith(_PACKED):
        raise RefusedError("embedded", f"part {part} is a file of its own inside the workbook")
    markup = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if not markup and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        if part.casefold().endswith((".xml", ".rels")) and head.strip():
            raise RefusedError("damaged", f"part {part} is no XML")
        for _ in pieces:
            pass  # counted all the same
        return None
    scan = _Scan(part, cells=cells)
    read_markup(scan.counted(_again(head, pieces)), part=part, root=scan.root)
    if scan.sheet is not None:
        scan.sheet.finish()
    return scan.sheet


def _again(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


class _Scan:
    """Follows a part; what it is shows in its first element."""

    def __init__(self, part: str, *, cells: bool) -> None:
        self.part, self.cells = part, cells
        self.sheet: ScannedSheet | None = None
        self._strings = False
        self._tags = 0

    def root(self, name: str) -> Start | None:
        """What is to be called for the other elements."""
        if name == "macrosheet":
            _macros(f"part {self.part} is a macro sheet")
        if name == "worksheet" and self.cells:
            self.sheet = ScannedSheet(self.part)
            return self.sheet.start
        self._strings = name == "sst"
        return self._link if name == "externalLink" else None

    def counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces as they are; a table of texts is not to grow too long."""
        for piece in pieces:
            yield piece
            self._tags += piece.count(b"<") if self._strings else 0
            if self._tags > limits.MOST_STRING_TAGS:
                raise RefusedError(
                    "too-large", f"it holds more than about {limits.MOST_STRINGS:,} different texts"
                )

    def _link(self, name: str, _: dict[str, str]) -> None:
        if name in ("ddeLink", "oleLink"):
            raise RefusedError(
                "dde",
                f"part {self.part} is a link to a running program ({name})",
                fix="break the link (Data, Edit links) and save again",
            )


def _outside(archive: Archive) -> Iterator[Finding]:
    """Ties to the outside that are never followed."""
    for name in archive.names:
        if name.startswith("xl/externalLinks/") and name.endswith(".xml"):
            found = f"part {name} links to another file; it is not opened, stored values are read"
            yield Finding("", None, None, "external-link", found)
        elif name == "xl/connections.xml":
            found = "it holds a connection to other data; it is not used, stored values are read"
            yield Finding("", None, None, "external-link", found)
