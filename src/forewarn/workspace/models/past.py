"""The book at every recorded date, laid out to be counted; see ``book.days``.

Made again from the ledger at any time, like the book itself.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class BookAccount(models.Model):
    """An account that was ever on record: its number in the columns of ``BookDay``.

    Attributes:
        number: from 0 without gaps, in the order in which accounts came on record; never another.
        last_on: the newest date that has it on record.
        name, owner, segment, plan: as they were then; who may see the account is told by them, as
            by those of ``BookLine``.
    """

    number = models.IntegerField(unique=True)
    account_id = models.TextField(unique=True)
    last_on = models.DateField()
    name = models.TextField(blank=True)
    owner = models.TextField(blank=True, db_index=True)
    segment = models.TextField(blank=True, db_index=True)
    plan = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name or self.account_id


class BookDay(models.Model):
    """The book at one recorded date as packed columns, one entry per account number.

    Attributes:
        run: the newest recording of the date that is in it.
        legend: JSON: what the codes of the columns mean.
        standing, segment, plan, owner: codes; money: hundredths, a column per currency.
    """

    as_of = models.DateField(unique=True)
    run = models.BigIntegerField()
    legend = models.TextField()
    standing = models.BinaryField()
    segment = models.BinaryField()
    plan = models.BinaryField()
    owner = models.BinaryField()
    money = models.BinaryField()

    def __str__(self) -> str:
        return f"book of {self.as_of}"


class BookShift(models.Model):
    """What moved from green in the quarter up to a date, in the whole book or what somebody sees.

    Laid out beside the newest day: its test against chance draws two thousand books.

    Attributes:
        scope: hash of the rules by which somebody sees accounts; empty = the whole book.
        told: JSON.
    """

    began_on = models.DateField()
    ended_on = models.DateField()
    scope = models.TextField(blank=True, default="")
    told = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["began_on", "ended_on", "scope"], name="workspace_shift_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.began_on} to {self.ended_on}"
