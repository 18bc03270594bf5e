"""Lays out who was there when, per account, for pages, which never open the facts.

The run that scores leaves it in the ledger: a few statements over all accounts, and none at all
where the rows it was laid out from are still those, and no day has come that they name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from forewarn.project.desk import Desk
from forewarn.terms.account import AccountVersion
from forewarn.terms.people import OWNER, Contact, Keeper, People

TEAM = (OWNER, "account_manager", "executive_sponsor", "partner", "cover_owner")
"""Columns of the accounts table that name one of ours."""
_RESTS_ON = frozenset(("accounts", "contacts", "interactions"))
_CONTACT = ("contact_id", "name", "role", "since", "until")


def lay_out_people(desk: Desk) -> None:
    """Leaves in the ledger who was there when, where it is not there as it stands today."""
    from forewarn.ledger.book import keep_people, people_mark

    basis = desk.basis()
    ingest = None if basis is None else basis.ingest
    with desk.ledger() as ledger:
        if ingest is None or not _stands(desk, people_mark(ledger), ingest):
            versions = list(desk.engine.accounts())
            found, turns_on = everybody(desk, versions), _turns_on(desk, versions)
            mark = "" if ingest is None else " ".join([str(ingest[0]), ingest[1], turns_on])
            keep_people(ledger, found, mark=mark)


def _stands(desk: Desk, mark: str, ingest: tuple[int, str]) -> bool:
    """Whether what was laid out under a mark is what would be laid out now."""
    number, _, rest = mark.partition(" ")
    at, _, turns_on = rest.partition(" ")
    if not turns_on or desk.today().isoformat() >= turns_on:
        return False
    if (int(number), at) == ingest:
        return True
    changed = desk.changed_since((int(number), at))
    return changed is not None and not any(each.table in _RESTS_ON for each in changed)


def _turns_on(desk: Desk, versions: Iterable[AccountVersion]) -> str:
    """The next day (ISO) on which a row of an account begins to hold."""
    days = (each.valid_on for each in versions if each.valid_on is not None)
    return min((on for on in days if on > desk.today()), default=date.max).isoformat()


def everybody(desk: Desk, versions: Iterable[AccountVersion]) -> Iterator[People]:
    """The people of every account that has any, by account.

    Args:
        desk: of the project.
        versions: of all accounts, as the engine gives them.
    """
    contacts, today = _contacts(desk), desk.today()
    by_account = groupby(versions, key=lambda each: each.account_id)
    teams = {account: tuple(team_of(found, today)) for account, found in by_account}
    for account in sorted(contacts.keys() | teams.keys()):
        found = People(account, tuple(contacts.get(account, ())), teams.get(account, ()))
        if found.contacts or found.team:
            yield found


def _contacts(desk: Desk) -> dict[str, list[Contact]]:
    met, found = desk.engine.last_met(), defaultdict(list)
    for row in desk.engine.rows("contacts", _CONTACT):
        if row.get("_until_on") is None:
            found[row["account_id"]].append(_contact(row, met))
    for each in found.values():
        each.sort(key=lambda one: (one.since, one.called, one.role or ""))
    return found


def _contact(row: Mapping[str, Any], met: Mapping[tuple[str, str], date]) -> Contact:
    values = {name: row[name] for name in _CONTACT}
    return Contact(**values, met_on=met.get((row["account_id"], row["contact_id"])))


def team_of(versions: Iterable[AccountVersion], today: date) -> Iterator[Keeper]:
    """Ours of one account up to a date, by role and date.

    Versions that were replaced say nothing, nor do those that begin later.
    """
    stand = [
        each for each in versions if each.until_on is None and (each.valid_on or today) <= today
    ]
    stand.sort(key=lambda each: each.valid_on or date.min)
    if len(stand) == 1:  # as nearly all have it
        (only,) = stand
        named = ((role, only.attributes.get(role)) for role in TEAM)
        yield from (Keeper(role, str(n), only.valid_on, None) for role, n in named if n is not None)
        return
    for role in TEAM:
        said = [(each.valid_on, each.attributes.get(role)) for each in stand]
        runs = [(name, next(run)[0]) for name, run in groupby(said, key=lambda one: one[1])]
        ends = [since for _, since in runs[1:]]
        for (name, since), until in zip(runs, [*ends, None], strict=True):
            if name is not None:
                yield Keeper(role, str(name), since, until)
