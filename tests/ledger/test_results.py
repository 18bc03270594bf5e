"""Kept results and words on plans: written once, never changed, read back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connections

from forewarn.ledger import Ledger
from forewarn.ledger.book import (
    keep_result,
    kept_results,
    kept_text,
    say_of_plan,
    words_on,
)
from forewarn.ledger.kept import BACKTEST, PACK
from forewarn.ledger.words import APPROVED, WITHDRAWN, Word, standing

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def keep(ledger: Ledger, told: dict[str, object], kind: str = BACKTEST, **more: str) -> bool:
    return keep_result(
        ledger,
        kind,
        told,
        as_of=date(2026, 3, 2),
        scorecards={"health": "abc"},
        made_at=AT,
        forewarn_version="1.2",
        **more,
    )


def word(person: str = "ada@example.com", role: str = "cs", said: str = APPROVED) -> Word:
    return Word("plan", role, person, person.partition("@")[0].title(), said, "", AT)


def test_the_same_result_is_kept_once_and_another_one_beside_it(ledger: Ledger) -> None:
    assert keep(ledger, {"z": 1, "a": [2]})
    assert not keep(ledger, {"z": 1, "a": [2]})
    assert keep(ledger, {"z": 2})
    newest, first = kept_results(ledger, BACKTEST)
    assert kept_text(ledger, newest.number) == {"z": 2}
    assert list(kept_text(ledger, first.number)) == ["z", "a"]
    assert (first.scorecards, first.made_at, first.forewarn_version) == (
        {"health": "abc"},
        AT,
        "1.2",
    )
    assert kept_text(ledger, 99) is None


def test_kinds_and_subjects_are_apart(ledger: Ledger) -> None:
    keep(ledger, {"a": 1}, PACK, about="2026-01")
    keep(ledger, {"a": 1}, PACK, about="2026-02")
    assert [each.about for each in kept_results(ledger, PACK)] == ["2026-02", "2026-01"]
    assert [each.about for each in kept_results(ledger, PACK, about=["2026-01"])] == ["2026-01"]
    assert kept_results(ledger, BACKTEST) == ()


def test_an_instant_needs_its_zone(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="zone"):
        keep_result(ledger, PACK, {}, as_of=date(2026, 3, 2), scorecards={},
                    made_at=AT.replace(tzinfo=None), forewarn_version="1")  # fmt: skip


@pytest.mark.parametrize("table", ["ledger_keptresult", "ledger_planapproval"])
def test_nobody_changes_them_not_by_sql_either(ledger: Ledger, table: str) -> None:
    from forewarn.ledger.final import FinalError
    from forewarn.ledger.models import KeptResult, PlanApproval

    keep(ledger, {"a": 1})
    say_of_plan(ledger, word())
    for change in (f"UPDATE {table} SET forewarn_version = '9'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="never changes"):
            connections[ledger.alias].cursor().execute(change)
    for model in (KeptResult, PlanApproval):
        with pytest.raises(FinalError):
            model.objects.using(ledger.alias).delete()


def test_a_word_counts_once_until_it_is_taken_back(ledger: Ledger) -> None:
    assert say_of_plan(ledger, word())
    assert not say_of_plan(ledger, word())
    assert say_of_plan(ledger, word(role="revops"))
    assert say_of_plan(ledger, word("omar@example.com", "revops"))
    assert say_of_plan(ledger, word(said=WITHDRAWN))
    assert not say_of_plan(ledger, word(said=WITHDRAWN))
    told = words_on(ledger, "plan")
    assert [(each.name, each.role, each.said) for each in told] == [
        ("Ada", "cs", APPROVED),
        ("Ada", "revops", APPROVED),
        ("Omar", "revops", APPROVED),
        ("Ada", "cs", WITHDRAWN),
    ]
    assert [(each.name, each.role) for each in standing(told)] == [
        ("Ada", "revops"),
        ("Omar", "revops"),
    ]
    assert say_of_plan(ledger, word())
    assert words_on(ledger, "other") == ()


def test_nobody_withdraws_what_they_never_gave(ledger: Ledger) -> None:
    assert not say_of_plan(ledger, word(said=WITHDRAWN))


def test_words_are_in_the_order_they_were_said(ledger: Ledger) -> None:
    for place in range(12):
        say_of_plan(
            ledger, Word("p", "cs", f"{place}@x", str(place), APPROVED, "", AT + timedelta(place))
        )
    assert [each.name for each in words_on(ledger, "p")] == [str(place) for place in range(12)]
