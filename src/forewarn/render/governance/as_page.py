"""The governance pack as one HTML file that asks nobody for anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forewarn.evidence.governance import NO_OWNER, GovernancePack, Kpi, Proofs
from forewarn.render.charts.tones import BANDS
from forewarn.render.figures import Sheet
from forewarn.render.governance.charts import band_chart, drift_chart, shift_chart
from forewarn.render.governance.section import Section
from forewarn.render.governance.sections import sections, title
from forewarn.render.html.cases import Colors, cases
from forewarn.render.html.elements import Html, element, joined
from forewarn.render.html.figure import figures
from forewarn.render.html.page import page
from forewarn.render.html.tables import rows, sheet

_LOOKS = {
    "changes behaviour": ("good", "✓"),
    "validated": ("good", "✓"),
    "fix": ("fair", "◐"),
    "retire": ("poor", "✕"),
    "too few to judge": ("thin", "…"),
}
_ANSWERS = {"yes": "✓ yes", "no": "✕ no", "not recorded yet": "… not recorded yet"}


def governance(pack: GovernancePack) -> str:
    """The whole pack, every wrong call named."""
    first, *others = sections(pack, limit=None)
    return page(
        title(pack),
        [_first(pack, first), _contents(others), *(_section(pack, each) for each in others)],
        under=[
            f"What was known at {pack.as_of}; the quarter began on {pack.quarter_began_on}",
            *(f"{card.name} v{card.version}: {card.label}" for card in pack.scorecards),
        ],
        notices=pack.notices,
        of="governance pack",
    )


def _first(pack: GovernancePack, section: Section) -> Html:
    alarmed = bool(pack.shifts) and pack.shifts[0].any_alarm
    head = "✕ Structural shift" if alarmed else "In short"
    return element(
        "section",
        element("h2", head),
        element("ul", *(element("li", each) for each in section.said)),
        id=section.name,
        class_=f"verdict {'poor' if alarmed else ''}".strip(),
    )


def _contents(every: list[Section]) -> Html:
    links = (element("li", element("a", each.title, href=f"#{each.name}")) for each in every)
    return element(
        "nav",
        element("details", element("summary", "Contents"), element("ol", *links)),
        aria_label="Contents",
    )


def _section(pack: GovernancePack, section: Section) -> Html:
    own = _OWN.get(section.name)
    return element(
        "section",
        element("h2", section.title),
        _said(section),
        own(pack) if own else "",
        *(_sheet(pack, each) for each in section.sheets),
        id=section.name,
    )


def _said(section: Section) -> Html:
    if len(section.said) == 1:
        return element("p", section.said[0])
    return element("ul", *(element("li", each) for each in section.said))


def _sheet(pack: GovernancePack, found: Sheet) -> Html:
    if found.columns[:1] == ("scorecard",):
        return Html()  # the panels above say it
    if found.columns[:1] == ("what is known",):
        return element("details", element("summary", found.title), sheet(found, level=3))
    if found.cases:
        return cases(found, _colors(pack), level=3)
    if found.columns[:1] == ("band",):
        return _marked(pack, found)
    if found.columns[:2] == ("statement", "answer"):
        answers = tuple((row[0], _ANSWERS.get(row[1], row[1]), *row[2:]) for row in found.rows)
        return sheet(Sheet(found.title, found.guide, found.columns, answers), level=3)
    return sheet(found, level=3)


def _colors(pack: GovernancePack) -> Colors:
    return {
        (card.name, each.band): each.color
        for card in pack.scorecards
        for each in pack.bands
        if each.band and each.color
    }


def _marked(pack: GovernancePack, found: Sheet) -> Html:
    """The table of bands with each band in its colour."""
    tones = {
        each.band: BANDS[each.color].name
        for each in pack.bands
        if each.color and each.color in BANDS
    }
    cells = [
        (element("span", name, class_=f"band {tones.get(name.partition(' ')[2], '')}"), *rest)
        for name, *rest in found.rows
    ]
    return element(
        "section",
        element("h3", found.title),
        element("p", found.guide, class_="guide"),
        rows(found.title, found.columns, cells),
        class_="sheet",
    )


def _proofs(pack: GovernancePack) -> Html:
    return joined(*map(_proof, pack.proofs))


def _proof(each: Proofs) -> Html:
    look, sign = _LOOKS.get(each.verdict, ("", ""))
    return element(
        "div",
        element("h2", f"{sign} {each.scorecard.name}: {each.verdict}"),
        element("p", f"{each.rule[:1].upper()}{each.rule[1:]}."),
        element(
            "p",
            f"Proof 1, it foresees renewals: {each.validated} ({each.n} cases; {each.because}).",
            class_="more",
        ),
        element("p", f"Proof 2, people act on it: {each.shown}.", class_="more"),
        class_=f"verdict {look}",
    )


def _tiles(pack: GovernancePack) -> Html:
    """The figures that have a number, before the table of all."""
    numbered = [each for each in pack.kpis if each.n is not None]
    return element("ul", *map(_tile, numbered), class_="tiles")


def _tile(each: Kpi) -> Html:
    return element(
        "li",
        element("span", each.name, class_="name"),
        element("span", _head(each), class_="value"),
        element("span", _rests_on(each), class_="span"),
        element("span", each.owner or NO_OWNER, class_="span"),
    )


def _head(each: Kpi) -> str:
    """The first number alone: other currencies stand in the table."""
    return each.value.split(";")[0].split(" (")[0]


def _rests_on(each: Kpi) -> str:
    """The interval and n of the number shown."""
    found = each.figure
    if found is None or found.low is None or found.high is None or "%" not in _head(each):
        return f"n {each.n}"
    return f"95 %: {100 * found.low:.0f} to {100 * found.high:.0f}, n {found.n}"


def _band_charts(pack: GovernancePack) -> Html:
    return figures(band_chart(pack), shift_chart(pack))


def _drift_charts(pack: GovernancePack) -> Html:
    return figures(drift_chart(pack)) if pack.segments else Html()


_OWN: Mapping[str, Callable[[GovernancePack], Html]] = {
    "scorecards": _proofs,
    "figures": _tiles,
    "bands": _band_charts,
    "drift": _drift_charts,
}
