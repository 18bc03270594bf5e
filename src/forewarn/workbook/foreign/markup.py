"""XML of a foreign file: no DOCTYPE, no entity, UTF-8 only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.refusal import RefusedError

Start = Callable[[str, dict[str, str]], None]
# Called with a part's first element; what it gives is called for all others, None to skip them.
Root = Callable[[str], Start | None]
_ENCODINGS = {"utf-8", "utf8", "us-ascii"}
_SAVE = "open it in the spreadsheet program and save it again as .xlsx"


def read_markup(pieces: Iterable[bytes], *, part: str, root: Root | None = None) -> None:
    """Read a part once, front to back.

    Args:
        root: called for the first element with its name (without prefix); it gives what is called
            for every other one, with name and attributes.

    Raises:
        RefusedError: not well-formed, another encoding, or a DOCTYPE (entities grow without bound).
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype(part)
    parser.XmlDeclHandler = _declared(part)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    if root is not None:
        parser.StartElementHandler = _root(parser, root)
    try:
        _feed(parser, pieces, part)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from None
        raise RefusedError(
            "damaged", f"part {part} is no well-formed XML: {error}", fix=_SAVE
        ) from None


def _feed(parser: expat.XMLParserType, pieces: Iterable[bytes], part: str) -> None:
    fed = 0
    for piece in pieces:
        if not fed and piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
            _other_encoding(part, "UTF-16")
        parser.Parse(piece, False)
        fed += len(piece)
        # An unfinished tag is read from its beginning again with every piece.
        if fed - max(parser.CurrentByteIndex, 0) > limits.MOST_TAG:
            raise RefusedError("too-large", f"part {part} has a tag of {limits.MOST_TAG:,} bytes")
    parser.Parse(b"", True)


def _root(parser: expat.XMLParserType, root: Root) -> Start:
    def called(name: str, _: dict[str, str]) -> None:
        start = root(name.rpartition(":")[2])
        parser.StartElementHandler = _without_prefix(start) if start and ":" in name else start

    return called


def _without_prefix(start: Start) -> Start:
    def called(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition(":")[2], attributes)

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
