"""Putting a scored book on record: each date of a scorecard wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import forewarn
from forewarn.project.asked import Progress
from forewarn.project.desk import Desk
from forewarn.project.facts import Surroundings
from forewarn.project.receipt import Receipt, keep
from forewarn.project.scored import ScoredBook
from forewarn.scorecard.model import Scorecard

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.ledger.rows import Row
    from forewarn.ledger.shared import Texts
    from forewarn.ledger.values import Recorded

RESTATED = "the facts changed since this was said: late, corrected or newly connected rows"
_ROWS_A_TRANSACTION = 50_000
"""What SQLite holds until it is done; how much a stopped run does again, and others wait for."""


@dataclass(slots=True)
class Done:
    """What recordings did.

    Attributes:
        written: rows written.
        restated: those of them that say something else than before.
        unchanged: rows that stood there already.
        revisions: per date (ISO) and fingerprint the newest revision.
    """

    written: int = 0
    restated: int = 0
    unchanged: int = 0
    revisions: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, card: Scorecard, on: date, recorded: Recorded) -> None:
        """Add one date of a scorecard."""
        self.written += recorded.written
        self.restated += recorded.written if recorded.revision else 0
        self.unchanged += recorded.unchanged
        self.revisions.setdefault(on.isoformat(), {})[card.fingerprint] = recorded.revision


def record_book(
    desk: Desk,
    book: ScoredBook,
    *,
    accounts: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Done:
    """Record every date that has begun; what stands there already is not written again.

    So a run that was stopped goes on where it was: each date is on record wholly or not at all.

    Args:
        desk: of the project.
        book: scored.
        accounts: the book is of these alone; what is on record of others stays. None = of all.
        progress: told of dates done.
    """
    done, today = Done(), desk.today()
    cards, dates = book.run.plan.routed, [on for on in book.run.plan.reported if on <= today]
    told = count(1)

    def tell(on: date) -> None:
        if progress is not None:
            progress(f"recording {on}", next(told), len(cards) * len(dates))

    with desk.ledger() as ledger:
        for card in cards:
            begun = ((on, rows) for on, rows in book.rows(card) if on <= today)
            for some in _recorded(desk, ledger, card, begun, accounts, book.texts(card)):
                for on, each in some.items():
                    done.add(card, on, each)
                    tell(on)
    return done


def note(desk: Desk, done: Done, around: Surroundings) -> None:
    """Leave the receipt of what was recorded, where it is known what the facts rest on."""
    basis = desk.basis()
    if basis is not None:
        keep(desk.settings.folder, Receipt(basis, done.revisions, *wide_of(around)))


def wide_of(around: Surroundings) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What every account rests on, as a receipt keeps it: tables that cover all, silent ones."""
    covering = {table: on.isoformat() for table, on in around.covering.items()}
    silent = {on.isoformat(): sorted(tables) for on, tables in around.silent.items() if tables}
    return covering, silent


def _recorded(
    desk: Desk,
    ledger: Ledger,
    card: Scorecard,
    dated: Iterator[tuple[date, Sequence[Row]]],
    accounts: Sequence[str] | None,
    texts: Texts,
) -> Iterator[dict[date, Recorded]]:
    """Record some dates a transaction; what became of them, once it is done."""
    from forewarn.ledger import CardFacts
    from forewarn.ledger.book import Saying, recording

    facts, more = CardFacts.of(card), True
    while more:
        some: dict[date, Recorded] = {}
        rows_put = 0
        saying = Saying(RESTATED, desk.now(), forewarn.__version__, accounts)
        with recording(ledger, facts, saying, texts=texts) as into:
            for on, rows in dated:
                some[on] = into.put(on, rows)
                rows_put += len(rows)
                if rows_put >= _ROWS_A_TRANSACTION:
                    break
        more = rows_put >= _ROWS_A_TRANSACTION
        yield some
