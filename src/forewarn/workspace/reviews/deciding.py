"""What a form of the review says, held against what others decided meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils import timezone

from forewarn.ledger import Ledger
from forewarn.ledger.book import decide_within, decision_count, decisions
from forewarn.plays.promises import KEPT, MISSED, NOTED, OPEN, Decision, promises
from forewarn.workspace.models import BookLine

DROPPED = "dropped"
SETTLED = (KEPT, MISSED, DROPPED, OPEN)
BESIDE, INSTEAD, THEIRS = "beside", "instead", "theirs"
"""What becomes of mine where somebody else decided meanwhile."""
_LONGEST = {"decision": 300, "owner": 200, "note": 2000}


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says.

    Attributes:
        promise: number of the promise that it changes; 0 for a new one.
        began: number of the newest row about the account when the form was shown.
        take: how a conflict is settled; empty where nobody was asked.
    """

    decision: str
    owner: str
    due_on: date | None
    note: str
    noted: bool
    promise: int
    began: int
    take: str
    complaints: tuple[str, ...]


def said_in(sent: QueryDict) -> Said:
    """What was sent, and what is missing from it."""
    texts = {name: _text(sent, name, most) for name, most in _LONGEST.items()}
    noted = sent.get("state") == NOTED
    due_on, wrong = _day(sent.get("due_on", ""))
    complaints = [] if noted else list(_missing(texts, due_on=due_on, wrong=wrong))
    take = sent.get("take", "")
    return Said(
        decision="" if noted else texts["decision"],
        owner="" if noted else texts["owner"],
        due_on=None if noted else due_on,
        note=texts["note"],
        noted=noted,
        promise=_number(sent, "promise"),
        began=_number(sent, "began"),
        take=take if take in (BESIDE, INSTEAD, THEIRS) else "",
        complaints=tuple(complaints),
    )


def _text(sent: QueryDict, name: str, most: int) -> str:
    return sent.get(name, "").replace("\r\n", "\n").strip()[:most]


def _number(sent: QueryDict, name: str) -> int:
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _day(text: str) -> tuple[date | None, bool]:
    """A day, and whether what was written is none."""
    try:
        return (date.fromisoformat(text.strip()) if text.strip() else None), False
    except ValueError:
        return None, True


def _missing(texts: dict[str, str], *, due_on: date | None, wrong: bool) -> list[str]:
    found = []
    if not texts["decision"]:
        found.append("Say what is to be done, or choose Nothing to decide.")
    if not texts["owner"]:
        found.append("Say who does it.")
    if due_on is None:
        given = "That is no day: write it as 2026-11-30." if wrong else "Say by when."
        found.append(given)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record about an account when a form arrives.

    Attributes:
        rows: about the account, oldest first.
        now: the instant.
    """

    rows: tuple[Decision, ...]
    number: int

    @classmethod
    def of(cls, ledger: Ledger, account_id: str) -> Standing:
        """Two queries."""
        return cls(decisions(ledger, accounts=[account_id]), decision_count(ledger) + 1)

    def since(self, began: int) -> tuple[Decision, ...]:
        """What was recorded since a form was shown."""
        return tuple(each for each in self.rows if each.number > began)

    def newest_of(self, promise: int) -> Decision | None:
        """A promise as it stands; None where the account has none by that number."""
        found = [each.newest for each in promises(self.rows) if each.first.promise == promise]
        return found[0] if found else None


def row_of(said: Said, line: BookLine, standing: Standing, *, by: str) -> Decision:
    """The row that a form asks for; a change of a promise, or a new one.

    Where somebody decided meanwhile and mine counts instead, it is the next row of theirs.
    """
    promise = said.promise if standing.newest_of(said.promise) else 0
    if said.take == INSTEAD and not promise:
        theirs = [each for each in standing.since(said.began) if each.decision]
        promise = theirs[-1].promise if theirs else 0
    return Decision(
        number=standing.number,
        promise=promise or standing.number,
        account_id=line.account_id,
        as_of=line.as_of,
        said_by=by,
        decision=said.decision,
        owner=said.owner,
        due_on=said.due_on,
        note=said.note,
        state=NOTED if said.noted else OPEN,
        recorded_at=timezone.now(),
    )


def settled(row: Decision, state: str, *, standing: Standing, line: BookLine, by: str) -> Decision:
    """The row that says what became of a promise."""
    return replace(
        row,
        number=standing.number,
        as_of=line.as_of,
        said_by=by,
        state=state,
        recorded_at=timezone.now(),
    )


def put_on_record(ledger: Ledger, row: Decision) -> None:
    """Within the form's own transaction.

    Raises:
        ForewarnError: somebody decided something at the same moment.
    """
    decide_within(ledger, [row])


def same(row: Decision, said: Said) -> bool:
    """Whether a row says what a form says."""
    told = (said.decision, said.owner, said.due_on, said.note)
    return (row.decision, row.owner, row.due_on, row.note) == told
