"""Every version of a scorecard that is or was: in force, in a file, applied, or only recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forewarn.ledger.applied import Application
from forewarn.ledger.book import applications, scorecards
from forewarn.project.loading import Loaded
from forewarn.scorecard.model import Scorecard
from forewarn.terms.issue import Issue
from forewarn.workspace.project import Shown
from forewarn.workspace.recorded_files import card_of

IN_FORCE, CANDIDATE, FILE, PAST = "in force", "candidate", "not in force yet", "past"


@dataclass(frozen=True, slots=True)
class Version:
    """One scorecard as it was written.

    Attributes:
        card: None where its text cannot be read by this Forewarn any more.
        state: in force, candidate, not in force yet, or past.
        applied: the applications that brought it, oldest first; empty where it never was applied.
        before: the version of the same name before it; None for the first.
    """

    name: str
    fingerprint: str
    path: str
    text: str
    card: Scorecard | None
    state: str
    applied: tuple[Application, ...] = ()
    before: str | None = None
    issues: tuple[Issue, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that the page *Scorecards* speaks of.

    Attributes:
        versions: by fingerprint.
        in_force, waiting: fingerprints, in the order of routing.
        applications: newest first.
        issues: of the working files, worst first.
    """

    versions: Mapping[str, Version]
    in_force: tuple[str, ...]
    waiting: tuple[str, ...]
    applications: tuple[Application, ...]
    issues: tuple[Issue, ...]

    @property
    def past(self) -> tuple[Version, ...]:
        """Versions that were once in force or on record, the newest first."""
        return tuple(each for each in reversed(list(self.versions.values())) if each.state == PAST)


_WORST = ("error", "warning", "note")


def book_of(shown: Shown, loaded: Loaded) -> Book:
    """All versions; two queries."""
    done, recorded = applications(shown.ledger), scorecards(shown.ledger)
    texts = _texts(done, recorded, shown.cards, loaded.cards)
    counts = {card.fingerprint: card for card in shown.cards}
    waiting = {c.fingerprint: c for c in loaded.cards if c.fingerprint not in counts}
    found: dict[str, Version] = {}
    newest: dict[str, str] = {}
    for fingerprint, (name, path, text) in texts.items():
        card = counts.get(fingerprint) or waiting.get(fingerprint)
        issues = tuple(each for each in loaded.issues if card and each.path == path)
        if fingerprint in waiting or fingerprint not in counts:
            read = None if card else card_of(text, path)
            card, issues = (read.scorecard, read.issues) if read else (card, issues)
        found[fingerprint] = Version(
            name,
            fingerprint,
            path,
            text,
            card,
            _state(fingerprint, counts, waiting),
            tuple(_that_brought(fingerprint, done)),
            newest.get(name),
            issues,
        )
        newest[name] = fingerprint
    worst_first = sorted(loaded.issues, key=lambda each: _WORST.index(each.severity))
    return Book(found, tuple(counts), tuple(waiting), tuple(reversed(done)), tuple(worst_first))


def _texts(
    done: Iterable[Application],
    recorded: Iterable[Any],
    in_force: Iterable[Scorecard],
    files: Iterable[Scorecard],
) -> dict[str, tuple[str, str, str]]:
    """By fingerprint name, path and text, in the order in which they came to count."""
    found: dict[str, tuple[str, str, str]] = {}
    of_plans = [card for each in done for card in each.scorecards]
    for each in (*recorded, *of_plans, *in_force, *files):
        found.setdefault(each.fingerprint, (each.name, each.path, each.text))
    return found


def _state(
    fingerprint: str, counts: Mapping[str, Scorecard], waiting: Mapping[str, Scorecard]
) -> str:
    if fingerprint in counts:
        return CANDIDATE if counts[fingerprint].candidate else IN_FORCE
    return FILE if fingerprint in waiting else PAST


def _that_brought(fingerprint: str, done: Sequence[Application]) -> Iterable[Application]:
    """Applications after which it counted, and before which it did not."""
    before: set[str] = set()
    for each in done:
        now = {card.fingerprint for card in each.scorecards}
        if fingerprint in now - before:
            yield each
        before = now
