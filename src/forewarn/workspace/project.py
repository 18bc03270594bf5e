"""The project that the pages show: its settings, its scorecards in force, its ledger."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings

from forewarn.ledger import Ledger
from forewarn.ledger.models import Application
from forewarn.project.entered import as_written_out
from forewarn.project.labels import Labels
from forewarn.project.loading import load
from forewarn.project.qualified import simulated
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.naming import Names
from forewarn.terms.settings import Settings

_FILES = (
    ("", re.compile(r"forewarn\.yml|.*\.py")),
    ("scorecards", re.compile(r".*\.y.*ml")),
    (".forewarn/entered", re.compile(r".*\.csv")),
)
"""Folder, and the names of what counts there."""


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
    state = (applied, state_of(folder))
    with _lock:
        kept = _kept.get(folder)
        if kept is None or kept[0] != state:
            kept = _kept[folder] = (state, _read(folder))
        return kept[1]


def names() -> Names:
    """What the company calls its people; no query once the project was shown."""
    known = _known_settings()
    return known.names if known else Names()


def notices_everywhere() -> tuple[str, ...]:
    """What pages say that show no account: that the company is made up, where it is."""
    known = _known_settings()
    return simulated(known) if known else ()


def _known_settings() -> Settings | None:
    """Those that were shown last; None where the project cannot be shown, which a page says."""
    folder = settings.FOREWARN_FOLDER
    if folder is None:
        return None
    kept = _kept.get(folder)
    try:
        return (kept[1] if kept else shown()).settings
    except ForewarnError:
        return None


def ledger() -> Ledger:
    """The ledger on the workspace's own connection."""
    return Ledger(alias="default", place="of the workspace")


def _read(folder: Path) -> Shown:
    from forewarn.project.in_force import in_force

    loaded = load(folder, os.environ)
    # As the newest run read it: what was entered since is shown from the ledger, and nothing of
    # what the run left beside the facts is touched from here.
    settings, counts = as_written_out(loaded.settled()), in_force(loaded)
    return Shown(settings, counts.cards, simulated(settings) + counts.notices, ledger())


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file that decides what counts; asked with every request."""
    found = []
    for part, pattern in _FILES:
        try:
            entries = os.scandir(folder / part)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            found += [
                (each.path, (at := each.stat()).st_mtime_ns, at.st_size)
                for each in entries
                if pattern.fullmatch(each.name)
            ]
    return tuple(sorted(found))
