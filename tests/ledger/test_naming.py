"""Rows that name their texts: what they hold, how texts are kept, and that nothing else differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connections
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forewarn.ledger import Ledger, book, shared
from forewarn.ledger.compact import ABOUT
from forewarn.ledger.models import Part
from forewarn.ledger.rows import WITHDRAWN, Row, row_of, rows_of, says_new, spelt_rows
from forewarn.ledger.shared import Texts, flagged, key_of, keys_of, names_texts, spelt_out
from forewarn.ledger.values import Recorded
from forewarn.scoring.score import Stated, Told, retell
from forewarn.terms.score import AccountResult, Divergence
from forewarn.terms.signal import Status
from tests.ledger.naming import naming, short_book
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY, days, maybe_text, results, value

points = st.none() | st.floats(0, 100)
F1 = CARD.fingerprint


def record(ledger: Ledger, made: list[Row], texts: Texts, **more: Any) -> Recorded:
    asked = {"as_of": MONDAY, "texts": texts, **ARGUMENTS, **more}
    return book.record_rows(ledger, CARD, made, **asked)


def named(ledger: Ledger, made: list[AccountResult], **more: Any) -> Recorded:
    texts = Texts()
    return record(ledger, naming(made, texts), texts, **more)


def read(ledger: Ledger) -> list[AccountResult]:
    return list(book.current_book(ledger, MONDAY, fingerprint=F1))


def payloads(ledger: Ledger) -> list[str]:
    with connections[ledger.alias].cursor() as cursor:
        cursor.execute("SELECT payload FROM ledger_snapshotrow ORDER BY account_id")
        return [payload for (payload,) in cursor.fetchall()]


@st.composite
def short_results(draw: st.DrawFn) -> AccountResult:
    """Any result whose payload is put together of texts."""
    stated = [Stated(e.input, e.category, e.signal, e.stated_weight) for e in CARD.inputs]
    told = [
        Told(draw(value), draw(points), draw(st.sampled_from(Status)), None, draw(maybe_text))
        for _ in CARD.inputs
    ]
    score = retell(stated, told, score=draw(points), coverage=draw(points), reason=draw(maybe_text))
    assume(score is not None)
    dated = draw(st.dictionaries(st.sampled_from([each.signal for each in CARD.inputs]), days))
    before = draw(results)
    made = replace(before, score=score, dated=dated, products=None)
    assume(row_of(made, inputs=CARD.inputs).payload.startswith(ABOUT))
    return made


@given(short_results())
@settings(max_examples=80)
def test_spelt_out_they_are_the_same_bytes(before: AccountResult) -> None:
    row, texts = row_of(before, inputs=CARD.inputs), Texts()
    (made,) = naming([before], texts)
    assert names_texts(made.payload)
    assert spelt_rows([made], texts) == [row]
    assert keys_of([made.payload]) == set(texts.by_key)
    assert says_new(made) == before.new
    assert (made.payload[0] in flagged(shared.DIFFERS_FLAG)) == (before.divergence is not None)


def test_the_plain_books_of_these_tests_name_texts() -> None:
    """Else most of the rest would show nothing."""
    made = short_book(MONDAY)
    rows = naming(made, Texts())
    assert all(names_texts(row.payload) for row in rows)
    spelt = list(rows_of(made, inputs=CARD.inputs))
    assert all(row.payload.startswith(ABOUT) for row in spelt)
    assert len({len(row.payload) for row in rows}) == 1


def test_a_key_is_made_of_the_text_alone() -> None:
    """It stands in ledgers: another way to make keys would write every text again."""
    assert key_of('{"name":"Ana"}') == -3415060077772058656
    assert Texts().key("a") == Texts().key("a") == key_of("a")


def test_of_two_texts_with_one_key_the_second_has_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared, "key_of", lambda text: 7)
    texts = Texts()
    assert texts.keys(["a", "b", "a", "c"]) == [7, 8, 7, 9]
    assert texts.by_key == {7: "a", 8: "b", 9: "c"}


def test_what_is_recorded_reads_as_it_was_made(ledger: Ledger) -> None:
    made = short_book(MONDAY)
    assert named(ledger, made) == Recorded(0, written=3, unchanged=0)
    assert all(names_texts(each) for each in payloads(ledger))
    assert read(ledger) == made
    assert book.current(ledger, "a1", MONDAY) == made[1]
    assert book.said(ledger, "a1", MONDAY) == made[1]
    assert book.last_said(ledger, ["a1", "a2"]) == {"a1": made[1], "a2": made[2]}
    assert [each.about.name for each in book.standings(ledger, MONDAY)] == ["A0", "A1", "A2"]
    assert book.digest(ledger, F1, MONDAY) == book.digest_of(CARD, made)


def test_the_same_again_writes_nothing_whoever_says_it(ledger: Ledger) -> None:
    made = short_book(MONDAY)
    named(ledger, made)
    kept = Part.objects.using(ledger.alias).count()
    assert named(ledger, made) == Recorded(0, written=0, unchanged=3)
    rows = rows_of(made, inputs=CARD.inputs)
    assert record(ledger, list(rows), Texts()) == Recorded(0, written=0, unchanged=3)
    assert Part.objects.using(ledger.alias).count() == kept


def test_rows_that_hold_their_texts_are_the_same_rows(ledger: Ledger) -> None:
    """As a Forewarn before this one wrote them."""
    made = short_book(MONDAY)
    record(ledger, list(rows_of(made, inputs=CARD.inputs)), Texts())
    assert named(ledger, made) == Recorded(0, written=0, unchanged=3)
    late = [made[0], short_book(MONDAY, value=4)[1], made[2]]
    assert named(ledger, late) == Recorded(1, written=1, unchanged=2)
    assert read(ledger) == late


def test_a_restatement_of_some_accounts(ledger: Ledger) -> None:
    made, other = short_book(MONDAY), short_book(MONDAY, value=4)
    named(ledger, made)
    assert named(ledger, [other[1]], only=["a1", "a2"]) == Recorded(1, written=2, unchanged=0)
    assert read(ledger) == [made[0], other[1]]
    assert sum(each == WITHDRAWN for each in payloads(ledger)) == 1


def test_a_text_is_kept_once(ledger: Ledger) -> None:
    named(ledger, short_book(MONDAY))
    texts = [each.text for each in Part.objects.using(ledger.alias).all()]
    assert len(texts) == len(set(texts)) == 3 + 1 + 2  # three accounts, one standing, two readings
    named(ledger, short_book(MONDAY, value=4))
    assert Part.objects.using(ledger.alias).count() == len(texts) + 1


def test_where_a_key_is_another_text_s_rows_hold_their_texts(ledger: Ledger) -> None:
    made, texts = short_book(MONDAY), Texts()
    rows = naming(made, texts)
    Part.objects.using(ledger.alias).create(id=min(texts.by_key), text="another")
    assert record(ledger, rows, texts) == Recorded(0, written=3, unchanged=0)
    assert payloads(ledger) == [spelt_out(row.payload, texts.by_key) for row in rows]
    assert Part.objects.using(ledger.alias).count() == 1
    assert read(ledger) == made


def test_what_people_differ_about_is_found_unread(ledger: Ledger) -> None:
    plain, second, third = short_book(MONDAY)
    split = Divergence("Watch", "Healthy", "open", MONDAY)
    named(ledger, [plain, replace(second, divergence=split), replace(third, new=True)])
    found = book.differing_book(ledger, fingerprint=F1, after=MONDAY.replace(year=2025))
    assert [each.account_id for each in found] == ["a1"]
    assert found[0].divergence == split
    asked = book.sayings(ledger, [("a0", MONDAY), ("a2", MONDAY)], within_days=0)
    assert {key[0]: each.new for key, each in asked.items()} == {"a0": False, "a2": True}
