"""What the record was made of: the note that lets `explain` trust it without opening the facts.

`score` leaves it beside the facts when it has put results on record. It names the state of every
source, the rules in force, the dates and revisions that were recorded from just these, and when
facts became known late. Where any of it is not so any more, the facts themselves are asked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import forewarn
from forewarn.project.entered import ALONE, apart, may_count, since_mark
from forewarn.scorecard.model import Scorecard
from forewarn.terms.settings import Settings, SourceSpec
from forewarn.terms.whole import beside

FILE = Path(".forewarn") / "recorded.json"
Sources = Mapping[str, Sequence[str]]
"""Per table how it is read and the state of its files."""
_NO_RULES = frozenset(
    "folder name engine ledger simulated approvers language names inputs sources governance".split()
)
_NO_RULES_OF_A_SOURCE = frozenset("shown path inputs database entered line col".split())


@dataclass(frozen=True, slots=True)
class Basis:
    """Facts and rules that results came from.

    Attributes:
        rules: hash of the settings, the scorecards and the version of Forewarn.
        sources: as the newest ingest found them.
        unread: what it left out, in words.
        late: per account the dates (ISO) on which something of the past became known.
        ingest: number and instant of the newest ingest, which name it.
    """

    rules: str
    sources: Sources
    unread: tuple[str, ...] = ()
    late: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ingest: tuple[int, str] | None = None

    def quiet(self, account_id: str, *, after: date, until: date) -> bool:
        """Whether nothing of an account's past became known after one date and by another."""
        days = self.late.get(account_id, ())
        return not any(after.isoformat() < day <= until.isoformat() for day in days)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A basis, and per date (ISO) and fingerprint the revision that stands for it.

    Attributes:
        recorded: a date without any is one that a run set out to record; whether it did, and from
            what, only the run's own receipt says.
        covering: per table the date (ISO) from which it speaks for every account.
        silent: per date (ISO) of the runs the tables that were silent, where any were.
        left: dates (ISO) on record that rest on other rules, which no run that came to its end
            has said yet.
    """

    basis: Basis
    recorded: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    covering: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left: Sequence[str] = ()

    def revision(self, on: date, fingerprint: str) -> int | None:
        """The revision that holds what this basis gives; None when it was not recorded."""
        return self.recorded.get(on.isoformat(), {}).get(fingerprint)

    def fingerprints(self, on: date) -> tuple[str, ...]:
        """The scorecards recorded for a date."""
        return tuple(self.recorded.get(on.isoformat(), ()))


def rules_of(settings: Settings, cards: Sequence[Scorecard]) -> str:
    """Hash of everything but facts that decides a result; not of where files lie or how they look.

    What a source reads changes its facts, and that is for ingest to tell.
    """
    scheme, ledger = settings.engine.partition(":")[0], _without_login(settings.ledger)
    parts = (
        *(forewarn.__version__, scheme, ledger),
        _said(settings, but=_NO_RULES),
        [_said(each, but=_NO_RULES_OF_A_SOURCE) for each in settings.sources if not _alone(each)],
        [(card.name, card.fingerprint) for card in cards],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _alone(source: SourceSpec) -> bool:
    return source.shown == ALONE


def _said(told: Settings | SourceSpec, *, but: Collection[str]) -> list[tuple[str, object]]:
    values = ((each.name, getattr(told, each.name)) for each in fields(told))
    return [
        (name, sorted(value.items()) if isinstance(value, Mapping) else value)
        for name, value in values
        if name not in but
    ]


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def keep(folder: Path, receipt: Receipt) -> None:
    """Write the receipt; what an earlier one of the same basis names stays named.

    It is a short cut, no record: where it cannot be written, explaining takes the long way.
    """
    earlier = read(folder)
    if earlier is not None and earlier.basis == receipt.basis:
        receipt = replace(
            receipt,
            recorded={**earlier.recorded, **receipt.recorded},
            silent={**earlier.silent, **receipt.silent},
        )
    _write(folder, replace(receipt, left=()))


def begin(folder: Path, basis: Basis, receipt: Receipt | None, dates: Collection[date]) -> None:
    """Note that a run sets out to record dates: should it be killed, they are not forgotten.

    Args:
        folder: of the project.
        basis: what the run's facts rest on.
        receipt: that is gone on with; what it names still rests on its own basis.
        dates: that are new.
    """
    if dates:
        receipt = receipt or Receipt(basis, left=_left_by(read(folder)))
        new = {on.isoformat(): dict[str, int]() for on in dates}
        _write(folder, replace(receipt, recorded={**new, **receipt.recorded}))


def _left_by(earlier: Receipt | None) -> tuple[str, ...]:
    """The dates on record that a receipt names, which is replaced by one of other rules."""
    if earlier is None:
        return ()
    recorded = {on for on, revisions in earlier.recorded.items() if revisions}
    return tuple(sorted(recorded.union(earlier.left)))


def _write(folder: Path, receipt: Receipt) -> None:
    file = folder / FILE
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside(file) as new:
            new.write_text(json.dumps(asdict(receipt)), "utf-8")


def read(folder: Path) -> Receipt | None:
    """The receipt, None when there is none that can be read."""
    try:
        kept: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        told = dict(kept["basis"])
        ingest = told.get("ingest")
        lists = {"unread": tuple(told["unread"]), "ingest": ingest and tuple(ingest)}
        basis = Basis(**{**told, **lists})
        left = tuple(kept.get("left", ()))
        return Receipt(basis, kept["recorded"], kept["covering"], kept["silent"], left)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def in_force(settings: Settings, cards: Sequence[Scorecard], *, until: date) -> Receipt | None:
    """The receipt, when rules and files are still those it was written for.

    Args:
        settings: of the project, with what people entered.
        cards: those in force.
        until: the newest date that is looked at. What people entered since the receipt was written
            is let pass where all of it counts from a later date on (SEMANTICS 2).
    """
    receipt = read(settings.folder)
    if receipt is None or receipt.basis.rules != rules_of(settings, cards):
        return None
    now, then = _sources_now(settings), receipt.basis.sources
    return receipt if now == then or _only_later(settings, now, then, until) else None


def _only_later(settings: Settings, now: Sources, then: Sources, until: date) -> bool:
    """Whether sources differ by nothing but entries that count from a later date on."""
    (others, mark), (before, known) = apart(settings, now), apart(settings, then)
    if others != before or mark is None or known is None or mark == known:
        return False
    entries = since_mark(settings, known)
    return entries is not None and not any(
        may_count(each, until, zone=settings.timezone) for each in entries
    )


def _sources_now(settings: Settings) -> Sources:
    from forewarn.engines.duckdb.sources import definition, files_state

    return {
        source.table: [definition(source, zone=settings.timezone), files_state(source)]
        for source in settings.sources
    }
