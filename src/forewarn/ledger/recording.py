"""Writes one scorecard's results into the ledger, of each date all or none."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter

from django.db import transaction

from forewarn.ledger.inserting import Insert, inserting, standing_rows
from forewarn.ledger.models import Run, ScorecardVersion
from forewarn.ledger.opening import Ledger
from forewarn.ledger.parts import keep_parts, spelt
from forewarn.ledger.payload import canonical
from forewarn.ledger.rows import (
    WITHDRAWN,
    Row,
    digest_in_order,
    result_of,
    row_of,
    rows_of,
    spelt_rows,
    withdrawn_row,
)
from forewarn.ledger.shared import Texts
from forewarn.ledger.trouble import in_words
from forewarn.ledger.values import CardFacts, Recorded
from forewarn.terms.score import AccountResult


def record(
    ledger: Ledger,
    card: CardFacts,
    results: Iterable[AccountResult],
    *,
    as_of: date,
    reason: str,
    recorded_at: datetime,
    version: str,
) -> Recorded:
    """Puts one scorecard's results as of one date on record: all of them or none.

    The first recording of a scorecard and date is revision 0: what was said. Recording the same
    again writes nothing. Recording something else adds a revision that holds only the accounts
    that changed, came or went, with the reason; earlier revisions stay as they are. Several
    processes may record at once; one waits for the other and then finds its rows there.

    Args:
        ledger: an open one.
        card: the scorecard; kept as it is first seen.
        results: every account of the scorecard as of ``as_of``: one that was there before and is
            missing here is recorded as gone. In any order.
        as_of: the date of all results.
        reason: why it would differ from what is on record ("facts arrived late"); kept with a
            restatement only, which also says when another version of Forewarn made it.
        recorded_at: now, with a zone.
        version: of Forewarn.

    Raises:
        ForewarnError: the database refuses; nothing was written.
        ValueError: a mistake of the caller: results of another date or scorecard, an account
            twice, no reason, an instant without zone, a number that is not finite.
    """
    rows = rows_of(_asked(card, results, as_of), inputs=card.inputs)
    return record_rows(
        ledger,
        card,
        rows,
        as_of=as_of,
        reason=reason,
        recorded_at=recorded_at,
        version=version,
    )


def record_rows(
    ledger: Ledger,
    card: CardFacts,
    made: Iterable[Row],
    *,
    as_of: date,
    reason: str,
    recorded_at: datetime,
    version: str,
    only: Collection[str] | None = None,
    texts: Texts | None = None,
) -> Recorded:
    """Puts rows of one date on record that are made already; otherwise as ``record``.

    Args:
        ledger: an open one.
        card: the scorecard.
        made: rows, or tuples of the same.
        as_of: the date of all rows.
        reason: see ``record``.
        recorded_at: see ``record``.
        version: see ``record``.
        only: see ``recording``.
        texts: see ``recording``.

    Raises:
        ForewarnError: see ``record``.
        ValueError: see ``record``; also a first recording of some accounts only.
    """
    saying = Saying(reason, recorded_at, version, only)
    with recording(ledger, card, saying, texts=texts) as into:
        return into.put(as_of, made)


@contextmanager
def recording(
    ledger: Ledger, card: CardFacts, saying: Saying, *, texts: Texts | None = None
) -> Iterator[Recording]:
    """A transaction that puts rows of one scorecard on record, date by date: all of them or none.

    Args:
        ledger: an open one.
        card: the scorecard; kept as it is first seen.
        saying: what is said of each date.
        texts: those that payloads name; kept with the first rows that are written.

    Raises:
        ForewarnError: see ``record``.
        ValueError: see ``record``.
    """
    texts = texts or Texts()
    kept = texts.kept
    try:
        with in_words(ledger.place), transaction.atomic(ledger.alias, durable=True):
            scorecard = _scorecard(ledger, card, saying.recorded_at)
            with inserting(ledger) as insert:
                yield Recording(ledger, card, saying, texts, scorecard, insert)
    except BaseException:
        texts.kept = kept
        raise


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of every date that is put on record.

    Attributes:
        reason, recorded_at, version: see ``record``.
        only: the rows are of these accounts alone, what stands of others is left as it is; None =
            of all, as the first recording of a date has to be.
    """

    reason: str
    recorded_at: datetime
    version: str
    only: Collection[str] | None = None

    def __post_init__(self) -> None:
        """A recording tells why and when."""
        if not self.reason.strip() or self.recorded_at.tzinfo is None:
            raise ValueError("a recording needs a reason and an instant with a zone")


@dataclass(frozen=True, slots=True)
class Recording:
    """Puts dates on record inside a transaction; see ``recording``."""

    ledger: Ledger
    card: CardFacts
    saying: Saying
    texts: Texts
    scorecard: ScorecardVersion
    insert: Insert

    def put(self, as_of: date, made: Iterable[Row]) -> Recorded:
        """Put one date on record.

        Where the digest says that the same stands there, nothing is read back.

        Args:
            as_of: the date of all rows.
            made: rows, or tuples of the same.
        """
        rows, only = _each_once(made), self.saying.only
        told = digest_in_order(rows) if only is None else None
        runs = Run.objects.using(self.ledger.alias).filter(scorecard=self.scorecard, as_of=as_of)
        found = runs.values_list("revision", "pk", "forewarn_version", "digest")
        revisions = sorted(found, key=itemgetter(0))
        if only is not None and not revisions:
            raise ValueError("the first recording of a date is of all accounts")
        newest, _, then, digest = revisions[-1] if revisions else (-1, 0, "", None)
        if told is not None and digest is not None and bytes(digest) == told:
            return Recorded(newest, written=0, unchanged=len(rows))
        changed = self._changed(as_of, rows, [pk for _, pk, _, _ in revisions])
        if revisions and not changed:
            return Recorded(newest, written=0, unchanged=len(rows))
        run = self._run(as_of, newest + 1, said_by=then, accounts=len(changed), digest=told)
        self.insert(run.pk, self._readable(changed))
        said = sum(row[-1] != WITHDRAWN for row in changed)
        return Recorded(newest + 1, len(changed), unchanged=len(rows) - said)

    def _changed(self, as_of: date, rows: list[Row], runs: Sequence[int]) -> list[Row]:
        there = standing_rows(self.ledger, runs, self.saying.only) if runs else {}
        return changed_rows(rows, there, self.card, as_of, ledger=self.ledger, texts=self.texts)

    def _run(
        self, as_of: date, revision: int, *, said_by: str, accounts: int, digest: bytes | None
    ) -> Run:
        reason, version = self.saying.reason.strip(), self.saying.version
        return Run.objects.using(self.ledger.alias).create(
            scorecard=self.scorecard,
            as_of=as_of,
            revision=revision,
            reason=_because(reason, said_by, version) if revision else "",
            recorded_at=self.saying.recorded_at,
            forewarn_version=version,
            accounts=accounts,
            digest=digest,
        )

    def _readable(self, rows: list[Row]) -> list[Row]:
        """The rows, once the ledger has the texts they name; else with these texts in them."""
        self.texts.kept = self.texts.kept or keep_parts(self.ledger, self.texts.by_key)
        return rows if self.texts.kept else spelt_rows(rows, self.texts)


def _because(reason: str, said_by: str, version: str) -> str:
    """Why something else is said: another version of Forewarn may say the same in other words."""
    if said_by == version:
        return reason
    return f"{reason}; or Forewarn {version} says differently what {said_by} said"


def _each_once(made: Iterable[Row]) -> list[Row]:
    """The rows by account."""
    rows = sorted(made, key=itemgetter(0))
    for before, after in pairwise(rows):
        if before[0] == after[0]:
            raise ValueError(f"{after[0]}: two results for one account")
    return rows


def _asked(
    card: CardFacts, results: Iterable[AccountResult], as_of: date
) -> Iterator[AccountResult]:
    for result in results:
        if result.as_of != as_of or result.fingerprint != card.fingerprint:
            raise ValueError(f"{result.account_id}: a result of another date or scorecard")
        yield result


def _scorecard(ledger: Ledger, card: CardFacts, recorded_at: datetime) -> ScorecardVersion:
    """The scorecard's row, held until the transaction ends so that others wait here."""
    inputs = canonical([astuple(each) for each in card.inputs])
    versions = ScorecardVersion.objects.using(ledger.alias)
    versions.get_or_create(
        fingerprint=card.fingerprint,
        defaults={
            "name": card.name,
            "version": card.version,
            "kind": card.kind,
            "path": card.path,
            "text": card.text,
            "inputs": inputs,
            "bands": canonical(card.bands),
            "recorded_at": recorded_at,
        },
    )
    held = versions.select_for_update().get(fingerprint=card.fingerprint)
    if json.loads(held.inputs) != json.loads(inputs):
        raise ValueError(f"{card.fingerprint}: the same fingerprint with other inputs")
    return held


def changed_rows(
    rows: list[Row],
    there: dict[str, Row],
    card: CardFacts,
    as_of: date,
    *,
    ledger: Ledger,
    texts: Texts,
) -> list[Row]:
    """Rows to write, by account; an account that is already gone does not go again.

    Args:
        rows: by account.
        there: what stands, by account.
        card: the scorecard.
        as_of: the date of all rows.
        ledger: has the texts that rows there name.
        texts: those that ``rows`` name.
    """
    if not there:
        return rows
    unlike = [row for row in rows if row != there.get(row[0])]
    stood = spelt(ledger, [there[row[0]] for row in unlike if row[0] in there])
    before = {row.account_id: row for row in stood}
    changed = [row for row in unlike if not _same(row, before.get(row[0]), card, as_of, texts)]
    gone = there.keys() - {row[0] for row in rows}
    left = [withdrawn_row(account) for account in gone if there[account].payload != WITHDRAWN]
    return sorted([*changed, *left], key=itemgetter(0)) if left else changed


def _same(row: Row, there: Row | None, card: CardFacts, as_of: date, texts: Texts) -> bool:
    """Whether a row says what stands there, also where an older Forewarn wrote it longer."""
    if there is None or WITHDRAWN in (row[-1], there.payload) or row[:-1] != there[:-1]:
        return False
    (spelt_row,) = spelt_rows([row], texts)
    if spelt_row == there:
        return True
    again = row_of(result_of(there, card=card, as_of=as_of), inputs=card.inputs)
    return spelt_row == again
