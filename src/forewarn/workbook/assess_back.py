"""Sheet *Assess* read back: what was typed into the yellow cells, and what stood beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from forewarn.scorecard.steps import GRADED as FIELDS
from forewarn.scorecard.steps import STEPS
from forewarn.terms.imported import BadCell, Written
from forewarn.workbook.assess_page import CLEARED, COLUMN, TITLES
from forewarn.workbook.foreign.opened import Cell, OpenedSheet
from forewarn.workbook.headings import faults, folded
from forewarn.workbook.places import cell
from forewarn.workbook.words import said

ENTERED = (*FIELDS, "pulse", "note", "because")
"""What is typed about an account, by field; author and day beside it."""
_LOOKED_AT = 40
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Wrote:
    """One account's row.

    Attributes:
        cells: typed, by field; None where what is on record was taken away with a dash.
        base: on record when the workbook was written, by field; empty where nothing was.
        base_on: day of the assessment on record then.
        by: who assessed; None where nobody is named.
        on: of which day; None where none is.
        places: the cell of each column, by word.
    """

    account_id: str
    row: int
    cells: Mapping[str, Written]
    base: Mapping[str, Written]
    base_on: date | None
    by: str | None
    on: date | None
    places: Mapping[str, str]

    @property
    def empty(self) -> bool:
        """Nothing was typed."""
        return not self.cells and self.by is None and self.on is None


@dataclass(frozen=True, slots=True)
class AssessBack:
    """What the sheet says.

    Attributes:
        rows: where something was typed and all of it can be taken.
        bad: cells that cannot.
    """

    rows: tuple[Wrote, ...] = ()
    bad: tuple[BadCell, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    sheet: OpenedSheet
    head: int
    columns: Mapping[str, int]
    bad: list[BadCell] = field(default_factory=list)

    def cell(self, row: int, word: str) -> Cell:
        return self.sheet.cells.get((row, self.columns[word]), Cell(None))

    def complain(
        self, row: int, word: str, account: str, found: str, accepted: str = "", guess: str = ""
    ) -> None:
        place = cell(row, self.columns[word])
        title = said(TITLES[word])
        self.bad.append(
            BadCell(self.sheet.name, place, row + 1, title, account, found, accepted, guess)
        )


def read_assess(
    sheet: OpenedSheet, *, accounts: Sequence[str], people: Sequence[str], until: date
) -> AssessBack:
    """Every row in which something was typed.

    Args:
        sheet: *Assess* as it was opened.
        accounts: ids that the facts know.
        people: names that the facts know, for guesses at slips of the pen.
        until: the last day an assessment may be of.
    """
    head = _head(sheet)
    spoilt_heads = tuple(_spoilt_heads(sheet, head)) if head is not None else ()
    if spoilt_heads:
        return AssessBack(bad=spoilt_heads)
    columns = _columns(sheet, head) if head is not None else {}
    lost = [word for word in COLUMN if _needed(word) and word not in columns]
    if head is None or lost:
        return AssessBack(bad=(_no_heads(sheet, head, lost),))
    reading = _Sheet(sheet, head, columns)
    rows = list(_rows(reading, accounts, people, until))
    rows = _each_once(reading, rows)
    spoilt = {each.row for each in reading.bad}
    return AssessBack(
        tuple(each for each in rows if each.row + 1 not in spoilt), tuple(reading.bad)
    )


def _needed(word: str) -> bool:
    return word == "account_id" or word.startswith("new_") or word in _BASE


_BASE = (*FIELDS, "pulse", "note", "because", "assessed_on")


def _head(sheet: OpenedSheet) -> int | None:
    """The row with the headings; else one that looks like it, so that its faults can be named."""
    rows = sheet.rows[:_LOOKED_AT]
    wanted = {said(TITLES["account_id"]), said(TITLES["new_champion_status"])}
    exact = (row for row in rows if wanted <= _texts(sheet, row))
    alike = {folded(title) for title in wanted}
    drawn = (row for row in rows if alike <= set(map(folded, _texts(sheet, row))))
    return next(exact, next(drawn, None))


def _texts(sheet: OpenedSheet, row: int) -> set[str]:
    return {each for each in sheet.cells.held[row].values() if isinstance(each, str)}


def _spoilt_heads(sheet: OpenedSheet, head: int) -> Iterator[BadCell]:
    """Headings that stand too often or only look like ours, and a second row of them."""
    titles = tuple(map(said, TITLES.values()))
    for each in faults(sheet.cells.row(head), titles, row=head):
        place = cell(head, each.column)
        yield BadCell(sheet.name, place, head + 1, each.title, "", each.found, each.accepted)
    first = next(
        column
        for column, each in sheet.cells.held[head].items()
        if isinstance(each, str) and folded(each) == _first_head()
    )
    for row in sheet.rows:
        if row > head and _heads_again(sheet, row, first):
            found = f"the headings of row {head + 1} stand here again"
            yield BadCell(sheet.name, cell(row, first), row + 1, "", "", found, "one such row")


def _heads_again(sheet: OpenedSheet, row: int, first: int) -> bool:
    there = sheet.value(row, first)
    if not isinstance(there, str) or folded(there) != _first_head():
        return False
    return folded(said(TITLES["new_champion_status"])) in map(folded, _texts(sheet, row))


def _first_head() -> str:
    return folded(said(TITLES["account_id"]))


def _columns(sheet: OpenedSheet, head: int) -> dict[str, int]:
    """Where each column stands: headings in their order, whatever was put between them."""
    found: dict[str, int] = {}
    there = sorted((column, each.value) for column, each in sheet.cells.row(head).items())
    after = -1
    for word, title in TITLES.items():
        here = next(
            (column for column, each in there if column > after and each == said(title)), None
        )
        if here is not None:
            found[word] = after = here
    return found


def _no_heads(sheet: OpenedSheet, head: int | None, lost: Sequence[str]) -> BadCell:
    if head is None:
        found = "there is no row of headings"
        accepted = f"a row that begins with '{said(TITLES['account_id'])}', as export wrote it"
        return BadCell(sheet.name, "A1", 1, "", "", found, accepted)
    titles = ", ".join(f"'{said(TITLES[word])}'" for word in lost)
    return BadCell(
        sheet.name,
        cell(head, 0),
        head + 1,
        "",
        "",
        f"columns are missing, or stand in another order: {titles}",
        "the headings as export wrote them; columns of your own may stand between them",
    )


def _rows(
    reading: _Sheet, accounts: Sequence[str], people: Sequence[str], until: date
) -> Iterator[Wrote]:
    known = frozenset(accounts)
    for row in reading.sheet.rows:
        if row <= reading.head:
            continue
        wrote = _row(reading, row, people, until)
        if wrote is None:
            continue
        if wrote.account_id not in known:
            _no_account(reading, row, wrote.account_id, accounts)
        else:
            yield wrote


def _row(reading: _Sheet, row: int, people: Sequence[str], until: date) -> Wrote | None:
    typed = [f"new_{word}" for word in (*ENTERED, "by", "on")]
    if all(_empty(reading.cell(row, word)) for word in typed):
        return None
    account = _text(reading.cell(row, "account_id").value) or ""
    cells = {word: _typed(reading, row, word, account) for word in ENTERED}
    by = _by(reading, row, account, people)
    on = _on(reading, row, account, until)
    base_on = _day(reading.cell(row, "assessed_on").value)
    return Wrote(
        account_id=account,
        row=row,
        cells={
            word: None if value == CLEARED else value
            for word, value in cells.items()
            if value is not None
        },
        base={word: _base(reading.cell(row, word).value, word) for word in ENTERED},
        base_on=base_on,
        by=by,
        on=on,
        places={word: cell(row, reading.columns[f"new_{word}"]) for word in (*ENTERED, "by", "on")},
    )


def _empty(found: Cell) -> bool:
    blank = isinstance(found.value, str) and not found.value.strip()
    return (found.value is None or blank) and not found.formula and not found.problem


def _typed(reading: _Sheet, row: int, word: str, account: str) -> Written:
    """A yellow cell's value; None for an empty one, and for one that was complained of."""
    found, column = reading.cell(row, f"new_{word}"), f"new_{word}"
    if _empty(found) or not _literal(reading, row, column, account, found):
        return None
    if word in ("note", "because"):
        return _text(found.value)
    text = _text(found.value) or ""
    if text == CLEARED:
        return CLEARED
    if word == "pulse":
        return _pulse(reading, row, account, text)
    steps = STEPS[word]
    folded = re.sub(r"[\s-]+", "_", text.strip()).lower()
    if folded in steps:
        return folded
    near = get_close_matches(folded, steps, n=1)
    accepted = ", ".join(steps) + f"; {CLEARED} where nothing can be said any more"
    reading.complain(row, column, account, f"'{text}'", accepted, near[0] if near else "")
    return None


def _literal(reading: _Sheet, row: int, column: str, account: str, found: Cell) -> bool:
    """Whether a cell holds what was typed: no formula, no error."""
    if found.formula:
        reading.complain(row, column, account, "a formula", "a typed value")
    elif found.problem:
        reading.complain(row, column, account, found.problem, "a typed value")
    return not (found.formula or found.problem)


def _pulse(reading: _Sheet, row: int, account: str, text: str) -> int | None:
    if re.fullmatch(r"[1-5](\.0+)?", text):
        return int(text[0])
    accepted = f"a whole number from 1 to 5; {CLEARED} where nothing can be said any more"
    reading.complain(row, "new_pulse", account, f"'{text}'", accepted)
    return None


def _by(reading: _Sheet, row: int, account: str, people: Sequence[str]) -> str | None:
    found = reading.cell(row, "new_by")
    if _empty(found) or not _literal(reading, row, "new_by", account, found):
        return None
    name = _text(found.value) or ""
    if name in people:
        return name
    folded = {each.casefold(): each for each in people}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.8)
    if near:
        accepted = "a name as in the facts, or one that is unlike any of them"
        reading.complain(row, "new_by", account, f"'{name}'", accepted, folded[near[0]])
    return name


def _on(reading: _Sheet, row: int, account: str, until: date) -> date | None:
    found = reading.cell(row, "new_on")
    if _empty(found) or not _literal(reading, row, "new_on", account, found):
        return None
    on = _day(found.value)
    if on is None:
        shown = f"'{_text(found.value)}'"
        reading.complain(row, "new_on", account, shown, "a date, or text such as 2026-03-31")
    elif on > until:
        reading.complain(row, "new_on", account, f"{on} lies ahead", f"dates up to {until}")
        return None
    return on


def _no_account(reading: _Sheet, row: int, account: str, accounts: Sequence[str]) -> None:
    near = get_close_matches(account, accounts, n=1)
    found = f"'{account}' is no account of this project" if account else "no account is named"
    accepted = "an account's id, as in column Account of the export"
    reading.complain(row, "account_id", account, found, accepted, near[0] if near else "")


def _each_once(reading: _Sheet, rows: Sequence[Wrote]) -> list[Wrote]:
    """One row an account; where several say something, which one is meant has to be said."""
    by_account: dict[str, list[Wrote]] = {}
    for each in rows:
        by_account.setdefault(each.account_id, []).append(each)
    for account, several in by_account.items():
        for each in several[1:]:
            first = several[0]
            if (each.cells, each.by, each.on) != (first.cells, first.by, first.on):
                for row in (first.row, each.row):
                    found = f"rows {first.row + 1} and {each.row + 1} both speak of '{account}'"
                    reading.complain(row, "account_id", account, found, "one row an account")
    return [several[0] for several in by_account.values()]


def _base(value: object, word: str) -> Written:
    text = _text(value)
    if word == "pulse" and text is not None and re.fullmatch(r"\d+(\.0+)?", text):
        return int(float(text))
    return text


def _text(value: object) -> str | None:
    """A cell as text: whole numbers without a point, dates as ISO; None for an empty one."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() or None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str) and _ISO.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None
