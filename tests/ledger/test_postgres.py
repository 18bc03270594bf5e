"""The same promises on a real PostgreSQL: needs initdb and pg_ctl, and psycopg."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from forewarn.ledger import CardFacts, Ledger, Recorded, book, open_ledger
from forewarn.ledger.shared import Texts
from forewarn.terms.errors import ForewarnError
from tests.ledger import sample
from tests.ledger.naming import naming, record_naming, short_book
from tests.ledger.sample import APPLICATION, ARGUMENTS, CARD, MONDAY, OTHER
from tests.ledger.test_applying import NEXT
from tests.ledger.test_entering import ENTRY
from tests.ledger.test_entering import NEXT as NEXT_ENTRY
from tests.ledger.test_examinations import FOUND
from tests.ledger.test_statements import BARE, SAID
from tests.postgres import NEEDED, new_database, running

pytestmark = [pytest.mark.slow, *NEEDED, pytest.mark.once("on PostgreSQL in every run")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """URL of a server of our own, without a database's name."""
    with running() as url:
        yield url


@pytest.fixture
def url(server: str) -> str:
    """URL of an empty database."""
    return new_database(server)


def record(ledger: Ledger, points: float = 70.0) -> Recorded:
    results = sample.book(MONDAY, points=points)
    return book.record(ledger, CARD, results, as_of=MONDAY, **ARGUMENTS)


def test_results_are_the_same_to_the_last_bit(url: str) -> None:
    with open_ledger(url) as ledger:
        assert record(ledger) == Recorded(0, written=3, unchanged=0)
        assert record(ledger) == Recorded(0, written=0, unchanged=3)
        assert record(ledger, points=20.0) == Recorded(1, written=3, unchanged=0)
        said = book.said_book(ledger, MONDAY, fingerprint=CARD.fingerprint)
        assert said == tuple(sample.book(MONDAY))
        assert book.digest(ledger, CARD.fingerprint, MONDAY) == book.digest_of(
            CARD, sample.book(MONDAY, points=20.0)
        )
        assert [point.score for point in book.history(ledger, "a0")] == [20.0]


@pytest.mark.parametrize(
    "table",
    ["scorecardversion", "run", "snapshotrow", "part", "examination", "statement", "application"],
)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id + 100", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_sql_cannot_change_it(url: str, table: str, statement: str) -> None:
    import psycopg

    with open_ledger(url) as ledger:
        record(ledger)
        record_naming(ledger, OTHER)
        book.keep_verdict(ledger, FOUND)
        book.keep_statements(ledger, [SAID])
        book.put_in_force(ledger, APPLICATION)
        with psycopg.connect(url) as raw, pytest.raises(psycopg.Error, match="never changes"):
            raw.execute(statement.format(f"ledger_{table}"))
        assert book.said(ledger, "a0", MONDAY) == sample.book(MONDAY)[0]
        assert book.in_force(ledger) == APPLICATION


def test_two_who_keep_the_same_texts_at_once_both_have_them(url: str) -> None:
    """One waits for the other's transaction, and then finds its texts there."""
    start, found = Barrier(2), {}
    with open_ledger(url):
        pass

    def keep(card: CardFacts) -> None:
        with open_ledger(url) as ledger:
            start.wait()
            for weeks in range(20):
                texts, on = Texts(), sample.week(weeks)
                rows = naming(short_book(on, value=weeks), texts)
                asked = {"as_of": on, "texts": texts, **ARGUMENTS}
                book.record_rows(ledger, card, rows, **asked)  # type: ignore[arg-type]
            found[card.name, card.fingerprint] = [
                book.current_book(ledger, sample.week(n), fingerprint=card.fingerprint)
                for n in range(20)
            ]

    threads = [Thread(target=keep, args=[card]) for card in (CARD, OTHER)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    first, second = found.values()
    assert [[r.score for r in week] for week in first] == [[r.score for r in w] for w in second]
    assert all(len(week) == 3 for week in first)


def test_of_plans_put_in_force_at_once_one_is_refused(url: str) -> None:
    with open_ledger(url) as ledger:
        book.put_in_force(ledger, APPLICATION)
        for wrong in (replace(NEXT, number=1), replace(APPLICATION, number=2)):
            with pytest.raises(ForewarnError):
                book.put_in_force(ledger, wrong)
        book.put_in_force(ledger, NEXT)
        assert book.applications(ledger) == (APPLICATION, NEXT)


def test_verdicts_and_statements_are_kept_once(url: str) -> None:
    with open_ledger(url) as ledger:
        assert [book.keep_verdict(ledger, FOUND) for _ in range(2)] == [True, False]
        assert [book.keep_statements(ledger, [SAID, BARE]) for _ in range(2)] == [2, 0]
        assert book.verdicts(ledger) == {"f1": (FOUND,)}
        assert book.statements(ledger) == (BARE, SAID)


def test_four_at_once(url: str) -> None:
    """Threads: each has a connection of its own, and PostgreSQL sees four clients."""
    barrier, said = Barrier(4), []

    def racer() -> None:
        barrier.wait()
        with open_ledger(url) as ledger:
            said.append(record(ledger))

    racers = [Thread(target=racer) for _ in range(4)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert sorted(done.written for done in said) == [0, 0, 0, 3]
    with open_ledger(url) as ledger:
        assert len(book.runs(ledger, CARD.fingerprint)) == 1


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ForewarnError, match="refused") as refusal:
        open_ledger("postgresql://me:secret@127.0.0.1:1/ledger")
    assert "secret" not in str(refusal.value)


def test_what_people_entered_is_kept_and_final(url: str) -> None:
    with open_ledger(url) as ledger:
        book.enter(ledger, [ENTRY])
        with pytest.raises(ForewarnError, match="somebody else"):
            book.enter(ledger, [replace(NEXT_ENTRY, number=1)])
        book.enter(ledger, [NEXT_ENTRY])
        assert book.entries(ledger) == (ENTRY, NEXT_ENTRY)
        assert book.newest_mark(ledger)
