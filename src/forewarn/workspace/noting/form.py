"""The form of a note, a context or a mark: what can be chosen, what was sent, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict

from forewarn.ledger.entered import CONTEXT, NOT_APPLICABLE, NOTE, NOTED, WRONG
from forewarn.project.noted import MARKS, Noted, Noting
from forewarn.scorecard.model import Scorecard

KINDS: Mapping[str, tuple[str, str]] = {
    NOTE: ("Note", "What a colleague should know. Kept with the score of this moment."),
    CONTEXT: (
        "Context",
        "A migration, a season, a pause: holds alarms back until its last day. "
        "The band stays as it is.",
    ),
    NOT_APPLICABLE: (
        "A signal does not apply",
        "It leaves the score of this account, and the other inputs weigh more.",
    ),
    WRONG: (
        "A signal is wrong",
        "Its source is broken for this account: it counts as missing.",
    ),
}
"""Title and meaning of each kind."""
_LONGEST = 4000
_USUAL = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen."""

    value: str
    title: str
    meaning: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class NoteForm:
    """The form as it is shown.

    Attributes:
        signals: of the scorecard, with the inputs that rest on them.
        wrong: what keeps it from being entered, by field.
    """

    kinds: tuple[Choice, ...]
    signals: tuple[Choice, ...]
    text: str
    starts_on: str
    ends_on: str
    by: str
    wrong: Mapping[str, str] = field(default_factory=dict)


def signals_of(card: Scorecard | None) -> dict[str, str]:
    """The signals that inputs of a scorecard rest on, with the inputs' names."""
    found: dict[str, str] = {}
    for each in card.inputs if card else ():
        before = found.get(each.signal)
        found[each.signal] = f"{before}, {each.name}" if before else each.name
    return found


def form_of(
    card: Scorecard | None,
    *,
    by: str,
    today: date,
    sent: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> NoteForm:
    """The form.

    Args:
        card: that scores the account.
        by: in whose name it is entered.
        today: the date in the project's zone.
        sent: what stood in it; empty = a new one.
        wrong: what is wrong with that.
    """
    said = dict(sent or {})
    kind = said.get("kind") if said.get("kind") in NOTED else NOTE
    return NoteForm(
        tuple(Choice(k, title, meaning, k == kind) for k, (title, meaning) in KINDS.items()),
        tuple(_signals(card, said.get("signal", ""))),
        said.get("text", ""),
        said.get("starts_on") or today.isoformat(),
        said.get("ends_on") or (today + _USUAL).isoformat(),
        by,
        wrong or {},
    )


def _signals(card: Scorecard | None, chosen: str) -> Iterator[Choice]:
    for name, inputs in signals_of(card).items():
        yield Choice(name, inputs, "", name == chosen)


def noting_in(sent: QueryDict, *, by: str, today: date) -> tuple[Noting, dict[str, str]]:
    """What a form says, and by field what cannot be read as a date.

    Raises:
        ValueError: it holds a kind that no form of ours does.
    """
    kind = sent.get("kind", "")
    if kind not in NOTED:
        raise ValueError(kind)
    wrong: dict[str, str] = {}
    starts_on = _day(sent, "starts_on", wrong) if kind != NOTE else today
    ends_on = _day(sent, "ends_on", wrong) if kind != NOTE else None
    text = sent.get("text", "").replace("\r\n", "\n").strip()[:_LONGEST]
    signal = sent.get("signal", "") if kind in MARKS else ""
    return Noting(kind, text, by, starts_on or today, ends_on, signal), wrong


def _day(sent: QueryDict, name: str, wrong: dict[str, str]) -> date | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong[name] = "Write it as 2026-03-31."
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """One that is on record, as the page lists it.

    Attributes:
        title: of its kind, in words.
        state: ``lasts``, ``coming``, ``ended`` or ``withdrawn``.
        about: the inputs that a marked signal feeds, or its name.
        color: of the band that stood then.
    """

    noted: Noted
    title: str
    state: str
    about: str
    color: str


def lines_of(found: tuple[Noted, ...], card: Scorecard | None, *, today: date) -> tuple[Line, ...]:
    """What is on record of an account, newest first."""
    inputs = signals_of(card)
    colors = {band.name: band.color for band in card.bands} if card else {}
    return tuple(
        Line(
            each,
            _TITLES[each.kind],
            each.state(today),
            inputs.get(each.signal, each.signal),
            colors.get(str(each.stood.get("effective_band")), ""),
        )
        for each in found
    )


_TITLES = {
    NOTE: "Note",
    CONTEXT: "Context",
    NOT_APPLICABLE: "Does not apply",
    WRONG: "Marked wrong",
}
