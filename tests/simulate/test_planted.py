"""The planted effects are there to be found, and in the null world there is nothing to find."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from statistics import mean

import pytest

from forewarn.simulate import Company, World, simulate
from forewarn.simulate.chance import Setting
from forewarn.simulate.lives import Life, live
from forewarn.simulate.profiles import profiles
from forewarn.simulate.renewals import Outcome

pytestmark = pytest.mark.slow

START, END = date(2025, 1, 1), date(2026, 4, 1)


@cache
def decided(skill: float, number: int = 900) -> list[tuple[Life, Outcome]]:
    """The decided renewals of many accounts; only lives, no facts, so it is quick."""
    setting = Setting(11, START, END, World(skill=skill, champion_leaves_per_year=0.6))
    lives = [live(setting, profile) for profile in profiles(setting, number)]
    return [(one, t.outcome) for one in lives for t in one.terms if t.outcome is not None]


def churn_share(cases: Iterable[tuple[Life, Outcome]]) -> float:
    return mean(outcome.kind == "churned" for _, outcome in cases)


def split_by_champion(skill: float) -> tuple[float, float]:
    away = [c for c in decided(skill) if c[0].champion_away(c[1].decided_on - timedelta(days=60))]
    here = [c for c in decided(skill) if not c[0].champion_away(c[1].decided_on)]
    assert len(away) > 80
    return churn_share(away), churn_share(here)


def auc(skill: float) -> float:
    state = [
        (life.latent.state(life.setting.week_of(o.decided_on)), o.kind == "churned")
        for life, o in decided(skill)
    ]
    bad = [x for x, churned in state if churned]
    good = [x for x, churned in state if not churned]
    return mean(b < g for b in bad for g in good)


def test_accounts_without_a_champion_churn_more() -> None:
    away, here = split_by_champion(1.0)
    assert away > 2 * here


def test_in_the_null_world_the_champion_does_not_matter() -> None:
    away, here = split_by_champion(0.0)
    assert abs(away - here) < 0.1


def test_the_latent_state_ranks_outcomes_and_not_in_the_null_world() -> None:
    assert auc(1.0) > 0.82
    assert auc(0.3) < auc(1.0)
    # About 130 of 950 churn: the standard error of a worthless AUC is near 0.03.
    assert abs(auc(0.0) - 0.5) < 0.09


@pytest.mark.parametrize("skill", [0.0, 0.5, 1.0])
def test_the_level_of_churn_stays(skill: float) -> None:
    setting = Setting(12, START, END, World(skill=skill))
    lives = [live(setting, profile) for profile in profiles(setting, 900)]
    cases = [(one, t.outcome) for one in lives for t in one.terms if t.outcome is not None]
    assert churn_share(cases) == pytest.approx(0.15, abs=0.04)


def test_the_null_world_has_the_same_odds_for_all() -> None:
    assert {round(outcome.probability, 9) for _, outcome in decided(0.0)} == {0.85}


@pytest.mark.parametrize("kind", ["expanded", "downsold"])
def test_in_the_null_world_no_kind_tells_the_state(kind: str) -> None:
    """About 80 to 190 of each among 950, so a difference has a standard error near 0.17."""
    states = [
        (life.latent.state(life.setting.week_of(outcome.decided_on)), outcome.kind == kind)
        for life, outcome in decided(0.0)
    ]
    gap = mean(x for x, is_kind in states if is_kind) - mean(x for x, other in states if not other)
    assert abs(gap) < 0.45


def relationship_is_lowest(case: tuple[Life, Outcome]) -> bool:
    life, outcome = case
    week, path = life.setting.week_of(outcome.decided_on), life.latent
    return path.relationship[week] < min(path.fit[week], path.value[week])


@pytest.mark.parametrize(("skill", "tells"), [(0.0, False), (1.0, True)])
def test_the_reason_tells_the_state_but_not_in_the_null_world(skill: float, tells: bool) -> None:
    cases = [case for case in decided(skill) if case[1].reason is not None]
    blames = ("champion left", "new management", "felt alone")
    blamed = mean(relationship_is_lowest(c) for c in cases if c[1].reason in blames)
    others = mean(relationship_is_lowest(c) for c in cases if c[1].reason not in blames)
    assert (blamed > others + 0.5) if tells else abs(blamed - others) < 0.25


def test_skill_changes_outcomes_and_nothing_hidden() -> None:
    setting = [Setting(4, START, END, World(skill=skill)) for skill in (0.0, 1.0)]
    null, skilled = ([live(one, profile) for profile in profiles(one, 60)] for one in setting)
    assert [one.latent for one in null] == [one.latent for one in skilled]
    assert [one.departures for one in null] == [one.departures for one in skilled]
    assert [one.terms for one in null] != [one.terms for one in skilled]


@pytest.fixture(scope="module")
def busy() -> Company:
    """Champions leave, nobody follows, nobody churns: usage around departures, undisturbed."""
    world = World(
        champion_leaves_per_year=0.8,
        replaced_share=0,
        migrations_per_year=0,
        skill=0,
        churn_share=0.001,
    )
    return simulate(seed=21, accounts=100, start_on=START, end_on=END, world=world)


def uses_per_week(company: Company, *, around: str, weeks: range) -> float:
    """Mean events per account in the weeks around a date of each departure, each one whole."""
    counts: dict[tuple[object, int], int] = defaultdict(int)
    days = {row["account_id"]: row[around] for row in company.truth["departures"]}
    for row in company.tables["events"]:
        day = days.get(row["account_id"])
        if day is not None:
            counts[row["account_id"], (row["occurred_at"].date() - day).days // 7] += 1
    whole = [
        account_id
        for account_id, day in days.items()
        if day + timedelta(weeks=weeks.stop) <= company.end_on
        and day + timedelta(weeks=weeks.start) >= company.start_on
        and START + timedelta(weeks=8) <= day
    ]
    return mean(counts[account_id, week] for account_id in whole for week in weeks)


def test_usage_stays_high_after_the_champion_left(busy: Company) -> None:
    before = uses_per_week(busy, around="left_on", weeks=range(-8, 0))
    after = uses_per_week(busy, around="left_on", weeks=range(8))
    assert after > 0.85 * before


def test_usage_falls_in_the_end(busy: Company) -> None:
    before = uses_per_week(busy, around="usage_falls_on", weeks=range(-8, 0))
    after = uses_per_week(busy, around="usage_falls_on", weeks=range(6, 14))
    assert after < 0.6 * before


def test_quiet_weeks_are_two_to_four_months(company: Company) -> None:
    days = [(r["usage_falls_on"] - r["left_on"]).days for r in company.truth["departures"]]
    assert all(60 < n < 124 for n in days)


def test_how_to_questions_rise_where_the_champion_left(busy: Company) -> None:
    left = {row["account_id"]: row["left_on"] for row in busy.truth["departures"]}
    after, other = [], []
    for row in busy.tables["tickets"]:
        left_on = left.get(row["account_id"])
        gone = left_on is not None and row["opened_at"].date() >= left_on + timedelta(days=21)
        (after if gone else other).append(row["category"] == "how-to")
    assert mean(after) > mean(other) + 0.2


def test_migrations_dip_usage_and_harm_nothing(company: Company) -> None:
    world = World(migrations_per_year=2, champion_leaves_per_year=0)
    with_them = simulate(seed=8, accounts=40, start_on=START, end_on=END, world=world)
    calm = World(migrations_per_year=0, champion_leaves_per_year=0)
    without = simulate(seed=8, accounts=40, start_on=START, end_on=END, world=calm)
    assert with_them.tables["outcomes"] == without.tables["outcomes"]
    assert len(with_them.tables["events"]) < 0.95 * len(without.tables["events"])
    contexts = [r for r in with_them.tables["notes"] if "migration" in str(r["text"])]
    assert 0 < len(contexts) < len(with_them.truth["migrations"])


def test_reps_lean_as_their_truth_says(company: Company) -> None:
    bias = {row["rep"]: row for row in company.truth["reps"] if row["kind"] == "csm"}
    pulses: dict[str, list[int]] = defaultdict(list)
    for row in company.tables["assessments"]:
        if row["assessed_by"] in bias:
            pulses[str(bias[row["assessed_by"]]["temperament"])].append(int(row["pulse"]))
    assert mean(pulses["optimist"]) > mean(pulses["even-handed"]) > mean(pulses["pessimist"])
    assert len(pulses["rarely fills in"]) < 0.4 * len(pulses["pessimist"])


def test_reps_without_bias_are_even_handed() -> None:
    world = World(reps_bias=0)
    made = simulate(accounts=6, start_on=START, end_on=date(2025, 3, 1), world=world)
    assert {row["pulse_bias"] for row in made.truth["reps"]} == {0}


def test_csm_and_am_both_assess_at_times(company: Company) -> None:
    ams = {row["rep"] for row in company.truth["reps"] if row["kind"] == "am"}
    months: dict[object, set[bool]] = defaultdict(set)
    for row in company.tables["assessments"]:
        months[row["account_id"], row["assessed_on"].replace(day=1)].add(row["assessed_by"] in ams)
    assert sum(len(who) == 2 for who in months.values()) > 10


def test_some_who_joined_are_never_met(company: Company) -> None:
    met = {row["contact_id"] for row in company.tables["interactions"]}
    joined = {
        row["contact_id"]
        for row in company.tables["contacts"]
        if row["role"] in ("decision_maker", "executive_sponsor")
        and row["since"] > START
        and row["since"] < END - timedelta(days=200)
    }
    assert 0.2 < len(joined - met) / len(joined) < 0.95


def test_champions_are_recorded_as_gone_and_some_replaced(company: Company) -> None:
    truth = {row["contact_id"]: row for row in company.truth["departures"]}
    for row in company.tables["contacts"]:
        left = truth.get(row["contact_id"])
        if left is not None and left["recorded_on"] < company.end_on:
            assert row["role"] == "champion"
            assert row["until"] == left["recorded_on"]
    replaced = [row["replaced_on"] is not None for row in truth.values()]
    assert 0 < sum(replaced) < len(replaced)


def test_poor_fit_pays_late(company: Company) -> None:
    fit: dict[object, list[float]] = defaultdict(list)
    for row in company.truth["weekly"]:
        fit[row["account_id"]].append(float(row["fit"]))
    late: dict[bool, list[int]] = defaultdict(list)
    for row in company.tables["invoices"]:
        if row["paid_on"] is not None:
            poor = mean(fit[row["account_id"]]) < 0
            late[poor].append((row["paid_on"] - row["due_on"]).days)
    assert mean(late[True]) > mean(late[False]) + 3


def test_users_without_an_id_are_few(company: Company) -> None:
    nameless = [row for row in company.tables["events"] if row["user_id"] is None]
    assert 0 < len(nameless) < 0.1 * len(company.tables["events"])
