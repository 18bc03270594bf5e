"""A project folder read as a whole: its settings, its scorecards, and everything wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from forewarn.connect.project_file import read_project_file
from forewarn.project.functions import (
    Functions,
    missing_functions,
    read_functions,
    with_functions,
)
from forewarn.scorecard.load import load_scorecards
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import FilesError, ForewarnError
from forewarn.terms.facts import TABLES
from forewarn.terms.issue import Issue, Severity
from forewarn.terms.settings import PROJECT_FILE, Settings
from forewarn.workbook.words import languages

SCORECARDS = "scorecards"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a project's files say.

    Attributes:
        settings: None when forewarn.yml has errors.
        cards: in order of routing, then the others; empty when any has errors.
        functions: the project's Python signals.
    """

    folder: Path
    settings: Settings | None
    cards: tuple[Scorecard, ...]
    functions: Functions
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """What keeps the files from being used."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    def sound(self) -> Settings:
        """The settings, when nothing has errors.

        Raises:
            FilesError: all errors at once.
        """
        if self.errors or self.settings is None:
            raise FilesError(self.errors)
        return self.settings

    def settled(self) -> Settings:
        """The settings, whatever is wrong with the scorecards.

        Raises:
            FilesError: the settings have errors.
        """
        return self.settings if self.settings is not None else self.sound()


def find_folder(start: Path | None, here: Path) -> Path:
    """The project folder: the one named, else the nearest upward that holds forewarn.yml.

    Raises:
        ForewarnError: there is none.
    """
    if start is not None:
        if (start / PROJECT_FILE).is_file():
            return start.resolve()
        raise ForewarnError(
            f"{start} is no project: it holds no {PROJECT_FILE}",
            fix=f"name another folder, or start a project: forewarn init {start}",
        )
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise ForewarnError(
        f"there is no {PROJECT_FILE} here or in any folder above",
        fix="name the project with --project DIR, start one with `forewarn init DIR`, "
        "or see it work with `forewarn demo`",
    )


def load(folder: Path, environment: Mapping[str, str]) -> Loaded:
    """Read everything; never raises for what a user wrote in the files."""
    settings, issues = read_project_file(folder, environment, languages=languages())
    found = list(issues)
    order = settings.scorecards if settings else ()
    texts, unreadable = _texts(folder)
    found += unreadable
    book = load_scorecards(texts, order=order)
    found += book.issues
    functions, trouble = read_functions(folder)
    found += trouble
    found += missing_functions(book.scorecards, functions)
    found += unknown_tables(book.scorecards, settings)
    if not book.scorecards and not book.issues and not unreadable:
        found.append(_no_scorecard())
    cards = tuple(with_functions(card, functions) for card in book.scorecards)
    return Loaded(folder, settings, ordered(cards, order), functions, tuple(found))


def _texts(folder: Path) -> tuple[list[tuple[str, str]], list[Issue]]:
    """The scorecard files' names and texts, and what cannot be read."""
    texts, issues = [], []
    files = sorted([*(folder / SCORECARDS).glob("*.yml"), *(folder / SCORECARDS).glob("*.yaml")])
    for file in files:
        name = f"{SCORECARDS}/{file.name}"
        try:
            texts.append((name, file.read_text("utf-8")))
        except OSError as error:
            issues.append(_unreadable(name, f"the file cannot be read ({error.strerror})"))
        except UnicodeDecodeError:
            issues.append(_unreadable(name, "the file is not UTF-8 text", fix="save it as UTF-8"))
    return texts, issues


def _unreadable(name: str, found: str, *, fix: str = "") -> Issue:
    return Issue(name, 0, 0, Severity.ERROR, "unreadable", found, fix=fix)


def ordered(cards: Iterable[Scorecard], order: tuple[str, ...]) -> tuple[Scorecard, ...]:
    """Scorecards in the order of routing, then the others."""
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(cards, key=lambda card: places.get(card.name, len(places))))


def unknown_tables(cards: Iterable[Scorecard], settings: Settings | None) -> Iterator[Issue]:
    """Signals over a table that is neither one of Forewarn's nor a source of the project."""
    if settings is None:
        return
    tables = [*TABLES, *(each.table for each in settings.sources if each.table not in TABLES)]
    for card in cards:
        for name, signal in card.signals.items():
            for table in sorted(signal.tables(card.signals) - {*tables}):
                near = get_close_matches(table, tables, n=1)
                yield Issue(
                    card.path,
                    0,
                    0,
                    Severity.ERROR,
                    "unknown-table",
                    f"signal '{name}' asks for the table '{table}', which has no source",
                    accepted=", ".join(tables),
                    did_you_mean=near[0] if near else "",
                    fix=f"correct `from:`, or add a source '{table}' to {PROJECT_FILE}",
                )


def _no_scorecard() -> Issue:
    return Issue(
        f"{SCORECARDS}/",
        0,
        0,
        Severity.ERROR,
        "no-scorecard",
        "the project has no scorecard",
        accepted="one YAML file a scorecard",
        fix="`forewarn init` writes one to start from; examples/ holds more",
    )
