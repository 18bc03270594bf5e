"""A plan as people read it: revenue first, other people's text tamed, short enough to comment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from forewarn.evidence.comparing import Comparison
from forewarn.render import proposal_markdown, proposed
from forewarn.render.text import proposal as text
from forewarn.terms.proposed import (
    DOWN,
    SCORED,
    UP,
    Applied,
    BandMove,
    CardVersion,
    Edit,
    History,
    Proposal,
    Recomputed,
    RevenueMoved,
)
from forewarn.terms.score import Revenue

GOLDEN = Path(__file__).parent / "plan.md"
CARD = CardVersion("account health", 2, "scorecards/health.yml", "f" * 64)
EVIDENCE = Comparison(
    "in force",
    "proposed",
    (),
    "no difference shown",
    "AUC 0.710 (in force) and 0.722 (proposed) on 312 cases (41 lost), 90 days before: a "
    "difference of +0.012 (95 %: -0.008 to +0.031)",
)


def move(
    account: str, direction: str, arr: int | None, *, name: str | None = None, owner: str = "Jo"
) -> BandMove:
    bands = {DOWN: ("Healthy", "Watch"), UP: ("Watch", "Healthy"), SCORED: (None, "Watch")}
    revenue = () if arr is None else (Revenue("EUR", Decimal(arr)),)
    return BandMove(
        account_id=account,
        name=name,
        owner=owner,
        direction=direction,
        from_band=bands[direction][0],
        to_band=bands[direction][1],
        arr=None if arr is None else Decimal(arr),
        currency=None if arr is None else "EUR",
        revenue=revenue,
        from_score=71.2,
        to_score=66.0,
        from_scorecard="account health",
        to_scorecard="account health",
        renews_on=date(2026, 9, 1),
    )


PLAN = Proposal(
    as_of=date(2026, 3, 2),
    category="scoring",
    diff=(
        Edit(
            "account health",
            "scoring",
            ("inputs", "Logins", "weight"),
            20,
            25,
            "inputs > Logins > weight: 20 → 25",
        ),
    ),
    moves=(
        move("a1", DOWN, 412000, name="Alder | Co"),
        move("a2", DOWN, None),
        move("a3", UP, 90000, name="Birch"),
    ),
    revenue=(
        RevenueMoved(DOWN, 2, "EUR", Decimal(412000)),
        RevenueMoved(UP, 1, "EUR", Decimal(90000)),
    ),
    gained=(),
    lost=("a9",),
    evidence=EVIDENCE,
    evidence_because="",
    recomputed=Recomputed(158, 1, "the signals are the same, so the facts were measured once"),
    before=(replace(CARD, version=1, fingerprint="e" * 64),),
    after=(CARD,),
    routing_before=(),
    routing_after=(),
    base=1,
    ingest=(3, "2026-03-02T06:00:00.000000"),
    notices=(),
    forewarn_version="0.1.0",
    fingerprint="0123456789abcdef" * 4,
)


def shown(result: RenderableType) -> str:
    """What stands on a wide terminal."""
    console = Console(width=200, highlight=False, markup=False, emoji=False)
    with console.capture() as kept:
        console.print(result)
    return kept.get()


def test_markdown_is_what_it_was() -> None:
    """A change is a decision: write what it gives into plan.md."""
    assert proposal_markdown.proposal(PLAN) == GOLDEN.read_text("utf-8")


def test_revenue_comes_before_everything() -> None:
    lines = proposal_markdown.proposal(PLAN).splitlines()
    assert lines[0] == ("## A scoring change in account health: other scores from the same signals")
    assert "2 accounts move down with 412\u202f000 EUR" in lines[2]
    assert "1 account moves up with 90\u202f000 EUR" in lines[3]


@pytest.mark.parametrize("count", [0, 300, 20_000])
def test_it_fits_a_comment(count: int) -> None:
    names = "Very & <long> @name | of a company " * 5
    many = tuple(move(f"acc-{n:05d}", DOWN, n + 1, name=names) for n in range(count))
    edit = replace(PLAN.diff[0], shown="why: " + "x" * 2000)
    page = proposal_markdown.proposal(replace(PLAN, moves=many, diff=(edit,) * (1 + count // 10)))
    assert len(page) <= proposal_markdown.MOST
    assert page.count("<details>") == page.count("</details>")
    if count == 20_000:
        assert "more: see the plan as JSON" in page


def test_other_peoples_text_opens_no_tag_and_calls_nobody() -> None:
    nasty = move("a1", DOWN, 1, name="</details><img src=x> ![x](y) @everyone", owner="@boss")
    page = proposal_markdown.proposal(replace(PLAN, moves=(nasty,), notices=("<b>@all</b>",)))
    assert "<img" not in page
    assert "![" not in page
    assert "<b>" not in page
    assert "@" not in page
    assert page.count("</details>") == 2


def test_text_names_accounts_evidence_and_the_way_on() -> None:
    said = shown(text.proposal(PLAN, limit=2))
    for words in (
        "2 accounts move down with",
        "1 account would have no score any more: a9",
        "Evidence: no difference shown: AUC 0.710 (in force)",
        "Alder | Co (a1)",
        "The first 2 are shown",
        "Tasks: not recorded yet",
        "forewarn apply plan.json",
    ):
        assert words in said
    assert "Birch" not in said
    assert "Birch" in shown(text.proposal(PLAN, limit=None))


def test_an_empty_plan_says_so() -> None:
    empty = replace(
        PLAN, category=None, diff=(), moves=(), revenue=(), lost=(), evidence=None, base=2
    )
    assert proposed.heading(empty) == "Nothing differs from what is in force."
    assert "There is nothing to apply." in shown(text.proposal(empty, limit=None))
    first = replace(empty, base=0)
    assert "last recorded under" in proposed.heading(first)


APPLIED = Applied(
    plan="p",
    number=2,
    again=False,
    category="scoring",
    scorecards=(CARD,),
    applied_by="Ana",
    why="logins <say> little",
    approved_by=("Ana: cs", "Ana: revops"),
    applied_at="2026-03-02T12:00:00+00:00",
    notices=("Ana approved as cs and revops",),
)


def test_what_was_applied() -> None:
    said = shown(text.applied(APPLIED))
    for words in ("In force: account health v2", "by Ana", "logins <say> little", "Ana: revops"):
        assert words in said
    assert "nothing was written" in shown(text.applied(replace(APPLIED, again=True)))
    assert "logins &lt;say> little" in proposal_markdown.applied(APPLIED)


def test_history() -> None:
    assert "No plan was applied yet" in shown(text.history(History(())))
    said = shown(text.history(History((APPLIED,))))
    assert "account health v2" in said
    assert "Ana: cs, Ana: revops" in proposal_markdown.history(History((APPLIED,)))
