"""What the page of one account says: read from the record, computed nowhere here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import Http404

from forewarn.ledger.book import current, history, people
from forewarn.project.recorded import worded
from forewarn.project.retold import Told, told_by_record
from forewarn.render.charts.account import Point, trend, waterfall
from forewarn.render.charts.chart import Chart
from forewarn.render.charts.curve import curve
from forewarn.render.charts.people import timeline
from forewarn.render.text.changes import option_in_words, units_of
from forewarn.scorecard.describe import describe_curve
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explain import reasons
from forewarn.scoring.explained import Explanation
from forewarn.scoring.explanation import LiftToNextBand, Reasons
from forewarn.terms.people import People
from forewarn.terms.score import AccountResult, CategoryScore, Contribution
from forewarn.workspace.models import BookLine
from forewarn.workspace.project import Shown

SINCE_WEEKS = (1, 4, 13)
_MONTH = 4
HISTORY_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Line:
    """One input on the page.

    Attributes:
        measured_on: the day that its value is of, where it has one.
        curve: how a value becomes points, in words; empty where the scorecard is not in force.
        why: why the input is in the scorecard.
    """

    part: Contribution
    measured_on: date | None
    curve: str
    why: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account as the page shows it.

    Attributes:
        moves: per number of weeks the explanation since then; None where the record alone does
            not tell it.
        lift: what would lift it, in sentences; empty in the top band.
        categories: with their scores four weeks before, where the record tells them.
        reasons: what holds it down and up; None where its scorecard is in force no more.
    """

    line: BookLine
    result: AccountResult
    card: Scorecard | None
    label: str
    inputs: tuple[Line, ...]
    explained: Explanation | None
    moves: Mapping[int, Told]
    lift: tuple[str, ...]
    categories: tuple[CategoryScore, ...] = ()
    reasons: Reasons | None = None


def account_page(shown: Shown, line: BookLine) -> AccountPage | None:
    """The page of an account; None where nothing is on record of it."""
    since = [line.as_of - timedelta(weeks=weeks) for weeks in SINCE_WEEKS]
    found = told_by_record(shown.settings, shown.cards, line.account_id, line.as_of, since)
    told = dict(zip(SINCE_WEEKS, found, strict=True))
    explained = found[0].explained
    result = explained.result if explained else recorded(shown, line)
    if result is None:
        return None
    card = shown.card(result.scorecard)
    if card is not None and card.fingerprint != result.fingerprint:
        card = None
    labels = shown.labels(result.as_of)
    label = next((each for each, names in labels.items() if card and card.name in names), "")
    return AccountPage(
        line=line,
        result=result,
        card=card,
        label=label,
        inputs=tuple(_line(part, result, card) for part in result.score.contributions),
        explained=explained,
        moves=told,
        lift=tuple(_lift(shown, explained)) if explained else (),
        categories=_categories(told[_MONTH].explained, result),
        reasons=explained.reasons if explained else _reasons(card, result),
    )


def _categories(explained: Explanation | None, result: AccountResult) -> tuple[CategoryScore, ...]:
    return (explained.result if explained else result).score.categories


def _reasons(card: Scorecard | None, result: AccountResult) -> Reasons | None:
    """As the record alone tells them, with the inputs' own sentences."""
    if card is None or result.score.score is None:
        return None
    said = {part.input: part.sentence or part.input for part in result.score.contributions}
    found = reasons(card, result.score)
    drags, lifts = (
        tuple(replace(each, sentence=said[each.input]) for each in side)
        for side in (found.drags, found.lifts)
    )
    return replace(found, drags=drags, lifts=lifts)


@dataclass(frozen=True, slots=True)
class AccountChart:
    """A chart that the page asks for after itself; the title stands there at once."""

    title: str
    make: Callable[[Shown, BookLine], Chart]


def _trend(shown: Shown, line: BookLine) -> Chart:
    return trend(_past(shown, line), shown.card(line.scorecard))


def _waterfall(shown: Shown, line: BookLine) -> Chart:
    found = recorded(shown, line)
    if found is None:
        raise Http404("nothing on record")
    return waterfall(found, shown.card(found.scorecard))


def _people(shown: Shown, line: BookLine) -> Chart:
    found = people(shown.ledger, line.account_id)
    return timeline(found or People(line.account_id), line.as_of, shown.settings.names)


CHARTS: Mapping[str, AccountChart] = {
    "trend": AccountChart("Score through time", _trend),
    "waterfall": AccountChart("What the score is made of", _waterfall),
    "people": AccountChart("Who was there when", _people),
}
ON_TOP = ("trend", "waterfall")
"""Those that the page shows first."""


def curve_chart(shown: Shown, line: BookLine, place: int) -> Chart:
    """The curve of an input with the account's point on it.

    Raises:
        Http404: nothing is on record by the scorecard in force, or it has no such input.
    """
    found = recorded(shown, line)
    card = shown.card(found.scorecard) if found else None
    if found is None or card is None or card.fingerprint != found.fingerprint:
        raise Http404("not by the scorecard in force")
    parts = found.score.contributions
    if not 0 <= place < len(card.inputs) or len(parts) != len(card.inputs):
        raise Http404("no such input")
    attributes = {name: getattr(found, name) for name in ("segment", "plan", "status", "owner")}
    return curve(card.inputs[place], parts[place], attributes, name=f"curve-{place}")


def _past(shown: Shown, line: BookLine) -> tuple[Point, ...]:
    """The account's scores and bands of a year, oldest first."""
    since = line.as_of - timedelta(weeks=HISTORY_WEEKS)
    found = history(shown.ledger, line.account_id, since=since, until=line.as_of)
    return tuple(Point(e.as_of, e.score, e.band, e.effective_band) for e in found)


def recorded(shown: Shown, line: BookLine) -> AccountResult | None:
    """The result alone, in words where the scorecard still says how."""
    found = current(shown.ledger, line.account_id, line.as_of)
    card = shown.card(found.scorecard) if found else None
    if found is None or card is None or card.fingerprint != found.fingerprint:
        return found
    return worded(card, found) or found


def _line(part: Contribution, result: AccountResult, card: Scorecard | None) -> Line:
    stated = next((each for each in card.inputs if each.name == part.input), None) if card else None
    return Line(
        part,
        (result.dated or {}).get(part.signal),
        describe_curve(stated.curve) if stated else "",
        stated.why if stated else "",
    )


def _lift(shown: Shown, explained: Explanation) -> list[str]:
    lift = explained.lift
    if lift is None:
        return []
    found = [f"First: {cap.because} (keeps it at {cap.band})." for cap in lift.blocked_by]
    if lift.held_by_steadiness:
        found.append(_waiting(lift))
    units = units_of(shown.cards, explained.result.scorecard)
    options = [*lift.singles[:3], *([lift.pair] if lift.pair else [])]
    found += [f"{option_in_words(each, units)}: {each.score:.1f} points." for each in options]
    return found or ["No one or two inputs can do it alone."]


def _waiting(lift: LiftToNextBand) -> str:
    days = f" Standing there for {lift.waits_days} days is enough." if lift.waits_days else ""
    return f"The score is over the edge, but not yet by the margin.{days}"
