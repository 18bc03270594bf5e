"""Writes one scorecard's results of one date into the ledger, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter

from django.db import transaction

from forewarn.ledger.inserting import insert_rows, standing_rows
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

SAID_AGAIN = "said again: another scorecard of its name was recorded for this date since"
"""Why there is a revision that says nothing new."""


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
    again writes nothing, unless another scorecard of its name spoke of the date since: then it is
    said again as a whole, for what was recorded last is what holds. Recording something else adds
    a revision that holds only the accounts that changed, came or went, with the reason; earlier
    revisions stay as they are. Several processes may record at once; one waits for the other and
    then finds its rows there.

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
    """Puts rows on record that are made already; otherwise as ``record``.

    Where the digest says that the same stands there, nothing is read back.

    Args:
        ledger: an open one.
        card: the scorecard.
        made: rows, or tuples of the same.
        as_of: the date of all rows.
        reason: see ``record``.
        recorded_at: see ``record``.
        version: see ``record``.
        only: the rows are of these accounts alone, what stands of others is left as it is; None =
            of all, as the first recording of a date has to be.
        texts: those that payloads name; kept with the first rows that are written.

    Raises:
        ForewarnError: see ``record``.
        ValueError: see ``record``; also a first recording of some accounts only.
    """
    if not reason.strip() or recorded_at.tzinfo is None:
        raise ValueError("a recording needs a reason and an instant with a zone")
    rows = _each_once(made)
    told = digest_in_order(rows) if only is None else None
    with in_words(ledger.place), transaction.atomic(ledger.alias, durable=True):
        scorecard = _scorecard(ledger, card, recorded_at)
        runs = Run.objects.using(ledger.alias).filter(scorecard=scorecard, as_of=as_of)
        found = runs.values_list("revision", "pk", "forewarn_version", "digest")
        revisions = sorted(found, key=itemgetter(0))
        if only is not None and not revisions:
            raise ValueError("the first recording of a date is of all accounts")
        newest, last, version_then, digest = revisions[-1] if revisions else (-1, 0, version, None)
        again = only is None and last > 0 and _spoken_since(ledger, scorecard, as_of, last)
        same = told is not None and digest is not None and bytes(digest) == told
        if same and not again:
            return Recorded(newest, written=0, unchanged=len(rows))
        there = standing_rows(ledger, [pk for _, pk, _, _ in revisions], only) if revisions else {}
        texts = texts or Texts()
        changed = changed_rows(rows, there, card, as_of, ledger=ledger, texts=texts)
        if revisions and not changed and not again:
            return Recorded(newest, written=0, unchanged=len(rows))
        written = _all_of(rows, changed) if again else changed
        because = _because(reason.strip(), version_then, version) if changed else SAID_AGAIN
        run = Run.objects.using(ledger.alias).create(
            scorecard=scorecard,
            as_of=as_of,
            revision=newest + 1,
            reason=because if revisions else "",
            recorded_at=recorded_at,
            forewarn_version=version,
            accounts=len(written),
            digest=told,
        )
        insert_rows(ledger, run.pk, _readable(ledger, written, texts))
    texts.kept = True
    said = sum(row[-1] != WITHDRAWN for row in changed)
    return Recorded(newest + 1, len(changed), unchanged=len(rows) - said)


def _spoken_since(ledger: Ledger, card: ScorecardVersion, as_of: date, run: int) -> bool:
    """Whether another scorecard of the name was recorded for the date after a run."""
    since = Run.objects.using(ledger.alias).filter(as_of=as_of, pk__gt=run)
    return since.filter(scorecard__name=card.name).exclude(scorecard=card).exists()


def _all_of(rows: list[Row], changed: list[Row]) -> list[Row]:
    """All rows, with those of accounts that went."""
    gone = [row for row in changed if row[-1] == WITHDRAWN]
    return sorted([*rows, *gone], key=itemgetter(0))


def _readable(ledger: Ledger, rows: list[Row], texts: Texts) -> list[Row]:
    """The rows, once the ledger has the texts that they name; else with these texts in them."""
    if texts.kept or keep_parts(ledger, texts.by_key):
        return rows
    return spelt_rows(rows, texts)


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
