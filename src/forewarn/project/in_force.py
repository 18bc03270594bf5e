"""Which scorecards count: those of the newest plan that was applied, else the working files.

A project that never applied a plan goes by its files, as they stand. From its first `apply` on
what was applied counts, text and all, and files that differ are candidates until they are applied
too: saving a file by itself changes no score any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forewarn.project.functions import Functions, functions_of, missing_functions, with_functions
from forewarn.project.loading import Loaded, ordered, unknown_tables
from forewarn.scorecard.load import load_scorecard, load_scorecards
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.issue import Issue, Severity
from forewarn.terms.settings import PROJECT_FILE, Settings

if TYPE_CHECKING:
    from forewarn.ledger import Ledger
    from forewarn.ledger.applied import Application

ASK = "forewarn plan"


@dataclass(frozen=True, slots=True)
class InForce:
    """The scorecards that count.

    Attributes:
        cards: in the order of routing, then the others.
        routing: names as stated for the order; may be empty.
        functions: the Python signals that they use.
        number: how many plans were applied so far; 0 = the working files count.
        notices: where the working files say something else.
    """

    cards: tuple[Scorecard, ...]
    routing: tuple[str, ...]
    functions: Functions
    number: int = 0
    notices: tuple[str, ...] = ()

    @property
    def fingerprints(self) -> dict[str, str]:
        """By name."""
        return {card.name: card.fingerprint for card in self.cards}


def in_force(loaded: Loaded) -> InForce:
    """What counts in a project.

    Raises:
        FilesError: no plan was ever applied, and the working files have errors.
        ForewarnError: what was applied cannot be used with the project's settings any more.
    """
    settings = loaded.settled()
    application = newest_application(settings)
    if application is None:
        loaded.sound()
        return working(loaded)
    counts = _applied(application, settings)
    return replace(counts, notices=tuple(_differing(counts, loaded)))


def working(loaded: Loaded) -> InForce:
    """The working files, taken for what counts."""
    settings = loaded.settled()
    return InForce(loaded.cards, settings.scorecards, loaded.functions)


def newest_application(settings: Settings) -> Application | None:
    """The plan that was applied last; None when none ever was."""
    from forewarn.ledger.applied import may_be_applied

    if not may_be_applied(settings.ledger, folder=settings.folder):
        return None
    ledger = _existing(settings)
    if ledger is None:
        return None
    from forewarn.ledger.book import in_force as newest

    with ledger:
        return newest(ledger)


def _existing(settings: Settings) -> Ledger | None:
    from forewarn.ledger import existing_ledger

    return existing_ledger(settings.ledger, folder=settings.folder)


def _applied(application: Application, settings: Settings) -> InForce:
    texts = [(card.path, card.text) for card in application.scorecards]
    book = load_scorecards(texts, order=application.routing)
    functions, trouble = functions_of(application.functions)
    errors = [*_errors(book.issues), *trouble, *_unmet(book.scorecards, functions, settings)]
    if errors:
        raise _unusable(application, errors)
    return _of(application, book.scorecards, functions)


def _of(application: Application, found: Iterable[Scorecard], functions: Functions) -> InForce:
    cards = (with_functions(card, functions) for card in found)
    routing = application.routing
    return InForce(ordered(cards, routing), routing, functions, application.number)


def _errors(issues: Iterable[Issue]) -> list[Issue]:
    return [each for each in issues if each.severity is Severity.ERROR]


def _unmet(cards: Iterable[Scorecard], functions: Functions, settings: Settings) -> list[Issue]:
    """What scorecards ask for that the project does not have."""
    found = list(cards)
    return _errors((*missing_functions(found, functions), *unknown_tables(found, settings)))


def _still_usable(application: Application, settings: Settings) -> InForce:
    """Of what was applied, the scorecards that the project can still score by."""
    functions, _ = functions_of(application.functions)
    found = (load_scorecard(card.text, card.path).scorecard for card in application.scorecards)
    cards = [card for card in found if card and not _unmet([card], functions, settings)]
    left = {card.path for card in application.scorecards} - {card.path for card in cards}
    notices = tuple(
        f"{path} as it was applied cannot be used as the project stands now: it counts as new"
        for path in sorted(left)
    )
    return replace(_of(application, cards, functions), notices=notices)


def _unusable(application: Application, errors: list[Issue]) -> ForewarnError:
    on = f"{application.applied_at:%Y-%m-%d}"
    listed = "\n".join(str(each) for each in errors)
    return ForewarnError(
        f"the scorecards applied by {application.applied_by} on {on} cannot be used as the "
        f"project stands now:\n{listed}",
        fix=f"give {PROJECT_FILE} back what they need, or plan and apply scorecards that do "
        f"without it; they were applied by Forewarn {application.forewarn_version}",
    )


def _differing(counts: InForce, loaded: Loaded) -> Iterator[str]:
    """Where working files say something else than what is in force."""
    if loaded.errors:
        places = ", ".join(dict.fromkeys(issue.path for issue in loaded.errors))
        yield f"{places}: has errors, so what was applied last is in force: forewarn check"
        return
    was = {card.name: card for card in counts.cards}
    now = {card.name: card for card in loaded.cards}
    for name, card in now.items():
        if name not in was:
            yield f"{card.path} is not in force: {ASK}"
        elif card.fingerprint != was[name].fingerprint:
            yield f"{card.path} differs from what is in force: {ASK}"
    for name, card in was.items():
        if name not in now:
            yield f"{card.path} is gone from the folder, and still in force: {ASK}"
    if set(was) == set(now) and list(was) != list(now):
        yield f"{PROJECT_FILE} orders the scorecards otherwise than what is in force: {ASK}"


def compared_with(loaded: Loaded) -> InForce:
    """What a plan compares the working files with.

    That is what is in force; until the first `apply` the newest version of each scorecard that
    results were recorded under, or nothing. Scorecards that are never recorded (growth ones,
    candidates) count as they stand until then.
    """
    settings = loaded.sound()
    application = newest_application(settings)
    if application is not None:
        return _still_usable(application, settings)
    found = {card.name: card for card in _recorded(settings, loaded.functions)}
    if found:
        alone = (card for card in loaded.cards if not _is_recorded(card))
        found.update({card.name: card for card in alone if card.name not in found})
    routing = settings.scorecards
    return InForce(ordered(found.values(), routing), routing, loaded.functions)


def _is_recorded(card: Scorecard) -> bool:
    return card.purpose == "health" and not card.candidate


def _recorded(settings: Settings, functions: Functions) -> Iterator[Scorecard]:
    ledger = _existing(settings)
    if ledger is None:
        return
    from forewarn.ledger.book import newest_scorecards

    with ledger:
        versions = newest_scorecards(ledger)
    for version in versions:
        card = load_scorecard(version.text, version.path).scorecard
        if card is not None:
            yield with_functions(card, functions)
