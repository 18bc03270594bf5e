"""Accounts as of any date: dated attributes, age, and who is scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from forewarn.scoring.routing import left_out_because
from forewarn.terms.account import AccountAsOf, AccountVersion
from forewarn.terms.errors import ForewarnError

_START = date.min


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as of a date; ``left_out`` says why it is not scored, None when it is."""

    account: AccountAsOf
    left_out: str | None


class AccountBook:
    """All versions of all accounts, asked by date.

    An attribute is the one of the newest version that was valid before and known by the date
    (SEMANTICS 5, 18); a version without ``valid_from`` holds always.
    """

    def __init__(
        self,
        versions: Iterable[AccountVersion],
        first_rows: Mapping[str, date],
        *,
        include: frozenset[str] = frozenset(),
        merged: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """Group the versions.

        Args:
            versions: by account, as the engine gives them.
            first_rows: per account the first as_of date that knows any fact of it; the day
                before stands in for a missing ``created_on``.
            include: statuses that are scored although they usually are not.
            merged: reads which accounts were merged into others; asked only for who is none.
        """
        of_each: dict[str, list[AccountVersion]] = {}
        for version in versions:
            of_each.setdefault(version.account_id, []).append(version)
        for several in of_each.values():
            if len(several) > 1:
                several.sort(key=lambda v: v.valid_on or _START)
        self._versions = of_each
        self._first_rows = first_rows
        self._include = include
        self._merged = merged

    def __contains__(self, account_id: object) -> bool:
        return account_id in self._versions

    @property
    def account_ids(self) -> tuple[str, ...]:
        """Every account, in order."""
        return tuple(self._versions)

    def versions(self, account_id: str) -> Sequence[AccountVersion]:
        """All versions of an account, those that always held first."""
        return self._versions[account_id]

    def refuse_unknown(self, names: Iterable[str]) -> None:
        """Let pass what are accounts.

        Raises:
            ForewarnError: some are none: all of these, with the nearest that are.
        """
        unknown = [name for name in names if name not in self]
        if not unknown:
            return
        merged = self._merged()
        into = {name: merged[name] for name in unknown if name in merged}
        nowhere = [name for name in unknown if name not in into]
        near = [n for name in nowhere for n in get_close_matches(name, self._versions, n=1)]
        guess = f"did you mean {', '.join(dict.fromkeys(near))}? " if near else ""
        instead = f"ask for {', '.join(dict.fromkeys(into.values()))}; " if into else ""
        raise ForewarnError(
            "; ".join(_missing(nowhere, into)),
            fix=f"{instead}{guess}`forewarn score --all` shows the accounts",
        )

    def as_of(self, account_id: str, on: date) -> AccountAsOf | None:
        """The account as of a date, None when nothing was known of it by then."""
        known = self._known(account_id, on)
        return self._account(known, account_id, on) if known else None

    def standing(self, account_id: str, on: date) -> Standing | None:
        """The account and whether it is scored; None when nothing was known of it by then.

        Nothing is known of an account before its first day, so that no count of accounts left
        out depends on who came later.
        """
        known = self._known(account_id, on)
        if not known:
            return None
        account = self._account(known, account_id, on)
        if account.created_on is not None and account.created_on >= on:
            return None
        why = left_out_because(account, ended_on=known[-1].ended_on, asked=self._include)
        return Standing(account, why)

    def _known(self, account_id: str, on: date) -> list[AccountVersion]:
        """Versions that were valid before a date and known by it, oldest first."""
        return [
            version
            for version in self._versions[account_id]
            if (version.valid_on is None or version.valid_on < on) and _seen(version, on)
        ]

    def _account(self, known: Sequence[AccountVersion], account_id: str, on: date) -> AccountAsOf:
        created_on = self._created_on(known, account_id, on)
        age_days = (on - created_on).days if created_on is not None else None
        return AccountAsOf(account_id, on, known[-1].attributes, created_on, age_days)

    def _created_on(
        self, known: Sequence[AccountVersion], account_id: str, on: date
    ) -> date | None:
        """The first day that the known versions give: one that came later changes no past."""
        given = [version.created_on for version in known if version.created_on is not None]
        if given:
            return min(given)
        first = self._first_rows.get(account_id)
        return first - timedelta(days=1) if first is not None and first <= on else None


def _missing(nowhere: Sequence[str], into: Mapping[str, str]) -> Iterator[str]:
    """Why there are no such accounts."""
    if nowhere:
        yield f"there is no account {', '.join(repr(name) for name in nowhere)}"
    for name, other in into.items():
        yield f"account {name!r} was merged into {other!r}, to which its facts count"


def _seen(version: AccountVersion, on: date) -> bool:
    if version.until_on is not None and version.until_on <= on:
        return False
    return version.seen_on is None or version.seen_on <= on
