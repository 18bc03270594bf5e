"""Sheet *Weekly review*: whom to look at first, and why; sorted as of the export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult
from forewarn.workbook.account_words import drags_in_words
from forewarn.workbook.looks import CHART_COLORS
from forewarn.workbook.material import AccountLine, Material
from forewarn.workbook.pages import Chart, Page
from forewarn.workbook.places import cell

PER_CSM = 12
_HEADS: tuple[tuple[str, float], ...] = (
    ("Account", 14),
    ("Name", 22),
    ("Owner", 15),
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
    """Why an account is on the agenda; empty where it is not."""
    result, why = line.result, []
    bands = [each.name for each in card.bands]
    if result.effective_band == bands[0]:
        why.append(f"in the lowest band ({bands[0]})")
    moved = moved_by(line)
    if moved is not None and moved <= -5:
        why.append(f"down {-moved:.1f} points in 4 weeks")
    if result.divergence is not None:
        said = result.divergence
        why.append(f"score says {said.from_band}, people say {said.to_band} ({said.state})")
    left = _days_left(result)
    if left is not None and left <= 90 and result.effective_band in bands[:-1]:
        why.append(f"renews in {left} days")
    if result.score.score is None:
        why.append("not scored")
    return tuple(why)


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
    page.put(0, 0, f"Weekly review as of {material.as_of}", "title")
    more = f" {left_out} more were left out (at most {PER_CSM} per CSM)." if left_out else ""
    page.put(
        1,
        0,
        f"{len(due)} accounts, most urgent first: band, movement, revenue, days left."
        f"{more} Order and reasons are of the export; band and score are live.",
        "quiet",
    )
    page.put(2, 0, "Yellow: write what you decide.", "quiet")
    for column, (title, width) in enumerate(_HEADS):
        page.put(_FIRST - 1, column, title, "head")
        page.widths[column] = width
    page.heights[_FIRST - 1] = 32
    for row, each in enumerate(due, start=_FIRST):
        _row(page, row, each)
    last = _FIRST + max(len(due), 1) - 1
    page.filter_on = (_FIRST - 1, 0, last, len(_HEADS) - 1)
    page.bands.append((_FIRST, 3, last, 3))
    _counts(page, last + 3, material, prefixes, colors)
    return page


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
    page.put(row, 10, "; ".join(due.why), "wrap")
    page.put(row, 11, drags_in_words(due.card, result), "wrap")
    page.put(row, 12, None, "open text")
    page.put(row, 13, None, "open text")


def _counts(
    page: Page, row: int, material: Material, prefixes: Sequence[str], colors: dict[str, str]
) -> None:
    page.put(row, 0, "Accounts by band", "section")
    page.put_across(row + 1, 0, ["Band", "Accounts"], "head")
    results = [line.result for book in material.books for line in book.lines]
    names = list(colors)
    stretches = [f"{prefix}accounts_effective" for prefix in prefixes]
    for here, name in enumerate(names, start=row + 2):
        page.put(here, 0, name, "band")
        counted = "+".join(f"SUMPRODUCT(--EXACT({each},{cell(here, 0)}))" for each in stretches)
        number = sum(result.effective_band == name for result in results)
        page.put(here, 1, number, "whole", formula=f"={counted}" if results else None)
    last = row + 1 + len(names)
    page.bands.append((row + 2, 0, last, 0))
    page.charts.append(
        Chart(
            "column",
            "Accounts by band",
            (row, 3),
            (row + 2, 0, last, 0),
            (row + 2, 1, last, 1),
            "Accounts",
            tuple(CHART_COLORS.get(color, "#8A94A0") for color in colors.values()),
        )
    )


def _days_left(result: AccountResult) -> int | None:
    on: date | None = result.renews_on
    return None if on is None else (on - result.as_of).days
