"""The states of a case: which change leads where, what is refused, what a date may know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from forewarn.scoring.asking import Asking, escalated, to_ask
from forewarn.scoring.casework import (
    ABOVE_CAP,
    CLOSED,
    TWO_BANDS,
    Case,
    answer,
    ask,
    awaits_confirmation,
    case_of,
    cases_of,
    confirm,
    lift_to_confirm,
    reopen,
    settle,
    stated,
)
from forewarn.terms.cases import BOTH_STAND, PEOPLE_SEE, SCORE_MISSES, CaseEvent, Stamp
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, CapApplied, Divergence, Score
from tests.scoring.cards import card

ON = date(2026, 3, 2)
R, W, H = "At risk", "Watch", "Healthy"
FOUND = Divergence(W, H, "open", ON - timedelta(weeks=3))
NUMBERS = count(1)


def stamp(on: date = ON) -> Stamp:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Stamp(next(NUMBERS), at, on, "1")


def case(*events: CaseEvent, found: Divergence | None = FOUND, as_of: date | None = None) -> Case:
    return case_of("a1", (W, H), found, events, as_of or ON + timedelta(days=1))


def answered(on: date = ON, by: str = "Ana", **said: str) -> CaseEvent:
    words = {"about": PEOPLE_SEE, "said": "They built on us."} | said
    return answer(case(), by=by, stamp=stamp(on), **words)


def settled(*events: CaseEvent, on: date = ON) -> CaseEvent:
    return settle(case(*events), follows=BOTH_STAND, said="Seen.", by="Ada", stamp=stamp(on))


def test_open_answered_settled_reopened() -> None:
    events = [ask(case(), "Ana", stamp=stamp())]
    assert case(*events).state == "open"
    assert case(*events).asked == events[0]
    events.append(answered())
    assert case(*events).state == "answered"
    events.append(settled(*events))
    assert case(*events).state == "settled"
    again = reopen(case(*events), said="It came back.", by="Ada", stamp=stamp())
    assert case(*events, again).state == "open"
    assert case(*events, again).answers == ()


def test_a_date_knows_what_was_done_up_to_the_day_before() -> None:
    event = answered()
    assert stated(FOUND, [event], ON) == FOUND
    assert stated(FOUND, [event], ON + timedelta(days=1)) == replace(FOUND, state="answered")


def test_an_answer_holds_for_its_run_and_its_pair() -> None:
    event = answered(ON)
    later = replace(FOUND, since=ON + timedelta(days=8))
    assert case(event, found=later, as_of=ON + timedelta(days=30)).state == "open"
    with_it = replace(FOUND, since=ON + timedelta(days=7))
    assert case(event, found=with_it, as_of=ON + timedelta(days=30)).state == "answered"
    other = Divergence(W, R, "open", FOUND.since)
    assert stated(other, [event], ON + timedelta(days=9)) == other


def test_the_same_pair_reopens_nothing_after_it_was_settled() -> None:
    event = settled()
    later = replace(FOUND, since=ON + timedelta(days=400))
    assert stated(later, [event], ON + timedelta(days=420)).state == "settled"
    other = Divergence(W, R, "open", later.since)
    assert stated(other, [event], ON + timedelta(days=420)).state == "open"


def test_it_closes_by_itself_when_the_two_agree() -> None:
    event = answered()
    assert case(event, found=None).state == CLOSED
    assert case(settled(event), found=None).state == "settled"
    states = {each.pair: each.state for each in cases_of("a1", Divergence(W, R, "open", ON),
              [event], ON + timedelta(days=2))}  # fmt: skip
    assert states == {(W, R): "open", (W, H): CLOSED}


def test_answers_stand_side_by_side() -> None:
    first, second = answered(), answered(by="Ben", about=SCORE_MISSES, missed="Logins", said="")
    found = case(first, second)
    assert found.answers == (first, second)
    assert found.reason == "Logins"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (lambda: answered(said=" "), "no words"),
        (lambda: answered(about=SCORE_MISSES), "does not name"),
        (lambda: settle(case(), follows=BOTH_STAND, said="", by="Ada", stamp=stamp()), "no reason"),
        (lambda: settled(settled()), "it is settled"),
        (lambda: ask(case(answered()), "Ana", stamp=stamp()), "nothing to ask"),
        (lambda: reopen(case(), said="why", by="Ada", stamp=stamp()), "nothing to reopen"),
        (lambda: confirm(case(), agreed=True, by="Ada", stamp=stamp()), "nobody said yet"),
        (lambda: confirm(case(answered()), agreed=True, by="Ana", stamp=stamp()), "cannot confirm"),
        (lambda: confirm(case(), agreed=False, by="Ada", stamp=stamp()), "no reason"),
        (lambda: answer(case(found=None), about=PEOPLE_SEE, said="x", by="Ana", stamp=stamp()),
         "no longer differ"),
    ],
)  # fmt: skip
def test_what_is_refused(change, refused) -> None:
    with pytest.raises(ForewarnError, match=refused):
        change()


def result(found: Divergence | None, *caps: CapApplied) -> AccountResult:
    nothing = Score(None, None, None, None, (), ())
    return AccountResult("a1", ON, "x", "f", nothing, None, None, None, caps, divergence=found)


def test_lifts_that_need_a_leader() -> None:
    cap = CapApplied(W, "No champion.", binding=True)
    assert lift_to_confirm(card(), result(FOUND)) == ""
    assert lift_to_confirm(card(), result(FOUND, cap)) == ABOVE_CAP
    assert lift_to_confirm(card(), result(Divergence(R, H, "open", ON))) == TWO_BANDS
    assert lift_to_confirm(card(), result(Divergence(H, R, "open", ON))) == ""
    assert lift_to_confirm(card(), result(None, cap)) == ""


def test_a_leader_confirms_what_somebody_else_gave_a_reason_for() -> None:
    event = answered()
    assert awaits_confirmation(case(event), TWO_BANDS)
    agreed = confirm(case(event), agreed=True, by="Ada", stamp=stamp())
    assert not awaits_confirmation(case(event, agreed), TWO_BANDS)
    assert case(event, agreed).state == "answered"
    new_run = replace(FOUND, since=ON + timedelta(days=60))
    assert awaits_confirmation(
        case(event, agreed, found=new_run, as_of=ON + timedelta(days=90)), TWO_BANDS
    )


def waiting(account: str, revenue: int, *, owner: str = "Ana", asked: date | None = None) -> Asking:
    found = case_of(account, (W, H), FOUND, [], ON)
    if asked is not None:
        event = ask(found, owner, stamp=stamp(asked))
        found = case_of(account, (W, H), FOUND, [event], ON + timedelta(days=1))
    return Asking(found, owner, Decimal(revenue))


def names(found: tuple[Asking, ...]) -> list[str]:
    return [each.case.account_id for each in found]


def test_at_most_five_a_person_and_week_largest_revenue_first() -> None:
    many = [waiting(f"a{n}", n) for n in range(9)] + [waiting("b1", 1, owner="Ben")]
    assert names(to_ask(many, today=ON)) == ["a8", "a7", "a6", "a5", "a4", "b1"]
    assert to_ask([waiting("x", 5, owner="")], today=ON) == ()


def test_questions_keep_their_place_until_they_go_to_the_leader() -> None:
    old = [waiting(f"o{n}", 9, asked=ON - timedelta(days=13)) for n in range(4)]
    new = [waiting(f"n{n}", n) for n in range(3)]
    assert names(to_ask([*old, *new], today=ON)) == ["n2"]
    assert not any(escalated(each.case, ON) for each in old)
    assert names(to_ask([*old, *new], today=ON + timedelta(days=1))) == ["n2", "n1", "n0"]
    assert all(escalated(each.case, ON + timedelta(days=1)) for each in old)


def test_who_answered_five_gets_no_more_this_week() -> None:
    done = []
    for n in range(5):
        asked = waiting(f"d{n}", 1, asked=ON).case
        event = answer(asked, about=PEOPLE_SEE, said="x", by="Ana", stamp=stamp())
        known = case_of(f"d{n}", (W, H), FOUND, [*asked.events, event], ON + timedelta(days=1))
        done.append(Asking(known, "Ana", Decimal(1)))
    assert to_ask([*done, waiting("n", 5)], today=ON) == ()
    assert names(to_ask([*done, waiting("n", 5)], today=ON + timedelta(days=7))) == ["n"]
