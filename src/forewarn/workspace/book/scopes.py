"""What parts of the book somebody sees: the rules of members, as far as the book is laid out by."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from forewarn.evidence.portfolio import Numbers
from forewarn.workspace.access import Rules, fitting, rules_of
from forewarn.workspace.models import BookAccount, Member

WHOLE = ""


def key_of(rules: Rules | None) -> str:
    """Rules as a text; empty for the whole book."""
    if rules is None:
        return WHOLE
    return json.dumps(sorted([name, value] for name, values in rules.items() for value in values))


def short(key: str) -> str:
    """The key of some rules as rows of the database carry it, however many rules there are."""
    return hashlib.sha256(key.encode()).hexdigest() if key else WHOLE


def numbers_of(rules: Rules) -> Numbers:
    """Numbers of the accounts that rules fit in the columns of days, ascending; one query."""
    found = BookAccount.objects.filter(fitting(rules)).order_by("number")
    return np.fromiter(found.values_list("number", flat=True), dtype=np.intp)


def seen_by_members() -> dict[str, Rules | None]:
    """The rules of everybody who can sign in, by their key; the whole book is always among them."""
    found: dict[str, Rules | None] = {WHOLE: None}
    for member in Member.objects.filter(is_active=True):
        rules = rules_of(member)
        if rules is None or rules:
            found.setdefault(key_of(rules), rules)
    return found
