"""Statements of before against what became of the renewals, and the probabilities they state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import numpy as np
import pytest

from forewarn.evidence.foretelling import Foreteller
from forewarn.evidence.renewals import CHURNED, RENEWED, Case, Contract, Outcome, renewals
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.statements import judge_statements
from forewarn.terms.stated import PROBABILITY, Stated

DUE = date(2026, 6, 1)


def case(account: str, *, lost: bool, due_on: date = DUE) -> Case:
    return Case(account, f"c-{account}", due_on, due_on, CHURNED if lost else RENEWED)


def stated(account: str, probability: float | None, *, days: int = 60, flagged: bool) -> Stated:
    on = DUE - timedelta(days=days)
    at = datetime.combine(on, time(12), tzinfo=UTC)
    return Stated(
        on,
        PROBABILITY,
        account,
        f"c-{account}",
        DUE,
        probability,
        None,
        None,
        flagged,
        "",
        "f1",
        "backtest",
        at,
        "1",
    )


def test_each_is_held_against_its_own_outcome() -> None:
    cases = [case("a", lost=True), case("b", lost=False), case("c", lost=False)]
    said = [
        stated("a", 0.3, flagged=True),
        stated("b", 0.9, flagged=False),
        stated("c", 0.6, flagged=True),
        stated("d", 0.5, flagged=False),
    ]
    found = judge_statements(said, cases)
    (row,) = found.figures
    assert (row.days_from, row.days_to, row.n, row.n_bad, row.backfilled) == (31, 90, 3, 1, False)
    assert row.flag_right.value == pytest.approx(2 / 3)
    assert row.foreseen == pytest.approx(0.6)
    assert row.renewed.value == pytest.approx(2 / 3)
    assert row.brier.value == pytest.approx((0.3**2 + 0.1**2 + 0.4**2) / 3)
    assert found.open == 1
    assert (found.right.value, found.right.n) == (row.flag_right.value, 3)


def test_a_renewal_counts_once_in_a_row_by_the_first_statement() -> None:
    said = [stated("a", p, days=d, flagged=p < 0.5) for d, p in ((85, 0.9), (60, 0.2), (10, 0.1))]
    near, far = judge_statements(said, [case("a", lost=True)]).figures
    assert (near.days_to, near.n, near.foreseen) == (30, 1, 0.1)
    assert (far.days_to, far.n, far.foreseen) == (90, 1, 0.9)


def test_what_was_put_on_record_afterwards_is_told_apart() -> None:
    early = stated("a", 0.9, flagged=False)
    late = replace(early, recorded_at=datetime(2026, 7, 1, tzinfo=UTC))
    (row,) = judge_statements([late], [case("a", lost=False)]).figures
    assert row.backfilled
    rows = judge_statements([early, late], [case("a", lost=False)]).figures
    assert [each.backfilled for each in rows] == [False, True]
    assert judge_statements([late], [case("a", lost=False)]).right.value is None


def test_a_statement_about_what_was_decided_by_then_says_nothing() -> None:
    decided = replace(case("a", lost=True), decided_on=DUE - timedelta(days=61))
    found = judge_statements([stated("a", 0.1, flagged=True)], [decided])
    assert (found.figures, found.open) == ((), 0)


def test_another_contract_of_the_account_is_another_renewal() -> None:
    other = replace(case("a", lost=True), contract_id="c-other")
    far = case("a", lost=True, due_on=DUE + timedelta(days=46))
    found = judge_statements([stated("a", 0.1, flagged=True)], [other, far])
    assert (found.figures, found.open) == ((), 1)


def test_a_flag_alone_is_judged_without_a_probability() -> None:
    (row,) = judge_statements([stated("a", None, flagged=True)], [case("a", lost=True)]).figures
    assert (row.flag_right.value, row.probability_n, row.foreseen) == (1.0, 0, None)
    assert row.brier.value is None


def book(n: int = 300, *, until: date = DUE) -> Columns:
    random = Random(3)
    cases = []
    for number in range(n):
        lost = number % 5 == 0
        score = random.gauss(40 if lost else 65, 15)
        due_on = until - timedelta(days=number)
        of = case(f"a{number}", lost=lost, due_on=due_on)
        on = due_on - timedelta(days=90)
        cases.append(Replayed(of, on, score, "health", score < 50, score < 30, score < 50))
    return Columns(cases)


def test_a_probability_has_its_interval_and_rises_with_the_score() -> None:
    teller = Foreteller(book(), DUE + timedelta(days=1))
    told = [teller.foretell(score) for score in (20.0, 50.0, 80.0)]
    values = [each.probability for each in told]
    assert values == sorted(values, key=lambda each: each or 0)
    for each in told:
        assert each.probability is not None
        assert each.low is not None
        assert each.high is not None
        assert 0 <= each.low < each.probability < each.high <= 1
    # A fifth is lost: the mean over the book must be near four fifths.
    mean = np.mean([teller.foretell(float(score)).probability or 0 for score in book().score])
    assert mean == pytest.approx(0.8, abs=0.02)


def test_only_outcomes_decided_before_are_used() -> None:
    as_of = DUE - timedelta(days=150)
    early = Foreteller(book(), as_of).foretell(50)
    kept = [each for each in book().cases if (each.case.decided_on or DUE) < as_of]
    assert early == Foreteller(Columns(kept), as_of).foretell(50)
    assert early != Foreteller(book(), DUE).foretell(50)


@pytest.mark.parametrize("cases", [0, 3, 95])
def test_below_twenty_losses_there_is_no_probability(cases: int) -> None:
    told = Foreteller(book(cases), DUE + timedelta(days=1)).foretell(50)
    assert (told.probability, told.low) == (None, None)
    assert told.because.startswith(f"{(cases + 4) // 5} lost cases are decided: at least 20")


def test_contracts_to_come_are_those_that_nothing_is_known_of() -> None:
    contracts = [
        Contract("a", "past", date(2025, 1, 1), date(2026, 1, 1)),
        Contract("a", "next", date(2026, 1, 1), date(2026, 12, 31), notice_days=30),
        Contract("b", "decided", date(2026, 1, 1), date(2026, 8, 1)),
        Contract("c", "evergreen", date(2026, 1, 1), None),
        Contract("d", "noticed", date(2026, 1, 1), date(2026, 6, 20), notice_days=30),
    ]
    outcome = Outcome("b", "decided", date(2026, 8, 1), date(2026, 5, 1), CHURNED, date(2026, 5, 2))
    found = renewals(contracts, [outcome], as_of=DUE)
    assert [each.contract_id for each in found.coming] == ["next"]
    assert [each.contract_id for each in found.censored] == ["past"]
