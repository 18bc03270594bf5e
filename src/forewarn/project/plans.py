"""Plans on record: which of them fits the files as they stand, and what keeps others from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from forewarn.project.applying import AGAIN, Ingest, lacking_roles, read_plan, stale
from forewarn.project.in_force import compared_with, working
from forewarn.project.loading import Loaded
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.ledger.kept import Kept
    from forewarn.ledger.words import Word

LOOKED_AT = 20
"""Plans on record that are looked at for one that fits: the newest."""


@dataclass(frozen=True, slots=True)
class PlanOnRecord:
    """A plan on record as it stands now.

    Attributes:
        kept: when and by which Forewarn it was made.
        told: the plan as JSON values.
        stale: why it does not fit any more; empty where it does.
        words: everything that people said of it, oldest first.
        approved: what of that stands.
        lacking: roles that still have to approve.
        applied: it was put in force.
    """

    kept: Kept
    told: Mapping[str, Any]
    stale: tuple[str, ...]
    words: tuple[Word, ...]
    approved: tuple[Word, ...]
    lacking: tuple[str, ...]
    applied: bool

    @property
    def fingerprint(self) -> str:
        """By which it is asked for."""
        return self.kept.about


def plan_on_record(ledger: Ledger, loaded: Loaded, fingerprint: str) -> PlanOnRecord | None:
    """A plan by its fingerprint, and whether it fits; None where there is none.

    The facts are not opened: instead of their state what was recorded since is looked at.

    Raises:
        ForewarnError: the working files have errors.
    """
    from forewarn.ledger.book import kept_results
    from forewarn.ledger.kept import PLAN

    found = kept_results(ledger, PLAN, about=[fingerprint])
    return _standing(ledger, loaded, found[0]) if found else None


def newest_plan(ledger: Ledger, loaded: Loaded) -> PlanOnRecord | None:
    """The newest plan on record that fits the files, else the newest; None without any.

    Raises:
        ForewarnError: the working files have errors.
    """
    from forewarn.ledger.book import kept_results
    from forewarn.ledger.kept import PLAN

    plans = kept_results(ledger, PLAN)[:LOOKED_AT]
    now = working(loaded).fingerprints
    fitting = [each for each in plans if dict(each.scorecards) == now]
    chosen = fitting[0] if fitting else next(iter(plans), None)
    return None if chosen is None else _standing(ledger, loaded, chosen)


def newest_fitting(loaded: Loaded) -> dict[str, Any]:
    """The newest plan on record of the working files, as ``read_plan`` gives one.

    Raises:
        ForewarnError: there is none.
    """
    from forewarn.ledger import existing_ledger

    settings = loaded.sound()
    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is not None:
        with ledger:
            from forewarn.ledger.book import kept_results, kept_text
            from forewarn.ledger.kept import PLAN

            now = working(loaded).fingerprints
            for each in kept_results(ledger, PLAN)[:LOOKED_AT]:
                if dict(each.scorecards) == now:
                    return read_plan(kept_text(ledger, each.number) or {})
    raise ForewarnError("no plan on record fits the files as they stand", fix=AGAIN)


def _standing(ledger: Ledger, loaded: Loaded, kept: Kept) -> PlanOnRecord:
    from forewarn.ledger.applied import Approval
    from forewarn.ledger.book import applications, kept_text, words_on
    from forewarn.ledger.words import standing

    settings = loaded.sound()
    told: Mapping[str, Any] = kept_text(ledger, kept.number) or {}
    words = words_on(ledger, kept.about)
    approved = standing(words)
    given = [Approval(each.name, each.role) for each in approved]
    applied = any(each.plan == kept.about for each in applications(ledger))
    reasons = ["it was applied already"] if applied else _stale(ledger, loaded, kept, told)
    return PlanOnRecord(
        kept,
        told,
        tuple(reasons),
        words,
        approved,
        tuple(lacking_roles(given, settings.approvers)),
        applied,
    )


def _stale(ledger: Ledger, loaded: Loaded, kept: Kept, told: Mapping[str, Any]) -> Iterator[str]:
    """Why a plan does not fit any more, as ``apply`` says it."""
    since = recorded_since(ledger, kept)
    return stale(told, compared_with(loaded), working(loaded), since)


def recorded_since(ledger: Ledger, kept: Kept) -> Ingest:
    """In place of the facts: whether results of a later date than the plan's were recorded since.

    A plan names whom it moves; when the book has moved on, so have they.
    """

    def asked() -> str | None:
        found = newest_recorded(ledger)
        if found is None or found <= kept.as_of:
            return None
        return f"the book was scored as of {found} since, and the plan is of {kept.as_of}"

    return asked


def newest_recorded(ledger: Ledger) -> date | None:
    """The newest date that results are on record for."""
    from forewarn.ledger.book import newest_date

    return newest_date(ledger)
