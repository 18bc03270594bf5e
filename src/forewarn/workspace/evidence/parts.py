"""The pages of *Evidence*: one backtest, taken apart by what people ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forewarn.evidence.backtest import Backtest
from forewarn.render.charts.evidence import charts
from forewarn.render.figures import Sheet, baselines, expansion, horizons, lead_time, parts
from forewarn.render.said_figures import said
from forewarn.render.statement_figures import statements
from forewarn.workspace.evidence.cases import lists_of, reviews_of
from forewarn.workspace.evidence.reading import Read
from forewarn.workspace.models import Member
from forewarn.workspace.project import Shown


@dataclass(frozen=True, slots=True)
class Asker:
    """Who reads, and whether they lead: what is said of single people is for those who do."""

    member: Member
    leading: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A page of Evidence.

    Attributes:
        title: in the row of pages.
        asks: the question that it answers.
        charts: drawn on it, by name.
        sheets: tables on it, the first open.
        more: what else its template shows.
    """

    title: str
    asks: str
    charts: tuple[str, ...] = ()
    sheets: Callable[[Backtest, Asker], Iterable[Sheet]] = lambda result, asker: ()
    more: Callable[[Read[Backtest], Shown, Asker], Mapping[str, Any]] = field(
        default=lambda read, shown, asker: {}
    )


def _figures(result: Backtest, asker: Asker) -> Iterable[Sheet]:
    return horizons(result), baselines(result), expansion(result)


def _by_quarter(result: Backtest, asker: Asker) -> Iterable[Sheet]:
    yield parts("By quarter", result.by_quarter)
    yield parts("By segment", result.by_segment)
    yield parts("By plan", result.by_plan)
    if asker.leading:
        yield parts("By owner", result.by_owner)


def _said(result: Backtest, asker: Asker) -> Iterable[Sheet]:
    return statements(result), *said(result, limit=0)


def _calls(read: Read[Backtest], shown: Shown, asker: Asker) -> Mapping[str, Any]:
    result, member = read.result, asker.member
    assert result is not None
    return {
        "lists": lists_of(result, shown, member, read.left_out),
        "reviews": reviews_of(result, shown, member) if result.reviews else None,
    }


def _lead(read: Read[Backtest], shown: Shown, asker: Asker) -> Mapping[str, Any]:
    return {"lead": lead_time(read.result)} if read.result else {}


PARTS: Mapping[str, Part] = {
    "figures": Part(
        "Figures", "How well did it foresee, 30 to 180 days before?", ("roc", "precision"), _figures
    ),
    "calibration": Part(
        "Calibration", "Did each band lose as many as it should, and do the chances hold?",
        ("bands", "calibration"),
    ),
    "lead-time": Part(
        "Lead time", "How early were losses flagged?", ("lead",), more=_lead
    ),
    "quarters": Part(
        "Quarters", "Does it hold from quarter to quarter, and in every part of the book?",
        ("accuracy", "auc"), _by_quarter,
    ),
    "calls": Part("Named calls", "Which accounts did it get wrong, and what spoke against?",
                  more=_calls),
    "people": Part("People", "Who saw it coming, and what became of where people and score differ?",
                   sheets=_said),
    "packs": Part("Packs", "What was reported, month by month?"),
}  # fmt: skip
"""By the word in the address, in the order of the row."""


def told(part: Part, read: Read[Backtest], shown: Shown, asker: Asker) -> Mapping[str, Any]:
    """What a page shows of a backtest that can be read."""
    result = read.result
    assert result is not None
    titles = {each.name: each.title for each in charts(result)}
    return {
        "charts": {name: titles[name] for name in part.charts if name in titles},
        "sheets": [each for each in part.sheets(result, asker) if each.rows],
        **part.more(read, shown, asker),
    }
