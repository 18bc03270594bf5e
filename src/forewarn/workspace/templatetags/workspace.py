"""Small marks of pages: a band, a sparkline, figures, the key of a form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forewarn.evidence.measured import Measured
from forewarn.ledger.applied import Application
from forewarn.plays.promises import Promise
from forewarn.render.charts.tones import BANDS, SHAPES
from forewarn.render.days import day as in_words
from forewarn.render.figures import figure as in_figures
from forewarn.render.figures import percent as in_percent
from forewarn.render.text.changes import then_and_now
from forewarn.scoring.explanation import Move
from forewarn.terms.cases import ANSWERED, ASKED, CONFIRMED, DECLINED, CaseEvent
from forewarn.terms.naming import within
from forewarn.terms.score import Reading
from forewarn.workspace.addresses import address
from forewarn.workspace.models import BookLine
from forewarn.workspace.once import FIELD
from forewarn.workspace.project import names

register = template.Library()
register.filter("within", within)
register.simple_tag(address, name="to")
_WIDTH, _HEIGHT = 96, 30


@register.simple_tag
def band(name: str | None, color: str | None) -> SafeString:
    """A band as colour, shape and word; a dash where there is none."""
    if not name:
        return format_html('<span class="none">–</span>')
    known = color if color in BANDS else ""
    return format_html(
        '<span class="band band-{}"><span aria-hidden="true">{}</span> {}</span>',
        known or "other",
        SHAPES.get(known or "", "■"),
        name,
    )


@register.simple_tag
def context(line: BookLine) -> SafeString:
    """The context that holds an account's alarms back, with its last day; nothing without one."""
    if not line.context:
        return SafeString()
    end = f"until {day(line.context_until)}" if line.context_until else "no end given"
    return format_html('<span class="tag muted" title="{}">Context, {}</span>', line.context, end)


@register.simple_tag
def sparkline(trend: str | Sequence[float | None]) -> SafeString:
    """Scores 0 to 100, oldest first, as a small line with its first and last score in words."""
    scores: Sequence[float | None] = json.loads(trend) if isinstance(trend, str) else trend
    known = [score for score in scores if score is not None]
    if len(known) < 2:
        return format_html('<span class="none">–</span>')
    step = _WIDTH / (len(scores) - 1)
    path = _path([(place * step, score) for place, score in enumerate(scores)])
    last = next(place for place in reversed(range(len(scores))) if scores[place] is not None)
    return format_html(
        '<svg class="spark" viewBox="-2 -2 {} {}" width="{}" height="{}" role="img">'
        '<title>Score from {} to {} over {} weeks</title><path d="{}"/>'
        '<circle cx="{}" cy="{}" r="2"/></svg>',
        _WIDTH + 4,
        _HEIGHT + 4,
        _WIDTH,
        _HEIGHT,
        f"{known[0]:.0f}",
        f"{known[-1]:.0f}",
        len(scores) - 1,
        path,
        f"{last * step:.1f}",
        f"{_y(known[-1]):.1f}",
    )


def _y(score: float) -> float:
    return _HEIGHT * (1 - score / 100)


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    """A line with a gap where there was no score."""
    parts, pen = [], "M"
    for x, score in points:
        if score is None:
            pen = "M"
        else:
            parts.append(f"{pen}{x:.1f} {_y(score):.1f}")
            pen = "L"
    return " ".join(parts)


@register.simple_tag
def once() -> SafeString:
    """The field that makes a form count once, however often it is sent."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())


@register.filter
def points(value: float | None) -> str:
    """Points to one decimal; a dash where there are none."""
    return "–" if value is None else f"{value:.1f}"


@register.filter
def signed(value: float | None) -> str:
    """Points with their sign; a middle dot for none worth the name."""
    if value is None:
        return "–"
    return "·" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")


@register.filter
def share(value: float | None) -> str:
    """A fraction in whole percent, rounded down as where it is held against a floor."""
    return "–" if value is None else f"{int(round(100 * value, 6))} %"


@register.filter
def weight(value: float) -> str:
    """A fraction in percent, with a decimal only where it has one."""
    return f"{100 * value:.1f}".removesuffix(".0") + " %"


@register.filter
def amount(value: Decimal | None) -> str:
    """Money in whole units, thousands apart."""
    return "–" if value is None else f"{value:,.0f}".replace(",", "\u202f")


@register.filter
def day(value: date | None) -> str:
    """A date as people read it; a dash where there is none."""
    return in_words(value)


@register.filter
def plain(value: Any) -> str:
    """A raw value without needless decimals; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@register.simple_tag(takes_context=True)
def asked(context: template.Context, **changes: object) -> str:
    """The address's own question with some parts changed; None takes one out."""
    found: QueryDict = context["request"].GET.copy()
    found.pop("page", None)
    for name, value in changes.items():
        found.pop(name, None)
        if value not in (None, ""):
            found[name] = str(value)
    return f"?{found.urlencode()}"


@register.filter
def spoken(value: object) -> str:
    """A word of the files as people say it: ``not_applicable`` is not applicable."""
    return str(value).replace("_", " ")


@register.filter
def in_short(move: Move) -> str:
    """What moved an input: then and now, without saying anything twice."""
    return then_and_now(move.sentence)


@register.filter
def not_the_customer(move: Move) -> list[tuple[str, float]]:
    """What of a move is a change of the scorecard or of the data, where it shows."""
    parts = (("scorecard", move.scorecard), ("data", move.data))
    return [(name, points) for name, points in parts if abs(points) >= 0.05]


@register.filter
def of_ours(role: str) -> str:
    """What a column of the accounts table that names one of ours is called."""
    return names().of_team(role)


@register.filter
def grades(reading: Reading) -> str:
    """What one person filled in."""
    return graded({name: getattr(reading, name) for name in _GRADED})


_GRADED = {
    "champion_status": "champion",
    "executive_engagement": "executive",
    "outcome_narrative": "outcome",
    "pulse": "pulse",
}


@register.filter
def graded(values: Mapping[str, object]) -> str:
    """The same from values by field."""
    said = (
        f"{word} {spoken(values[name])}"
        for name, word in _GRADED.items()
        if values.get(name) is not None
    )
    return ", ".join(said) or "nothing graded"


@register.filter
def listed(value: str | Sequence[str]) -> str:
    """A text as it is, several with commas between."""
    return value if isinstance(value, str) else ", ".join(value)


@register.filter
def in_lines(value: Sequence[str]) -> str:
    """Several texts, a line each."""
    return "\n".join(value)


@register.filter
def figure(found: Measured) -> str:
    """A figure with its interval: ``0.71 (0.58–0.83)``."""
    return in_figures(found)


@register.filter
def percent(found: Measured) -> str:
    """A share with its interval: ``71 % (58–83)``."""
    return in_percent(found)


@register.filter
def both_roles(application: Application) -> list[str]:
    """Who approved a plan in several roles, in words."""
    held: dict[str, list[str]] = {}
    for each in application.approved_by:
        held.setdefault(each.name, []).append(each.role)
    return [f"{name} holds {' and '.join(two)}" for name, two in held.items() if len(two) > 1]


@register.filter
def by_whom(event: CaseEvent) -> str:
    """Who did it; a question is nobody's but Forewarn's."""
    return "Forewarn" if event.kind == ASKED else event.by


@register.filter
def done_what(event: CaseEvent) -> str:
    """What somebody did about a divergence."""
    words = {ASKED: f"asked {event.by} why", ANSWERED: f"answered: {event.about}"}
    return words.get(event.kind, event.kind + (" the lift" if event.kind in _LIFTS else " it"))


_LIFTS = (CONFIRMED, DECLINED)


@register.simple_tag
def listed_as(line: BookLine, name: str) -> tuple[str, str]:
    """Why an account is on a standing list, and what to do next."""
    why, step = json.loads(line.listed or "{}").get(name, ("", ""))
    return why, step


@register.simple_tag
def state_of(promise: Promise, on: date) -> SafeString:
    """How a promise stands at a day."""
    how = promise.newest.how(on)
    return format_html('<span class="state state-{}">{}</span>', how, how)
