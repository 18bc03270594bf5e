"""Sheet *Weekly review*: whom to look at first, and why; sorted as of the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult
from forewarn.workbook.account_words import drags_in_words
from forewarn.workbook.bands_of_book import put_book_by_band
from forewarn.workbook.material import AccountLine, Material
from forewarn.workbook.pages import Page
from forewarn.workbook.places import cell
from forewarn.workbook.words import Text, said

PER_CSM = 12
FALL = 5.0
"""Points that make a fall worth a look."""
DRIFT_WEEKS = 6
RENEWAL_DAYS = 90
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

    card: Scorecard
    result: AccountResult
    moved: float | None
    why: tuple[str, ...]
    lookup: Lookup

    @property
    def sentence(self) -> str:
        """Why it is here."""
        why = "; ".join(self.why)
        return f"{why[:1].upper()}{why[1:]}."

    @property
    def urgency(self) -> tuple[int, float, float, int]:
        """Worst band first, then the steepest fall, most revenue, fewest days left."""
        band = self.result.effective_band
        known = [each.name for each in self.card.bands]
        rank = known.index(band) if band in known else len(known)
        revenue = sum((float(each.arr) for each in self.result.revenue), 0.0)
        return rank, self.moved or 0.0, -revenue, _days_left(self.result) or 10_000


def agenda(material: Material, lookups: Sequence[Lookup]) -> tuple[list[Due], int]:
    """The accounts to look at, most urgent first, at most 12 per CSM; and how many were left out.

    Args:
        material: what is shown.
        lookups: per scorecard, see ``Due``.
    """
    found = [
        Due(book.card, line.result, moved_by(line), why, lookup)
        for book, lookup in zip(material.books, lookups, strict=True)
        for line in book.lines
        if (why := reasons_to_look(book.card, line))
    ]
    found.sort(key=lambda due: (due.urgency, due.result.account_id))
    kept, per_owner = [], dict[str | None, int]()
    for due in found:
        owner = due.result.owner
        per_owner[owner] = per_owner.get(owner, 0) + 1
        if per_owner[owner] <= PER_CSM:
            kept.append(due)
    return kept, len(found) - len(kept)


def reasons_to_look(card: Scorecard, line: AccountLine) -> tuple[str, ...]:
    """Why an account is on the agenda, most telling first; empty where it is not."""
    result, lowest = line.result, card.bands[0].name if card.bands else None
    found = (
        said("in the lowest band ({band})", band=lowest) if result.effective_band == lowest else "",
        said("not scored") if result.score.score is None else "",
        _moved_down(line),
        _drifting(line),
        _diverging(result),
        _renewing(result),
        _due(card, result),
    )
    return tuple(each for each in found if each)


def _moved_down(line: AccountLine) -> str:
    moved = moved_by(line)
    if moved is None or moved > -FALL:
        return ""
    return said("down {points:.1f} points in 4 weeks", points=-moved)


def _drifting(line: AccountLine) -> str:
    """A slow fall that no single week shows: most of six weeks down, none of them steep."""
    weeks = [each for each in line.trend[-(DRIFT_WEEKS + 1) :] if each is not None]
    if len(weeks) <= DRIFT_WEEKS:
        return ""
    steps = [after - before for before, after in pairwise(weeks)]
    fell = weeks[0] - weeks[-1]
    slow = min(steps) > -FALL and sum(step < 0 for step in steps) > DRIFT_WEEKS // 2
    if not slow or fell < FALL:
        return ""
    return said("drifting, down {points:.1f} points in six weeks", points=fell)


def _diverging(result: AccountResult) -> str:
    open_ = result.divergence
    if open_ is None or open_.state != "open":
        return ""
    return said(
        "score says {score}, people say {people}: to be answered",
        score=open_.from_band,
        people=open_.to_band,
    )


def _renewing(result: AccountResult) -> str:
    left = _days_left(result)
    if left is None or left > RENEWAL_DAYS:
        return ""
    return said("renews today") if left == 0 else said("renews in {count} days", count=left)


def _due(card: Scorecard, result: AccountResult) -> str:
    """People's reading is asked for where a scorecard hears it."""
    if card.overlay is None:
        return ""
    overlay = result.overlay
    if overlay is None:
        return said("never assessed")
    return "" if overlay.fresh else said("assessment due, last on {date}", date=overlay.assessed_on)


def moved_by(line: AccountLine) -> float | None:
    """Points gained in four weeks; None where either score is not known."""
    if len(line.trend) < 5:
        return None
    before, now = line.trend[-5], line.result.score.score
    return None if before is None or now is None else round(now - before, 1)


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
    result, account = due.result, cell(row, 0)
    revenue = result.revenue[0] if len(result.revenue) == 1 else None
    page.put(row, 0, result.account_id, "strong")
    page.put_across(row, 1, [result.name, result.owner])
    band = "=" + due.lookup("effective", result.account_id, account)
    page.put(row, 3, result.effective_band or "", "word", formula=band)
    score = result.score.score
    live = "=" + due.lookup("score", result.account_id, account)
    page.put(row, 4, "" if score is None else score, "score", formula=live)
    page.put(row, 5, due.moved, "points")
    page.put(row, 6, float(revenue.arr) if revenue else None, "money")
    page.put(row, 7, revenue.currency if revenue else None)
    page.put(row, 8, result.renews_on, "date")
    page.put(row, 9, _days_left(result), "whole")
    page.put(row, 10, due.sentence, "wrap")
    page.put(row, 11, drags_in_words(due.card, result), "wrap")
    page.put(row, 12, None, "open text")
    page.put(row, 13, None, "open text")


def _days_left(result: AccountResult) -> int | None:
    on: date | None = result.renews_on
    return None if on is None else (on - result.as_of).days
