"""Copies of one workbook, sent to several people and read back in any order and more than once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.project.accounts import AccountBook
from forewarn.project.asked import Importing
from forewarn.project.assessed import Assessed
from forewarn.project.entered import rows_of
from forewarn.project.judgement import Judgements
from forewarn.project.taking import Taking
from forewarn.terms.account import AccountVersion
from forewarn.workbook.assess_back import ENTERED, Wrote
from forewarn.workbook.identity import Identity

AS_OF = date(2026, 3, 2)
ACCOUNTS = ("acc-0", "acc-1")
FIELDS = ("champion_status", "executive_engagement", "outcome_narrative", "pulse")
WORDS = dict.fromkeys(FIELDS[:3], ("a", "b")) | {"pulse": (1, 5)}
stands = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(words) for name, words in WORDS.items()}
)
copies = st.dictionaries(
    st.sampled_from(ACCOUNTS),
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from((*words, None)) for name, words in WORDS.items()}
    ),
)
steps = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(("ask", "sheet", "record")), st.integers(0, 2)),
    max_size=8,
)


class Company:
    """A ledger in memory, with a source's assessments beside it."""

    def __init__(self, base):
        self.base, self.entries, self.day = base, [], AS_OF
        self.book = AccountBook(
            (AccountVersion(each, None, None, {}, None, None) for each in ACCOUNTS), {}
        )

    def record(self):
        theirs = [
            {"account_id": account, "_on": AS_OF - timedelta(9), "_seen_on": AS_OF - timedelta(8),
             "assessed_by": "CRM", **cells}
            for account, cells in self.base.items()
        ]  # fmt: skip
        entered = [
            {**row, "_on": date.fromisoformat(row["assessed_on"]),
             "_seen_on": datetime.fromisoformat(row["known_at"]).date() + timedelta(1)}
            for row in rows_of(self.entries, zone="UTC")
        ]  # fmt: skip
        rows = sorted(theirs + entered, key=lambda row: row["account_id"])
        known = Judgements(rows, ())
        return Assessed.of(self.book, known, self.entries, tomorrow=self.day + timedelta(1))

    def read(self, copy, author, choice):
        asked = Importing(Path("x"), take=() if choice == "ask" else (choice,))
        told = Identity("company", AS_OF, "w", {}, {})
        now = datetime(
            self.day.year, self.day.month, self.day.day, 10, len(self.entries), tzinfo=UTC
        )
        taking = Taking(asked, told, self.record(), now, self.day)
        for turn, (account, cells) in enumerate(sorted(copy.items())):
            if cells:
                taking.take(self.wrote(account, turn, cells, author))
        assert not taking.bad
        if not taking.conflicts:
            self.entries += taking.entries
        return taking

    def wrote(self, account, turn, cells, author):
        base = {name: self.base.get(account, {}).get(name) for name in ENTERED}
        on = AS_OF - timedelta(9) if account in self.base else None
        places = dict.fromkeys((*ENTERED, "by", "on"), "A1")
        return Wrote(account, turn, cells, base, on, author, None, places)

    def stands(self):
        record = self.record()
        found = {each: record.stand(each, "x", record.tomorrow).cells for each in ACCOUNTS}
        return {each: dict(cells) for each, cells in found.items()}


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(ACCOUNTS, stands)), st.tuples(copies, copies, copies), steps
)
def test_copies_merge_as_dictionaries_do_in_any_order_and_only_once(base, sent, taken):
    company = Company({each: cells for each, cells in base.items() if cells})
    model = {each: dict(base[each]) for each in ACCOUNTS}
    read = set()
    for which, choice, later in taken:
        company.day += timedelta(days=later)
        before = list(company.entries)
        made = company.read(sent[which], f"author {which}", choice)
        clashes = set()
        follows = {each: dict(cells) for each, cells in model.items()}
        for account, cells in sent[which].items() if which not in read else ():
            for name, mine in cells.items():
                was, theirs = base[account].get(name), model[account].get(name)
                clash = mine != theirs != was
                clashes |= {f"{account}.{name}"} if clash else set()
                if not clash or choice == "sheet":
                    follows[account][name] = mine
        if clashes and choice == "ask":
            assert {each.cell for each in made.conflicts} == clashes
        else:
            assert made.conflicts == []
            model = {
                account: {name: value for name, value in cells.items() if value is not None}
                for account, cells in follows.items()
            }
            read.add(which)
        assert company.entries[: len(before)] == before
        assert company.stands() == model


def test_a_copy_that_was_read_is_not_asked_when_the_record_moves_on():
    company = Company({"acc-0": {"champion_status": "a"}})
    company.read({"acc-0": {"champion_status": "b"}}, "Ana", "ask")
    company.day += timedelta(1)
    asked = company.read({"acc-0": {"champion_status": None}}, "Bo", "ask")
    (conflict,) = asked.conflicts
    assert (conflict.base, conflict.sheet, conflict.record) == ("a", None, "b")
    company.read({"acc-0": {"champion_status": None}}, "Bo", "sheet")
    assert company.stands()["acc-0"] == {}
    again = company.read({"acc-0": {"champion_status": "b"}}, "Ana", "ask")
    assert (again.known, again.entries, again.conflicts) == (1, [], [])


def test_the_same_change_by_two_is_no_conflict():
    company = Company({"acc-0": {"pulse": 5}})
    company.read({"acc-0": {"pulse": 1}}, "Ana", "ask")
    again = company.read({"acc-0": {"pulse": 1}}, "Bo", "ask")
    assert (again.known, again.taken, again.conflicts) == (1, [], [])
    assert company.stands()["acc-0"] == {"pulse": 1}
