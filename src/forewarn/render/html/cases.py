"""Wrong calls by name: one line each, which unfolds into the account as it stood then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forewarn.evidence.backtest import Named
from forewarn.render.charts.tones import BANDS, mark
from forewarn.render.figures import Sheet, became, in_effect, money
from forewarn.render.html.elements import Html, element, joined
from forewarn.render.html.tables import rows
from forewarn.render.text.marks import number, plainly, title
from forewarn.terms.score import AccountResult, Contribution

Colors = Mapping[tuple[str, str], str]
"""Colours of bands by scorecard and name."""
SHOWN = 10
"""Cases in view; the others fold away."""


def cases(found: Sheet, colors: Colors, *, level: int = 2) -> Html:
    """A sheet of named cases as a section; nothing for one without any."""
    if not found.cases:
        return Html()
    more = f"{found.left_out} more are not shown here." if found.left_out else ""
    return element(
        "section",
        element(f"h{level}", found.title),
        element("p", found.guide, class_="guide"),
        _listed(found.cases, colors),
        element("p", more, class_="guide") if more else "",
    )


def _listed(found: Sequence[Named], colors: Colors) -> Html:
    every = [_case(each, colors) for each in found]
    rest = every[SHOWN:]
    if not rest:
        return joined(*every)
    return joined(
        *every[:SHOWN],
        element("details", element("summary", f"{len(rest)} more"), *rest),
    )


def _case(each: Named, colors: Colors) -> Html:
    summary = element(
        "summary",
        element("b", *_who(each.result)),
        element("span", str(each.case.due_on)),
        element("span", became(each.case)),
        element("span", money(each), class_="money"),
        element(
            "span",
            band(each.result, colors),
            " ",
            number(each.result.score.shown),
            in_effect(each.result.band, each.result.effective_band),
        ),
    )
    return element("details", summary, element("div", *_unfolded(each)), class_="case")


def _who(result: AccountResult) -> Iterator[str]:
    if result.name:
        yield f"{result.name} "
    yield element("span", f"({result.account_id})" if result.name else result.account_id)


def band(result: AccountResult, colors: Colors) -> Html:
    """The band of a result as colour, shape and word."""
    if result.band is None:
        return element("span", "–", class_="band")
    color = colors.get((result.scorecard or "", result.band))
    known = f"band band-{color}" if color in BANDS else "band"
    return element("span", mark(color, result.band), class_=known)


def _unfolded(each: Named) -> Iterator[Html]:
    result = each.result
    yield element("p", f"As it stood on {result.as_of}, owner {result.owner or '–'}.")
    if each.hints:
        yield element("p", "What was known then and spoke against the band:")
        yield element("ul", *(element("li", hint) for hint in each.hints), class_="hints")
    for line in _people(result):
        yield element("p", line)
    if result.score.contributions:
        yield rows(
            f"What the score of {title(result)} was made of",
            ("input", "adds", "points", "weight", "what was measured"),
            (_contribution(part) for part in result.score.contributions),
        )
    if result.score.reason:
        yield element("p", result.score.reason)


def _contribution(part: Contribution) -> tuple[str, ...]:
    points = "–" if part.points is None else plainly(part.points)
    weight = f"{plainly(100 * part.weight)} %"
    return (part.input, number(part.shown), points, weight, part.sentence)


def _people(result: AccountResult) -> Iterator[str]:
    overlay, gap = result.overlay, result.divergence
    if overlay is not None and overlay.band is not None:
        yield f"People said {overlay.band} on {overlay.assessed_on}."
    elif overlay is not None:
        yield f"People assessed it last on {overlay.assessed_on}; it did not count any more."
    if gap is not None:
        yield (
            f"Score {gap.from_band} against people {gap.to_band} since {gap.since} ({gap.state})."
        )
    for cap in result.caps:
        held = "held" if cap.binding else "would have held"
        yield f"{cap.because} ({held} the band at {cap.band})"
    for context in result.contexts:
        until = f" until {context.ends_on}" if context.ends_on else ""
        yield f"Context from {context.starts_on}{until}: {context.text}"
