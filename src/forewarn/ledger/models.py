"""Scorecards, runs, verdicts, statements, plans, entries, cases, decisions, causes, results.

All final.
A row that was recorded is never changed or removed: not through these classes, and not by SQL
either (triggers, see the migrations). What turned out differently is a new revision.
Only the people of accounts, at the end, are no record: they are laid out anew.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models

from forewarn.ledger.final import Final


class ScorecardVersion(Final):
    """A scorecard as it was when first used; ``inputs`` and ``bands`` are JSON lists."""

    fingerprint: models.TextField[str, str] = models.TextField(unique=True)
    name: models.TextField[str, str] = models.TextField()
    version: models.IntegerField[int, int] = models.IntegerField()
    kind: models.TextField[str, str] = models.TextField()
    path: models.TextField[str, str] = models.TextField()
    text: models.TextField[str, str] = models.TextField()
    inputs: models.TextField[str, str] = models.TextField()
    bands: models.TextField[str, str] = models.TextField()
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Run(Final):
    """One recording of a scorecard over the book as of a date.

    Revision 0 holds every account and is what was said; a later revision holds only the accounts
    of which something else is said since, with the reason.
    """

    scorecard: models.ForeignKey[ScorecardVersion, ScorecardVersion] = models.ForeignKey(
        ScorecardVersion, on_delete=models.PROTECT, related_name="runs", db_index=False
    )
    as_of: models.DateField[date, date] = models.DateField()
    revision: models.IntegerField[int, int] = models.IntegerField()
    reason: models.TextField[str, str] = models.TextField(blank=True)
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()
    accounts: models.IntegerField[int, int] = models.IntegerField()
    # Of all accounts' rows as they stand after this run; null where the run was told of some
    # accounts only, and in runs of a Forewarn that kept none.
    digest: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scorecard", "as_of", "revision"], name="ledger_one_run_per_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} as of {self.as_of}, revision {self.revision}"


class SnapshotRow(Final):
    """One account in one run; ``payload`` is made by ``rows.py``.

    The unique key serves every question: a book's rows by its run, an account's line by its key in
    each of some hundred runs. An index more would double what a backfill writes.
    """

    run: models.ForeignKey[Run, Run] = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    account_id: models.TextField[str, str] = models.TextField()
    score: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    raw_band: models.TextField[str | None, str | None] = models.TextField(null=True)
    band: models.TextField[str | None, str | None] = models.TextField(null=True)
    effective_band: models.TextField[str | None, str | None] = models.TextField(null=True)
    coverage: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    payload: models.TextField[str, str] = models.TextField()
    # An older Forewarn told rows apart by it.
    mark: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "account_id"], name="ledger_one_row_per_account")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}, {self.run}"


class Part(Final):
    """A text that many rows name by its key, ``id``; see ``shared.py``."""

    id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    text: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return self.text


class Examination(Final):
    """What the outcomes known by a date said of a scorecard; ``figures`` is a JSON object.

    A later revision of the same date says something else than the one before.
    """

    fingerprint: models.TextField[str, str] = models.TextField()
    name: models.TextField[str, str] = models.TextField()
    checked_as_of: models.DateField[date, date] = models.DateField()
    revision: models.IntegerField[int, int] = models.IntegerField()
    verdict: models.TextField[str, str] = models.TextField()
    because: models.TextField[str, str] = models.TextField()
    figures: models.TextField[str, str] = models.TextField()
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["fingerprint", "checked_as_of", "revision"],
                name="ledger_one_examination_per_revision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} as of {self.checked_as_of}: {self.verdict}"


class Statement(Final):
    """What was said of the outcome of one renewal before it was known.

    ``contract_id`` is empty for a contract without one; ``because`` says why there is no
    probability.
    """

    said_as_of: models.DateField[date, date] = models.DateField()
    kind: models.TextField[str, str] = models.TextField()
    account_id: models.TextField[str, str] = models.TextField()
    contract_id: models.TextField[str, str] = models.TextField()
    due_on: models.DateField[date, date] = models.DateField()
    probability: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    low: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    high: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    flagged: models.BooleanField[bool | None, bool | None] = models.BooleanField(null=True)
    because: models.TextField[str, str] = models.TextField()
    fingerprint: models.TextField[str, str] = models.TextField()
    made_by: models.TextField[str, str] = models.TextField()
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["said_as_of", "kind", "account_id", "contract_id", "due_on", "fingerprint"],
                name="ledger_one_statement_a_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}, due {self.due_on}, as of {self.said_as_of}"


class Application(Final):
    """A plan that was applied: the scorecards in force from then on, and who wanted it.

    ``number`` counts from 1 without gaps, so that of two who apply at once only one does.
    ``scorecards`` (a JSON list of name, path, fingerprint and text) holds all that are in force
    afterwards, not only those that changed; ``routing`` is their order, ``functions`` the text of
    the project's Python signals.
    """

    number: models.IntegerField[int, int] = models.IntegerField(unique=True)
    plan: models.TextField[str, str] = models.TextField(unique=True)
    category: models.TextField[str, str] = models.TextField(blank=True)
    scorecards: models.TextField[str, str] = models.TextField()
    routing: models.TextField[str, str] = models.TextField()
    functions: models.TextField[str, str] = models.TextField(blank=True)
    applied_by: models.TextField[str, str] = models.TextField()
    why: models.TextField[str, str] = models.TextField()
    approved_by: models.TextField[str, str] = models.TextField()
    applied_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return f"application {self.number} by {self.applied_by}"


class Entry(Final):
    """What a person entered about an account: an assessment, a note, a context, a mark.

    ``number`` counts from 1 without gaps, so that of two who enter at once one is told.
    ``cells`` (a JSON object) is what they wrote, ``values`` what is on record by it; for ``kind``
    see ``ledger.entered``. ``origin`` names the workbook it came from.
    """

    number: models.IntegerField[int, int] = models.IntegerField(unique=True)
    kind: models.TextField[str, str] = models.TextField()
    account_id: models.TextField[str, str] = models.TextField(db_index=True)
    said_on: models.DateField[date, date] = models.DateField()
    said_by: models.TextField[str, str] = models.TextField()
    cells: models.TextField[str, str] = models.TextField()
    values: models.TextField[str, str] = models.TextField()
    origin: models.TextField[str, str] = models.TextField(blank=True)
    entered_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id} by {self.said_by}"


class KeptResult(Final):
    """The whole result of a verb, kept for those who read it without the facts.

    ``kind`` names the verb's result, ``about`` what it is of: the month of a governance pack, the
    fingerprint of a plan, nothing for a backtest. ``scorecards`` is a JSON object of name and
    fingerprint, ``text`` the result as JSON, ``digest`` the SHA-256 of ``text``: the same result
    again is not written again.
    """

    kind: models.TextField[str, str] = models.TextField()
    about: models.TextField[str, str] = models.TextField(blank=True)
    as_of: models.DateField[date, date] = models.DateField()
    digest: models.TextField[str, str] = models.TextField()
    scorecards: models.TextField[str, str] = models.TextField()
    text: models.TextField[str, str] = models.TextField()
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "about", "as_of", "digest"], name="ledger_one_result_as_it_was"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} as of {self.as_of}"


class PlanApproval(Final):
    """One person's word on a plan in one role: approved, or withdrawn again.

    ``number`` counts from 1 without gaps. ``person`` is who they are however they are called: an
    e-mail address in small letters.
    """

    number: models.IntegerField[int, int] = models.IntegerField(unique=True)
    plan: models.TextField[str, str] = models.TextField(db_index=True)
    role: models.TextField[str, str] = models.TextField()
    person: models.TextField[str, str] = models.TextField()
    name: models.TextField[str, str] = models.TextField()
    said: models.TextField[str, str] = models.TextField()
    because: models.TextField[str, str] = models.TextField(blank=True)
    said_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return f"{self.name} {self.said} plan {self.plan[:12]} as {self.role}"


class ShiftCause(Final):
    """Why a part of the book moved in a quarter, as somebody wrote it down.

    ``number`` counts from 1 without gaps. ``scope`` names the part of the book that it is about,
    empty = the whole; what is meant by it is the caller's.
    """

    number: models.IntegerField[int, int] = models.IntegerField(unique=True)
    ended_on: models.DateField[date, date] = models.DateField()
    scope: models.TextField[str, str] = models.TextField(blank=True)
    cause: models.TextField[str, str] = models.TextField()
    because: models.TextField[str, str] = models.TextField()
    written_by: models.TextField[str, str] = models.TextField()
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return f"{self.cause}, quarter up to {self.ended_on}"


class CaseEvent(Final):
    """What somebody did about an account on which people and the score differ.

    ``number`` counts from 1 without gaps, so that of two who write at once one is told. A case is
    the events of an account and a pair of bands; see ``forewarn.scoring.casework``.
    """

    number: models.IntegerField[int, int] = models.IntegerField(unique=True)
    account_id: models.TextField[str, str] = models.TextField(db_index=True)
    from_band: models.TextField[str, str] = models.TextField()
    to_band: models.TextField[str, str] = models.TextField()
    kind: models.TextField[str, str] = models.TextField()
    happened_on: models.DateField[date, date] = models.DateField()
    by: models.TextField[str, str] = models.TextField()
    about: models.TextField[str, str] = models.TextField(blank=True)
    missed: models.TextField[str, str] = models.TextField(blank=True)
    said: models.TextField[str, str] = models.TextField(blank=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.account_id}, {self.from_band} and {self.to_band}"


class Decision(Final):
    """What was decided about an account; a change is another row of the same promise.

    ``number`` counts from 1 without gaps, so that of two who decide at once one is told.
    ``promise`` is the number of its first row; ``as_of`` the date of the results looked at.
    """

    number: models.IntegerField[int, int] = models.IntegerField(unique=True)
    promise: models.IntegerField[int, int] = models.IntegerField(db_index=True)
    account_id: models.TextField[str, str] = models.TextField()
    as_of: models.DateField[date, date] = models.DateField()
    said_by: models.TextField[str, str] = models.TextField()
    decision: models.TextField[str, str] = models.TextField(blank=True)
    owner: models.TextField[str, str] = models.TextField(blank=True)
    due_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    note: models.TextField[str, str] = models.TextField(blank=True)
    state: models.TextField[str, str] = models.TextField()
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    forewarn_version: models.TextField[str, str] = models.TextField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account_id", "as_of"], name="ledger_decided"),
            models.Index(fields=["owner", "state"], name="ledger_promised"),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} about {self.account_id} by {self.said_by}"


class PeopleLine(models.Model):
    """Who was there when at an account, laid out by the newest scoring; made again at any time.

    ``told`` is made by ``people.py``; ``owner_since`` is the day on which the owner took it over
    from another one, null where nobody else had it.
    """

    account_id: models.TextField[str, str] = models.TextField(unique=True)
    told: models.TextField[str, str] = models.TextField()
    owner_since: models.DateField[date | None, date | None] = models.DateField(null=True)

    def __str__(self) -> str:
        return f"people of {self.account_id}"


class PeopleState(models.Model):
    """What names the facts that the people were laid out from; one row."""

    mark: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return self.mark
