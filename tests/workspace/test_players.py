"""The people of a simulated company: there once, each in a role, each with their accounts."""

from __future__ import annotations

import pytest

from forewarn.workspace.access import visible_accounts
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.entry.players import enter_players
from forewarn.workspace.models import (
    Answered,
    BookLine,
    Member,
    Role,
    SavedView,
    Team,
    Territory,
    TrailEntry,
)
from forewarn.workspace.project import shown


@pytest.fixture
def _nobody(_database: None) -> None:
    up_to_date(shown())
    for each in (Answered, SavedView, Team, Territory, Member):
        each.objects.all().delete()


@pytest.mark.usefixtures("_nobody")
def test_everybody_sees_what_their_role_sees() -> None:
    found = enter_players()
    assert list(found) == ["leader", "rep"]
    owners = set(BookLine.objects.values_list("owner", flat=True))
    reps = Member.objects.filter(role=Role.REP)
    assert {each.name for each in reps} == owners
    for each in reps:
        assert set(visible_accounts(each).values_list("owner", flat=True)) == {each.name}
    assert visible_accounts(found["leader"]).exists()
    reader = Member.objects.get(role=Role.READ_ONLY)
    assert visible_accounts(reader).count() == BookLine.objects.count()
    assert not Member.objects.filter(role=Role.OPERATIONS).exists()
    assert TrailEntry.objects.filter(because="a simulated company").count() == len(owners) + 3


@pytest.mark.usefixtures("_nobody")
def test_they_are_entered_once_and_whoever_was_let_out_stays_out() -> None:
    found = enter_players()
    count = Member.objects.count()
    Member.objects.filter(pk=found["rep"].pk).update(is_active=False)
    assert list(enter_players()) == ["leader"]
    assert Member.objects.count() == count


def test_where_somebody_is_a_member_nobody_is_entered(people: dict[str, Member]) -> None:
    up_to_date(shown())
    enter_players()
    assert Member.objects.count() == len(people)
    assert not SavedView.objects.exists()


@pytest.mark.usefixtures("_nobody")
def test_an_empty_book_has_no_people() -> None:
    BookLine.objects.all().delete()
    assert enter_players() == {}
    assert not Member.objects.exists()
