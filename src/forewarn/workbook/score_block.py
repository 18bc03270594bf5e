"""From raw values to the score, on one row: value, status, counts, points, weight, contribution."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forewarn.scorecard.model import Input, Scorecard
from forewarn.scoring.curves import Attributes, text
from forewarn.scoring.score import LARGEST_SHARE
from forewarn.terms.score import Contribution, Score
from forewarn.terms.signal import SignalValue, Status, Value
from forewarn.workbook.curve_formulas import aside_values, asides, counts, points
from forewarn.workbook.curve_tables import shown_value
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Choice, Page, Shown
from forewarn.workbook.places import across, cell, quoted
from forewarn.workbook.scorecard_page import HAIR
from forewarn.workbook.typed_pulse import NOTE, Typed, is_pulse
from forewarn.workbook.words import Text, said

HEAD_ROW = 4
FIRST_ROW = 5
STATUSES = {
    Status.OBSERVED: "observed",
    Status.MISSING: "missing",
    Status.STALE: "stale",
    Status.NOT_APPLICABLE: "not applicable",
}
NOTHING_APPLIES: Text = "no input applies"
TOO_THIN: Text = "too little data"
TOO_HEAVY: Text = "one input would weigh too much"
_BLOCKS: tuple[tuple[str, Text, Text], ...] = (
    ("value", "Value", "What was measured. Change it to see what would follow."),
    ("status", "Status", "observed, missing, stale (too old to count), or not applicable."),
    ("counts", "Counts", "yes: on its curve; no: nothing is known; n/a: does not apply here."),
    ("points", "Points", "0 to 100, from the curve in sheet Scorecard."),
    ("weight", "Weight in the score", "Stated weight (above) over the weight in use."),
    ("part", "Contribution", "Weight times points; the contributions add up to the score."),
)

_TOTALS: tuple[tuple[Text, Text], ...] = (
    ("Weight asked", "Stated weight of all inputs that apply here."),
    ("Weight seen", "Of these, what rests on observed values."),
    ("Weight in use", "Of all inputs that have points."),
)


@dataclass(slots=True)
class ScoreBlock:
    """The columns of one scorecard's arithmetic, from a column on.

    Attributes:
        attribute_columns: where the account's attributes stand, by name.
        live: write formulas; False writes what the engine gave.
    """

    card: Scorecard
    naming: Naming
    first: int
    attribute_columns: Mapping[str, int]
    live: bool = True
    growth: bool = False
    _columns: dict[str, int] = field(init=False)
    _aside_columns: list[int] = field(init=False)

    @property
    def count(self) -> int:
        """How many inputs there are."""
        return len(self.card.inputs)

    def __post_init__(self) -> None:
        widths = [len(aside_values(item, None, {})) for item in self.card.inputs]
        after_facts = self.first + 2 * len(widths)
        self._aside_columns = [after_facts + sum(widths[:place]) for place in range(len(widths))]
        self._columns = {
            word: self.first + order * len(widths) + (sum(widths) if order > 1 else 0)
            for order, (word, _, _) in enumerate(_BLOCKS)
        }

    def column(self, block: str, place: int = 0) -> int:
        """The column of an input in a block."""
        return self._columns[block] + place

    @property
    def totals(self) -> int:
        """The first of the columns: weight asked, seen, in use."""
        return self.column("part", self.count)

    @property
    def end(self) -> int:
        """The first column to the right."""
        return self.totals + 3

    def _aside_column(self, place: int) -> int:
        return self._aside_columns[place]

    def heads(self, page: Page) -> None:
        """Titles, stated weights and column heads."""
        for word, title, note in _BLOCKS:
            block = said("Growth: {block}", block=said(title)) if self.growth else said(title)
            page.put(2, self.column(word), block, "block")
            for place, item in enumerate(self.card.inputs):
                page.put(HEAD_ROW, self.column(word, place), item.name, "head")
                page.widths[self.column(word, place)] = 13
                more = f" {said(NOTE)}" if word == "value" and is_pulse(self.card, item) else ""
                page.notes.setdefault((HEAD_ROW, self.column(word, place)), said(note) + more)
        for place, item in enumerate(self.card.inputs):
            named = f"={self.naming.own(item, 'weight')}"
            page.put(3, self.column("weight", place), item.weight, "number", formula=named)
        page.put(3, self.column("weight") - 1, said("stated weight:"), "quiet")
        ends = (self.column("weight"), self.column("weight", self.count - 1))
        self.naming.define(self.naming.name("weights"), page, (3,), ends)
        self._aside_heads(page)
        for place, (title, note) in enumerate(_TOTALS):
            page.put(HEAD_ROW, self.totals + place, said(title), "head")
            page.notes[(HEAD_ROW, self.totals + place)] = said(note)

    def _aside_heads(self, page: Page) -> None:
        for place, item in enumerate(self.card.inputs):
            for turn, aside in enumerate(asides(item, self.naming, "", "", "")):
                column = self._aside_column(place) + turn
                page.put(HEAD_ROW, column, aside.title, "head")
                page.notes[(HEAD_ROW, column)] = aside.note

    def choices(self, page: Page, last_row: int) -> None:
        """The words a status may be."""
        for place in range(self.count):
            column = self.column("status", place)
            means = said(_BLOCKS[1][2])
            page.choices.append(
                Choice(FIRST_ROW, column, last_row, tuple(STATUSES.values()), said("Status"), means)
            )

    def write(
        self,
        page: Page,
        row: int,
        values: Mapping[str, SignalValue],
        attributes: Attributes,
        score: Score,
        *,
        why: str,
        typed: Typed | None = None,
    ) -> None:
        """One account's row.

        Args:
            page: the page.
            row: of the account.
            values: by signal.
            attributes: for targets and ranks.
            score: what the engine gave: the formulas' cached values.
            why: the cell that says why there is no score.
            typed: where somebody may type a new pulse for the account.
        """
        for place, (item, part) in enumerate(
            zip(self.card.inputs, score.contributions, strict=False)
        ):
            self._facts(page, row, place, item, values[item.signal], typed)
            self._input(page, row, place, item, part, values[item.signal], attributes, why)
        self._totals(page, row, score.contributions)

    def _facts(
        self,
        page: Page,
        row: int,
        place: int,
        item: Input,
        value: SignalValue,
        typed: Typed | None,
    ) -> None:
        """Value and status; a pulse that somebody types counts at once, as when it is read back."""
        given, status = shown_value(item.curve, value.value), status_word(value)
        hears = typed is not None and self.live and is_pulse(self.card, item)
        for block, shown, new in (("value", given, None), ("status", status, '"observed"')):
            live = typed.over(shown, new) if hears and typed is not None else None
            page.put(row, self.column(block, place), shown, "fact", formula=live)

    def _input(
        self,
        page: Page,
        row: int,
        place: int,
        item: Input,
        part: Contribution,
        value: SignalValue,
        attributes: Attributes,
        why: str,
    ) -> None:
        at = {word: cell(row, self.column(word, place)) for word, _, _ in _BLOCKS}
        beside = self._write_asides(page, row, place, item, value.value, attributes)
        seen = counts(
            item,
            self.naming,
            value=at["value"],
            status=at["status"],
            aside=beside[0] if beside else "",
        )
        given = points(item, self.naming, value=at["value"], counts=at["counts"], asides=beside)
        used = cell(row, self.totals + 2, fixed="")
        weight = self.naming.own(item, "weight")
        none = part.points is None
        self.put(page, row, "counts", place, _counted(part), f"={seen}", "word")
        self.put(page, row, "points", place, "" if none else part.points, f"={given}", "points")
        self.put(
            page,
            row,
            "weight",
            place,
            part.weight,
            f"=IF(ISNUMBER({at['points']}),{weight}/{used},0)",
            "percent",
        )
        self.put(
            page,
            row,
            "part",
            place,
            "" if part.contribution is None else part.contribution,
            f'=IF({why}<>"","",IF({at["weight"]}=0,0,{at["weight"]}*{at["points"]}))',
            "points",
        )

    def put(
        self, page: Page, row: int, block: str, place: int, value: Shown, formula: str, style: str
    ) -> None:
        """A cell of a block, live or not."""
        live = formula if self.live else None
        page.put(row, self.column(block, place), value, style, formula=live)

    def _write_asides(
        self, page: Page, row: int, place: int, item: Input, value: Value, attributes: Attributes
    ) -> tuple[str, ...]:
        first = self._aside_column(place)
        by = getattr(item.curve, "by", None)
        attribute = cell(row, self.attribute_columns[by]) if by is not None else ""
        own = cell(row, self.column("value", place))
        found = asides(item, self.naming, own, attribute, cell(row, first))
        given = aside_values(item, value, attributes)
        for turn, (aside, shown) in enumerate(zip(found, given, strict=True)):
            live = f"={aside.formula}" if self.live else None
            page.put(row, first + turn, shown, "number", formula=live)
        return tuple(cell(row, first + turn) for turn in range(len(found)))

    def _totals(self, page: Page, row: int, parts: Sequence[Contribution]) -> None:
        ends = (0, self.count - 1)
        seen = across(row, *(self.column("counts", end) for end in ends))
        given = across(row, *(self.column("points", end) for end in ends))
        weights = self.naming.name("weights")
        asked = [each.stated_weight for each in parts if each.status is not Status.NOT_APPLICABLE]
        observed = [each.stated_weight for each in parts if each.status is Status.OBSERVED]
        used = [each.stated_weight for each in parts if each.points is not None]
        formulas = (
            f'=SUMIF({seen},"<>n/a",{weights})',
            f'=SUMIF({seen},"yes",{weights})',
            f'=SUMIF({given},">=0",{weights})',
        )
        for place, (numbers, formula) in enumerate(
            zip((asked, observed, used), formulas, strict=True)
        ):
            live = formula if self.live else None
            page.put(row, self.totals + place, sum(numbers), "number", formula=live)

    def why_formula(self, row: int) -> str:
        """Why there is no score; empty while there is one."""
        asked, seen, used = (cell(row, self.totals + place) for place in range(3))
        given = across(row, self.column("points"), self.column("points", self.count - 1))
        weights = across(row, self.column("weight"), self.column("weight", self.count - 1))
        name = self.naming.name
        thin = f"OR({used}=0,{seen}/{asked}<{name('coverage_floor')}-{name('hair')})"
        heavy = (
            f"AND(COUNT({given})<{self.count},"
            f"MAX({weights})>{name('largest_share')}+{name('hair')})"
        )
        words = (quoted(said(word)) for word in (NOTHING_APPLIES, TOO_THIN, TOO_HEAVY))
        none, little, much = words
        short = f'IF({thin},{little},IF({heavy},{much},""))'
        return f"=IF({asked}=0,{none},{short})"

    def score_formula(self, row: int, why: str) -> str:
        """The score: the contributions added up, within 0 and 100."""
        parts = across(row, self.column("part"), self.column("part", self.count - 1))
        return f'=IF({why}<>"","",MIN(MAX(SUM({parts}),0),100))'

    def coverage_formula(self, row: int) -> str:
        """The share of the weight that rests on observed inputs."""
        asked, seen = (cell(row, self.totals + place) for place in range(2))
        return f'=IF({asked}=0,"",{seen}/{asked})'


def why_word(score: Score, *, floor: float) -> str:
    """Why there is no score, in the sheet's words; empty where there is one."""
    if score.score is not None:
        return ""
    if score.coverage is None:
        return said(NOTHING_APPLIES)
    used = [each for each in score.contributions if each.points is not None]
    thin = score.coverage < floor - HAIR or not used
    heavy = any(each.weight > LARGEST_SHARE + HAIR for each in used)
    return said(TOO_HEAVY if heavy and not thin else TOO_THIN)


def status_word(value: SignalValue) -> str:
    """The status as its cell says it; a number that is none is missing."""
    broken = isinstance(value.value, float) and not math.isfinite(value.value)
    if value.status is Status.OBSERVED and (value.value is None or broken):
        return STATUSES[Status.MISSING]
    return STATUSES[value.status]


def attribute_text(attributes: Attributes, name: str, *, empty_listed: bool = False) -> str | None:
    """An attribute as its cell holds it.

    Args:
        attributes: of the account.
        name: of the attribute.
        empty_listed: a curve lists accounts without it, under the word that stands for nothing.
    """
    value = attributes.get(name)
    return None if value is None and not empty_listed else text(value)


def _counted(part: Contribution) -> str:
    if part.status is Status.NOT_APPLICABLE:
        return "n/a"
    return "yes" if part.status is Status.OBSERVED else "no"
