"""The whole workbook from its material: pages in the order in which people need them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from forewarn.scorecard.model import Scorecard
from forewarn.scorecard.steps import pulse_steps
from forewarn.workbook.accounts_page import AccountsPage
from forewarn.workbook.assess_page import COLUMN, FIRST, AssessPage
from forewarn.workbook.liveness import confused_by_match, why_not_live
from forewarn.workbook.material import CardBook, Material
from forewarn.workbook.naming import GROWTH, Naming, prefixes
from forewarn.workbook.other_pages import evidence_page, plays_page
from forewarn.workbook.pages import Made, Page
from forewarn.workbook.places import Finder
from forewarn.workbook.read_me_page import read_me_page
from forewarn.workbook.review_page import review_page
from forewarn.workbook.score_block import FIRST_ROW
from forewarn.workbook.scorecard_page import scorecard_page
from forewarn.workbook.sheet_names import SheetNames
from forewarn.workbook.trend_page import trend_page
from forewarn.workbook.words import said, speaking
from forewarn.workbook.writing import write

_OWN_SHEETS = ("Read me", "Assess", "Weekly review", "Trend", "Plays", "Evidence", "History")
"""Names that no scorecard's sheet may have; Excel keeps the last one for itself."""


def make(material: Material) -> Made:
    """Lay out every page; the file's own arithmetic is the scorecards' in formulas.

    Raises:
        ForewarnError: there is no catalogue of the material's language.
    """
    with speaking(material.language):
        return _made(material)


def _made(material: Material) -> Made:
    layout = _Layout.of(material)
    starts = prefixes([book.card for book in material.books])
    for book, prefix in zip(material.books, starts, strict=True):
        layout.add(book, prefix)
    accounts = [each.make() for each in layout.accounts]
    sheets = [(start, each.name) for start, each in zip(starts, accounts, strict=True)]
    static = list(dict.fromkeys(each.why_static for each in layout.accounts if each.why_static))
    colors = band_colors(material.books)
    pages: list[Page] = [
        read_me_page(material, sheets, static=static),
        *accounts,
        layout.assess.finish(),
        review_page(material, [each.lookup for each in layout.accounts], starts, colors),
        trend_page(material),
        *layout.scorecards,
        plays_page(),
        evidence_page(material),
    ]
    subject = said("Account health as of {date}", date=material.as_of)
    return Made(pages, layout.names, colors, material.project, subject, material.language)


@dataclass(slots=True)
class _Layout:
    """The pages that formulas tie together, as they come to stand.

    Attributes:
        ids: of the accounts of every scorecard, in the order of the sheet of assessments.
        confused: ids that MATCH would miss or take for others.
        names: defined names and what they stand for.
        sheets: names of sheets that are taken.
    """

    material: Material
    assess: AssessPage
    ids: Sequence[str]
    confused: Collection[str]
    sheets: SheetNames
    names: dict[str, str] = field(default_factory=dict)
    accounts: list[AccountsPage] = field(default_factory=list)
    scorecards: list[Page] = field(default_factory=list)
    _find_assessed: Finder | None = None

    @classmethod
    def of(cls, material: Material) -> _Layout:
        """Nothing laid out yet."""
        ids = [line.result.account_id for book in material.books for line in book.lines]
        assess = AssessPage("Assess", pulse_steps([book.card for book in material.books]))
        return cls(material, assess, ids, confused_by_match(ids), SheetNames(_OWN_SHEETS))

    def add(self, book: CardBook, prefix: str) -> None:
        """The sheets of one scorecard, and its accounts on the sheet of assessments."""
        naming = Naming.of(book.card, prefix=prefix, defined=self.names)
        ending = f" {book.card.name}" if prefix else ""
        self._scorecard(book.card, naming, f"Scorecard{ending}", book.label, self.material.as_of)
        growth = None
        if book.growth is not None and book.card.growth is not None:
            growth = Naming.of(book.growth, prefix=f"{GROWTH}{prefix}", defined=self.names)
            label = said("asked in band {band}", band=book.card.growth.on)
            self._scorecard(book.growth, growth, f"Growth scorecard{ending}", label, None)
        static = why_not_live(book.card, accounts=len(self.ids))
        name = self.sheets.take(f"Accounts{ending}")
        direct = self._rows([line.result.account_id for line in book.lines], first=FIRST_ROW)
        page = AccountsPage(book, naming, growth, name, self._assessed, static, direct)
        band = partial(page.lookup, "effective")
        self.assess.put_book(book, naming, live=not static, band=band, as_of=self.material.as_of)
        self.accounts.append(page)

    def _assessed(self, word: str, account_id: str, at: str) -> str:
        if self._find_assessed is None:
            last = FIRST + len(self.ids) - 1
            self._find_assessed = self.assess.finder(last, self._rows(self.ids, first=FIRST))
        return self._find_assessed(COLUMN[word], account_id, at)

    def _rows(self, ids: Sequence[str], *, first: int) -> dict[str, int]:
        """Rows of the ids that MATCH would get wrong."""
        return {each: row for row, each in enumerate(ids, start=first) if each in self.confused}

    def _scorecard(
        self, card: Scorecard, naming: Naming, name: str, label: str, as_of: date | None
    ) -> None:
        sheet = self.sheets.take(name)
        page = scorecard_page(card, naming, name=sheet, label=label, as_of=as_of)
        self.scorecards.append(page)


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
