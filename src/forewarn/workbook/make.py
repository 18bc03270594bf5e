"""The whole workbook from its material: pages in the order in which people need them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from forewarn.workbook.accounts_page import AccountsPage
from forewarn.workbook.assess_page import AssessPage, pulse_steps
from forewarn.workbook.liveness import why_not_live
from forewarn.workbook.material import CardBook, Material
from forewarn.workbook.naming import GROWTH, Naming, prefixes
from forewarn.workbook.other_pages import evidence_page, plays_page
from forewarn.workbook.pages import Made, Page
from forewarn.workbook.read_me_page import read_me_page
from forewarn.workbook.review_page import review_page
from forewarn.workbook.scorecard_page import scorecard_page
from forewarn.workbook.trend_page import trend_page
from forewarn.workbook.writing import write

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def make(material: Material) -> Made:
    """Lay out every page; the file's own arithmetic is the scorecards' in formulas."""
    names: dict[str, str] = {}
    starts = prefixes([book.card for book in material.books])
    count = sum(len(book.lines) for book in material.books)
    assess = AssessPage("Assess", pulse_steps([book.card for book in material.books]))
    people = assess.lookup(assess.row + count - 1)
    accounts, scorecards = [], []
    for book, prefix in zip(material.books, starts, strict=True):
        naming = Naming.of(book.card, prefix=prefix, defined=names)
        ending = f" {book.card.name}" if prefix else ""
        sheet = partial(sheet_name, ending=ending)
        scorecards.append(
            scorecard_page(
                book.card, naming, name=sheet("Scorecard"), label=book.label, as_of=material.as_of
            )
        )
        growth_naming = None
        if book.growth is not None:
            growth_naming = Naming.of(book.growth, prefix=f"{GROWTH}{prefix}", defined=names)
            scorecards.append(
                scorecard_page(
                    book.growth,
                    growth_naming,
                    name=sheet("Growth scorecard"),
                    label=f"asked in band {book.card.growth.on}" if book.card.growth else "",
                    as_of=None,
                )
            )
        page = AccountsPage(book, naming, growth_naming, sheet("Accounts"), people)
        band = "=" + page.lookup("effective", "{}")
        live = not why_not_live(book.card)
        assess.put_book(book, naming, live=live, band=band, as_of=material.as_of)
        accounts.append(page)
    made = [each.make() for each in accounts]
    colors = band_colors(material.books)
    pages: list[Page] = [
        read_me_page(material, [(p, a.name) for p, a in zip(starts, accounts, strict=True)]),
        *made,
        assess.finish(),
        review_page(material, [each.lookup for each in accounts], starts, colors),
        trend_page(material),
        *scorecards,
        plays_page(),
        evidence_page(material),
    ]
    subject = f"Account health as of {material.as_of}"
    return Made(pages, names, colors, material.project, subject)


def write_workbook(material: Material, path: Path) -> None:
    """Lay out and write the file.

    Raises:
        ForewarnError: the library is not installed, or the file cannot be written.
    """
    write(make(material), path)


def band_colors(books: Sequence[CardBook]) -> dict[str, str]:
    """Every band's colour word, worst first, growth last."""
    found: dict[str, str] = {}
    for book in books:
        found.update({band.name: band.color for band in book.card.bands})
    for book in books:
        if book.card.growth is not None:
            found[book.card.growth.band.name] = book.card.growth.band.color
    return found


def sheet_name(word: str, *, ending: str) -> str:
    """A sheet's name: at most 31 characters, none that programs refuse."""
    return (word + ending.translate(_FORBIDDEN)).strip()[:31].strip()
