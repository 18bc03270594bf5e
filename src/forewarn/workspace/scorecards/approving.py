"""Approving a plan and putting it in force: what the verbs do, on the workspace's own ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from forewarn.ledger.book import say_of_plan
from forewarn.ledger.words import APPROVED, WITHDRAWN, Word
from forewarn.project.applying import apply_in, read_plan
from forewarn.project.asked import Wish
from forewarn.project.loading import Loaded
from forewarn.project.plans import PlanOnRecord, plan_on_record, recorded_since
from forewarn.terms.proposed import Applied
from forewarn.workspace.models import Member, Role
from forewarn.workspace.project import Shown
from forewarn.workspace.trail import note

OWN = {Role.LEADER: "cs", Role.OPERATIONS: "revops"}
"""The approver role that comes with a role here, where the project asks for it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A role in which a member may approve.

    Attributes:
        own: it comes with their role here; any other they say they hold as well.
        given: they approved in it already.
        lacking: somebody still has to.
    """

    role: str
    own: bool
    given: bool
    lacking: bool


def offers(plan: PlanOnRecord, approvers: Sequence[str], member: Member) -> tuple[Offer, ...]:
    """The roles of a project in which a member may approve, their own first."""
    theirs = {each.role for each in plan.approved if each.person == member.email}
    own = OWN.get(Role(member.role))
    roles = dict.fromkeys(each.lower() for each in approvers)
    found = [
        Offer(each, each == own or own not in roles, each in theirs, each in plan.lacking)
        for each in roles
    ]
    return tuple(sorted(found, key=lambda each: not each.own))


def plan_or_404(shown: Shown, loaded: Loaded, fingerprint: str) -> PlanOnRecord:
    """A plan on record.

    Raises:
        Http404: there is none.
    """
    found = plan_on_record(shown.ledger, loaded, fingerprint)
    if found is None:
        raise Http404("no such plan")
    return found


def approve(
    shown: Shown, plan: PlanOnRecord, member: Member, roles: Sequence[str], because: str
) -> None:
    """Puts a member's approval in some roles on record and on the trail; twice is once."""
    _say(shown, plan, member, roles, APPROVED, because)


def withdraw(
    shown: Shown, plan: PlanOnRecord, member: Member, roles: Sequence[str], because: str
) -> None:
    """Takes a member's approval back."""
    _say(shown, plan, member, roles, WITHDRAWN, because)


def put_in_force(
    shown: Shown, loaded: Loaded, plan: PlanOnRecord, member: Member, why: str
) -> Applied:
    """Applies a plan with the approvals on record, inside the write's transaction.

    Raises:
        ForewarnError: it is stale, or an approval or the reason is missing.
    """
    done = apply_in(
        shown.ledger,
        loaded,
        read_plan(dict(plan.told)),
        Wish(by=str(member), why=why),
        ingest=recorded_since(shown.ledger, plan.kept),
        now=timezone.now(),
        within=True,
    )
    if not done.again:
        after = {
            "number": done.number,
            "scorecards": {each.name: each.fingerprint for each in done.scorecards},
            "approved_by": list(done.approved_by),
        }
        before = {each["name"]: each["fingerprint"] for each in plan.told["before"]}
        note(
            member,
            "applied",
            f"plan {plan.fingerprint[:12]}",
            before={"scorecards": before},
            after=after,
            because=why,
        )
    return done


def _say(
    shown: Shown,
    plan: PlanOnRecord,
    member: Member,
    roles: Sequence[str],
    said: str,
    because: str,
) -> None:
    for role in roles:
        word = Word(
            plan.fingerprint, role, member.email, str(member), said, because, timezone.now()
        )
        if say_of_plan(shown.ledger, word):
            subject = f"plan {plan.fingerprint[:12]}"
            note(member, said, subject, after={"role": role}, because=because)
