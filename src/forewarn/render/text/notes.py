"""Notes, contexts and marks of an account, as text that is Markdown too."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.render.days import day
from forewarn.terms.noted import NoteOnRecord, Notes

_KINDS = {
    "note": "note",
    "context": "context",
    "not_applicable": "does not apply",
    "wrong": "marked wrong",
}
_STATES = {"lasts": "", "coming": "to come", "ended": "over", "withdrawn": "taken back"}


def noted(result: Notes) -> str:
    """What was written, then what is there, newest first."""
    lines = [f"Notes of {result.name} ({result.account_id})", ""]
    if result.written is not None:
        lines = [f"On record as number {result.written}; scores from the next day on know it.", "",
                 *lines]  # fmt: skip
    lines += [line for each in result.notes for line in _lines(each)] or ["Nothing is noted."]
    lines += ["", *(f"! {notice}" for notice in result.notices)] if result.notices else []
    return "\n".join(lines)


def _lines(each: NoteOnRecord) -> Iterator[str]:
    state = _STATES[each.state]
    head = [f"{each.number}", _KINDS[each.kind], each.signal, _days(each), each.by, state]
    yield "- " + " · ".join(part for part in head if part)
    yield "  " + (each.text.replace("\n", " ") or "-")
    if each.band is not None:
        score = "no score" if each.score is None else f"{each.score:.1f}"
        yield f"  stood at {score}, {each.band}"


def _days(each: NoteOnRecord) -> str:
    end = f" to {day(each.ends_on)}" if each.ends_on is not None else ""
    return f"{day(each.starts_on)}{end}"
