"""XML of a foreign file: no DOCTYPE, no entity, UTF-8 only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from forewarn.workbook.foreign.refusal import RefusedError

Start = Callable[[str, dict[str, str]], None]
_ENCODINGS = {"utf-8", "utf8", "us-ascii"}
_SAVE = "open it in the spreadsheet program and save it again as .xlsx"


def read_markup(pieces: Iterable[bytes], *, part: str, start: Start | None = None) -> None:
    """Read a part once, front to back.

    Args:
        start: called for every element with its name (without prefix) and attributes.

    Raises:
        RefusedError: not well-formed, another encoding, or a DOCTYPE (entities grow without bound).
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype(part)
    parser.XmlDeclHandler = _declared(part)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    if start is not None:
        parser.StartElementHandler = _without_prefix(start)
    try:
        first = True
        for piece in pieces:
            if first and piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
                _other_encoding(part, "UTF-16")
            first = first and not piece
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise RefusedError(
            "damaged", f"part {part} is no well-formed XML: {error}", fix=_SAVE
        ) from None


def _without_prefix(start: Start) -> Start:
    def called(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition(":")[2] if ":" in name else name, attributes)

    return called


def _doctype(part: str) -> Callable[..., NoReturn]:
    def called(*_: object) -> NoReturn:
        raise RefusedError(
            "doctype", f"part {part} declares a DOCTYPE, as no spreadsheet program does"
        )

    return called


def _declared(part: str) -> Callable[[str, str | None, int], None]:
    def called(_version: str, encoding: str | None, _alone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            _other_encoding(part, encoding)

    return called


def _other_encoding(part: str, encoding: str) -> NoReturn:
    raise RefusedError(
        "damaged", f"part {part} is written in {encoding[:40]}, not in UTF-8", fix=_SAVE
    )
