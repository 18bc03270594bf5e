"""Reads results back: as they were first said, or as they stand after all restatements.

Every function takes a number of queries that does not depend on how much is on record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from forewarn.ledger.models import Run, ScorecardVersion, SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.parts import spelt, told_of
from forewarn.ledger.rows import WITHDRAWN, Row, result_of, row_of
from forewarn.ledger.rows import digest as digest_rows
from forewarn.ledger.shared import DIFFERS_FLAG
from forewarn.ledger.standing_line import (
    CARD_COLUMNS,
    RunOf,
    card_facts,
    first_said,
    standing_line,
)
from forewarn.ledger.trouble import in_words
from forewarn.ledger.values import CardFacts, RunFacts
from forewarn.terms.score import AccountResult

COLUMNS = Row._fields
_DIFFERS = told_of('"divergence":', DIFFERS_FLAG)


def said(
    ledger: Ledger,
    account_id: str,
    as_of: date,
    *,
    fingerprint: str | None = None,
    within_days: int = 0,
) -> AccountResult | None:
    """What was first said of an account as of a date (revision 0); None when nothing was.

    ``fingerprint`` asks for one scorecard (None = the one that was recorded first for the date),
    ``within_days`` also for what was said up to so many days before, the newest of it.
    """
    asked = _runs(ledger).filter(
        revision=0, as_of__lte=as_of, as_of__gte=as_of - timedelta(days=within_days)
    )
    with in_words(ledger.place):
        rows = _of_account(ledger, account_id, asked, fingerprint)
        return _result(ledger, rows.order_by("-run__as_of", "run_id").first())


def current(
    ledger: Ledger, account_id: str, as_of: date, *, fingerprint: str | None = None
) -> AccountResult | None:
    """What is said now of an account as of a date, after restatements; None when nothing is.

    ``fingerprint`` asks for one scorecard; None = the one that was recorded last for the date.
    """
    newest: dict[int, SnapshotRow] = {}
    with in_words(ledger.place):
        rows = _of_account(ledger, account_id, _runs(ledger).filter(as_of=as_of), fingerprint)
        for row in rows.order_by("run_id"):
            newest[row.run.scorecard.pk] = row
        standing = [row for row in newest.values() if row.payload != WITHDRAWN]
        return _result(ledger, max(standing, key=lambda row: row.run.pk, default=None))


def current_line(
    ledger: Ledger, account_id: str, dates: Iterable[date]
) -> tuple[tuple[str, int, AccountResult], ...]:
    """What is said now of an account at some dates, under each scorecard that has it on record.

    Returns:
        Fingerprint, newest revision of that scorecard and date (whether or not it speaks of the
        account), result.
    """
    return line_and_said(ledger, account_id, dates)[0]


def line_and_said(
    ledger: Ledger,
    account_id: str,
    dates: Iterable[date],
    *,
    said_by: Collection[date] = (),
    within_days: int = 0,
) -> tuple[tuple[tuple[str, int, AccountResult], ...], dict[date, str | None]]:
    """The line of an account at some dates, and what scorecard spoke of it first by others.

    Three queries, however many dates are asked for.

    Args:
        said_by, within_days: as ``said`` is asked, per date.

    Returns:
        As ``current_line``; per date of ``said_by`` the fingerprint of what ``said`` gives.
    """
    on, back = set(dates), timedelta(days=within_days)
    wanted = Q(as_of__in=sorted(on))
    for by in said_by:
        wanted |= Q(revision=0, as_of__lte=by, as_of__gte=by - back)
    asked = _runs(ledger).filter(wanted).order_by("revision", "as_of", "pk")
    with in_words(ledger.place):
        found = list(asked.select_related("scorecard"))
        of_account = SnapshotRow.objects.using(ledger.alias).filter(
            account_id=account_id, run__in=[run.pk for run in found]
        )
        read = list(of_account.values_list("run_id", *COLUMNS))
        told = spelt(ledger, [Row(*values) for _, *values in read])
    rows = {run: row for (run, *_), row in zip(read, told, strict=True)}
    cards = {run.scorecard.pk: _facts(run.scorecard) for run in found}
    runs = [RunOf(run.pk, cards[run.scorecard.pk], run.as_of, run.revision) for run in found]
    spoken = {by: first_said(runs, rows, since=by - back, until=by) for by in said_by}
    return standing_line([run for run in runs if run.as_of in on], rows), spoken


def said_book(ledger: Ledger, as_of: date, *, fingerprint: str) -> tuple[AccountResult, ...]:
    """What was first said of every account as of a date, by account; empty when nothing was."""
    return current_book(ledger, as_of, fingerprint=fingerprint, revision=0)


def current_book(
    ledger: Ledger,
    as_of: date,
    *,
    fingerprint: str,
    revision: int | None = None,
    accounts: Collection[str] | None = None,
) -> tuple[AccountResult, ...]:
    """What is said of every account as of a date, by account; empty when nothing is.

    ``revision`` asks how it read after that revision; None = after all of them. ``accounts`` asks
    for some alone.
    """
    with in_words(ledger.place):
        card = _card(ledger, fingerprint)
        rows = _book(ledger, as_of, fingerprint, revision, accounts)
    if card is None:
        return ()
    return tuple(result_of(row, card=card, as_of=as_of) for row in rows)


def differing_book(ledger: Ledger, *, fingerprint: str, after: date) -> tuple[AccountResult, ...]:
    """Of the newest date after one the results of accounts on which people and score differ.

    Every other row is passed over by the database, unread.
    """
    with in_words(ledger.place):
        card = _card(ledger, fingerprint)
        runs_of_card = _runs(ledger).filter(scorecard__fingerprint=fingerprint, as_of__gt=after)
        as_of = runs_of_card.order_by("-as_of").values_list("as_of", flat=True).first()
        if card is None or as_of is None:
            return ()
        rows = SnapshotRow.objects.using(ledger.alias).filter(
            run__as_of=as_of, run__scorecard__fingerprint=fingerprint
        )
        restated = rows.filter(run__revision__gt=0).values_list("account_id", "run__revision")
        newest = dict(sorted(restated, key=lambda each: each[1]))
        differing = rows.filter(_DIFFERS)
        found = [
            Row(*values)
            for revision, *values in differing.values_list("run__revision", *COLUMNS)
            if newest.get(values[0], 0) == revision
        ]
        found = spelt(ledger, found)
    return tuple(result_of(row, card=card, as_of=as_of) for row in sorted(found))


def digest(ledger: Ledger, fingerprint: str, as_of: date, *, revision: int | None = None) -> str:
    """SHA-256 of what ``current_book`` reads: equal digests, equal results to the last bit.

    Sentences do not count. No results have a digest too (that of nothing).
    """
    with in_words(ledger.place):
        return digest_rows(_book(ledger, as_of, fingerprint, revision))


def digest_of(card: CardFacts, results: Iterable[AccountResult]) -> str:
    """The digest these results would have on record, without a ledger."""
    return digest_rows(row_of(result, inputs=card.inputs) for result in results)


def dates(ledger: Ledger, fingerprint: str) -> tuple[date, ...]:
    """The dates a scorecard is on record for, oldest first."""
    of_card = _runs(ledger).filter(scorecard__fingerprint=fingerprint)
    with in_words(ledger.place):
        return tuple(of_card.order_by("as_of").values_list("as_of", flat=True).distinct())


def newest_date(ledger: Ledger) -> date | None:
    """The newest date that anything is on record for; None where nothing is."""
    with in_words(ledger.place):
        return _runs(ledger).order_by("-as_of").values_list("as_of", flat=True).first()


def runs(ledger: Ledger, fingerprint: str, *, as_of: date | None = None) -> tuple[RunFacts, ...]:
    """The recordings of a scorecard that wrote, by date and revision; None = of all dates."""
    chosen = _runs(ledger).filter(scorecard__fingerprint=fingerprint)
    if as_of is not None:
        chosen = chosen.filter(as_of=as_of)
    with in_words(ledger.place):
        return tuple(
            RunFacts(
                fingerprint=fingerprint,
                as_of=run.as_of,
                revision=run.revision,
                reason=run.reason,
                recorded_at=run.recorded_at,
                forewarn_version=run.forewarn_version,
                accounts=run.accounts,
            )
            for run in chosen.order_by("as_of", "revision")
        )


def scorecards(ledger: Ledger, *, name: str | None = None) -> tuple[CardFacts, ...]:
    """Scorecards on record, of one name or all, in the order they were first recorded."""
    versions = ScorecardVersion.objects.using(ledger.alias).order_by("pk")
    if name is not None:
        versions = versions.filter(name=name)
    with in_words(ledger.place):
        return tuple(_facts(version) for version in versions)


def newest_scorecards(ledger: Ledger) -> tuple[CardFacts, ...]:
    """Per name the scorecard that the newest date was recorded under last, by name.

    What was recorded later of earlier dates does not count. A name that has nothing on record for
    the newest date has gone out of use and is left out.
    """
    with in_words(ledger.place):
        newest = _runs(ledger).order_by("-as_of").values_list("as_of", flat=True)[:1]
        of_date = _runs(ledger).filter(as_of__in=list(newest)).order_by("pk")
        last = dict(of_date.values_list("scorecard__name", "scorecard_id"))
        versions = ScorecardVersion.objects.using(ledger.alias).filter(pk__in=last.values())
        return tuple(_facts(version) for version in versions.order_by("name"))


def scorecard_text(ledger: Ledger, fingerprint: str) -> str | None:
    """A scorecard's file as it was when it was first recorded; None when it never was."""
    with in_words(ledger.place):
        card = _card(ledger, fingerprint)
    return None if card is None else card.text


def _runs(ledger: Ledger) -> QuerySet[Run]:
    return Run.objects.using(ledger.alias)


def _of_account(
    ledger: Ledger, account_id: str, asked: QuerySet[Run], fingerprint: str | None
) -> QuerySet[SnapshotRow]:
    """An account's rows of some runs; the runs are asked first.

    In one query SQLite would walk through the rows of every account on record, in order of runs.
    """
    if fingerprint is not None:
        asked = asked.filter(scorecard__fingerprint=fingerprint)
    numbers = list(asked.values_list("pk", flat=True))
    rows = SnapshotRow.objects.using(ledger.alias).filter(account_id=account_id, run__in=numbers)
    return rows.select_related("run__scorecard")


def _book(
    ledger: Ledger,
    as_of: date,
    fingerprint: str,
    revision: int | None,
    accounts: Collection[str] | None = None,
) -> list[Row]:
    rows = SnapshotRow.objects.using(ledger.alias).filter(
        run__as_of=as_of, run__scorecard__fingerprint=fingerprint
    )
    if revision is not None:
        rows = rows.filter(run__revision__lte=revision)
    rows = rows.order_by("run__revision")
    parts = [rows] if accounts is None else [rows.filter(account_id__in=s) for s in _some(accounts)]
    in_order = (values for part in parts for values in part.values_list(*COLUMNS).iterator())
    newest = {values[0]: Row(*values) for values in in_order}
    standing = [row for _, row in sorted(newest.items()) if row.payload != WITHDRAWN]
    return spelt(ledger, standing)


def _some(accounts: Collection[str]) -> list[list[str]]:
    """Few enough at a time for one statement on any SQLite."""
    found = sorted(accounts)
    return [found[at : at + 500] for at in range(0, len(found), 500)]


def _result(ledger: Ledger, row: SnapshotRow | None) -> AccountResult | None:
    return None if row is None else results_in(ledger, [row])[0]


def results_in(ledger: Ledger, rows: Sequence[SnapshotRow]) -> list[AccountResult]:
    """Rows as the results they hold; reads runs and scorecards where they were not joined."""
    plain = [Row(*(getattr(row, name) for name in COLUMNS)) for row in rows]
    return [
        result_of(told, card=_facts(row.run.scorecard), as_of=row.run.as_of)
        for told, row in zip(spelt(ledger, plain), rows, strict=True)
    ]


def _card(ledger: Ledger, fingerprint: str) -> CardFacts | None:
    versions = ScorecardVersion.objects.using(ledger.alias)
    version = versions.filter(fingerprint=fingerprint).first()
    return None if version is None else _facts(version)


def _facts(version: ScorecardVersion) -> CardFacts:
    return card_facts(getattr(version, name) for name in CARD_COLUMNS)
