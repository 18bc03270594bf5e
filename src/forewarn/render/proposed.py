"""A plan in words, the same in text and Markdown: revenue first, then accounts by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from forewarn.render.figures import Sheet, compared
from forewarn.render.text.marks import day, money, number
from forewarn.terms.proposed import (
    DOWN,
    LEVEL,
    SCORED,
    UNSCORED,
    UP,
    Applied,
    BandMove,
    History,
    Proposal,
)
from forewarn.terms.score import Revenue

_SAID = {
    DOWN: "down",
    UP: "up",
    SCORED: "get a band",
    UNSCORED: "lose their band",
    LEVEL: "keep their place in a band of another name",
}
_CATEGORIES = {
    "cosmetic": "only words on the screen change",
    "routing": "other scorecards for some accounts",
    "banding": "other bands for the same scores",
    "scoring": "other scores from the same signals",
    "signal": "other signals",
}


def heading(plan: Proposal) -> str:
    """What kind of change it is, in one line."""
    if plan.category is None:
        if plan.base:
            return "Nothing differs from what is in force."
        return "Nothing differs from what results were last recorded under."
    names = ", ".join(dict.fromkeys(each.scorecard or "forewarn.yml" for each in plan.diff))
    if not plan.before:
        return f"Nothing is in force or on record yet: {names} would be the first"
    return f"A {plan.category} change in {names}: {_CATEGORIES[plan.category]}"


def revenue(plan: Proposal) -> list[str]:
    """Per direction how many accounts with how much revenue; the first thing people ask."""
    if not plan.moves:
        return [] if plan.category is None else ["No account changes its band."]
    return [
        f"{_accounts(parts[0].accounts)} {_said(direction, parts[0].accounts)}"
        + (f" with {money(_amounts(parts))} of recurring revenue" if _amounts(parts) else "")
        for direction, found in groupby(plan.revenue, key=lambda each: each.direction)
        for parts in [list(found)]
    ]


def _amounts(parts: Sequence[object]) -> list[Revenue]:
    found = ((getattr(each, "currency", None), getattr(each, "arr", None)) for each in parts)
    return [Revenue(currency, arr) for currency, arr in found if currency and arr is not None]


def _said(direction: str, count: int) -> str:
    if direction in (DOWN, UP):
        return f"{'moves' if count == 1 else 'move'} {direction}"
    if count > 1:
        return _SAID[direction]
    return {SCORED: "gets a band", UNSCORED: "loses its band"}.get(
        direction, "keeps its place in a band of another name"
    )


def _accounts(count: int) -> str:
    return f"{count:,} account{'' if count == 1 else 's'}"


def scores(plan: Proposal) -> list[str]:
    """Accounts that get a score, or have none any more, and are not among those that move."""
    moving = {each.account_id for each in plan.moves}
    found = [
        (words, [each for each in ids if each not in moving])
        for words, ids in (("get a score", plan.gained), ("have no score any more", plan.lost))
    ]
    return [f"{_accounts(len(ids))} would {words}: {_some(ids)}" for words, ids in found if ids]


def _some(names: Sequence[str], most: int = 10) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def evidence(plan: Proposal) -> str:
    """The one sentence about the outcomes."""
    found = plan.evidence
    if found is None:
        return f"no comparison: {plan.evidence_because}"
    return f"{found.said}: {found.because}"


def evidence_sheet(plan: Proposal) -> Sheet:
    """The figures behind that sentence."""
    return compared(plan.evidence)


def recomputed(plan: Proposal) -> str:
    """What was worked out to know it."""
    count = plan.recomputed.accounts
    scored = f"{_accounts(count)} scored on both sides; " if count else ""
    return f"{scored}{plan.recomputed.why}"


def moves(plan: Proposal, *, limit: int | None) -> Sheet:
    """The accounts that move, by name."""
    shown = plan.moves if limit is None else plan.moves[:limit]
    return Sheet(
        f"Accounts that change band: {len(plan.moves):,}",
        f"Effective bands as of {plan.as_of}; down before up, most revenue first."
        + (f" The first {limit:,} are shown." if len(shown) < len(plan.moves) else ""),
        ("account", "owner", "revenue", "renews", "from", "to", "score"),
        tuple(map(_move, shown)),
    )


def _move(each: BandMove) -> tuple[str, ...]:
    return (
        f"{each.name} ({each.account_id})" if each.name else each.account_id,
        each.owner or "–",
        money(each.revenue),
        day(each.renews_on),
        each.from_band or "–",
        each.to_band or "–",
        f"{number(each.from_score)} → {number(each.to_score)}",
    )


def differences(plan: Proposal) -> Sheet:
    """Every value that differs."""
    return Sheet(
        f"What differs: {len(plan.diff):,}",
        "cosmetic < routing < banding < scoring < signal: the largest decides what is worked out.",
        ("scorecard", "category", "what"),
        tuple((each.scorecard or "–", each.category, each.shown) for each in plan.diff),
    )


def way_on(plan: Proposal) -> str:
    """How to put it in force."""
    if plan.category is None and plan.base:
        return "There is nothing to apply."
    return (
        'To put it in force: forewarn plan --out plan.json, then forewarn apply plan.json --by "…" '
        '--why "…" --approved-by "NAME: role"'
    )


def applied(result: Applied) -> Iterator[str]:
    """What an application did."""
    if result.again:
        yield "This plan was applied already; nothing was written."
    names = ", ".join(f"{card.name} v{card.version}" for card in result.scorecards)
    yield f"In force: {names}"
    yield f"Applied by {result.applied_by} at {result.applied_at}: {result.why}"
    if result.approved_by:
        yield f"Approved by {', '.join(result.approved_by)}"
    yield from result.notices
    yield "What was said before stays as it was said."


def history(result: History) -> Sheet:
    """Who applied what, when, why."""
    return Sheet(
        "Plans that were applied",
        "The newest is in force; without any the working files are.",
        ("no.", "when", "by", "approved by", "category", "in force since", "why"),
        tuple(
            (
                str(each.number),
                each.applied_at,
                each.applied_by,
                ", ".join(each.approved_by) or "–",
                each.category or "none",
                ", ".join(f"{c.name} v{c.version} {c.fingerprint[:12]}" for c in each.scorecards),
                each.why,
            )
            for each in result.applied
        ),
    )
