"""What sheet *Read me* says of the workbook itself, so that it can be read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forewarn.scorecard.model import Scorecard
from forewarn.workbook.foreign.opened import OpenedBook, OpenedSheet
from forewarn.workbook.headings import folded, spelled
from forewarn.workbook.material import Material
from forewarn.workbook.naming import GROWTH
from forewarn.workbook.pages import Page
from forewarn.workbook.places import cell
from forewarn.workbook.words import ENGLISH, said

SHEET = "Read me"
TITLE = "For reading it back"
PROJECT, AS_OF, WORKBOOK, SCORECARD = "Project", "Written as of", "Workbook", "Scorecard"
LANGUAGE = "Language"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which workbook this is.

    Attributes:
        scorecards: fingerprint by name.
        prefixes: what defined names of a scorecard begin with, by its name.
        language: of its texts; English where no line says it.
    """

    project: str
    as_of: date
    workbook: str
    scorecards: dict[str, str]
    prefixes: dict[str, str]
    language: str = ENGLISH


def workbook_id(material: Material) -> str:
    """Tells two workbooks apart that show something else."""
    parts: list[object] = [material.project, material.as_of]
    for book in material.books:
        parts.append(book.card.fingerprint)
        for each in book.lines:
            of = each.result
            parts += [of.account_id, of.effective_band, of.overlay, each.because]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def put_identity(page: Page, row: int, material: Material, prefixes: Sequence[str]) -> int:
    """Write it from a row on; the first row below."""
    page.put(row, 0, TITLE, "section")
    page.put(
        row, 1, said("What `forewarn import` goes by: leave these lines as they are."), "quiet"
    )
    lines: list[tuple[str, str | date]] = [
        (PROJECT, material.project),
        (AS_OF, material.as_of.isoformat()),
        (WORKBOOK, workbook_id(material)),
        (LANGUAGE, material.language),
    ]
    for book, prefix in zip(material.books, prefixes, strict=True):
        lines.append(_of_card(book.card, prefix))
        if book.growth is not None:
            lines.append(_of_card(book.growth, f"{GROWTH}{prefix}"))
    for here, (label, value) in enumerate(lines, start=row + 1):
        page.put(here, 0, label, "quiet")
        page.put(here, 1, value, "quiet")
    return row + 1 + len(lines)


def _of_card(card: Scorecard, prefix: str) -> tuple[str, str]:
    return f"{SCORECARD} {prefix}".strip(), f"{card.name} {card.fingerprint}"


def identity(book: OpenedBook) -> Identity | None:
    """What a workbook says of itself; None where it does not."""
    sheet = book.sheets.get(SHEET)
    told = _lines(sheet) if sheet is not None else {}
    as_of = _day(told.get(AS_OF, ""))
    if as_of is None or PROJECT not in told or WORKBOOK not in told:
        return None
    scorecards, prefixes = {}, {}
    for label, value in told.items():
        if label.split(" ")[0] == SCORECARD:
            name, _, fingerprint = value.rpartition(" ")
            scorecards[name] = fingerprint
            prefixes[name] = label.removeprefix(SCORECARD).strip()
    language = told.get(LANGUAGE, ENGLISH)
    return Identity(told[PROJECT], as_of, told[WORKBOOK], scorecards, prefixes, language)


def doubtful(book: OpenedBook) -> list[str]:
    """Lines *For reading it back* that stand twice or only look like ours; one sentence each."""
    sheet = book.sheets.get(SHEET)
    if sheet is None:
        return []
    found, seen = [], dict[str, str]()
    ours = {folded(word): word for word in (TITLE, PROJECT, AS_OF, WORKBOOK, LANGUAGE)}
    for at, label in _labels(sheet):
        word = ours.get(folded(label))
        if word is not None and label != word:
            found.append(f"{SHEET}!{at}: {spelled(label)} only looks like '{word}'")
        elif label in seen:
            found.append(f"{SHEET}!{at}: '{label}' stands in {seen[label]} already")
        elif word is not None or label.split(" ")[0] == SCORECARD:
            seen[label] = at
    return found


def _labels(sheet: OpenedSheet) -> Iterator[tuple[str, str]]:
    """Cells of the first column that hold text, from the first that reads as the title on."""
    below = False
    for row in sheet.rows:
        label = sheet.value(row, 0)
        if isinstance(label, str):
            below = below or folded(label) == folded(TITLE)
            if below:
                yield cell(row, 0), label


def _lines(sheet: OpenedSheet) -> dict[str, str]:
    """Labels and values below the title."""
    told: dict[str, str] = {}
    below = False
    for row in sheet.rows:
        label, value = sheet.value(row, 0), sheet.value(row, 1)
        if below and isinstance(label, str):
            if value is None:
                break
            told.setdefault(label.strip(), _text(value))
        below = below or label == TITLE
    return told


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value).strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
