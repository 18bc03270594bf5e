"""Sheet *Assess*: what is on record, where to write what one sees, and the band that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forewarn.scorecard.model import OverlaySpec, Scorecard
from forewarn.scorecard.steps import GRADED as FIELDS
from forewarn.scorecard.steps import PULSE_STEPS, STEPS
from forewarn.scoring.overlay import AM, CSM, PULSE
from forewarn.terms.score import AccountResult, Overlay, Reading
from forewarn.workbook import standing_formulas as stands
from forewarn.workbook.conditions import Place, can_be_formula, formula
from forewarn.workbook.material import CardBook
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Choice, Page, Shown
from forewarn.workbook.places import Finder, across, cell
from forewarn.workbook.words import Text, said

HEAD, FIRST = 4, 5
Band = Callable[[str, str], str]
_COLUMNS: tuple[tuple[str, Text, float, Text], ...] = (
    ("account_id", "Account", 15, "The account's id."),
    ("name", "Name", 24, "As in the facts."),
    ("owner", "Owner", 16, "The CSM as of the date."),
    ("band", "Band to work with", 15, "Live, from sheet Accounts."),
    ("new_champion_status", "Champion", 13, "Choose a step; its meaning shows beside the cell."),
    ("new_executive_engagement", "Executive contact", 13, "Choose a step."),
    ("new_outcome_narrative", "Outcome story", 15, "Choose a step."),
    (
        "new_pulse",
        "Pulse 1 to 5",
        9,
        "1: I would not be surprised if they cancelled. 5: they would defend us in a budget round.",
    ),
    ("new_note", "Note", 34, "What you would tell a colleague in a sentence."),
    (
        "new_because",
        "Why I see it differently",
        34,
        "Where your reading differs from the score:"
        " what does the score miss, or what did you see that is not in words yet?",
    ),
    ("new_by", "Assessed by", 16, "Your name as in the facts."),
    ("new_on", "On", 12, "Date; empty: the date of the export."),
    ("champion_status", "Champion", 13, "On record."),
    ("executive_engagement", "Executive contact", 13, "On record."),
    ("outcome_narrative", "Outcome story", 15, "On record."),
    ("pulse", "Pulse", 8, "On record."),
    ("assessed_on", "Assessed on", 12, "On record."),
    ("assessed_by", "By", 16, "On record."),
    ("note", "Note", 34, "On record."),
    ("because", "Why seen differently", 34, "On record."),
    ("am_band", "AM's band (given)", 14, "What a fresh assessment by the account manager gives."),
    ("use_champion_status", "Champion counts", 13, "Yours where you wrote one, else on record."),
    ("use_executive_engagement", "Executive counts", 13, "The same."),
    ("use_outcome_narrative", "Outcome counts", 15, "The same."),
    ("use_pulse", "Pulse counts", 8, "The same."),
    ("grade_champion_status", "Grade", 7, "2, 1 or 0 (sheet Scorecard)."),
    ("grade_executive_engagement", "Grade", 7, "2, 1 or 0."),
    ("grade_outcome_narrative", "Grade", 7, "2, 1 or 0."),
    ("fresh", "Fresh", 7, "yes while younger than sheet Scorecard says."),
    ("csm_band", "CSM's band", 14, "The first line of the table that holds."),
    ("people", "People say", 14, "The lower of CSM and AM."),
)
_BLOCKS: tuple[tuple[str, Text], ...] = (
    ("new_champion_status", "Yours"),
    ("champion_status", "On record (CSM)"),
    ("use_champion_status", "What counts"),
)
COLUMN = {word: place for place, (word, _, _, _) in enumerate(_COLUMNS)}
TITLES = {word: title for word, title, _, _ in _COLUMNS}
CLEARED = "-"
"""Typed where what is on record cannot be said any more."""


@dataclass(slots=True)
class AssessPage:
    """Lays out and writes the sheet, all scorecards' accounts together.

    Attributes:
        rows: account id to row.
        pulse_steps: what each step of the pulse means.
    """

    name: str
    pulse_steps: Mapping[str, str] = field(default_factory=lambda: PULSE_STEPS)
    page: Page = field(init=False)
    row: int = field(init=False, default=FIRST)
    _namings: list[Naming] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.page = Page(self.name, freeze=(FIRST, 2), repeat_rows=(HEAD, HEAD))
        self.page.put(0, 0, said("Assess: what do you see?"), "title")
        self.page.put(
            1,
            0,
            said(
                "Write in the yellow cells only, where something changed: an empty cell leaves what"
                " is on record, {dash} takes it away. The score itself never changes by it.",
                dash=CLEARED,
            ),
            "quiet",
        )
        for word, title in _BLOCKS:
            self.page.put(3, COLUMN[word], said(title), "block")
        for word, title, width, note in _COLUMNS:
            self.page.put(HEAD, COLUMN[word], said(title), "head")
            self.page.widths[COLUMN[word]] = width
            self.page.notes[(HEAD, COLUMN[word])] = said(note)
        self.page.heights[HEAD] = 32
        self.page.print_columns = COLUMN["new_on"]

    def put_book(
        self, book: CardBook, naming: Naming, *, live: bool, band: Band, as_of: date
    ) -> None:
        """The accounts of one scorecard.

        Args:
            book: the scorecard and its accounts.
            naming: its names.
            live: write formulas.
            band: gives a formula without ``=`` for an account and the cell of its id.
            as_of: date of the export.
        """
        for line in book.lines:
            card, because = book.card, line.because
            _Line(self.page, self.row, line.result, card, naming, live, as_of, because).write(band)
            self.row += 1

    def finish(self) -> Page:
        """The page, with drop-downs."""
        last = max(self.row - 1, FIRST)
        for name, steps in STEPS.items():
            self._choice(f"new_{name}", (*steps, CLEARED), steps, last)
        numbers = tuple(int(step) for step in self.pulse_steps)
        self._choice("new_pulse", (*numbers, CLEARED), self.pulse_steps, last)
        for word in ("band", "am_band", "csm_band", "people"):
            self.page.bands.append((FIRST, COLUMN[word], last, COLUMN[word]))
        self.page.filter_on = (HEAD, 0, last, len(_COLUMNS) - 1)
        return self.page

    def finder(self, last_row: int, direct: Mapping[str, int]) -> Finder:
        """Finds cells of this sheet from others; see there."""
        return Finder(self.name, COLUMN["account_id"], (FIRST, max(last_row, FIRST)), direct)

    def _choice(
        self, word: str, choices: Sequence[str | int], steps: Mapping[str, str], last: int
    ) -> None:
        means = "\n".join(f"{step}: {said(meaning)}" for step, meaning in steps.items())
        title = said(TITLES[word])
        self.page.choices.append(Choice(FIRST, COLUMN[word], last, tuple(choices), title, means))


@dataclass(frozen=True, slots=True)
class _Line:
    """One account's row."""

    page: Page
    row: int
    result: AccountResult
    card: Scorecard
    naming: Naming
    live: bool
    as_of: date
    because: str | None

    def write(self, band: Band) -> None:
        result, csm = self.result, _reading(self.result.overlay, CSM)
        self._put("account_id", result.account_id, "strong")
        self._put("name", result.name)
        self._put("owner", result.owner)
        live = "=" + band(result.account_id, self._at("account_id"))
        self._put("band", result.effective_band or "", "word", live)
        for word, *_ in _COLUMNS[COLUMN["new_champion_status"] : COLUMN["new_on"] + 1]:
            self._put(word, None, "open date" if word == "new_on" else "open text")
        for word in (*FIELDS, PULSE, "assessed_on", "assessed_by", "note"):
            value = getattr(csm, word) if csm else None
            self._put(word, value, "date" if word == "assessed_on" else "text")
        self._put("because", self.because, "text")
        am = _reading(result.overlay, AM)
        self._put("am_band", (am.band or "") if am and am.fresh else "", "word")
        self._counting(csm)
        if self.card.overlay is not None:
            self._bands(self.card.overlay, csm)

    def _counting(self, csm: Reading | None) -> None:
        for word in (*FIELDS, PULSE):
            value = getattr(csm, word) if csm else None
            own, kept = self._at(f"new_{word}"), self._at(word)
            # An empty cell would come across as 0.
            on_record = f'IF({kept}="","",{kept})'
            chosen = f'IF({own}="",{on_record},IF({own}="{CLEARED}","",{own}))'
            self._put(f"use_{word}", "" if value is None else value, "word", f"={chosen}")

    def _bands(self, spec: OverlaySpec, csm: Reading | None) -> None:
        for word in FIELDS:
            if word in spec.grades:
                self._grade(spec, word, csm)
        name = self.naming.name
        new = across(self.row, COLUMN["new_champion_status"], COLUMN["new_on"])
        own, kept = self._at("new_on"), self._at("assessed_on")
        given = f'{name("as_of")}-IF({own}="",{name("as_of")},{own})'
        old = f'IF({kept}="",1+{name("overlay_days")},{name("as_of")}-{kept})'
        young = f"IF(COUNTA({new})>0,{given},{old})<={name('overlay_days')}"
        fresh = csm is not None and csm.fresh
        self._put("fresh", "yes" if fresh else "no", "word", f'=IF({young},"yes","no")')
        mine = (csm.band or "") if csm and fresh else ""
        self._put("csm_band", mine, "word", self._band_formula(spec))
        overlay = self.result.overlay
        joined = stands.lower(self._at("csm_band"), self._at("am_band"), self.naming)
        self._put("people", (overlay.band or "") if overlay else "", "word", joined)

    def _grade(self, spec: OverlaySpec, word: str, csm: Reading | None) -> None:
        cell_ = self._at(f"use_{word}")
        same = f"--EXACT({self.naming.name(f'{word}_word')},{cell_})"
        grade = f"SUMPRODUCT({same},{self.naming.name(f'{word}_grade')})"
        value = spec.grades[word].get(str(getattr(csm, word))) if csm else None
        self._put(
            f"grade_{word}",
            "" if value is None else value,
            "whole",
            f'=IF(SUMPRODUCT({same})=0,"",{grade})',
        )

    def _band_formula(self, spec: OverlaySpec) -> str | None:
        if not all(rule.when is None or can_be_formula(rule.when) for rule in spec.rules):
            return None
        said = '""'
        for place in range(len(spec.rules), 0, -1):
            rule, band = spec.rules[place - 1], self.naming.name(f"overlay_{place}_band")
            if rule.when is None:
                said = band
            else:
                holds = formula(rule.when, lambda name: self._place(spec, name), "{:.15g}".format)
                said = f"IF({holds},{band},{said})"
        filled = f"COUNT({self._grades(spec)})<{self.naming.name('overlay_needs')}"
        return f'=IF(OR({self._at("fresh")}<>"yes",{filled}),"",{said})'

    def _place(self, spec: OverlaySpec, name: str) -> Place:
        grades = self._grades(spec)
        if name == PULSE:
            return Place(self._at("use_pulse") if PULSE in spec.fields else '""', None)
        if name == "filled":
            return Place(f"COUNT({grades})", None, numeric=True)
        grade = {"zeros": 0, "ones": 1, "twos": 2}[name]
        return Place(f"COUNTIF({grades},{grade})", None, numeric=True)

    def _grades(self, spec: OverlaySpec) -> str:
        """The stretch of grades; those of fields not in use are empty."""
        return across(self.row, COLUMN[f"grade_{FIELDS[0]}"], COLUMN[f"grade_{FIELDS[-1]}"])

    def _at(self, word: str) -> str:
        return cell(self.row, COLUMN[word])

    def _put(self, word: str, value: Shown, style: str = "text", live: str | None = None) -> None:
        formula_ = live if self.live else None
        self.page.put(self.row, COLUMN[word], value, style, formula=formula_)


def _reading(overlay: Overlay | None, role: str) -> Reading | None:
    readings = overlay.readings if overlay else ()
    return next((each for each in readings if each.role == role), None)
