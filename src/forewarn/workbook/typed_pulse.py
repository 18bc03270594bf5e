"""A pulse typed in sheet *Assess* where the pulse is an input of the score itself."""

from __future__ import annotations

from typing import NamedTuple

from forewarn.scorecard.model import Input, Scorecard
from forewarn.scoring.overlay import PULSE
from forewarn.signals.kinds.latest import Latest
from forewarn.workbook.pages import Shown
from forewarn.workbook.places import quoted
from forewarn.workbook.words import Text

NOTE: Text = (
    "Here the pulse is an input: what is typed as Pulse in sheet Assess stands in this cell at"
    " once, unless it is given a date of its own; that one counts when it is read back."
)


class Typed(NamedTuple):
    """References to what somebody may type for one account.

    Attributes:
        pulse: the cell of the new pulse.
        on: the cell of its date.
    """

    pulse: str
    on: str

    def over(self, given: Shown, new: str | None = None) -> str:
        """A formula that puts what is typed over what was measured.

        Args:
            given: what was measured, a number or text.
            new: what stands there instead; None = the pulse itself.
        """
        before = (
            quoted(given) if isinstance(given, str) else '""' if given is None else f"{given!r}"
        )
        return f'=IF(AND(ISNUMBER({self.pulse}),{self.on}=""),{new or self.pulse},{before})'


def is_pulse(card: Scorecard, item: Input) -> bool:
    """Whether an input is the newest pulse that anybody gave the account."""
    signal = card.signals.get(item.signal)
    if not isinstance(signal, Latest):
        return False
    return signal.table == "assessments" and signal.column == PULSE and signal.where is None
