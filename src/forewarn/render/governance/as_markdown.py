"""The governance pack as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from forewarn.evidence.governance import GovernancePack
from forewarn.render.figures import Sheet
from forewarn.render.governance.section import Section
from forewarn.render.governance.sections import sections, title
from forewarn.render.markdown import lines, table


def governance(pack: GovernancePack, *, limit: int | None) -> str:
    """The whole pack."""
    head = [
        f"# {title(pack)}",
        "",
        f"What was known at {pack.as_of}. The quarter began on {pack.quarter_began_on}.",
        "",
        *(f"- {c.name} v{c.version}: {c.label}, `{c.fingerprint[:12]}`" for c in pack.scorecards),
        *(f"- {notice}" for notice in pack.notices),
    ]
    return lines(*head, *(line for each in sections(pack, limit=limit) for line in _section(each)))


def _section(section: Section) -> Iterable[str]:
    yield from ("", f"## {section.title}")
    if len(section.said) > 1:
        yield ""
        yield from (f"- {each}" for each in section.said)
    else:
        yield from (line for each in section.said for line in ("", each))
    for each in section.sheets:
        if each.rows:
            yield from _sheet(each)


def _sheet(sheet: Sheet) -> Iterable[str]:
    yield from ("", f"### {sheet.title}", "", sheet.guide, "")
    yield from table(sheet.columns, sheet.rows)
    if sheet.more:
        yield from ("", sheet.more)
