"""Made-up scorecards and accounts, and what the reference says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from forewarn.scorecard.model import (
    Cap,
    Growth,
    Input,
    Linear,
    Lookup,
    OverlaySpec,
    Percentile,
    Scorecard,
    Steady,
    Steps,
    Target,
)
from forewarn.scorecard.overlay import GRADES, default_table
from forewarn.scoring.caps import NEW_ACCOUNT, caps_in_force
from forewarn.scoring.overlay import overlay
from forewarn.scoring.score import score
from forewarn.scoring.standing import standing
from forewarn.scoring.steady import Held, peek
from forewarn.signals.filters.parse import parse
from forewarn.terms.band import Band
from forewarn.terms.score import AccountResult, CapApplied, Revenue
from forewarn.terms.signal import SignalValue, missing, not_applicable, observed, stale
from forewarn.workbook.material import AccountLine, CardBook, Material
from tests.scoring.cards import GROWTH, an_input, card

AS_OF = date(2026, 3, 2)
# Spreadsheets keep 15 to 16 digits and call numbers equal that differ beyond.
heights = st.integers(0, 100).map(float) | st.integers(0, 10_000).map(lambda n: n / 100)
places = st.integers(-50, 500).map(float) | st.integers(-(10**7), 10**7).map(lambda n: n / 1000)
weights = st.integers(1, 60).map(float) | st.integers(1, 10_000).map(lambda n: n / 100)
numbers = st.integers(-60, 600) | st.integers(-(10**8), 10**8).map(lambda n: n / 10_000)
WORDS = ("yes", "Yes", "no", "a*", "3", "2.5", "=1+1", "03")
words = st.sampled_from((*WORDS, 3, 2.5, " 2.5 ", "+7", "1e3", "-0.5", "never listed"))
PLANS = ("pro", "Pro", "basic")
attributes = st.fixed_dictionaries(
    {
        "plan": st.sampled_from((*PLANS, "none of these", None)),
        "segment": st.sampled_from(("smb", "mid", None)),
        "seats": st.sampled_from((1, 10, 2.5, None)),
    }
)


@st.composite
def lines(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    xs = sorted(draw(st.lists(places, min_size=1, max_size=6, unique=True)))
    return tuple((x, draw(heights)) for x in xs)


lookups = st.builds(
    Lookup,
    st.dictionaries(st.sampled_from(WORDS), heights, min_size=1, max_size=5),
    st.none() | heights,
)
targets = st.builds(
    Target,
    st.just("plan"),
    st.dictionaries(
        st.sampled_from(PLANS), st.integers(0, 10**6).map(lambda n: n / 100), min_size=1
    ),
    st.none() | st.sampled_from((0.0, 12.5)),
)
seated = st.builds(
    Target,
    st.just("seats"),
    st.dictionaries(st.sampled_from(("1", "10", "2.5")), st.just(40.0), min_size=1),
)
ranks = st.builds(
    Percentile,
    st.just("segment"),
    st.just(date(2026, 1, 1)),
    st.dictionaries(
        st.sampled_from(("smb", "mid", "None")),
        st.lists(places | st.sampled_from((0.0, 5.0)), min_size=1, max_size=11).map(
            lambda xs: tuple(sorted(xs))
        ),
        min_size=1,
    ),
    st.booleans(),
)
curves = st.one_of(lines().map(Linear), lines().map(Steps), lookups, targets, seated, ranks)
policies = st.sampled_from(("reweight", "reweight", "neutral", "poor"))
names = st.sampled_from(
    ("Logins", "logins!", "2nd use", "A1", "Übergabe", "=SUM(1)", "R1C1", "Key features", "x" * 60)
)


def inputs(start: str) -> st.SearchStrategy[list[Input]]:
    named = st.lists(names, min_size=1, max_size=7, unique=True)
    return named.flatmap(
        lambda titles: st.tuples(
            *(one_input(title, f"{start}{n}") for n, title in enumerate(titles))
        )
    ).map(list)


@st.composite
def one_input(draw: st.DrawFn, title: str, signal: str) -> Input:
    made = an_input(title, draw(curves), draw(weights), missing=draw(policies))
    return replace(made, signal=signal)


@st.composite
def bands(draw: st.DrawFn) -> tuple[Band, ...]:
    edges = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=3)))
    titles = ("At risk", "Watch", "Good", "Healthy")
    return tuple(
        Band(title, float(edge), "red", "Means something.", "rescue", None, 7)
        for title, edge in zip(titles, (0, *edges), strict=False)
    )


CONDITIONS = (
    "s0 > 10",
    "not s0 >= 2.5",
    "extra = 3 or s0 < -5",
    "extra in [1, 2, 'yes']",
    "extra is missing",
    "extra != 'yes' and s0 <= 100",
    "extra = true",
    "extra contains 'e'",
    "extra = '2.5'",
)


@st.composite
def scorecards(draw: st.DrawFn) -> tuple[Scorecard, Scorecard | None]:
    """A health scorecard, perhaps with a growth scorecard."""
    own = draw(bands())
    titles = [band.name for band in own]
    conditions = draw(st.lists(st.sampled_from(CONDITIONS), max_size=3))
    caps = tuple(
        Cap(parse(when), draw(st.sampled_from(titles[:-1])), "because") for when in conditions
    )
    growth = draw(st.none() | inputs("g").map(lambda found: card(*found, bands=(), name="growth")))
    floor = st.sampled_from((0.0, 0.3, 0.6))
    least = st.sampled_from((0.0, 10.0, 50.0))
    if growth is not None:
        growth = replace(growth, coverage_floor=draw(floor))
    made = card(
        *draw(inputs("s")),
        bands=own,
        caps=caps,
        coverage_floor=draw(floor),
        steady=Steady(draw(st.sampled_from((0.0, 3.0, 7.5)))),
        overlay=draw(st.none() | overlays(titles)),
        growth=Growth(titles[-1], "growth", draw(least), GROWTH) if growth is not None else None,
    )
    return made, growth


def overlays(titles: list[str]) -> st.SearchStrategy[OverlaySpec]:
    every = ("champion_status", "executive_engagement", "outcome_narrative", "pulse")
    fields = st.sampled_from((every, every[:3], every[1:], every[:2]))
    return st.builds(
        lambda wins, used, least: OverlaySpec(
            wins,
            35,
            used,
            {name: GRADES[name] for name in used if name in GRADES},
            default_table(titles),
            least,
        ),
        st.sampled_from(("people", "lower", "score")),
        fields,
        st.integers(1, 3),
    )


values = st.one_of(
    numbers.map(observed),
    numbers.map(observed),
    words.map(observed),
    words.map(observed),
    (numbers | words).map(stale),
    st.just(missing()),
    st.just(not_applicable()),
)
# Conditions read more spellings of a number than curves do, and a cell holds one of them.
plain_values = st.one_of(
    numbers.map(observed),
    st.sampled_from(("yes", "no", "Yes", "-0.5", 3)).map(observed),
    numbers.map(stale),
    st.just(missing()),
    st.just(not_applicable()),
)
assessments = st.lists(
    st.fixed_dictionaries(
        {
            "assessed_by": st.sampled_from(("owner", "manager", None)),
            "_on": st.integers(0, 60).map(lambda back: AS_OF - timedelta(days=back)),
            "_seen_on": st.just(AS_OF),
            "pulse": st.sampled_from((None, 1, 2, 5)),
            "champion_status": st.sampled_from((None, "active", "at_risk", "missing", "Active")),
            "executive_engagement": st.sampled_from((None, "active", "lapsed", "none")),
            "outcome_narrative": st.sampled_from((None, "defensible", "in_development", "missing")),
            "note": st.sampled_from((None, "=cmd|' /C calc'!A0", "fine")),
        }
    ),
    max_size=3,
)


@st.composite
def books(draw: st.DrawFn) -> Material:
    """A scorecard with some accounts, scored by the reference."""
    health, growth = draw(scorecards())
    count = draw(st.integers(1, 4))
    lines_ = [draw(accounts(health, growth, f"acc-{n}")) for n in range(count)]
    return material(CardBook(health, growth, "heuristic, not validated", lines_))


def material(*made: CardBook) -> Material:
    return Material("A company", AS_OF, made, (), (AS_OF - timedelta(7), AS_OF), {}, (), "0")


@st.composite
def accounts(
    draw: st.DrawFn, health: Scorecard, growth: Scorecard | None, account_id: str
) -> AccountLine:
    signals = dict.fromkeys([*(item.signal for item in health.inputs), "s0", "extra"])
    asked = ("s0", "extra")
    found = {name: draw(plain_values if name in asked else values) for name in signals}
    grown = {item.signal: draw(values) for item in growth.inputs} if growth else {}
    about = draw(attributes)
    held = draw(st.none() | st.sampled_from([band.name for band in health.bands]))
    return line(
        health, growth, found, about, account_id=account_id, held=held, grown=grown,
        rows=draw(assessments), new=draw(st.booleans()),
    )  # fmt: skip


def line(
    health: Scorecard,
    growth: Scorecard | None,
    found: Mapping[str, SignalValue],
    about: Mapping[str, object],
    *,
    account_id: str,
    held: str | None = None,
    grown: Mapping[str, SignalValue] | None = None,
    rows: list[dict[str, Any]] | None = None,
    new: bool = False,
    **more: Any,
) -> AccountLine:
    """An account as the reference scores it."""
    made = score(health, found, about)
    steady = None if made.score is None else peek(health, Held(held), made.score)
    said = overlay(health, rows or [], AS_OF, owner="owner", account_manager="manager")
    lift = None
    if new and steady == health.bands[0].name and len(health.bands) > 1:
        lift = CapApplied(health.bands[1].name, "new", True, NEW_ACCOUNT)
    growth_score = score(growth, grown or {}, about).score if growth else None
    stands = standing(
        health,
        made.score,
        steady_band=steady,
        caps=caps_in_force(health, found),
        lift=lift,
        overlay_band=said.band if said else None,
        growth_score=growth_score,
    )
    result = AccountResult(
        account_id, AS_OF, health.name, "f", made, stands.raw_band, stands.band,
        stands.effective_band, stands.caps, said, name=more.get("name", account_id),
        owner="owner", growth_score=growth_score, steady_band=stands.steady_band,
        revenue=(Revenue("EUR", Decimal("1200.50")),), trend=(50.0, made.score),
    )  # fmt: skip
    return AccountLine(result, found, about, grown or {}, result.trend)
