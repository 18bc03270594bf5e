"""What is on record of accounts' assessments, as of any date, from the facts and the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forewarn.ledger.entered import ASSESSMENT, Entry
from forewarn.project.accounts import AccountBook
from forewarn.project.desk import Desk
from forewarn.project.entered import WRITTEN, Reasons, entries_of, reasons
from forewarn.project.judgement import Judgements
from forewarn.project.reconciling import Stand
from forewarn.scoring.overlay import CSM, role_of
from forewarn.terms.imported import Written

PEOPLE = ("owner", "account_manager", "executive_sponsor", "partner")


@dataclass(frozen=True, slots=True)
class Assessed:
    """The record that a sheet is held against.

    Attributes:
        accounts: all that the facts know.
        entries: what was entered before, oldest first.
        tomorrow: the first date whose scores know everything that is known now.
    """

    accounts: AccountBook
    judgements: Judgements
    entries: Sequence[Entry]
    tomorrow: date
    _reasons: Reasons
    _by_account: Mapping[str, Sequence[Entry]]

    @classmethod
    def read(cls, desk: Desk) -> Assessed:
        """Read it: three queries, whatever the book's size."""
        return cls.of(
            AccountBook(desk.engine.accounts(), {}),
            Judgements.read(desk.engine),
            entries_of(desk.settings),
            tomorrow=desk.today() + timedelta(days=1),
        )

    @classmethod
    def of(
        cls,
        accounts: AccountBook,
        judgements: Judgements,
        entries: Sequence[Entry],
        *,
        tomorrow: date,
    ) -> Assessed:
        """The record from its parts."""
        by_account: dict[str, list[Entry]] = defaultdict(list)
        for each in entries:
            by_account[each.account_id].append(each)
        return cls(accounts, judgements, entries, tomorrow, reasons(entries), by_account)

    def people(self) -> tuple[str, ...]:
        """Names that look after accounts, or ever assessed one."""
        names: set[str] = set()
        for account_id in self.accounts.account_ids:
            account = self.accounts.as_of(account_id, self.tomorrow)
            if account is not None:
                names.update(filter(None, (account.text(word) for word in PEOPLE)))
            rows = self.judgements.assessments(account_id, self.tomorrow)
            names.update(row["assessed_by"] for row in rows if row["assessed_by"])
        return tuple(sorted(names))

    def is_csm(self, account_id: str, by: str, on: date) -> bool:
        """Whether an author speaks as the CSM, as everybody does who is not the AM alone."""
        return role_of(by, *self._team(account_id, on)) == CSM

    def _team(self, account_id: str, on: date) -> tuple[str | None, str | None]:
        account = self.accounts.as_of(account_id, on)
        owner, manager = (account.text(word) if account else None for word in PEOPLE[:2])
        return owner, manager

    def stand(self, account_id: str, by: str, on: date) -> Stand:
        """The assessment that stands by a date, of the role that an author speaks in."""
        team = self._team(account_id, on)
        role = role_of(by, *team)
        rows = [
            row
            for row in self.judgements.assessments(account_id, on)
            if role_of(row["assessed_by"], *team) == role
        ]
        if not rows:
            return Stand()
        return self._stand(max(rows, key=_order))

    def _stand(self, row: Mapping[str, Any]) -> Stand:
        cells: dict[str, Written] = {
            name: _plain(row.get(name)) for name in WRITTEN if row.get(name) is not None
        }
        because = self._reasons.get((row["account_id"], row["_on"], row["assessed_by"] or ""))
        if because:
            cells["because"] = because
        return Stand(cells, row["_on"], row["assessed_by"])

    def read_before(self, account_id: str, workbook: str, *, by: str) -> list[Entry]:
        """What was entered of an account from somebody's copy of a workbook."""
        mine = self._by_account.get(account_id, ())
        return [each for each in mine if (each.origin, each.cells.get("by")) == (workbook, by)]

    def entry_of(self, account_id: str, stand: Stand) -> int | None:
        """The entry that an assessment on record came from; None where it is the source's."""
        mine = self._by_account.get(account_id, ())
        numbers = [
            each.number
            for each in mine
            if each.kind == ASSESSMENT and (each.said_on, each.said_by) == (stand.on, stand.by)
        ]
        return numbers[-1] if numbers else None


def _order(row: Mapping[str, Any]) -> tuple[date, date, str]:
    text = repr(sorted((name, str(value)) for name, value in row.items() if name[0] != "_"))
    return row["_on"], row["_seen_on"], text


def _plain(value: Any) -> Written:
    return int(value) if isinstance(value, float) and value == int(value) else value
