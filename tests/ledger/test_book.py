"""What is put on record is what is read: said first, said now, and why it changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from forewarn.ledger import Ledger, Recorded, book, open_ledger
from forewarn.ledger.payload import named_part, payload_whole
from forewarn.ledger.rows import row_of
from forewarn.scoring.score import Stated, Told, retell
from forewarn.terms.signal import Status
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY, NOON, OTHER, result, week

F1 = CARD.fingerprint


def record(ledger: Ledger, results: list, **changes) -> Recorded:
    card = changes.pop("card", CARD)
    return book.record(ledger, card, results, **{"as_of": MONDAY} | ARGUMENTS | changes)


def test_the_first_recording_is_what_was_said(ledger: Ledger) -> None:
    first = sample.book(MONDAY)
    assert record(ledger, first) == Recorded(revision=0, written=3, unchanged=0)
    assert book.said_book(ledger, MONDAY, fingerprint=F1) == tuple(first)
    assert book.current_book(ledger, MONDAY, fingerprint=F1) == tuple(first)
    assert book.said(ledger, "a1", MONDAY) == first[1]
    assert book.current(ledger, "a1", MONDAY, fingerprint=F1) == first[1]


def test_the_same_again_writes_nothing(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY))
    again = record(ledger, sample.book(MONDAY)[::-1], version="2.0")
    assert again == Recorded(revision=0, written=0, unchanged=3)
    assert len(book.runs(ledger, F1)) == 1


def test_a_restatement_holds_what_changed_and_says_why(ledger: Ledger) -> None:
    first = sample.book(MONDAY)
    late = [first[0], result("a1", MONDAY, points=20.0), first[2]]
    record(ledger, first)
    assert record(ledger, late, reason=" ticket import ") == Recorded(1, written=1, unchanged=2)
    assert book.said_book(ledger, MONDAY, fingerprint=F1) == tuple(first)
    assert book.current_book(ledger, MONDAY, fingerprint=F1) == tuple(late)
    assert book.said(ledger, "a1", MONDAY) == first[1]
    assert book.current(ledger, "a1", MONDAY) == late[1]
    said, restated = book.runs(ledger, F1, as_of=MONDAY)
    assert (said.revision, said.reason, said.accounts) == (0, "", 3)
    assert (restated.revision, restated.reason, restated.accounts) == (1, "ticket import", 1)
    assert restated.recorded_at == NOON


def test_a_restatement_by_another_version_says_so(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY), version="1.0")
    record(ledger, sample.book(MONDAY, points=20.0), reason="ticket import", version="1.1")
    record(ledger, sample.book(MONDAY, points=30.0), reason="ticket import", version="1.1")
    reasons = [run.reason for run in book.runs(ledger, F1, as_of=MONDAY)]
    said = "ticket import; or Forewarn 1.1 says differently what 1.0 said"
    assert reasons == ["", said, "ticket import"]


def test_every_earlier_reading_stays_readable(ledger: Ledger) -> None:
    readings = [sample.book(MONDAY, points=points) for points in (10.0, 20.0, 30.0)]
    for each in readings:
        record(ledger, each)
    for revision, each in enumerate(readings):
        read = book.current_book(ledger, MONDAY, fingerprint=F1, revision=revision)
        assert read == tuple(each)


def test_going_back_to_what_was_said_is_a_restatement_too(ledger: Ledger) -> None:
    first, second = sample.book(MONDAY), sample.book(MONDAY, points=20.0)
    assert [record(ledger, each).revision for each in (first, second, first)] == [0, 1, 2]
    assert book.current_book(ledger, MONDAY, fingerprint=F1) == tuple(first)


def test_an_account_that_left_the_book_is_gone_and_may_return(ledger: Ledger) -> None:
    first = sample.book(MONDAY)
    record(ledger, first)
    assert record(ledger, first[1:]) == Recorded(1, written=1, unchanged=2)
    assert book.current_book(ledger, MONDAY, fingerprint=F1) == tuple(first[1:])
    assert book.current(ledger, "a0", MONDAY) is None
    assert book.history(ledger, "a0") == ()
    assert book.said(ledger, "a0", MONDAY) == first[0]
    assert record(ledger, first[1:]) == Recorded(1, written=0, unchanged=2)
    assert record(ledger, first) == Recorded(2, written=1, unchanged=2)
    assert book.current_book(ledger, MONDAY, fingerprint=F1) == tuple(first)


def test_an_account_known_late_was_not_said(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY, accounts=1))
    record(ledger, sample.book(MONDAY, accounts=2))
    assert book.said(ledger, "a1", MONDAY) is None
    assert book.current(ledger, "a1", MONDAY) is not None


def test_an_empty_book_is_on_record(ledger: Ledger) -> None:
    assert record(ledger, []) == Recorded(0, written=0, unchanged=0)
    assert record(ledger, []) == Recorded(0, written=0, unchanged=0)
    assert book.dates(ledger, F1) == (MONDAY,)
    assert record(ledger, sample.book(MONDAY)) == Recorded(1, written=3, unchanged=0)


def test_said_may_look_some_days_back(ledger: Ledger) -> None:
    for number in (0, 1):
        record(ledger, sample.book(week(number)), as_of=week(number))
    assert book.said(ledger, "a0", week(1) + timedelta(days=6)) is None
    found = book.said(ledger, "a0", week(1) + timedelta(days=7), within_days=7)
    assert found is not None
    assert found.as_of == week(1)
    assert book.said(ledger, "a0", week(1) + timedelta(days=8), within_days=7) is None
    assert book.said(ledger, "a0", MONDAY - timedelta(days=1), within_days=7) is None


def test_two_scorecards_stand_beside_each_other(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY))
    record(ledger, sample.book(MONDAY, card=OTHER, points=20.0), card=OTHER)
    assert book.said(ledger, "a0", MONDAY).fingerprint == F1
    assert book.current(ledger, "a0", MONDAY).fingerprint == OTHER.fingerprint
    assert book.said(ledger, "a0", MONDAY, fingerprint=OTHER.fingerprint).score.score == 20.0
    assert book.scorecards(ledger) == (CARD, OTHER)
    assert book.scorecards(ledger, name="another") == ()
    assert book.scorecard_text(ledger, F1) == CARD.text
    assert book.scorecard_text(ledger, "unknown") is None
    assert [point.score for point in book.history(ledger, "a0")] == [20.0]
    assert [p.score for p in book.history(ledger, "a0", fingerprints=[F1])] == [70.0]


def test_the_scorecard_is_kept_as_first_seen(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY))
    commented = replace(CARD, text="# another comment\n" + CARD.text)
    record(ledger, sample.book(week(1)), card=commented, as_of=week(1))
    assert book.scorecard_text(ledger, F1) == CARD.text


def test_an_account_that_left_one_scorecard_keeps_its_line_under_another(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY))
    record(ledger, sample.book(MONDAY, card=OTHER, points=20.0), card=OTHER)
    record(ledger, [], card=OTHER)
    assert book.current(ledger, "a0", MONDAY).fingerprint == F1
    assert [point.score for point in book.history(ledger, "a0")] == [70.0]


def test_a_line_has_one_point_a_date(ledger: Ledger) -> None:
    for number in (2, 0, 1):
        record(ledger, sample.book(week(number), points=40.0 + number), as_of=week(number))
    record(ledger, sample.book(week(1), points=90.0), as_of=week(1))
    line = book.history(ledger, "a0")
    assert [point.as_of for point in line] == [week(0), week(1), week(2)]
    assert [point.score for point in line] == [40.0, 90.0, 42.0]
    assert [point.band for point in line] == ["Watch", "Healthy", "Watch"]
    assert [point.revision for point in line] == [0, 1, 0]
    assert book.history(ledger, "a0", since=week(1), until=week(1)) == line[1:2]
    assert book.histories(ledger)["a0"] == line
    assert set(book.histories(ledger)) == {"a0", "a1", "a2"}
    assert book.dates(ledger, F1) == (week(0), week(1), week(2))


def test_a_digest_is_that_of_the_results_themselves(ledger: Ledger) -> None:
    first, second = sample.book(MONDAY), sample.book(MONDAY, points=20.0)
    record(ledger, first)
    record(ledger, second[:2])
    assert book.digest(ledger, F1, MONDAY, revision=0) == book.digest_of(CARD, first[::-1])
    assert book.digest(ledger, F1, MONDAY) == book.digest_of(CARD, second[:2])
    assert book.digest_of(CARD, first) != book.digest_of(CARD, second)


def test_two_ledgers_may_be_open_at_once(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'second.sqlite3'}") as second:
        record(ledger, sample.book(MONDAY))
        assert book.dates(second, F1) == ()
        record(second, sample.book(week(1)), as_of=week(1))
        assert (book.dates(ledger, F1), book.dates(second, F1)) == ((MONDAY,), (week(1),))


READINGS: dict[str, Callable[[Ledger], object]] = {
    "record again": lambda ledger: record(ledger, sample.book(MONDAY, accounts=1, points=1.0)),
    "said": lambda ledger: book.said(ledger, "a0", MONDAY),
    "current": lambda ledger: book.current(ledger, "a0", MONDAY),
    "current_book": lambda ledger: book.current_book(ledger, MONDAY, fingerprint=F1),
    "history": lambda ledger: book.history(ledger, "a0"),
    "histories": book.histories,
    "dates": lambda ledger: book.dates(ledger, F1),
    "runs": lambda ledger: book.runs(ledger, F1),
    "digest": lambda ledger: book.digest(ledger, F1, MONDAY),
}


@pytest.mark.parametrize("name", READINGS)
def test_the_number_of_queries_does_not_grow(name: str, tmp_path: Path) -> None:
    counts = set()
    for accounts, weeks in ((1, 1), (300, 4)):
        with open_ledger(f"sqlite:///{tmp_path / f'{accounts}.sqlite3'}") as ledger:
            for number in range(weeks):
                record(ledger, sample.book(week(number), accounts=accounts), as_of=week(number))
            with CaptureQueriesContext(connections[ledger.alias]) as queries:
                READINGS[name](ledger)
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= (11 if name == "record again" else 2)


def test_one_query_draws_a_line(ledger: Ledger) -> None:
    with CaptureQueriesContext(connections[ledger.alias]) as queries:
        book.history(ledger, "a0")
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("results", "changes"),
    [
        ([result("a", week(1))], {}),
        ([result("a", MONDAY, card=OTHER)], {}),
        ([result("a", MONDAY), result("a", MONDAY)], {}),
        ([result("", MONDAY)], {}),
        ([result("a", MONDAY)], {"reason": "  "}),
        ([result("a", MONDAY)], {"recorded_at": datetime(2026, 1, 5, 12)}),  # noqa: DTZ001
    ],
    ids=["another date", "another card", "twice", "nobody", "no reason", "no zone"],
)
def test_a_mistake_of_the_caller_writes_nothing(ledger: Ledger, results, changes) -> None:
    with pytest.raises(ValueError, match=r"."):
        record(ledger, results, **changes)
    assert book.scorecards(ledger) == ()


def test_a_fingerprint_stands_for_one_list_of_inputs(ledger: Ledger) -> None:
    record(ledger, sample.book(MONDAY))
    broken = replace(CARD, inputs=CARD.inputs[:1])
    with pytest.raises(ValueError, match="other inputs"):
        record(ledger, sample.book(week(1), card=broken), card=broken, as_of=week(1))
    assert book.dates(ledger, F1) == (MONDAY,)


def without_trigger(ledger: Ledger, table: str, statement: str) -> None:
    with connections[ledger.alias].cursor() as cursor:
        if connections[ledger.alias].vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_no_update")
            cursor.execute(statement)
        else:
            cursor.execute(f"SET session_replication_role = 'replica'; {statement}; "
                           "SET session_replication_role = 'origin'")  # fmt: skip


def test_a_run_without_a_digest_is_compared_row_by_row(ledger: Ledger) -> None:
    """A Forewarn before digests left none; its runs cannot be changed to have one."""
    first = sample.book(MONDAY)
    record(ledger, first)
    without_trigger(ledger, "ledger_run", "UPDATE ledger_run SET digest = NULL")
    assert record(ledger, first) == Recorded(0, written=0, unchanged=3)
    late = [*first[:2], result("a2", MONDAY, points=20.0)]
    assert record(ledger, late) == Recorded(1, written=1, unchanged=2)
    assert record(ledger, late) == Recorded(1, written=0, unchanged=3)


def test_rows_that_an_older_forewarn_wrote_longer_say_the_same(ledger: Ledger) -> None:
    score = retell(
        [
            Stated(each.input, each.category, each.signal, each.stated_weight)
            for each in CARD.inputs
        ],
        [Told(12, 70.0), Told(None, None, Status.MISSING)],
        score=70.0,
        coverage=0.6,
        reason=None,
    )
    assert score is not None
    book_ = [replace(each, score=score, dated={"logins": MONDAY}) for each in sample.book(MONDAY)]
    record(ledger, book_)
    (short,) = {row.payload for row in (row_of(each, inputs=CARD.inputs) for each in book_)}
    assert short.startswith('{"about":')
    whole = payload_whole(book_[0], [named_part(each) for each in CARD.inputs])
    assert len(whole) > len(short)
    quoted = whole.replace("'", "''")
    without_trigger(ledger, "ledger_run", "UPDATE ledger_run SET digest = NULL")
    changed = f"UPDATE ledger_snapshotrow SET payload = '{quoted}'"
    without_trigger(ledger, "ledger_snapshotrow", changed)
    assert [each.score for each in book.current_book(ledger, MONDAY, fingerprint=F1)] == [score] * 3
    assert record(ledger, book_) == Recorded(0, written=0, unchanged=3)


def test_what_stands_there_is_not_read_back(ledger: Ledger) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connections[ledger.alias]) as captured:
            record(ledger, sample.book(MONDAY))
    assert not any("snapshotrow" in query["sql"] for query in captured)


def test_what_is_said_of_some_accounts_leaves_the_others(ledger: Ledger) -> None:
    first = sample.book(MONDAY)
    record(ledger, first)
    rows = [row_of(result("a1", MONDAY, points=20.0), inputs=CARD.inputs)]
    some = {"as_of": MONDAY, "only": ["a1", "a2"], **ARGUMENTS}
    assert book.record_rows(ledger, CARD, rows, **some) == Recorded(1, written=2, unchanged=0)
    assert book.record_rows(ledger, CARD, rows, **some) == Recorded(1, written=0, unchanged=1)
    found = {each.account_id for each in book.current_book(ledger, MONDAY, fingerprint=F1)}
    assert found == {"a0", "a1"}
    assert record(ledger, [first[0], result("a1", MONDAY, points=20.0)]).written == 0


def test_the_first_recording_is_of_all(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="of all"):
        book.record_rows(ledger, CARD, [], as_of=MONDAY, only=["a0"], **ARGUMENTS)


def test_the_trigger_that_is_set_aside_is_there_again(ledger: Ledger, file: Path) -> None:
    def triggers() -> list[tuple[str, str]]:
        with closing(sqlite3.connect(file)) as raw:
            found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            return raw.execute(found).fetchall()

    before = triggers()
    record(ledger, sample.book(MONDAY))
    assert triggers() == before
    assert any("no_replace" in name for name, _ in before)


def test_rows_that_are_made_already_are_recorded_the_same(ledger: Ledger) -> None:
    first = sample.book(MONDAY)
    rows = [row_of(each, inputs=CARD.inputs) for each in first]
    assert book.record_rows(ledger, CARD, rows, as_of=MONDAY, **ARGUMENTS).written == 3
    assert record(ledger, first) == Recorded(0, written=0, unchanged=3)
    assert book.said_book(ledger, MONDAY, fingerprint=F1) == tuple(first)


def test_a_line_tells_what_is_said_now_and_at_which_revision(ledger: Ledger) -> None:
    for number in (0, 1):
        record(ledger, sample.book(week(number)), as_of=week(number))
    late = [result("a0", MONDAY, points=20.0), *sample.book(MONDAY)[1:]]
    record(ledger, late)
    dates = [week(number) for number in (0, 1, 2)]
    of_a0 = book.current_line(ledger, "a0", dates)
    assert of_a0 == ((F1, 1, late[0]), (F1, 0, sample.book(week(1))[0]))
    assert book.current_line(ledger, "a1", dates[:1]) == ((F1, 1, late[1]),)
    record(ledger, late[1:])
    assert book.current_line(ledger, "a0", dates[:1]) == ()
    assert book.current_line(ledger, "nobody", dates) == ()
