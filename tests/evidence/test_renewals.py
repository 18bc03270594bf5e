from datetime import date, timedelta
from decimal import Decimal

from forewarn.evidence.renewals import (
    Contract,
    Outcome,
    months_after,
    renewals,
)

TODAY = date(2026, 6, 1)


def contract(account="a", number="c1", starts="2025-01-01", ends="2025-12-31", **more):
    ends_on = date.fromisoformat(ends) if ends else None
    return Contract(account, number, date.fromisoformat(starts), ends_on, **more)


def outcome(
    account="a", number="c1", due="2025-12-31", decided="2025-12-01", kind="renewed", **more
):
    decided_on = date.fromisoformat(decided)
    known = more.pop("known_on", decided_on + timedelta(days=1))
    due_on = date.fromisoformat(due)
    return Outcome(account, number, due_on, decided_on, kind, known, **more)


def test_a_renewal_is_due_at_its_notice_deadline() -> None:
    (case,) = renewals([contract(notice_days=60)], [outcome()], as_of=TODAY).cases
    assert case.due_on == date(2025, 11, 1)


def test_an_outcome_that_names_an_earlier_day_is_due_then() -> None:
    (case,) = renewals([contract()], [outcome(due="2025-12-20")], as_of=TODAY).cases
    assert case.due_on == date(2025, 12, 20)


def test_an_outcome_without_a_contract_id_finds_the_contract_that_ends_nearest() -> None:
    contracts = [contract(number="old", ends="2024-12-31"), contract(number="new", notice_days=30)]
    (case,) = renewals(contracts, [outcome(number=None)], as_of=TODAY).cases
    assert (case.contract_id, case.due_on) == ("new", date(2025, 12, 1))


def test_an_outcome_that_fits_no_contract_is_a_case_by_itself() -> None:
    (case,) = renewals([], [outcome(number=None)], as_of=TODAY).cases
    assert (case.contract_id, case.due_on) == (None, date(2025, 12, 31))


def test_what_becomes_known_later_is_counted_and_not_used() -> None:
    found = renewals([contract()], [outcome(known_on=date(2026, 6, 2))], as_of=TODAY)
    assert (found.cases, found.not_yet_known) == ((), 1)
    assert len(found.censored) == 1


def test_a_contract_past_its_end_without_an_outcome_is_censored_never_renewed() -> None:
    past, running = contract(), contract(number="c2", starts="2026-01-01", ends="2026-12-31")
    found = renewals([past, running], [], as_of=TODAY)
    assert (found.cases, found.censored) == ((), (past,))


def test_the_revenue_at_stake_is_the_outcomes_else_the_contracts() -> None:
    contracts = [contract(arr=Decimal(100), currency="EUR")]
    (case,) = renewals(
        contracts, [outcome(kind="downsold", arr_after=Decimal(80))], as_of=TODAY
    ).cases
    assert (case.arr_before, case.currency, case.lost_share) == (Decimal(100), "EUR", 0.2)
    assert not case.is_bad()
    assert case.is_bad(downsold_beyond=0.1)
    assert not case.is_bad(downsold_beyond=0.2)


def test_an_evergreen_contract_is_looked_at_every_three_months() -> None:
    cases = renewals([contract(ends=None, starts="2025-01-31")], [], as_of=TODAY).cases
    assert [case.due_on.isoformat() for case in cases] == [
        "2025-04-30", "2025-07-31", "2025-10-31", "2026-01-31", "2026-04-30",
    ]  # fmt: skip
    assert {case.kind for case in cases} == {"active"}
    assert not any(case.is_bad() for case in cases)


def test_an_evergreen_contract_ends_with_the_quarter_in_which_it_is_lost() -> None:
    lost = outcome(due="2025-09-01", decided="2025-09-01", kind="churned")
    cases = renewals([contract(ends=None)], [lost], as_of=TODAY).cases
    assert [(case.due_on.isoformat(), case.kind) for case in cases] == [
        ("2025-04-01", "active"), ("2025-07-01", "active"), ("2025-10-01", "churned"),
    ]  # fmt: skip
    assert cases[-1].decided_on == date(2025, 9, 1)


def test_an_account_that_left_without_an_outcome_row_is_lost_in_that_quarter() -> None:
    cases = renewals([contract(ends=None)], [], as_of=TODAY, ended_on={"a": date(2025, 5, 1)}).cases
    assert [case.kind for case in cases] == ["active", "churned"]


def test_an_outcome_of_the_account_ends_all_its_evergreen_contracts() -> None:
    contracts = [
        contract(number="x", ends=None),
        contract(number="y", ends=None, starts="2025-02-01"),
        contract(number="later", ends=None, starts="2026-01-01"),
    ]
    lost = outcome(number=None, due="2025-06-15", decided="2025-06-15", kind="churned")
    cases = renewals(contracts, [lost], as_of=TODAY).cases
    ends = {case.contract_id: case.kind for case in cases}
    assert ends == {"x": "churned", "y": "churned", "later": "active"}


def test_a_downsell_of_an_evergreen_contract_goes_on() -> None:
    less = outcome(decided="2025-05-01", kind="downsold")
    cases = renewals([contract(ends=None)], [less], as_of=date(2025, 11, 1)).cases
    assert [case.kind for case in cases] == ["active", "downsold", "active"]


def test_months_after_keeps_to_the_end_of_short_months() -> None:
    assert months_after(date(2024, 11, 30), 3) == date(2025, 2, 28)
    assert months_after(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert months_after(date(2024, 12, 15), 12) == date(2025, 12, 15)
