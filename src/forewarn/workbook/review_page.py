"""Sheet *Weekly review*: whom to look at first, and why; sorted as of the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from forewarn.plays.agenda import PER_CSM, Asks, kept
from forewarn.scoring.attention import days_left
from forewarn.scoring.looking import in_a_sentence, spoken
from forewarn.scoring.past import Past
from forewarn.workbook.account_words import drags_in_words
from forewarn.workbook.bands_of_book import put_book_by_band
from forewarn.workbook.material import Material
from forewarn.workbook.pages import Page
from forewarn.workbook.places import cell
from forewarn.workbook.words import Text, said

_HEADS: tuple[tuple[Text, float], ...] = (
    ("Account", 14),
    ("Name", 25),
    ("Owner", 19),
    ("Band to work with", 14),
    ("Score", 7),
    ("In 4 weeks", 8),
    ("Recurring revenue", 12),
    ("Currency", 9),
    ("Renews on", 11),
    ("Days left", 7),
    ("Why it is here", 34),
    ("Main drags", 50),
    ("Decided", 26),
    ("Who and by when", 20),
)
_FIRST = 5
Lookup = Callable[[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Due:
    """An account that asks to be looked at.

    Attributes:
        lookup: gives a formula for a column of its accounts sheet; None where it has none.
    """

    asks: Asks
    lookup: Lookup

    @property
    def sentence(self) -> str:
        """Why it is here, in the language that is spoken."""
        return in_a_sentence([spoken(each, said) for each in self.asks.why])


def agenda(material: Material, lookups: Sequence[Lookup]) -> tuple[list[Due], int]:
    """The accounts to look at, most urgent first, at most 12 per CSM; and how many were left out.

    Args:
        material: what is shown.
        lookups: per scorecard, see ``Due``.
    """
    found = [
        Due(Asks.of(book.card, line.result, line.past or Past(line.trend)), lookup)
        for book, lookup in zip(material.books, lookups, strict=True)
        for line in book.lines
    ]
    asking = [each for each in found if each.asks.why]
    asking.sort(key=lambda due: (due.asks.urgency, due.asks.result.account_id))
    chosen, left_out = kept(asking, lambda due: due.asks)
    return chosen, sum(left_out.values())


def review_page(
    material: Material, lookups: Sequence[Lookup], prefixes: Sequence[str], colors: dict[str, str]
) -> Page:
    """The page: the agenda, and how many accounts stand in each band."""
    page = Page("Weekly review", freeze=(_FIRST, 2), repeat_rows=(_FIRST - 1, _FIRST - 1))
    due, left_out = agenda(material, lookups)
    page.put(0, 0, said("Weekly review as of {date}", date=material.as_of), "title")
    page.put(1, 0, " ".join(_about(len(due), left_out)), "quiet")
    promises = said("Last week's promises: not recorded yet. Yellow: write what you decide.")
    page.put(2, 0, promises, "quiet")
    for column, (title, width) in enumerate(_HEADS):
        page.put(_FIRST - 1, column, said(title), "head")
        page.widths[column] = width
    page.heights[_FIRST - 1] = 32
    for row, each in enumerate(due, start=_FIRST):
        _row(page, row, each)
    last = _FIRST + max(len(due), 1) - 1
    page.filter_on = (_FIRST - 1, 0, last, len(_HEADS) - 1)
    page.bands.append((_FIRST, 3, last, 3))
    page.break_before = last + 2
    put_book_by_band(page, last + 2, material, prefixes, colors)
    return page


def _about(count: int, left_out: int) -> Iterator[str]:
    yield said(
        "{count} accounts, most urgent first: band, movement, revenue, days left.", count=count
    )
    if left_out:
        yield said(
            "{count} more were left out (at most {most} per CSM).", count=left_out, most=PER_CSM
        )
    yield said("Order and reasons are of the export; band and score are live.")


def _row(page: Page, row: int, due: Due) -> None:
    result, account = due.asks.result, cell(row, 0)
    revenue = result.revenue[0] if len(result.revenue) == 1 else None
    page.put(row, 0, result.account_id, "strong")
    page.put_across(row, 1, [result.name, result.owner])
    band = "=" + due.lookup("effective", result.account_id, account)
    page.put(row, 3, result.effective_band or "", "word", formula=band)
    score = result.score.score
    live = "=" + due.lookup("score", result.account_id, account)
    page.put(row, 4, "" if score is None else score, "score", formula=live)
    page.put(row, 5, due.asks.moved, "points")
    page.put(row, 6, float(revenue.arr) if revenue else None, "money")
    page.put(row, 7, revenue.currency if revenue else None)
    page.put(row, 8, result.renews_on, "date")
    page.put(row, 9, days_left(result), "whole")
    page.put(row, 10, due.sentence, "wrap")
    page.put(row, 11, drags_in_words(due.asks.card, result), "wrap")
    page.put(row, 12, None, "open text")
    page.put(row, 13, None, "open text")
