"""Two scorecards, or two sets of them, replayed on the same outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from forewarn.evidence.backtest import MAIN
from forewarn.evidence.comparing import Comparison, compare
from forewarn.evidence.horizons import Horizon, at_horizon
from forewarn.evidence.renewals import Renewals
from forewarn.evidence.replayed import Replayed
from forewarn.project.asked import Backtesting
from forewarn.project.backtesting import alarm_of, replayed_case
from forewarn.project.beginnings import facts_begin
from forewarn.project.desk import Desk
from forewarn.project.functions import Functions, missing_functions, with_functions
from forewarn.project.in_force import InForce
from forewarn.project.loading import Loaded, unknown_tables
from forewarn.project.moment import Moment
from forewarn.project.outcomes import read_renewals
from forewarn.project.replaying import replay
from forewarn.project.true_dates import Moments
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import FilesError, ForewarnError
from forewarn.terms.issue import Severity
from forewarn.terms.settings import Settings

FILES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two.

    Attributes:
        desk: with its scorecards.
        only: the scorecard that scores every account; None = the one that applies.
        name: for people.
    """

    desk: Desk
    only: str | None
    name: str

    def replayed(self, horizon: Horizon, moments: Moments, flag: Sequence[str]) -> list[Replayed]:
        """The cases of a horizon as this side scored them."""
        return list(self._replayed(horizon, moments, flag))

    def _replayed(
        self, horizon: Horizon, moments: Moments, flag: Sequence[str]
    ) -> Iterator[Replayed]:
        alarms = {card.name: alarm_of(card, flag) for card in self.desk.cards if card.bands}
        for each in horizon.asked:
            moment = moments.get((each.case.account_id, each.as_of))
            if moment is not None:
                yield replayed_case(each, moment, alarms[moment.card.name], in_full=False)


def against(desk: Desk, asked: Backtesting, rival: Scorecard, as_of: date) -> Comparison:
    """The scorecard that is asked for, or those in force, against a rival on every account.

    Raises:
        ForewarnError: the rival has no bands.
    """
    others = [card for card in desk.cards if card.name != rival.name]
    second = Side(replace(desk, cards=(*others, rival)), rival.name, _named(rival, desk))
    second.desk.card(rival.name)
    first = Side(desk, asked.scorecard, asked.scorecard or "the scorecards in force")
    return _compared(first, second, asked, read_renewals(desk.engine, as_of))


def _named(rival: Scorecard, desk: Desk) -> str:
    """Its name, with its file where a scorecard of the same name counts."""
    same = any(card.name == rival.name and card is not rival for card in desk.cards)
    return f"{rival.name} ({rival.path})" if same else rival.name


def _compared(first: Side, second: Side, asked: Backtesting, found: Renewals) -> Comparison:
    days = sorted({*asked.horizons, MAIN})
    horizons = _horizons(first, second, found, days)
    moments = [replay(side.desk, horizons.values(), only=side.only) for side in (first, second)]
    pairs = {
        each: (
            first.replayed(horizons[each], moments[0], asked.flag),
            second.replayed(horizons[each], moments[1], asked.flag),
        )
        for each in days
    }
    return compare(
        pairs,
        names=(first.name, second.name),
        main=MAIN,
        downsold_beyond=asked.downsold_beyond,
    )


def _horizons(
    first: Side, second: Side, found: Renewals, days: Sequence[int]
) -> Mapping[int, Horizon]:
    """Cases from when on the facts speak for both."""
    since = max(facts_begin(side.desk, only=side.only) for side in (first, second))
    return {each: at_horizon(found, each, since=since) for each in days}


def of_plan(before: Desk, after: Desk, as_of: date) -> tuple[Comparison | None, str]:
    """What is in force against what is proposed, 90 days before the outcomes known by a date.

    Only cases count whose scorecard is another one on the two sides: of all others both say the
    same.

    Returns:
        None, and why, where there is nothing to compare.
    """
    found = read_renewals(after.engine, as_of)
    if not found.cases:
        return None, f"no outcome of a renewal is known at {as_of}"
    if not any(card.bands for card in before.cards):
        return None, "nothing was in force before"
    first, second = Side(before, None, "in force"), Side(after, None, "proposed")
    horizons = _horizons(first, second, found, [MAIN])
    was, would = (replay(side.desk, horizons.values(), only=None) for side in (first, second))
    changed = {key for key in was.keys() & would.keys() if _differ(was[key], would[key])}
    if not changed:
        return None, f"no case known at {as_of} is of an account that the change touches"
    pairs = (
        first.replayed(horizons[MAIN], {key: was[key] for key in changed}, ()),
        second.replayed(horizons[MAIN], {key: would[key] for key in changed}, ()),
    )
    return compare({MAIN: pairs}, names=(first.name, second.name), main=MAIN), ""


def _differ(one: Moment, other: Moment) -> bool:
    return one.card.fingerprint != other.card.fingerprint


def rival(asked: str, counts: InForce, loaded: Loaded) -> Scorecard:
    """The scorecard that ``--against`` names: one in force, a working file's, or any file's.

    Raises:
        ForewarnError: there is none of that name, or no such file.
        FilesError: the file has errors, all at once.
    """
    known = {card.name: card for card in (*loaded.cards, *counts.cards)}
    if asked in known:
        return known[asked]
    if Path(asked).suffix not in FILES:
        near = get_close_matches(asked, known, n=1)
        guess = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
        raise ForewarnError(
            f"there is no scorecard '{asked}'", fix=f"{guess}; or name a file, such as new.yml"
        )
    files = (Path(asked), loaded.folder / asked)
    file = next((each for each in files if each.is_file()), files[0])
    return _of_file(file, loaded.settled(), loaded.functions)


def in_place(counts: InForce, file: str, loaded: Loaded) -> InForce:
    """Scorecards with a file's in place of the one of the same name.

    Raises:
        ForewarnError: there is no such file, or no scorecard of its name.
        FilesError: the file has errors, all at once.
    """
    card = rival(file, counts, loaded)
    if card.name not in counts.fingerprints:
        raise ForewarnError(
            f"{card.path}: there is no scorecard '{card.name}' that it could stand for",
            fix=f"name it as one of: {', '.join(counts.fingerprints)}; or put it into scorecards/",
        )
    cards = tuple(card if each.name == card.name else each for each in counts.cards)
    return replace(counts, cards=cards)


def _of_file(file: Path, settings: Settings, functions: Functions) -> Scorecard:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ForewarnError(
            f"{file} cannot be read as a scorecard's file", fix="name another file"
        ) from None
    found = load_scorecard(text, str(file))
    cards = [found.scorecard] if found.scorecard else []
    issues = (*found.issues, *missing_functions(cards, functions), *unknown_tables(cards, settings))
    errors = [each for each in issues if each.severity is Severity.ERROR]
    if errors or found.scorecard is None:
        raise FilesError(errors)
    return with_functions(found.scorecard, functions)
