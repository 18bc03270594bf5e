"""The project that the pages show: its settings, its scorecards in force, its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings

from forewarn.ledger import Ledger
from forewarn.ledger.models import Application
from forewarn.project import Project
from forewarn.project.labels import Labels
from forewarn.scorecard.model import Scorecard
from forewarn.terms.settings import Settings

_FILES = ("forewarn.yml", "scorecards/*.y*ml", "*.py")


@dataclass(frozen=True, slots=True)
class Shown:
    """A project as it stands.

    Attributes:
        cards: the scorecards in force.
        notices: what qualifies every page, such as that the company is made up.
    """

    settings: Settings
    cards: tuple[Scorecard, ...]
    notices: tuple[str, ...]
    ledger: Ledger

    def card(self, name: str | None) -> Scorecard | None:
        """A scorecard in force by its name."""
        return next((card for card in self.cards if card.name == name), None)

    def labels(self, on: date | None) -> dict[str, list[str]]:
        """How far the colours of a date were checked: label to scorecards; one query."""
        verdicts = Labels.on_record(self.ledger, self.cards)
        found: dict[str, list[str]] = {}
        if on is not None:
            for card in self.cards:
                found.setdefault(verdicts.summary(card, on).label, []).append(card.name)
        return found


_lock = Lock()
_kept: dict[Path, tuple[object, Shown]] = {}


def shown() -> Shown:
    """The project; its files are read again only when one changed or a plan was applied.

    One query.

    Raises:
        ForewarnError: its files have errors and no plan was ever applied.
    """
    folder = settings.FOREWARN_FOLDER
    if folder is None:
        raise RuntimeError("no project: Django was not set up by forewarn.workspace.site")
    applied = Application.objects.order_by("-number").values_list("number", flat=True).first()
    state = (applied, _state(folder))
    with _lock:
        kept = _kept.get(folder)
        if kept is None or kept[0] != state:
            kept = _kept[folder] = (state, _read(folder))
        return kept[1]


def ledger() -> Ledger:
    """The ledger on the workspace's own connection."""
    return Ledger(alias="default", place="of the workspace")


def _read(folder: Path) -> Shown:
    from forewarn.project.qualified import simulated

    opened = Project.open(folder)
    counts = opened.in_force()
    return Shown(
        opened.settings, counts.cards, simulated(opened.settings) + counts.notices, ledger()
    )


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file that decides what counts."""
    files = sorted(file for pattern in _FILES for file in folder.glob(pattern))
    return tuple((str(each), (at := each.stat()).st_mtime_ns, at.st_size) for each in files)
