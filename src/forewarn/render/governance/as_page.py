"""The governance pack as one HTML file that asks nobody for anything."""

from __future__ import annotations

from forewarn.evidence.governance import GovernancePack
from forewarn.render.governance.section import Section
from forewarn.render.governance.sections import sections, title
from forewarn.render.html.elements import Html, element
from forewarn.render.html.page import page
from forewarn.render.html.tables import sheet


def governance(pack: GovernancePack) -> str:
    """The whole pack, every wrong call named."""
    every = sections(pack, limit=None)
    return page(
        title(pack),
        [_contents(every), *map(_section, every)],
        under=[
            f"What was known at {pack.as_of}; the quarter began on {pack.quarter_began_on}",
            *(f"{card.name} v{card.version}: {card.label}" for card in pack.scorecards),
        ],
        notices=pack.notices,
        of="governance pack",
    )


def _contents(every: tuple[Section, ...]) -> Html:
    links = (element("li", element("a", each.title, href=f"#{each.name}")) for each in every)
    return element("nav", element("ol", *links), aria_label="Contents", class_="contents")


def _section(section: Section) -> Html:
    return element(
        "section",
        element("h2", section.title),
        _said(section),
        *(sheet(each, level=3) for each in section.sheets),
        id=section.name,
    )


def _said(section: Section) -> Html:
    if len(section.said) == 1:
        return element("p", section.said[0])
    return element("ul", *(element("li", each) for each in section.said))
