"""Sheet *Scorecard*: weights, curves and bands in cells, each with the name formulas use."""

from __future__ import annotations

from datetime import date

from forewarn.scorecard.describe import describe_curve
from forewarn.scorecard.model import Input, Scorecard
from forewarn.scoring.curves import lowest
from forewarn.scoring.score import LARGEST_SHARE, NEUTRAL
from forewarn.signals.filters.text import to_text
from forewarn.workbook.conditions import can_be_formula, numbers_in
from forewarn.workbook.curve_tables import lay
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Choice, Page
from forewarn.workbook.places import cell
from forewarn.workbook.words import Text, said

HAIR = 1e-9
POLICIES = ("reweight", "neutral", "poor")
INPUT_HEADS: tuple[Text, ...] = (
    "Input",
    "Weight",
    "Share",
    "Without a value",
    "Points then",
    "Category",
    "Why it is in",
    "Origin",
)
_BAND_HEADS: tuple[Text, ...] = (
    "Band",
    "From",
    "To",
    "Answer in days",
    "Review days",
    "Playbook",
    "Means",
)
_CAP_HEADS: tuple[Text, ...] = ("Cap", "Not above", "Numbers", "", "", "When", "Because")


def scorecard_page(
    card: Scorecard, naming: Naming, *, name: str, label: str, as_of: date | None
) -> Page:
    """The scorecard in cells.

    Args:
        card: a growth scorecard has no bands, and its page none.
        naming: receives the names.
        name: of the sheet.
        label: what outcomes say of it (E7).
        as_of: the export's date, kept as a name; None leaves it out.
    """
    page = Page(name, freeze=(3, 1))
    page.widths.update({0: 26, 1: 15, 2: 13, 3: 17, 4: 13, 5: 18, 6: 46, 7: 30, 8: 14})
    page.put(0, 0, _title(card, label), "title")
    page.put(
        1,
        0,
        said(
            "Yellow cells can be changed: every score in this workbook moves with them."
            " Nothing is in force until it is in the scorecard file."
        ),
        "quiet",
    )
    row = _inputs(page, 3, card, naming)
    row = _rules(page, row + 1, card, naming, as_of)
    if card.bands:
        row = _bands(page, row + 1, card, naming)
        row = _caps(page, row + 1, card, naming)
        row = _overlay(page, row + 1, card, naming)
    page.put(row + 1, 0, said("Curves: from a value to its points"), "section")
    row += 3
    for item in card.inputs:
        page.put(row, 0, item.name, "strong")
        page.put(row, 1, describe_curve(item.curve), "plain")
        row = lay(page, row + 1, item, naming) + 1
    return page


def _title(card: Scorecard, label: str) -> str:
    return said(
        "Scorecard: {card}, version {version}, {label}",
        card=card.name,
        version=card.version,
        label=label,
    )


def _inputs(page: Page, row: int, card: Scorecard, naming: Naming) -> int:
    page.put(row, 0, said("Inputs"), "section")
    page.put_across(row + 1, 0, list(map(said, INPUT_HEADS)), "head")
    first, last = row + 2, row + 1 + len(card.inputs)
    total = sum(each.weight for each in card.inputs)
    for here, item in enumerate(card.inputs, start=first):
        page.put(here, 0, item.name, "strong")
        page.put(here, 1, item.weight, "open")
        share = f"={cell(here, 1)}/SUM({cell(first, 1, fixed='$')}:{cell(last, 1, fixed='$')})"
        page.put(here, 2, item.weight / total, "percent", formula=share)
        page.put(here, 3, item.missing, "key")
        page.put(here, 4, _filled(item), "number", formula=_fill(item, naming, cell(here, 3)))
        page.put(here, 5, item.category, "text")
        page.put(here, 6, item.why or None, "wrap")
        page.put(here, 7, item.origin or None, "wrap")
        naming.define(naming.own(item, "weight"), page, (here,), (1,))
        naming.define(naming.own(item, "fill"), page, (here,), (4,))
    means = said(
        "reweight: the others weigh more. neutral: 50 points. poor: the curve's lowest points."
    )
    page.choices.append(Choice(first, 3, last, POLICIES, said("Without a value"), means))
    page.notes[(row + 1, 2)] = said(
        "The share of the stated weight. No input may hold more than 40 %."
    )
    page.notes[(row + 1, 4)] = said("Points that stand in for a missing value; empty: left out.")
    return last + 1


def _fill(item: Input, naming: Naming, policy: str) -> str:
    low = "0"
    if not hasattr(item.curve, "by"):
        also = f",{naming.own(item, 'otherwise')}" if hasattr(item.curve, "table") else ""
        low = f"MIN({naming.own(item, 'points')}{also})"
    return f'=IF({policy}="neutral",{NEUTRAL:g},IF({policy}="poor",{low},""))'


def _filled(item: Input) -> float | str:
    if item.missing == "neutral":
        return NEUTRAL
    return lowest(item.curve) if item.missing == "poor" else ""


def _rules(page: Page, row: int, card: Scorecard, naming: Naming, as_of: date | None) -> int:
    page.put(row, 0, said("Rules"), "section")
    rules: list[tuple[str, str, str | float | date, str, str]] = [
        (
            said("Coverage needed"),
            "coverage_floor",
            card.coverage_floor,
            "open share",
            said("With less of the weight on observed inputs the score is withheld."),
        ),
        (
            said("Largest share"),
            "largest_share",
            LARGEST_SHARE,
            "open share",
            said("When missing inputs leave one above this, the score is withheld."),
        ),
        (
            said("Tolerance"),
            "hair",
            HAIR,
            "tiny",
            said("For what rounding of decimals leaves behind."),
        ),
    ]
    if card.bands:
        rules.append(
            (
                said("Steady margin"),
                "steady_margin",
                card.steady.margin,
                "open",
                said("Points beyond an edge from which the band moves at once."),
            )
        )
    if as_of is not None:
        rules.append((said("As of"), "as_of", as_of, "date", said("Facts up to the day before.")))
    if card.overlay is not None:
        spec = card.overlay
        rules += [
            (
                said("People's reading"),
                "overlay_wins",
                spec.wins,
                "key",
                said(
                    "people: it sets the effective band; lower: the worse of both;"
                    " score: shown only."
                ),
            ),
            (said("Readings last"), "overlay_days", spec.stale_after_days, "open", said("Days.")),
            (
                said("Fields needed"),
                "overlay_needs",
                spec.at_least,
                "open",
                said("Graded fields that must be filled in."),
            ),
        ]
    if card.growth is not None:
        rules += [
            (
                said("Growth on"),
                "growth_on",
                card.growth.on,
                "text",
                said("The band it is asked in."),
            ),
            (
                said("Growth from"),
                "growth_from",
                card.growth.from_score,
                "open",
                said("Growth score needed."),
            ),
            (
                said("Growth band"),
                "growth_band",
                card.growth.band.name,
                "text",
                card.growth.band.means,
            ),
        ]
    for here, (title, word, value, style, meaning) in enumerate(rules, start=row + 1):
        page.put(here, 0, title, "strong")
        page.put(here, 1, value, style)
        page.put(here, 2, meaning, "plain")
        naming.define(naming.name(word), page, (here,), (1,))
        if word == "overlay_wins":
            page.choices.append(Choice(here, 1, here, ("people", "lower", "score"), title, meaning))
    return row + 1 + len(rules)


def _bands(page: Page, row: int, card: Scorecard, naming: Naming) -> int:
    page.put(row, 0, said("Bands, worst first"), "section")
    page.put_across(row + 1, 0, list(map(said, _BAND_HEADS)), "head")
    first, last = row + 2, row + 1 + len(card.bands)
    for here, band in enumerate(card.bands, start=first):
        page.put(here, 0, band.name, "band")
        page.put(here, 1, band.from_score, "open")
        above = card.bands[here - first + 1].from_score if here < last else 100.0
        page.put(here, 2, above, "number", formula=f"={cell(here + 1, 1)}" if here < last else None)
        page.put(here, 3, band.respond_within_days, "whole")
        page.put(here, 4, band.review_days, "whole")
        page.put(here, 5, band.playbook, "text")
        page.put(here, 6, band.means, "wrap")
    for column, word in ((0, "band_name"), (1, "band_from"), (2, "band_to")):
        naming.define(naming.name(word), page, (first, last), (column,))
    if card.growth is not None:
        last += 1
        grown = card.growth.band
        page.put_across(last, 0, [grown.name, said("on top of"), card.growth.on], "band")
        page.put(last, 4, grown.review_days, "whole")
        page.put(last, 5, grown.playbook, "text")
        page.put(last, 6, grown.means, "wrap")
    page.bands.append((first, 0, last, 0))
    return last + 1


def _caps(page: Page, row: int, card: Scorecard, naming: Naming) -> int:
    if not card.caps:
        return row - 1
    page.put(row, 0, said("Caps: while one holds, the band is not above"), "section")
    page.put_across(row + 1, 0, list(map(said, _CAP_HEADS)), "head")
    for place, cap in enumerate(card.caps, start=1):
        here = row + 1 + place
        page.put(here, 0, said("Cap {number}", number=place), "strong")
        page.put(here, 1, cap.not_above, "key")
        page.choices.append(_of_bands(card, here))
        naming.define(naming.name(f"cap_{place}_band"), page, (here,), (1,))
        if can_be_formula(cap.when):
            for turn, number in enumerate(numbers_in(cap.when)[:3]):
                page.put(here, 2 + turn, number, "open")
                naming.define(naming.name(f"cap_{place}_{turn + 1}"), page, (here,), (2 + turn,))
        page.put(here, 5, to_text(cap.when), "wrap")
        page.put(here, 6, cap.because, "wrap")
    return row + 2 + len(card.caps)


def _of_bands(card: Scorecard, row: int) -> Choice:
    return Choice(
        row,
        1,
        row,
        tuple(band.name for band in card.bands),
        said("Band"),
        said("One of the bands."),
    )


def _overlay(page: Page, row: int, card: Scorecard, naming: Naming) -> int:
    spec = card.overlay
    if spec is None:
        return row - 1
    page.put(row, 0, said("People's reading: grades, and the first line that holds"), "section")
    page.put_across(row + 1, 0, [said("Field"), said("Word"), said("Grade")], "head")
    here = row + 2
    for name, grades in spec.grades.items():
        for turn, (word, grade) in enumerate(grades.items()):
            page.put(here + turn, 0, name.replace("_", " "), "strong" if not turn else "quiet")
            page.put(here + turn, 1, word, "key")
            page.put(here + turn, 2, grade, "whole")
        stretch = (here, here + len(grades) - 1)
        naming.define(naming.name(f"{name}_word"), page, stretch, (1,))
        naming.define(naming.name(f"{name}_grade"), page, stretch, (2,))
        here += len(grades)
    page.put_across(here, 0, [said("Line"), said("Band"), said("When")], "head")
    for place, rule in enumerate(spec.rules, start=1):
        page.put(here + place, 0, said("Line {number}", number=place), "strong")
        page.put(here + place, 1, rule.band, "key")
        page.choices.append(_of_bands(card, here + place))
        page.put(
            here + place,
            2,
            to_text(rule.when) if rule.when else said("in all other cases"),
            "plain",
        )
        naming.define(naming.name(f"overlay_{place}_band"), page, (here + place,), (1,))
    return here + 1 + len(spec.rules)
