"""The record kept up with the facts: what is new is scored, what changed facts touch scored again.

The same steps serve ``score`` and its plan: what is on record is held against what changed since
(``touched``), that much is scored, and then either recorded or held against the record and named.
Where it is not known what the record was made from, only the dates asked for are scored, as a
whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from forewarn.project import receipt as receipts
from forewarn.project.asked import Progress
from forewarn.project.book import Plan
from forewarn.project.desk import Desk
from forewarn.project.receipt import Basis, Receipt
from forewarn.project.recording import Done, record_book, wide_of
from forewarn.project.scored import ScoredBook
from forewarn.project.touched import BookWide, Touched, batches, touched
from forewarn.project.weeks import weeks_before
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import tables_covering, tables_silent
from forewarn.terms.change import Change
from forewarn.terms.facts import TABLES
from forewarn.terms.planned import Because, Planned, PlannedDate
from forewarn.terms.ports import Engine

if TYPE_CHECKING:
    from forewarn.project.facts import Declared

Score = Callable[[Plan, Sequence[str] | None], ScoredBook]
"""Scores a plan's dates for some accounts or all."""
_EXAMPLES = 5
COVERAGE = "coverage"
"""Why every account is scored again: a table covers all from another date on, or went silent."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What has to be done so that the record says what the facts give.

    Attributes:
        basis: what the facts rest on now.
        receipt: of the dates on record that are kept up; None = it is not known what they were
            made from, and only the dates asked for are looked at.
        work: all dates by what is to be done with them.
        left: dates on record that were kept up until now, and are not any more.
    """

    basis: Basis | None
    receipt: Receipt | None
    work: Touched
    left: tuple[date, ...] = ()

    def asking(self, dates: Sequence[date]) -> Survey:
        """The same with dates whose results are wanted: all accounts are scored at them."""
        work = self.work
        again = set(dates) & {*work.kept, *work.some}
        return replace(
            self,
            work=replace(
                work,
                whole=tuple(sorted({*work.whole, *again})),
                some={on: some for on, some in work.some.items() if on not in again},
                kept=tuple(on for on in work.kept if on not in again),
            ),
        )


def survey(desk: Desk, asked: Sequence[date]) -> Survey:
    """Hold what is on record against what changed since; nothing is scored.

    Args:
        desk: of the project, with facts that were brought up to date.
        asked: dates that are to be on record.
    """
    basis = desk.basis()
    receipt = receipts.read(desk.settings.folder)
    changes = None
    if basis is not None and receipt is not None and receipt.basis.rules == basis.rules:
        known = receipt.basis.ingest
        changes = desk.changed_since(known) if known is not None else None
    if changes is None or receipt is None:
        left = _left(basis, receipt, asked)
        return Survey(basis, None, Touched(new=tuple(sorted(asked))), left)
    recorded, unsure = _on_record(desk, receipt)
    work = touched(
        asked,
        recorded,
        changes,
        unsure=unsure,
        everyone_from=_wide_change(desk, receipt, [*recorded, *unsure], changes),
    )
    return Survey(basis, receipt, work, _but(receipt.left, asked))


def _left(basis: Basis | None, receipt: Receipt | None, asked: Sequence[date]) -> tuple[date, ...]:
    if basis is None or receipt is None:  # facts in a warehouse vouch for no date
        return ()
    recorded = {on for on, revisions in receipt.recorded.items() if revisions}
    return _but(recorded.union(receipt.left), asked)


def _but(days: Iterable[str], asked: Sequence[date]) -> tuple[date, ...]:
    return tuple(sorted(set(map(date.fromisoformat, days)) - set(asked)))


def said_of_left(found: Survey, today: date) -> tuple[str, ...]:
    """That earlier dates stay as they are from now on, and how they are scored again; once."""
    if not found.left:
        return ()
    first, count = found.left[0], len(found.left)
    weeks = (today - first).days // 7 + 1
    many = f"{count} earlier dates on record from {first} on stay as they are"
    one = f"1 earlier date on record, {first}, stays as it is"
    return (
        f"{one if count == 1 else many}, whatever becomes known later: forewarn.yml, a scorecard "
        "or Forewarn changed, or the facts were read anew. "
        f"`forewarn score --weeks {max(weeks, 1)}` scores the weeks since then by what is so now, "
        "`--as-of DATE` a single date",
    )


def _on_record(desk: Desk, receipt: Receipt) -> tuple[list[date], list[date]]:
    """Dates that stand as the receipt says, and those on which something else was recorded."""
    ledger = desk.existing_ledger()
    if ledger is None:
        return [], []
    from forewarn.ledger.book import runs

    with ledger:
        cards = {each for revisions in receipt.recorded.values() for each in revisions}
        cards |= {card.fingerprint for card in desk.cards}
        found = [run for card in sorted(cards) for run in runs(ledger, fingerprint=card)]
    begun = {run.as_of.isoformat() for run in found}
    newest: dict[tuple[str, str], int] = {}
    for run in found:
        key = (run.as_of.isoformat(), run.fingerprint)
        newest[key] = max(run.revision, newest.get(key, 0))
    recorded: list[date] = []
    unsure: list[date] = []
    for on, revisions in receipt.recorded.items():
        standing = {fingerprint: newest.get((on, fingerprint)) for fingerprint in revisions}
        if on not in begun or None in standing.values():
            continue
        sure = revisions and standing == dict(revisions)
        (recorded if sure else unsure).append(date.fromisoformat(on))
    return recorded, unsure


def _wide_change(
    desk: Desk, receipt: Receipt, recorded: Sequence[date], changes: Sequence[Change]
) -> date | None:
    """The first date at which what every account rests on is not what it was."""
    before = BookWide(
        {table: date.fromisoformat(on) for table, on in receipt.covering.items()},
        {date.fromisoformat(on): frozenset(each) for on, each in receipt.silent.items()},
    )
    starts = desk.settings.week_starts
    dates = sorted({*recorded, *(week for on in recorded for week in weeks_before(on, starts))})
    complete = [name for name, table in TABLES.items() if table.complete]
    covering = before.covering
    if any(each.table in complete for each in changes):
        first_rows = desk.engine.first_rows(complete)
        covering = tables_covering(first_rows, declared=desk.declared.covering)
    return _wide_now(desk.engine, desk.declared, dates, covering).differs_from(before, dates)


def _wide_now(
    engine: Engine, declared: Declared, dates: Sequence[date], covering: Mapping[str, date]
) -> BookWide:
    if not declared.stale_after:
        return BookWide(covering)
    feeds = engine.feeds(sorted(declared.stale_after), dates)
    silent = {
        on: tables_silent(
            {table: days[place] for table, days in feeds.items()}, declared.stale_after, as_of=on
        )
        for place, on in enumerate(dates)
    }
    return BookWide(covering, silent)


@dataclass(slots=True)
class Passes:
    """The passes over the book that a survey asks for, one after the other.

    Attributes:
        shown: dates whose results are wanted afterwards.
        books: those that hold these dates, by date; they stay open.
        silent, covering: what every account rests on, as the passes saw it.
    """

    desk: Desk
    work: Touched
    score: Score
    shown: Sequence[date] = ()
    in_words: frozenset[date] = frozenset()
    books: dict[date, ScoredBook] = field(default_factory=dict)
    covering: dict[str, str] = field(default_factory=dict)
    silent: dict[str, list[str]] = field(default_factory=dict)

    def run(self) -> Iterator[tuple[ScoredBook, tuple[str, ...] | None]]:
        """Each pass with the accounts it is of; None = all."""
        for batch in batches(self.work):
            plan = Plan.over(
                self.desk.cards, batch.dates, starts=self.desk.settings.week_starts, only=None
            )
            plan = replace(plan, in_words=self.in_words.intersection(batch.dates))
            book = self.score(plan, batch.accounts)
            covering, silent = wide_of(book.run.around)
            self.covering.update(covering)
            self.silent.update(silent)
            wanted = [on for on in self.shown if on in batch.dates]
            if batch.accounts is None:
                self.books.update(dict.fromkeys(wanted, book))
            yield book, batch.accounts
            if batch.accounts is not None or not wanted:
                book.close()


def keep_up(found: Survey, passes: Passes, *, progress: Progress | None) -> Done:
    """Record what the passes give, and leave a receipt of all that is kept up.

    A run that is stopped is gone on with by the next, whatever that is asked for: dates that were
    recorded meanwhile are scored once more as a whole, the others as if nothing had been done.
    """
    desk, done = passes.desk, Done()
    if found.basis is not None:
        dates = [on for on in found.work.new if on <= desk.today()]
        receipts.begin(desk.settings.folder, found.basis, found.receipt, dates)
    for book, accounts in passes.run():
        more = record_book(desk, book, accounts=accounts, progress=progress)
        done.written += more.written
        done.restated += more.restated
        done.unchanged += more.unchanged
        done.revisions.update(more.revisions)
    if found.basis is not None:
        receipts.keep(desk.settings.folder, _receipt(found, found.basis, passes, done))
    return done


def _receipt(found: Survey, basis: Basis, passes: Passes, done: Done) -> Receipt:
    earlier = found.receipt
    if earlier is None:
        return Receipt(basis, done.revisions, passes.covering, passes.silent)
    days = {on.isoformat() for on in (*found.work.kept, *found.work.some, *found.work.whole)}
    kept = {on: revisions for on, revisions in earlier.recorded.items() if on in days}
    return Receipt(
        basis,
        {**kept, **done.revisions},
        passes.covering or earlier.covering,
        {**earlier.silent, **passes.silent},
    )


def name(found: Survey, passes: Passes, *, as_of: date, notices: tuple[str, ...]) -> Planned:
    """What ``keep_up`` would record; nothing is written.

    Args:
        found: the survey.
        passes: over it.
        as_of: the newest date asked for.
        notices: what qualifies all of it.
    """
    from forewarn.ledger import CardFacts
    from forewarn.ledger.opening import configure

    configure()  # also where nothing is on record, and no ledger is opened
    from forewarn.ledger.book import newest_runs
    from forewarn.ledger.comparing import differing

    desk, ledger = passes.desk, passes.desk.existing_ledger()
    empty = ledger is None or not newest_runs(ledger)
    named: dict[bool, list[PlannedDate]] = {True: [], False: []}
    looked_at, differs = 0, set[date]()
    there = {*found.work.kept, *found.work.some, *found.work.whole}
    try:
        for book, accounts in passes.run():
            for card in book.run.plan.routed:
                for on, rows in book.rows(card):
                    if on > desk.today():
                        continue
                    looked_at += len(rows)
                    facts = CardFacts.of(card)
                    told = differing(
                        ledger, facts, rows, as_of=on, only=accounts, texts=book.texts(card)
                    )
                    if not told.first:
                        there.add(on)
                    if told.accounts:
                        differs.add(on)
                        new = _planned(on, card, told.accounts, told.came, told.went)
                        because = () if told.first else _because(found.work, on, told.accounts)
                        named[told.first].append(replace(new, because=because))
            if book not in passes.books.values():
                book.close()
    finally:
        if ledger is not None:
            ledger.close()
    return Planned(
        as_of,
        tuple(sorted(named[True], key=_place)),
        tuple(sorted(named[False], key=_place)),
        tuple(sorted(there - differs)),
        looked_at,
        found.receipt is not None or empty,
        notices,
    )


def _place(each: PlannedDate) -> tuple[date, str]:
    return each.as_of, each.scorecard


def _planned(
    on: date, card: Scorecard, accounts: Sequence[str], came: int, went: int
) -> PlannedDate:
    return PlannedDate(on, card.name, len(accounts), came, went, tuple(accounts[:_EXAMPLES]))


def _because(work: Touched, on: date, accounts: Sequence[str]) -> tuple[Because, ...]:
    reasons = work.reasons(on, frozenset(accounts))
    because = tuple(Because(each.table, each.kind, each.accounts) for each in reasons)
    if work.everyone_from is not None and work.everyone_from <= on:
        because += (Because("", COVERAGE, 0),)
    return because
