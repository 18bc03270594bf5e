"""Sheet *Read me*: what the score is and is not, how to disagree, and whether the sheet agrees."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.workbook.identity import put_identity
from forewarn.workbook.material import Material
from forewarn.workbook.pages import Page
from forewarn.workbook.places import quoted
from forewarn.workbook.words import Text, said

_PARTS: tuple[tuple[Text, tuple[Text, ...]], ...] = (
    (
        "What a score is",
        (
            "A number from 0 to 100: a weighted mean of what was measured about an account up to"
            " the day before the date above. Every step is a formula in this workbook.",
            "A question, not a verdict: a low score asks you to look, a high one does not excuse"
            " you from looking.",
            "Missing data is not bad news and not good news: it is left out, and with too little"
            " left there is no score at all.",
        ),
    ),
    (
        "What it is not",
        (
            "Not a probability of renewal, and not a measure of the people who look after the"
            " account.",
            "Not proven: what outcomes say of it so far stands in sheet Evidence, and beside the"
            " scorecard's name.",
        ),
    ),
    (
        "How to disagree",
        (
            "Write what you see in sheet Assess, in the yellow cells. Where your reading and the"
            " score differ, say why: that difference is worked as a case.",
            "Your reading never changes the score. It may change the band that people work with;"
            " both are always shown.",
            "To see what another weight or curve would do, change yellow cells in sheet Scorecard."
            " Read back, that is a proposal beside the scorecard: it never comes into force by"
            " itself.",
            "Send the workbook back: `forewarn import` reads the yellow cells, says which of them"
            " it cannot take and why, and asks where the record has changed meanwhile.",
        ),
    ),
    (
        "How to find your way",
        (
            "Accounts: one row each; values, points, weights and contributions to the right."
            " Weekly review: whom to look at first. Trend: 26 weeks. Plays and Evidence: what was"
            " done, and whether the score was right.",
            "Sheets are protected without a password, so that typing is not lost: only yellow"
            " cells are read back.",
        ),
    ),
)


def read_me_page(
    material: Material, prefixes: Sequence[tuple[str, str]], *, static: Sequence[str] = ()
) -> Page:
    """The page.

    Args:
        material: what is shown.
        prefixes: (name prefix, sheet of accounts) per scorecard, for the reconciliation.
        static: why there are values instead of formulas, where there are.
    """
    page = Page("Read me", landscape=False)
    page.widths.update({0: 30, 1: 96})
    page.put(0, 0, said("{project}: account health", project=material.project), "title")
    version = material.forewarn_version
    written = said("As of {date}, by Forewarn {version}", date=material.as_of, version=version)
    page.put(1, 0, written, "quiet")
    row = 3
    for words in (*material.notices, *static):
        page.put(row, 0, said("Note"), "strong")
        page.put(row, 1, words, "wrap")
        row += 1
    row = _reconciliation(page, row + 1, material, prefixes)
    for title, paragraphs in _PARTS:
        page.put(row, 0, said(title), "section")
        for paragraph in paragraphs:
            page.put(row, 1, said(paragraph), "wrap")
            row += 1
        row += 1
    row = put_identity(page, row, material, [prefix for prefix, _ in prefixes]) + 1
    return _unscored(page, row, material)


def _reconciliation(
    page: Page, row: int, material: Material, prefixes: Sequence[tuple[str, str]]
) -> int:
    page.put(row, 0, said("Does this sheet agree?"), "section")
    for book, (prefix, sheet) in zip(material.books, prefixes, strict=True):
        count = len(book.lines)
        differ = f'COUNTIF({prefix}accounts_agrees,"differs")'
        largest = f"MAX({prefix}accounts_difference)"
        agrees = said(
            "Agrees with Forewarn for all {count} accounts of sheet {sheet}.",
            count=count,
            sheet=sheet,
        )
        differs = said(
            "Differs from what Forewarn exported: a yellow cell was changed, or a date passed."
        )
        formula = f"=IF(AND({largest}<=0.000000001,{differ}=0),{quoted(agrees)},{quoted(differs)})"
        page.put(row, 1, agrees, "verdict", formula=formula if count else None)
        page.put(row + 1, 0, said("Largest difference"), "quiet")
        page.put(row + 1, 1, 0.0, "quiet number", formula=f"={largest}" if count else None)
        page.put(row + 2, 0, said("Accounts in another band"), "quiet")
        page.put(row + 2, 1, 0, "quiet number", formula=f"={differ}" if count else None)
        row += 3
    return row + 1


def _unscored(page: Page, row: int, material: Material) -> Page:
    if material.unrouted:
        page.put(row, 0, said("No scorecard applies to"), "section")
        for each in material.unrouted:
            page.put(row, 1, f"{each.account_id} {each.name or ''}".strip(), "text")
            row += 1
    return page
