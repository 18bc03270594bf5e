"""A result as a row and back: nothing is lost, and the same result gives the same bytes."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.ledger.rows import digest, result_of, row_of, says_new, withdrawn_row
from forewarn.terms.score import AccountResult
from forewarn.terms.signal import Status
from tests.ledger.sample import CARD, MONDAY, result, results


def unspoken(result: AccountResult) -> AccountResult:
    """The result without sentences, which are rendered on reading."""
    parts = tuple(replace(part, sentence="") for part in result.score.contributions)
    return replace(result, score=replace(result.score, contributions=parts))


def kinds(value: object) -> object:
    """The value with the type of everything in it, so that 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return {key: kinds(item) for key, item in value.items()}
    if isinstance(value, list):
        return [kinds(item) for item in value]
    return type(value).__name__, repr(value)


@given(results)
@settings(max_examples=50)
def test_a_result_survives_the_row(before: AccountResult) -> None:
    after = result_of(row_of(before, inputs=CARD.inputs), card=CARD, as_of=MONDAY)
    assert after == unspoken(before)
    assert kinds(after.to_dict()) == kinds(unspoken(before).to_dict())


@given(results)
@settings(max_examples=50)
def test_a_row_survives_the_result(before: AccountResult) -> None:
    row = row_of(before, inputs=CARD.inputs)
    assert row_of(result_of(row, card=CARD, as_of=MONDAY), inputs=CARD.inputs) == row


@given(results)
@settings(max_examples=50)
def test_a_row_says_new_without_being_read(before: AccountResult) -> None:
    named = replace(before, name='"new":true')
    assert says_new(row_of(named, inputs=CARD.inputs)) == before.new


@given(results)
@settings(max_examples=50)
def test_what_people_wrote_cannot_leave_the_payload(before: AccountResult) -> None:
    payload = row_of(before, inputs=CARD.inputs).payload
    assert payload.isascii()
    assert payload.isprintable()


@given(st.lists(results, max_size=4, unique_by=lambda each: each.account_id), st.randoms())
@settings(max_examples=20)
def test_the_digest_does_not_depend_on_order(book: list[AccountResult], chance) -> None:
    rows = [row_of(each, inputs=CARD.inputs) for each in book]
    mixed = chance.sample(rows, len(rows))
    assert digest(rows) == digest(mixed)


def test_the_digest_sees_the_last_bit() -> None:
    rows = [
        row_of(result("a", MONDAY, points=points), inputs=CARD.inputs)
        for points in (70.0, math.nextafter(70.0, 71))
    ]
    assert digest(rows[:1]) != digest(rows[1:])


def test_a_row_as_it_is_kept() -> None:
    """Kept rows must stay readable: when this fails, the change breaks ledgers in use."""
    row = row_of(result("a", MONDAY), inputs=CARD.inputs)
    assert row.payload == (
        '{"inputs":[[12,"observed",70.0,0.6,42.0,42.0],[12,"observed",70.0,0.4,28.0,28.0]],'
        '"shown":70.0}'
    )


def test_equal_parts_of_other_types_are_told_apart() -> None:
    """The text of a part is looked up; 1, 1.0 and a zero with a sign are equal keys."""
    plain = result("a", MONDAY)
    for value, kept in [
        (1, "1"),
        (1.0, "1.0"),
        (0.0, "0.0"),
        (-0.0, "0.0"),
        (0, "0"),
        ("1", '"1"'),
    ]:
        parts = tuple(replace(part, value=value) for part in plain.score.contributions)
        row = row_of(
            replace(plain, score=replace(plain.score, contributions=parts)), inputs=CARD.inputs
        )
        assert row.payload.startswith(f'{{"inputs":[[{kept},"observed"')


def test_a_band_that_is_held_is_kept() -> None:
    held = replace(result("a", MONDAY), steady_band="Watch", dated={"logins": MONDAY})
    row = row_of(held, inputs=CARD.inputs)
    assert row.payload.startswith('{"dated":{"logins":"2026-01-05"},"held":["Watch"],"inputs"')
    assert result_of(row, card=CARD, as_of=MONDAY) == held


def test_a_row_kept_before_details_were_added_still_reads() -> None:
    row = row_of(result("a", MONDAY), inputs=CARD.inputs)
    old = row._replace(payload='{"inputs":[[12,"observed",70.0,0.6],[null,"missing"]]}')
    parts = result_of(old, card=CARD, as_of=MONDAY).score.contributions
    assert [part.status for part in parts] == [Status.OBSERVED, Status.MISSING]
    assert [part.detail for part in parts] == [None, None]


def test_sentences_are_not_kept() -> None:
    plain = result("a", MONDAY)
    parts = tuple(replace(part, sentence="said") for part in plain.score.contributions)
    spoken = replace(plain, score=replace(plain.score, contributions=parts))
    assert row_of(spoken, inputs=CARD.inputs) == row_of(plain, inputs=CARD.inputs)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_no_number_is_refused(wrong: float) -> None:
    plain = result("a", MONDAY)
    for broken in (
        replace(plain, score=replace(plain.score, score=wrong)),
        replace(plain, score=replace(plain.score, coverage=wrong)),
        replace(plain, growth_score=wrong),
    ):
        with pytest.raises(ValueError, match=r"nan|inf|JSON"):
            row_of(broken, inputs=CARD.inputs)


def test_a_withdrawn_account_is_no_result_that_could_be_recorded() -> None:
    empty = AccountResult("a", MONDAY, None, None, result("a", MONDAY).score, None, None, None)
    assert row_of(empty, inputs=CARD.inputs).payload != withdrawn_row("a").payload
