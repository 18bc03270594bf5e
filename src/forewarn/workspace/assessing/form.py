"""The form of an assessment: every step with its meaning, what stands, and what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils import timezone

from forewarn.ledger.book import entries
from forewarn.ledger.entered import ASSESSMENT, Entry
from forewarn.project import clock
from forewarn.project.asked import RECORD
from forewarn.project.assessing import FIELDS, Said, Table
from forewarn.project.entered import reasons
from forewarn.project.reconciling import Stand
from forewarn.scorecard.model import Scorecard
from forewarn.scorecard.steps import NAMES, PULSE, steps_of
from forewarn.scoring.overlay import reading_band
from forewarn.terms.imported import Written
from forewarn.terms.score import AccountResult, Reading
from forewarn.workspace.models import Member
from forewarn.workspace.project import Shown

_LONGEST = 4000
_BEGAN = "began-"
_CHOICE = "take-"


@dataclass(frozen=True, slots=True)
class Step:
    """One answer that can be chosen; an empty value says that nothing can be said."""

    value: str
    meaning: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form.

    Attributes:
        steps: empty for what is said in words.
        value: what stands in it.
        began: what the form began with, sent along.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    value: str
    began: str


@dataclass(frozen=True, slots=True)
class Pending:
    """An assessment that no score knows yet.

    Attributes:
        band: what it gives alone; None where too little is filled in.
        counts_from: the first date whose scores know it.
    """

    entry: Entry
    band: str | None
    color: str
    counts_from: date


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that was changed here and by somebody else meanwhile."""

    name: str
    title: str
    began: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class AssessForm:
    """The form as it is shown.

    Attributes:
        by: in whose name it is entered.
        stand: what stood when it was shown.
        tomorrow: the first date whose scores would know it.
    """

    by: str
    fields: tuple[Field, ...]
    stand: Stand
    tomorrow: date


def author(member: Member) -> str:
    """In whose name a member assesses: as the facts write it, where they gave it so."""
    return member.name.strip() or member.email


def table_of(shown: Shown, result: AccountResult) -> Table:
    """What is on record of an account; one query."""
    zone = shown.settings.timezone
    today = clock.today(timezone.now(), zone)
    return Table(result, entries(shown.ledger, result.account_id), today, zone)


def form_of(
    table: Table, card: Scorecard | None, by: str, *, sent: Mapping[str, Written] | None = None
) -> AssessForm:
    """The form on what stands now.

    Args:
        by: who fills it in.
        sent: what was in it when it came back unanswered; None = as on record.
    """
    stand = table.stand(by)
    cells = stand.cells if sent is None else sent
    return AssessForm(by, tuple(_fields(card, cells, stand.cells)), stand, table.tomorrow)


def _fields(
    card: Scorecard | None, cells: Mapping[str, Written], began: Mapping[str, Written]
) -> Iterator[Field]:
    steps = steps_of(card)
    for name in FIELDS:
        value = _text(cells.get(name))
        offered = [*steps.get(name, {}).items(), *([("", "cannot say")] if name in steps else [])]
        yield Field(
            name,
            NAMES[name],
            tuple(Step(step, meaning, step == value) for step, meaning in offered),
            value,
            _text(began.get(name)),
        )


def said_in(sent: QueryDict, card: Scorecard | None, by: str) -> Said | None:
    """What a form says; None where it holds what no form of ours does."""
    steps = steps_of(card)
    for name in steps:
        if sent.get(name, "") not in ("", *steps[name]):
            return None
    base = {name: _value(name, sent.get(_BEGAN + name, "")) for name in FIELDS}
    # Whoever chose the record's of two sides changes nothing; the form began with the record.
    cells = {
        name: base[name] if sent.get(_CHOICE + name) == RECORD else _value(name, sent.get(name, ""))
        for name in FIELDS
    }
    return Said(by, cells, base)


def _value(name: str, text: str) -> Written:
    clean = text.replace("\r\n", "\n").strip()[:_LONGEST]
    if not clean:
        return None
    return int(clean) if name == PULSE and clean.isdecimal() else clean


def _text(value: Written) -> str:
    return "" if value is None else str(value)


def clashes(said: Said, stand: Stand, names: tuple[str, ...]) -> tuple[Clash, ...]:
    """Fields that both sides changed, side by side."""
    return tuple(
        Clash(
            name,
            NAMES[name],
            _text(said.base.get(name)),
            _text(said.cells.get(name)),
            _text(stand.cells.get(name)),
        )
        for name in names
    )


def pending(table: Table, card: Scorecard | None) -> tuple[Pending, ...]:
    """Assessments that the results do not know yet, newest first, each author's last of a day."""
    found: dict[tuple[str, date], Pending] = {}
    for each in table.entries:
        counts = table.counts_from(each.entered_at)
        if each.kind == ASSESSMENT and counts > table.result.as_of:
            key = (each.said_by, each.said_on)
            found.pop(key, None)
            band = _band(card, each)
            found[key] = Pending(each, band, _color(card, band), counts)
    return tuple(reversed(found.values()))


def _color(card: Scorecard | None, band: str | None) -> str:
    bands = card.bands if card else ()
    return next((each.color for each in bands if each.name == band), "")


def _band(card: Scorecard | None, entry: Entry) -> str | None:
    if card is None or card.overlay is None:
        return None
    return reading_band(card, card.overlay, entry.values)


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading that stands, with why its author sees it differently; empty where nobody said."""

    reading: Reading
    because: str


def heard(table: Table) -> tuple[Heard, ...]:
    """What people say by the newest results."""
    found, account_id = table.result.overlay, table.result.account_id
    said = reasons(table.entries)
    return tuple(
        Heard(each, said.get((account_id, each.assessed_on, each.assessed_by or ""), ""))
        for each in (found.readings if found else ())
    )
