"""Puts what a member does about a divergence on record: the event, the trail, the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import timezone

from forewarn.ledger.book import case_events, note_cases
from forewarn.project.cases import stamp
from forewarn.project.differing_now import differs_now
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.casework import Case, case_of, cases_of, lift_to_confirm
from forewarn.terms.cases import CaseEvent, Stamp
from forewarn.terms.score import AccountResult
from forewarn.workspace.assessing.form import table_of
from forewarn.workspace.book.refreshing import lay_again
from forewarn.workspace.divergences.laying import EVER, lay_cases_again
from forewarn.workspace.models import BookLine, Member
from forewarn.workspace.project import Shown
from forewarn.workspace.trail import note


@dataclass(frozen=True, slots=True)
class Worked:
    """An account's cases with everything that is known by now.

    Attributes:
        result: the newest, with the difference as it stands after what was entered since.
        card: its scorecard in force; None where another scored it.
        events: of the account, oldest first.
        cases: the one that stands first, where the two differ.
    """

    shown: Shown
    line: BookLine
    result: AccountResult
    recorded: AccountResult
    card: Scorecard | None
    events: tuple[CaseEvent, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        """All pairs with something on record, and the one that stands."""
        return cases_of(self.line.account_id, self.result.divergence, self.events, EVER)

    @property
    def standing(self) -> Case | None:
        """The case of the difference that stands now; None where the two agree."""
        found = self.result.divergence
        if found is None:
            return None
        pair = (found.from_band, found.to_band)
        return case_of(self.line.account_id, pair, found, self.events, EVER)

    @property
    def lift(self) -> str:
        """Why the standing difference needs a leader's confirmation; empty where it does not."""
        return lift_to_confirm(self.card, self.result) if self.card else ""

    def case(self, from_band: str, to_band: str) -> Case | None:
        """The case of a pair, where there is one."""
        return next((each for each in self.cases if each.pair == (from_band, to_band)), None)


def worked(shown: Shown, line: BookLine, result: AccountResult) -> Worked:
    """An account's cases; two queries."""
    card = shown.card(result.scorecard)
    if card is not None and card.fingerprint != result.fingerprint:
        card = None
    now = differs_now(table_of(shown, result), card)
    events = case_events(shown.ledger, [line.account_id])
    return Worked(shown, line, now, result, card, events)


def act(
    member: Member, found: Worked, change: Callable[[Stamp], CaseEvent], *, because: str = ""
) -> CaseEvent:
    """One change by one member, inside the transaction of the form.

    Raises:
        ForewarnError: the change is refused, or somebody else came in between.
    """
    shown = found.shown
    event = change(stamp(shown.ledger, timezone.now(), zone=shown.settings.timezone))
    before = found.case(event.from_band, event.to_band)
    note_cases(shown.ledger, [event])
    events = (*found.events, event)
    lay_cases_again(shown, found.line, found.recorded, events)
    lay_again(shown, found.line)
    after = replace(found, events=events).case(event.from_band, event.to_band)
    note(
        member,
        event.kind,
        f"divergence of account {event.account_id}",
        before={"state": before.state if before else ""},
        after={
            "state": after.state if after else "",
            "score": event.from_band,
            "people": event.to_band,
            "about": event.about,
            "missed": event.missed,
            "said": event.said,
        },
        because=because or event.said,
    )
    return event
