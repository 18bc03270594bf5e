"""What part of the book a member's figures count, and what part of it they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from forewarn.evidence.portfolio import PARTS, Day, Numbers
from forewarn.workspace.access import Rules, fitting, rules_of
from forewarn.workspace.book.days import days_kept, days_on
from forewarn.workspace.book.keeping import COUNTS
from forewarn.workspace.book.quarter import began_on
from forewarn.workspace.book.scopes import key_of, numbers_of
from forewarn.workspace.models import BookState, Member

KINDS = ("segment", "plan", "owner")
DEFAULT_KIND = "segment"


@dataclass(frozen=True, slots=True)
class Scope:
    """The accounts that count for a member.

    Attributes:
        rules: None = the whole book.
        numbers: of the accounts in the columns of days, ascending; None = all. Accounts that were
            lost count by what they were last.
        key: tells scopes apart; empty = the whole book.
    """

    rules: Rules | None
    numbers: Numbers | None
    key: str

    @classmethod
    def of(cls, member: Member, state: BookState) -> Scope:
        """What a member sees: two queries at most."""
        rules = rules_of(member)
        if rules is None:
            return cls(None, None, "")
        key = key_of(rules)
        return cls(rules, COUNTS.get((state.laid, "numbers", key), lambda: numbers_of(rules)), key)

    @property
    def fits(self) -> Q:
        """The same accounts asked of ``BookLine``."""
        return fitting(self.rules)

    @property
    def whole(self) -> bool:
        """Whether it is the whole book."""
        return self.rules is None


def within(key: str, scope: Scope) -> bool:
    """Whether all that a key stands for is seen in a scope."""
    if scope.whole or key == scope.key:
        return True
    if not key:
        return False
    return all(value in (scope.rules or {}).get(name, ()) for name, value in json.loads(key))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks; whatever it does not know is left out, never an error.

    Attributes:
        since, until: two recorded dates; None where there are none.
        by: what the book is taken apart by.
        parts: name by kind; accounts count at a date by what they belonged to then.
    """

    since: date | None
    until: date | None
    by: str
    parts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, query: QueryDict, dates: Sequence[date]) -> Asked:
        """What a query says, of the dates on record, oldest first."""
        until = _nearest(query.get("until", ""), dates) or (dates[-1] if dates else None)
        earlier = [on for on in dates if until is not None and on < until]
        since = _nearest(query.get("since", ""), earlier)
        if since is None and until is not None:
            since = began_on(dates, until) or (earlier[0] if earlier else until)
        by = query.get("by", "")
        found = tuple((kind, name) for kind in PARTS if (name := query.get(kind, "")[:200]))
        return cls(since, until, by if by in KINDS else DEFAULT_KIND, found)

    @property
    def wanted(self) -> Mapping[str, str]:
        """Name by kind."""
        return dict(self.parts)

    def ends(self, state: BookState, scope: Scope) -> list[Day]:
        """The book of both dates as it is asked for and seen, newest first; one query at most."""
        dates = [on for on in (self.since, self.until) if on is not None]
        found = days_kept(state.laid, dates)
        return [day.only(scope.numbers, self.wanted) for day in found]

    def days(self, scope: Scope, dates: Iterable[date]) -> list[Day]:
        """The same of many dates, without what accounts belong to; one query."""
        found = days_on(dates, parts=[kind for kind, _ in self.parts])
        return [day.only(scope.numbers, self.wanted) for day in found]


def _nearest(text: str, dates: Sequence[date]) -> date | None:
    """The newest date on record up to one that is asked for."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None
    return next((on for on in reversed(dates) if on <= wanted), None)
