"""The verb ``apply``: a frozen plan put in force by people who may, once, whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import forewarn
from forewarn.project.asked import Wish
from forewarn.project.in_force import InForce, compared_with, working
from forewarn.project.loading import Loaded
from forewarn.terms.errors import ForewarnError
from forewarn.terms.proposed import Applied, CardVersion, History, Proposal, fingerprint_of
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.ledger.applied import Application, Approval

STALE = "this plan is stale"
AGAIN = "plan again: forewarn plan --out plan.json"
APPROVERS = "which roles have to approve stands in forewarn.yml under `approvers:`"
NEEDED = ("fingerprint", "category", "before", "after", "routing_after", "base", "ingest", "diff")


Ingest = Callable[[], tuple[int, str] | str | None]
"""The newest ingest of the facts; text where sources changed since, None where it is not known."""


def read_plan(plan: Path | Proposal | Mapping[str, Any]) -> dict[str, Any]:
    """A plan's plain values, when they are those that were planned.

    Args:
        plan: a file, the plan itself, or its plain values.

    Raises:
        ForewarnError: there is no such file, it is no plan, or it was changed since.
    """
    if isinstance(plan, Path):
        told, place = _read(plan), f"{plan}: "
    else:
        told, place = plan.to_dict() if isinstance(plan, Proposal) else dict(plan), ""
    if fingerprint_of(told) != told["fingerprint"]:
        raise ForewarnError(f"{place}this plan was changed since it was made", fix=AGAIN)
    return told


def _read(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ForewarnError(f"{file} cannot be read ({error.strerror})", fix=AGAIN) from None
    except ValueError:
        raise ForewarnError(f"{file} is no JSON, so it is no plan", fix=AGAIN) from None
    if not isinstance(told, dict) or not all(name in told for name in NEEDED):
        raise ForewarnError(f"{file} is no plan of `forewarn plan`", fix=AGAIN)
    return told


def apply(
    loaded: Loaded, plan: Mapping[str, Any], wish: Wish, *, ingest: Ingest, now: datetime
) -> Applied:
    """Put a plan in force.

    Args:
        loaded: the project's files.
        plan: what ``read_plan`` gave.
        wish: who wants it, and why.
        ingest: asked for the state of the facts where the plan rests on them.
        now: the instant, with a zone.

    Raises:
        ForewarnError: the plan is stale, a reason or an approver is missing; nothing is written.
        FilesError: the working files have errors.
    """
    from forewarn.ledger import open_ledger

    settings = loaded.sound()
    with open_ledger(settings.ledger, folder=settings.folder) as ledger:
        return apply_in(ledger, loaded, plan, wish, ingest=ingest, now=now)


def apply_in(
    ledger: Ledger,
    loaded: Loaded,
    plan: Mapping[str, Any],
    wish: Wish,
    *,
    ingest: Ingest,
    now: datetime,
    within: bool = False,
) -> Applied:
    """The same in an open ledger.

    Args:
        within: inside the caller's transaction.

    Raises:
        ForewarnError: as ``apply``.
    """
    from forewarn.ledger.book import applications, put_in_force

    settings, before = loaded.sound(), applications(ledger)
    if before and before[-1].plan == plan["fingerprint"]:
        return _told(before[-1], again=True)
    if before and plan["category"] is None:
        raise ForewarnError(
            "this plan changes nothing of what is in force: there is nothing to apply",
            fix="change a scorecard file, then " + AGAIN,
        )
    proposed = working(loaded)
    _refuse(stale(plan, compared_with(loaded), proposed, ingest), STALE, AGAIN)
    approvals = _together(given(ledger, plan["fingerprint"]), approvals_of(wish.approved_by))
    _refuse(_lacking(wish, approvals, settings.approvers), "nothing was applied", APPROVERS)
    application = _application(plan, proposed, wish, approvals, now)
    put_in_force(ledger, application, within=within)
    return _told(application, again=False)


def _refuse(reasons: Iterator[str], found: str, fix: str = "") -> None:
    told = list(reasons)
    if told:
        raise ForewarnError(f"{found}: {'; '.join(told)}", fix=fix)


def _lacking(wish: Wish, approvals: Sequence[Approval], approvers: Sequence[str]) -> Iterator[str]:
    """Everything that is missing, with the words that give it."""
    if not wish.by.strip():
        yield "it is not said who applies it: --by NAME"
    if not wish.why.strip():
        yield "there is no reason, which is kept with it: --why TEXT"
    for role in lacking_roles(approvals, approvers):
        yield f'approval is missing from {role}: --approved-by "NAME: {role}"'


def stale(
    plan: Mapping[str, Any], counts: InForce, proposed: InForce, ingest: Ingest
) -> Iterator[str]:
    """Everything that is not as it was when the plan was made.

    Args:
        plan: as JSON values.
        counts: what the working files are compared with now.
        proposed: the working files now.
        ingest: asked only where the plan rests on facts.
    """
    if counts.number != plan["base"]:
        yield f"another plan was applied since (number {counts.number})"
    elif counts.fingerprints != _fingerprints(plan["before"]):
        yield "what it was compared with is another scorecard now: results were recorded since"
    now, then = proposed.fingerprints, _fingerprints(plan["after"])
    paths = {each["name"]: each["path"] for each in plan["after"]}
    paths |= {card.name: card.path for card in proposed.cards}
    for name in sorted(now.keys() | then.keys()):
        if now.get(name) != then.get(name):
            yield f"{paths[name]} was changed since"
    if list(proposed.routing) != list(plan["routing_after"]):
        yield "forewarn.yml orders the scorecards otherwise since"
    if plan["ingest"] is not None:
        standing = ingest()
        if isinstance(standing, str):
            yield standing
        elif standing is not None and list(standing) != list(plan["ingest"]):
            yield "facts were ingested since"


def _fingerprints(cards: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {each["name"]: each["fingerprint"] for each in cards}


def approvals_of(told: Sequence[str]) -> tuple[Approval, ...]:
    """Who approved in which role, each once; one person may hold several roles.

    A name written in other letters or with other spaces is the same person's.

    Raises:
        ForewarnError: one cannot be read.
    """
    from forewarn.ledger.applied import Approval

    approvals: dict[tuple[str, str], Approval] = {}
    for each in told:
        name, colon, role = (part.strip() for part in each.partition(":"))
        if not (name and colon and role):
            raise ForewarnError(
                f"'{each}' does not say who approves in which role",
                fix='write --approved-by "NAME: role"',
            )
        person = " ".join(name.casefold().split())
        approvals.setdefault((person, role.lower()), Approval(name, role.lower()))
    return tuple(approvals.values())


def given(ledger: Ledger, plan: str) -> tuple[Approval, ...]:
    """The approvals of a plan that stand on record, given in the workspace, oldest first."""
    from forewarn.ledger.applied import Approval
    from forewarn.ledger.book import words_on
    from forewarn.ledger.words import standing

    return tuple(Approval(each.name, each.role) for each in standing(words_on(ledger, plan)))


def _together(*several: Sequence[Approval]) -> tuple[Approval, ...]:
    """Approvals from several places, each person in each role once."""
    found = {
        (" ".join(each.name.casefold().split()), each.role): each
        for approvals in reversed(several)
        for each in reversed(approvals)
    }
    return tuple(reversed(found.values()))


def lacking_roles(approvals: Sequence[Approval], approvers: Sequence[str]) -> list[str]:
    """Roles that still have to approve, each as often as it is missing."""
    missing = Counter(role.lower() for role in approvers) - Counter(each.role for each in approvals)
    return sorted(missing.elements())


def _application(
    plan: Mapping[str, Any],
    proposed: InForce,
    wish: Wish,
    approvals: tuple[Approval, ...],
    now: datetime,
) -> Application:
    from forewarn.ledger.applied import Application, AppliedCard

    cards = (AppliedCard(c.name, c.path, c.fingerprint, c.text) for c in proposed.cards)
    return Application(
        number=int(plan["base"]) + 1,
        plan=str(plan["fingerprint"]),
        category=plan["category"] or "",
        scorecards=tuple(cards),
        routing=proposed.routing,
        functions=proposed.functions.text,
        applied_by=wish.by.strip(),
        why=wish.why.strip(),
        approved_by=approvals,
        applied_at=now,
        forewarn_version=forewarn.__version__,
    )


def _told(each: Application, *, again: bool) -> Applied:
    from forewarn.scorecard.load import load_scorecard

    versions = {
        card.name: found.version
        for card in each.scorecards
        for found in [load_scorecard(card.text, card.path).scorecard]
        if found is not None
    }
    return Applied(
        plan=each.plan,
        number=each.number,
        again=again,
        category=each.category,
        scorecards=tuple(
            CardVersion(card.name, versions.get(card.name, 0), card.path, card.fingerprint)
            for card in each.scorecards
        ),
        applied_by=each.applied_by,
        why=each.why,
        approved_by=tuple(f"{one.name}: {one.role}" for one in each.approved_by),
        applied_at=each.applied_at.isoformat(timespec="seconds"),
        notices=tuple(_several(each.approved_by)),
    )


def _several(approvals: Sequence[Approval]) -> Iterator[str]:
    roles: dict[str, list[str]] = {}
    for each in approvals:
        roles.setdefault(each.name, []).append(each.role)
    for name, held in roles.items():
        if len(held) > 1:
            yield f"{name} approved as {' and '.join(held)}"


def history(settings: Settings) -> History:
    """Every plan that was applied, newest first."""
    from forewarn.ledger import existing_ledger

    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is None:
        return History(())
    from forewarn.ledger.book import applications

    with ledger:
        found = applications(ledger)
    return History(tuple(_told(each, again=False) for each in reversed(found)))
