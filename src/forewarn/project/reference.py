"""What SQL asks of the reference about cells of a book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forewarn.engines.duckdb.setwise.laying import Cell, cells_of
from forewarn.engines.duckdb.setwise.said import SPLIT, WORD, Reading, Stand
from forewarn.ledger.compact import reading_text, stands_text
from forewarn.project.course import CardKit
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.score import reading
from forewarn.terms.account import AccountAsOf

if TYPE_CHECKING:
    from forewarn.project.whole import Whole


@dataclass(frozen=True, slots=True)
class Reference:
    """Answers for cells under one scorecard."""

    whole: Whole
    card: Scorecard
    kit: CardKit

    def readings(self, asked: Mapping[int, Sequence[Cell]]) -> dict[int, list[Reading]]:
        """See ``said.Reference``."""
        rows = cells_of(self.whole.laid, [cell for cells in asked.values() for cell in cells])
        return {place: list(self._readings(place, cells, rows)) for place, cells in asked.items()}

    def _readings(
        self, place: int, cells: Sequence[Cell], rows: Mapping[Cell, Sequence[Any]]
    ) -> Iterator[Reading]:
        each, kit = self.card.inputs[place], self.kit.whole
        measured = next(part for part in kit.signals if part.name == each.signal)
        for cell in cells:
            row, account = rows[cell], self._account(cell)
            around = self.whole.run.around.cell(account, kit.seats_of(row))
            values = [row[position] for position in measured.positions]
            value = measured.signal.finish(values, around, self.card.signals)
            told = reading(each, value, account.attributes)
            yield reading_text(told), told.points

    def _account(self, cell: Cell) -> AccountAsOf:
        a, i = cell
        laid = self.whole.laid
        standing = self.whole.run.around.accounts.standing(laid.accounts[a], laid.dates[i])
        assert standing is not None
        return standing.account

    def stands(self, cells: Sequence[Cell]) -> list[Stand]:
        """See ``said.Reference``."""
        dates, accounts = self.whole.laid.dates, self.whole.laid.accounts
        found = {
            (each.account_id, each.as_of): each for each in self.whole.results(self.card, cells)
        }
        results = [found[accounts[a], dates[i]] for a, i in cells]
        return [
            (
                each.raw_band,
                each.band,
                each.effective_band,
                stands_text(each, overlay=WORD, divergence=SPLIT),
            )
            for each in results
        ]
