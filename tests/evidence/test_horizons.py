from datetime import date, timedelta

import pytest

from forewarn.evidence.horizons import at_horizon
from forewarn.evidence.renewals import Case, Renewals

DUE = date(2026, 1, 1)


def case(account="a", due=DUE, decided=None, kind="renewed"):
    return Case(account, None, due, due if decided is None else decided, kind)


def asked(*cases, days=90):
    return at_horizon(Renewals(cases, ()), days)


def test_the_score_is_asked_so_many_days_before_the_due_date() -> None:
    (one,) = asked(case()).asked
    assert one.as_of == DUE - timedelta(days=90)


def test_what_was_decided_by_then_is_left_out_and_counted() -> None:
    early, late = DUE - timedelta(days=91), DUE - timedelta(days=90)
    found = asked(case("a", decided=early), case("b", decided=late))
    assert [each.case.account_id for each in found.asked] == ["b"]
    assert found.decided == 1


def test_overlapping_renewals_of_an_account_count_once_with_the_worst_outcome() -> None:
    second = case(due=DUE + timedelta(days=89), kind="churned")
    found = asked(case(), second)
    (one,) = found.asked
    assert (one.case.kind, one.case.due_on, one.case.contracts) == ("churned", DUE, 2)
    assert found.merged == 1


def test_renewals_a_horizon_apart_are_two_cases() -> None:
    found = asked(case(), case(due=DUE + timedelta(days=90)))
    assert (len(found.asked), found.merged) == (2, 0)


def test_renewals_of_two_accounts_never_count_as_one() -> None:
    assert len(asked(case("a"), case("b")).asked) == 2


def test_a_checkpoint_that_nothing_was_decided_before_is_never_left_out() -> None:
    checkpoint = Case("a", None, DUE, None, "active", evergreen=True)
    assert len(asked(checkpoint).asked) == 1


def test_a_horizon_is_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        asked(case(), days=0)
