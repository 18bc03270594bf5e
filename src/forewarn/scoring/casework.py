"""A divergence worked as a case: open, answered, settled (O2, O3, O6).

One function a change, whoever triggers it. Each takes the case as it stands and gives the event
that goes on record, or refuses in words; nothing here changes a score or a band. Results of a date
know what was done up to the day before (two clocks), pages all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.divergence import OPEN, WATCHING
from forewarn.terms.cases import (
    ANSWERED,
    ASKED,
    CONFIRMED,
    DECLINED,
    FOLLOWS,
    PEOPLE_SEE,
    REOPENED,
    SCORE_MISSES,
    SETTLED,
    CaseEvent,
    Pair,
    Stamp,
)
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, Divergence

CLOSED = "closed"
"""Score and people agree by now, or say something else than this; nobody settled it."""
STATES = (WATCHING, OPEN, ANSWERED, SETTLED, CLOSED)
ABOVE_CAP, TWO_BANDS = "above a cap", "by two bands"
"""Lifts that need a reason and a leader's confirmation."""
_BEFORE = timedelta(days=7)
"""An answer may come with the assessment that the next weekly date finds differing."""


@dataclass(frozen=True, slots=True)
class Case:
    """One pair of bands of an account and what was done about it, as it stands.

    Attributes:
        state: one of STATES.
        since: first date of the difference; None where the two no longer differ so.
        events: all of the pair, oldest first; ``current`` those of this run of the difference.
    """

    account_id: str
    from_band: str
    to_band: str
    state: str
    since: date | None
    events: tuple[CaseEvent, ...] = ()
    current: tuple[CaseEvent, ...] = ()

    @property
    def pair(self) -> Pair:
        """The band that the score gives, and the one that people give."""
        return self.from_band, self.to_band

    @property
    def version(self) -> int:
        """Number of the newest thing that people did, 0 without any: a form sends it along."""
        done = (each.number for each in reversed(self.events) if each.kind != ASKED)
        return next(done, 0)

    @property
    def asked(self) -> CaseEvent | None:
        """The question that stands; None where nobody was asked yet."""
        return self._last(ASKED)

    @property
    def settled(self) -> CaseEvent | None:
        """What settled it."""
        last = _last_of(self.events, (SETTLED, REOPENED))
        return last if last is not None and last.kind == SETTLED else None

    @property
    def confirmation(self) -> CaseEvent | None:
        """A leader's word on the lift."""
        return self._last(CONFIRMED, DECLINED)

    @property
    def answers(self) -> tuple[CaseEvent, ...]:
        """Every answer of this run, oldest first: none replaces another."""
        return tuple(each for each in self.current if each.kind == ANSWERED)

    @property
    def reason(self) -> str:
        """The newest answer in words; empty without one."""
        return in_words(self.answers[-1]) if self.answers else ""

    def _last(self, *kinds: str) -> CaseEvent | None:
        return _last_of(self.current, kinds)


def in_words(event: CaseEvent) -> str:
    """What an answer says: what the score misses, and the words that came with it."""
    if event.missed and event.said:
        return f"{event.missed}: {event.said}"
    return event.missed or event.said


def _last_of(events: Sequence[CaseEvent], kinds: Sequence[str]) -> CaseEvent | None:
    return next((each for each in reversed(events) if each.kind in kinds), None)


def case_of(
    account_id: str, pair: Pair, found: Divergence | None, events: Iterable[CaseEvent], as_of: date
) -> Case:
    """The case of a pair of bands as of a date.

    A settlement holds for its pair until somebody reopens it: the same pair reopens nothing, not
    even after the two agreed for a while. An answer holds for the run that it was given in, and
    until the case is reopened.

    Args:
        account_id: whose.
        pair: the bands.
        found: the divergence of the date; one of another pair, or None, ends this case.
        events: of the account, of any pair, in any order.
        as_of: events of the day before and earlier are known.
    """
    known = sorted(
        (e for e in events if e.pair == pair and e.on < as_of), key=lambda each: each.number
    )
    if found is not None and (found.from_band, found.to_band) != pair:
        found = None
    since = found.since if found else None
    turn = _last_of(known, (SETTLED, REOPENED))
    current = known if since is None else [e for e in known if e.on >= since - _BEFORE]
    if turn is not None and turn.kind == REOPENED:
        current = [each for each in current if each.number > turn.number]
    state = _state(found, turn, current)
    return Case(account_id, *pair, state, since, tuple(known), tuple(current))


def _state(found: Divergence | None, turn: CaseEvent | None, current: Sequence[CaseEvent]) -> str:
    if turn is not None and turn.kind == SETTLED:
        return SETTLED
    if found is None:
        return CLOSED
    answered = any(each.kind == ANSWERED for each in current)
    return ANSWERED if answered else found.state


def stated(found: Divergence, events: Sequence[CaseEvent], as_of: date) -> Divergence:
    """The divergence of a date with the state that its case had by then; bands stay as they are."""
    if not events:
        return found
    case = case_of("", (found.from_band, found.to_band), found, events, as_of)
    return replace(found, state=case.state)


def cases_of(
    account_id: str, found: Divergence | None, events: Sequence[CaseEvent], as_of: date
) -> tuple[Case, ...]:
    """The case that stands and every other that has something on record, newest pair first."""
    pairs = dict.fromkeys(each.pair for each in sorted(events, key=lambda e: -e.number))
    if found is not None:
        pairs = dict.fromkeys([(found.from_band, found.to_band), *pairs])
    return tuple(case_of(account_id, pair, found, events, as_of) for pair in pairs)


def ask(case: Case, whom: str, *, stamp: Stamp) -> CaseEvent:
    """The question why, put to whoever keeps the account."""
    _must_be(case, OPEN, to="ask about it")
    return _event(case, ASKED, whom, stamp)


def answer(
    case: Case, *, about: str, missed: str = "", said: str = "", by: str, stamp: Stamp
) -> CaseEvent:
    """An answer: what the score misses, or what was not put into words before.

    An answered case takes more answers: they stand side by side.

    Raises:
        ForewarnError: it is settled or closed, or the answer says nothing.
    """
    _must_be(case, WATCHING, OPEN, ANSWERED, to="answer")
    if about not in (SCORE_MISSES, PEOPLE_SEE):
        raise ValueError(f"{about!r}: no kind of answer")
    missed, said = missed.strip() if about == SCORE_MISSES else "", said.strip()
    if about == SCORE_MISSES and not missed:
        raise ForewarnError(
            "the answer does not name what the score misses",
            fix="choose one of its inputs, or name what it should measure",
        )
    if about == PEOPLE_SEE and not said:
        raise ForewarnError("the answer has no words", fix="write what you see, in a sentence")
    return _event(case, ANSWERED, by, stamp, about=about, missed=missed, said=said)


def settle(case: Case, *, follows: str, said: str, by: str, stamp: Stamp) -> CaseEvent:
    """The end of a case, with its reason and what changes after it.

    Raises:
        ForewarnError: it is settled or closed already, or there is no reason.
    """
    _must_be(case, WATCHING, OPEN, ANSWERED, to="settle")
    if follows not in FOLLOWS:
        raise ValueError(f"{follows!r}: nothing that can follow")
    newest = case.answers[-1] if case.answers else None
    missed = newest.missed if newest else ""
    return _event(
        case, SETTLED, by, stamp, about=follows, missed=missed, said=_reason(said, "settle it")
    )


def reopen(case: Case, *, said: str, by: str, stamp: Stamp) -> CaseEvent:
    """A settled or answered case is asked about anew.

    Raises:
        ForewarnError: it is neither, or there is no reason.
    """
    _must_be(case, SETTLED, ANSWERED, to="reopen")
    return _event(case, REOPENED, by, stamp, said=_reason(said, "reopen it"))


def confirm(case: Case, *, agreed: bool, said: str = "", by: str, stamp: Stamp) -> CaseEvent:
    """A leader's word on a lift above a cap or by two bands.

    Raises:
        ForewarnError: the two no longer differ, nobody gave a reason for the lift yet, whoever
            gave it confirms it, or it is declined without a word.
    """
    _must_be(case, WATCHING, OPEN, ANSWERED, SETTLED, to="confirm")
    if agreed and not case.reason:
        raise ForewarnError(
            "nobody said yet why people lift it so far", fix="it needs an answer first"
        )
    if agreed and case.answers[-1].by == by:
        raise ForewarnError("whoever gave the reason cannot confirm it", fix="ask another leader")
    if not agreed:
        said = _reason(said, "decline it")
    return _event(case, CONFIRMED if agreed else DECLINED, by, stamp, said=said.strip())


def lift_to_confirm(card: Scorecard, result: AccountResult) -> str:
    """How far people lift an account where that needs confirming, else empty.

    ABOVE_CAP where a cap stands below what people say, TWO_BANDS where the score is two bands
    below it. The cap holds the effective band all the same.
    """
    found = result.divergence
    if found is None:
        return ""
    people = card.rank(found.to_band)
    caps = [each for each in result.caps if each.kind == "not_above"]
    if any(card.rank(cap.band) < people for cap in caps):
        return ABOVE_CAP
    return TWO_BANDS if people - card.rank(found.from_band) > 1 else ""


def awaits_confirmation(case: Case, lift: str) -> bool:
    """A lift that no leader has spoken on."""
    return bool(lift) and case.since is not None and case.confirmation is None


def _reason(said: str, to: str) -> str:
    if not said.strip():
        raise ForewarnError(f"there is no reason to {to}", fix="say why, in a sentence")
    return said.strip()


def _must_be(case: Case, *states: str, to: str) -> None:
    if case.state in states:
        return
    now = {
        CLOSED: "score and people no longer differ so",
        SETTLED: "it is settled",
        WATCHING: "it is watched until it has stood for two weeks",
    }.get(case.state, f"it is {case.state}")
    fix = "reopen it with a reason first" if case.state == SETTLED else "look at the account"
    raise ForewarnError(f"{now}: there is nothing to {to}", fix=fix)


def _event(
    case: Case,
    kind: str,
    by: str,
    stamp: Stamp,
    *,
    about: str = "",
    missed: str = "",
    said: str = "",
) -> CaseEvent:
    return CaseEvent(
        number=stamp.number,
        account_id=case.account_id,
        from_band=case.from_band,
        to_band=case.to_band,
        kind=kind,
        on=stamp.on,
        by=by,
        about=about,
        missed=missed,
        said=said,
        at=stamp.at,
        forewarn_version=stamp.version,
    )
