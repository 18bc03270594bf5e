"""Sheet *Accounts*: one row each, live from raw values to the band people work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forewarn.scorecard.model import Cap, Percentile, Scorecard, Target
from forewarn.scoring.caps import NEW_ACCOUNT, capped, caps_in_force
from forewarn.scoring.curves import number, text
from forewarn.scoring.score import score
from forewarn.signals.filters.tree import names
from forewarn.terms.score import AccountResult
from forewarn.workbook import standing_formulas as stands
from forewarn.workbook.account_words import drags_in_words, heard_band
from forewarn.workbook.accounts_columns import LATER, LEFT, RIGHT
from forewarn.workbook.conditions import Place, can_be_formula, formula
from forewarn.workbook.material import AccountLine, CardBook
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Page, Shown
from forewarn.workbook.places import Finder, cell
from forewarn.workbook.score_block import (
    FIRST_ROW,
    HEAD_ROW,
    ScoreBlock,
    attribute_text,
    status_word,
    why_word,
)
from forewarn.workbook.totals_in_sight import put_totals_in_sight
from forewarn.workbook.typed_pulse import Typed, is_pulse
from forewarn.workbook.words import said


@dataclass(slots=True)
class AccountsPage:
    """Lays out and writes the sheet of one scorecard.

    Attributes:
        assessed: finds a column's cell on the sheet of assessments.
        why_static: why there are values instead of formulas; empty where there are formulas.
        direct: see ``Finder``.
    """

    book: CardBook
    naming: Naming
    growth_naming: Naming | None
    name: str
    assessed: Callable[[str, str, str], str]
    why_static: str = ""
    direct: Mapping[str, int] = field(default_factory=dict)
    page: Page = field(init=False)
    columns: dict[str, int] = field(init=False)
    block: ScoreBlock = field(init=False)
    growth: ScoreBlock | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.page = Page(self.name, freeze=(FIRST_ROW, 2), repeat_rows=(HEAD_ROW, HEAD_ROW))
        self.columns = {word: place for place, (word, _, _, _) in enumerate(LEFT)}
        self.page.print_columns = self.columns["owner"]
        for word, _, width, _ in LEFT:
            self.page.widths[self.columns[word]] = width
        self._add([f"by_{each}" for each in self._attributes])
        by = {each: self.columns[f"by_{each}"] for each in self._attributes}
        self.block = ScoreBlock(self.card, self.naming, self._next, by, self.live)
        self._grow(self.block.end)
        self._add([word for word, _, _ in RIGHT])
        for signal in self._other_signals:
            self._add([f"value_{signal}", f"status_{signal}"])
        self._add([f"cap_{place}" for place in range(1, len(self.card.caps) + 1)])
        self._add([*(["ceiling"] if self.card.caps else []), "said", "capped"])
        if self.book.growth is not None and self.growth_naming is not None:
            first = self._next
            self.growth = ScoreBlock(
                self.book.growth, self.growth_naming, first, by, self.live, growth=True
            )
            self._grow(self.growth.end)
            self._add(["growth_why", "growth"])
        self._add(["said_score", "said_band", "difference", "agrees"])

    @property
    def card(self) -> Scorecard:
        """The scorecard."""
        return self.book.card

    @property
    def live(self) -> bool:
        """Whether the sheet has formulas."""
        return not self.why_static

    @property
    def last_row(self) -> int:
        """The last account's row."""
        return FIRST_ROW + len(self.book.lines) - 1

    @property
    def _next(self) -> int:
        return max(self.columns.values()) + 1

    def _grow(self, end: int) -> None:
        self.columns["_"] = end - 1

    def _add(self, words: Sequence[str]) -> None:
        for word in words:
            self.columns[word] = self._next

    @property
    def _attributes(self) -> list[str]:
        cards = [self.card, *([self.book.growth] if self.book.growth else [])]
        asked = {
            by for card in cards for item in card.inputs if (by := getattr(item.curve, "by", None))
        }
        return list(dict.fromkeys(("segment", "plan", *sorted(asked))))

    @property
    def _empty_listed(self) -> set[str]:
        """Attributes by which a curve has peers or a target for accounts that have none."""
        cards = [self.card, *([self.book.growth] if self.book.growth else [])]
        return {
            curve.by
            for card in cards
            for curve in (item.curve for item in card.inputs)
            if (isinstance(curve, Percentile) and text(None) in curve.quantiles)
            or (isinstance(curve, Target) and text(None) in curve.targets)
        }

    @property
    def _other_signals(self) -> list[str]:
        """Signals that only caps speak of."""
        mine = {item.signal for item in self.card.inputs}
        asked = {name for cap in self.card.caps for name in names(cap.when)}
        return sorted(asked - mine)

    def make(self) -> Page:
        """The page."""
        self._heads()
        for row, line in enumerate(self.book.lines, start=FIRST_ROW):
            self._line(row, line)
        last = max(self.last_row, FIRST_ROW)
        page = self.page
        page.filter_on = (HEAD_ROW, 0, last, self._next - 1)
        for word in ("effective", "band", "people", "raw", "held", "steady", "said", "capped"):
            column = self.columns[word]
            page.bands.append((FIRST_ROW, column, last, column))
        self.block.choices(page, last)
        put_totals_in_sight(page, self.columns, [line.result for line in self.book.lines], last)
        for word in ("account_id", "score", "effective", "difference", "agrees", "arr", "name"):
            self.naming.define(
                self.naming.name(f"accounts_{word}"), page, (FIRST_ROW, last), (self.columns[word],)
            )
        return page

    def _heads(self) -> None:
        page = self.page
        page.put(
            0,
            0,
            said("Accounts: {card}, {label}", card=self.card.name, label=self.book.label),
            "title",
        )
        words = said("Yellow cells are given, the rest follows by formula from sheet Scorecard.")
        page.put(1, 0, self.why_static or words, "quiet")
        for word, title, _, note in LEFT:
            self._head(word, said(title), said(note))
        for each in self._attributes:
            self._head(f"by_{each}", each.capitalize(), said("Dated attribute of the account."))
        page.put(2, self.columns["by_segment"], said("Attributes"), "block")
        self.block.heads(page)
        page.put(2, self.columns["raw"], said("From score to band"), "block")
        for word, title, note in RIGHT:
            self._head(word, said(title), said(note))
        for signal in self._other_signals:
            title = signal.replace("_", " ")
            self._head(f"value_{signal}", title, said("A signal that only caps ask for."))
            self._head(
                f"status_{signal}",
                said("{signal}: status", signal=title),
                said("As of the inputs' status."),
            )
        for place, cap in enumerate(self.card.caps, start=1):
            self._head(f"cap_{place}", said("Cap {number} holds", number=place), cap.because)
        self._later(*(["ceiling"] if self.card.caps else []), "said", "capped")
        if self.growth is not None:
            self.growth.heads(page)
            self._later("growth_why", "growth")
        page.put(2, self.columns["said_score"], said("Reconciliation"), "block")
        self._later("said_score", "said_band", "difference", "agrees")
        page.heights[HEAD_ROW] = 45

    def _later(self, *words: str) -> None:
        for word in words:
            title, note = LATER[word]
            self._head(word, said(title), said(note))

    def _head(self, word: str, title: str, note: str) -> None:
        column = self.columns[word]
        self.page.put(HEAD_ROW, column, title, "head")
        self.page.widths.setdefault(column, 14)
        self.page.notes[(HEAD_ROW, column)] = note

    def _line(self, row: int, line: AccountLine) -> None:
        result = line.result
        self._about(row, result)
        for each in self._attributes:
            empty = each in self._empty_listed
            shown = attribute_text(line.attributes, each, empty_listed=empty)
            self._put(row, f"by_{each}", shown, "fact")
        block, at = self.block, self._places(row)
        block.write(
            self.page,
            row,
            line.values,
            line.attributes,
            result.score,
            why=at("why"),
            typed=self._typed(result.account_id, at("account_id")),
        )
        why = why_word(result.score, floor=self.card.coverage_floor)
        self._put(row, "why", why, "word", block.why_formula(row))
        self._put(
            row,
            "coverage",
            _or_empty(result.score.coverage),
            "percent",
            block.coverage_formula(row),
        )
        self._put(
            row,
            "score",
            _or_empty(result.score.score),
            "score",
            block.score_formula(row, at("why")),
        )
        self._standing(row, line)
        self._reconcile(row, result)

    def _typed(self, account_id: str, at: str) -> Typed | None:
        if not any(is_pulse(self.card, item) for item in self.card.inputs):
            return None
        pulse, on = (self.assessed(word, account_id, at) for word in ("new_pulse", "new_on"))
        return Typed(pulse, on)

    def _about(self, row: int, result: AccountResult) -> None:
        revenue = result.revenue[0] if len(result.revenue) == 1 else None
        self._put(row, "account_id", result.account_id, "strong")
        self._put(row, "name", result.name)
        self._put(row, "drags", drags_in_words(self.card, result), "wrap")
        self._put(row, "renews_on", result.renews_on, "date")
        several = " + ".join(f"{each.arr} {each.currency}" for each in result.revenue)
        self._put(row, "arr", float(revenue.arr) if revenue else several or None, "money")
        self._put(row, "currency", revenue.currency if revenue else None)
        self._put(row, "owner", result.owner)

    def _standing(self, row: int, line: AccountLine) -> None:
        result, at, naming = line.result, self._places(row), self.naming
        lift = any(cap.kind == NEW_ACCOUNT for cap in result.caps)
        top = at("ceiling") if self.card.caps else ""
        self._put(row, "raw", result.raw_band or "", "word", stands.raw_band(at("score"), naming))
        self._put(row, "held", result.steady_band, "fact")
        self._put(
            row,
            "steady",
            result.steady_band or "",
            "word",
            stands.steady_band(at("score"), at("raw"), at("held"), naming),
        )
        self._put(row, "lift", "yes" if lift else "no", "fact")
        allowed = self._caps(row, line)
        self._put(
            row,
            "band",
            result.band or "",
            "word",
            stands.band(at("score"), at("steady"), at("lift"), top, naming),
        )
        heard, people = result.band, result.overlay.band if result.overlay else None
        people_formula = None
        if self.card.overlay is not None:
            people_formula = "=" + self.assessed("people", result.account_id, at("account_id"))
        self._put(row, "people", people or "", "word", people_formula)
        if self.card.overlay is not None:
            heard = heard_band(self.card, result.band, people)
            said = stands.said(at("band"), at("people"), naming)
        else:
            said = f"={at('band')}"
        self._put(row, "said", heard or "", "word", said)
        after = capped(self.card, heard, allowed)
        self._put(row, "capped", after or "", "word", stands.capped(at("said"), top, naming))
        self._put(row, "effective", result.effective_band or "", "word", self._effective(row, line))

    def _caps(self, row: int, line: AccountLine) -> tuple[Cap, ...]:
        """The caps' columns; the caps in force."""
        for signal in self._other_signals:
            value = line.values[signal]
            found = number(value.value)
            self._put(row, f"value_{signal}", value.value if found is None else found, "fact")
            self._put(row, f"status_{signal}", status_word(value), "fact")
        if not self.card.caps:
            return ()
        held = caps_in_force(self.card, line.values)
        for place, cap in enumerate(self.card.caps, start=1):
            live = (
                f'=IF({self._condition(row, place)},"yes","no")'
                if can_be_formula(cap.when)
                else None
            )
            holds = any(cap is each for each in held)
            self._put(
                row, f"cap_{place}", "yes" if holds else "no", "word" if live else "fact", live
            )
        holds_at = [cell(row, self.columns[f"cap_{n}"]) for n in range(1, len(self.card.caps) + 1)]
        top = min((self.card.rank(cap.not_above) + 1 for cap in held), default=99)
        self._put(row, "ceiling", top, "whole", stands.ceiling(holds_at, self.naming))
        return held

    def _condition(self, row: int, place: int) -> str:
        turn = iter(range(1, 4))

        def limit(value: float) -> str:
            which = next(turn, None)
            return f"{value:.15g}" if which is None else self.naming.name(f"cap_{place}_{which}")

        return formula(self.card.caps[place - 1].when, lambda name: self._signal(row, name), limit)

    def _signal(self, row: int, name: str) -> Place:
        mine = [item.signal for item in self.card.inputs]
        if name in mine:
            place = mine.index(name)
            columns = (self.block.column("value", place), self.block.column("status", place))
        else:
            columns = (self.columns[f"value_{name}"], self.columns[f"status_{name}"])
        value, status = (cell(row, column) for column in columns)
        return Place(value, f'{status}="observed"')

    def _effective(self, row: int, line: AccountLine) -> str:
        at = self._places(row)
        if self.growth is None or self.book.growth is None:
            return f"={at('capped')}"
        card, block = self.book.growth, self.growth
        found = score(card, line.growth_values, line.attributes)
        block.write(
            self.page, row, line.growth_values, line.attributes, found, why=at("growth_why")
        )
        why = why_word(found, floor=card.coverage_floor)
        self._put(row, "growth_why", why, "word", block.why_formula(row))
        self._put(
            row,
            "growth",
            _or_empty(found.score),
            "score",
            block.score_formula(row, at("growth_why")),
        )
        return stands.grown(at("score"), at("capped"), at("growth"), self.naming)

    def _reconcile(self, row: int, result: AccountResult) -> None:
        at = self._places(row)
        own, said = at("score"), at("said_score")
        self._put(row, "said_score", _or_empty(result.score.score), "score")
        self._put(row, "said_band", result.effective_band or "", "text")
        both = f"AND(ISNUMBER({own}),ISNUMBER({said}))"
        neither = f"IF(ISNUMBER({own})=ISNUMBER({said}),0,100)"
        self._put(row, "difference", 0.0, "tiny", f"=IF({both},ABS({own}-{said}),{neither})")
        same = f'=IF(EXACT({at("effective")},{at("said_band")}),"agrees","differs")'
        self._put(row, "agrees", "agrees", "word", same)

    def _put(
        self, row: int, word: str, value: Shown, style: str = "text", live: str | None = None
    ) -> None:
        self.page.put(row, self.columns[word], value, style, formula=live if self.live else None)

    def _places(self, row: int) -> _At:
        return _At(row, self.columns)

    def lookup(self, word: str, account_id: str, at: str) -> str:
        """A formula without ``=`` that finds a column's cell of an account from another sheet."""
        rows = (FIRST_ROW, max(self.last_row, FIRST_ROW))
        find = Finder(self.name, self.columns["account_id"], rows, self.direct)
        return find(self.columns[word], account_id, at)


@dataclass(frozen=True, slots=True)
class _At:
    """References within one row by word."""

    row: int
    columns: dict[str, int]

    def __call__(self, word: str) -> str:
        return cell(self.row, self.columns[word])


def _or_empty(value: float | None) -> float | str:
    return "" if value is None else value
