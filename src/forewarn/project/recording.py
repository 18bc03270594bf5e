"""Putting a scored book on record: one transaction per scorecard and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
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

RESTATED = (
    "the facts changed since this was said: late, corrected or newly connected rows; or settings"
    " did, such as the routing or the time zone"
)


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
    done, cards = Done(), book.run.plan.routed
    days = sum(on <= desk.today() for on in book.run.plan.reported)
    with desk.ledger() as ledger:
        for place, card in enumerate(cards):
            for number, (on, rows) in enumerate(book.rows(card), start=1):
                if on > desk.today():
                    continue
                _record(desk, ledger, card, on, rows, accounts, book.texts(card), done)
                if progress is not None:
                    progress(f"recording {on}", place * days + number, len(cards) * days)
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


def _record(
    desk: Desk,
    ledger: Ledger,
    card: Scorecard,
    on: date,
    rows: Sequence[Row],
    accounts: Sequence[str] | None,
    texts: Texts,
    done: Done,
) -> None:
    from forewarn.ledger import CardFacts
    from forewarn.ledger.book import record_rows

    recorded = record_rows(
        ledger,
        CardFacts.of(card),
        rows,
        as_of=on,
        reason=RESTATED,
        recorded_at=desk.now(),
        version=forewarn.__version__,
        only=accounts,
        texts=texts,
    )
    done.written += recorded.written
    done.restated += recorded.written if recorded.revision else 0
    done.unchanged += recorded.unchanged
    done.revisions.setdefault(on.isoformat(), {})[card.fingerprint] = recorded.revision
