"""Keeps who was there when, laid out per account; no part of the record: it can be made again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from forewarn.ledger.models import PeopleLine, PeopleState
from forewarn.ledger.opening import Ledger
from forewarn.ledger.payload import canonical
from forewarn.ledger.trouble import in_words
from forewarn.terms.people import Contact, Keeper, People

_ROWS_A_STATEMENT = 200
"""Of three columns: SQLite takes 999 values in one statement wherever it was built."""


def people_mark(ledger: Ledger) -> str:
    """What names the facts that it was laid out from; empty where it never was."""
    with in_words(ledger.place):
        state = PeopleState.objects.using(ledger.alias).first()
    return state.mark if state else ""


def keep_people(ledger: Ledger, found: Iterable[People], *, mark: str) -> None:
    """Replaces all of it, in one transaction; rows that stand as they are, are not written.

    Raises:
        ForewarnError: the database refuses.
    """
    lines = PeopleLine.objects.using(ledger.alias)
    states = PeopleState.objects.using(ledger.alias)
    with in_words(ledger.place), transaction.atomic(ledger.alias):
        before = dict(lines.values_list("account_id", "told"))
        told = {each.account_id: (_told(each), _since(each)) for each in found}
        changed = [key for key, (text, _) in told.items() if before.get(key) != text]
        gone = [key for key in before if key not in told or told[key][0] != before[key]]
        for start in range(0, len(gone), _ROWS_A_STATEMENT):
            lines.filter(account_id__in=gone[start : start + _ROWS_A_STATEMENT]).delete()
        new = [PeopleLine(account_id=key, told=told[key][0], owner_since=told[key][1])
               for key in changed]  # fmt: skip
        lines.bulk_create(new, batch_size=_ROWS_A_STATEMENT)
        states.all().delete()
        states.create(mark=mark)


def people(ledger: Ledger, account_id: str) -> People | None:
    """Everybody of an account; None where nobody is known."""
    with in_words(ledger.place):
        row = PeopleLine.objects.using(ledger.alias).filter(account_id=account_id).first()
    return None if row is None else _read(account_id, row.told)


def owners_since(ledger: Ledger) -> dict[str, date]:
    """Per account the day on which its owner took it over from another one."""
    rows = PeopleLine.objects.using(ledger.alias).values_list("account_id", "owner_since")
    with in_words(ledger.place):
        return {account: on for account, on in rows.exclude(owner_since=None) if on is not None}


def _since(found: People) -> date | None:
    """None for an owner who had it from the start."""
    return found.owner.since if found.owner and found.former_owner else None


def _told(found: People) -> str:
    contacts = [
        [each.contact_id, each.name, each.role, _text(each.since), _text(each.until),
         _text(each.met_on)]
        for each in found.contacts
    ]  # fmt: skip
    team = [[each.role, each.name, _text(each.since), _text(each.until)] for each in found.team]
    return canonical([contacts, team])


def _read(account_id: str, text: str) -> People:
    contacts, team = json.loads(text)
    return People(
        account_id,
        tuple(Contact(*each[:3], *map(_day, each[3:])) for each in contacts),
        tuple(Keeper(*each[:2], *map(_day, each[2:])) for each in team),
    )


def _text(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _day(text: str | None) -> Any:
    return None if text is None else date.fromisoformat(text)
