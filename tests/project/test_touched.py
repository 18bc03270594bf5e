"""What of the record is scored again, told from what changed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forewarn.project.touched import BookWide, Reason, batches, touched
from forewarn.terms.change import Change

DAY = timedelta(days=1)
FIRST = date(2026, 6, 1)


def Changed(table, account_id, first_on, kind="came"):  # noqa: N802
    return Change(table, account_id, first_on, kind)


def on(days):
    return FIRST + days * DAY


_dates = st.lists(st.integers(0, 30).map(on), unique=True, max_size=12)
_changes = st.lists(
    st.builds(
        Changed,
        st.sampled_from(("events", "invoices")),
        st.sampled_from(("A", "B", "C")),
        st.integers(-5, 35).map(on),
    ),
    max_size=6,
)


@given(_dates, _dates, _changes, st.none() | st.integers(0, 40).map(on))
def test_every_date_is_somewhere_and_every_touch_is_found(asked, recorded, changes, everyone):
    work = touched(asked, recorded, changes, everyone_from=everyone)
    listed = [*work.new, *work.whole, *work.some, *work.kept]
    assert sorted(listed) == sorted({*asked, *recorded})
    for day in recorded:
        if everyone is not None and everyone <= day:
            assert day in work.whole
            continue
        accounts = {each.account_id for each in changes if each.first_on <= day}
        assert work.some.get(day, frozenset()) == accounts
        assert (day in work.kept) == (not accounts)


@given(_dates, _dates, _changes)
def test_passes_cover_all_that_is_touched(asked, recorded, changes):
    work = touched(asked, recorded, changes)
    passes = batches(work, book=3)
    assert len(passes) <= 3
    scored = {day: each.accounts for each in passes for day in each.dates}
    assert sorted(scored) == sorted({*work.new, *work.whole, *work.some})
    for day, accounts in work.some.items():
        assert scored[day] is None or accounts <= set(scored[day])
    for day in work.new:
        assert scored[day] is None


def test_few_accounts_from_long_ago_and_all_since_yesterday_are_two_passes():
    book = [f"A{n}" for n in range(10_000)]
    changes = [Changed("events", each, on(30)) for each in book]
    changes += [Changed("invoices", each, on(1)) for each in book[:40]]
    work = touched((), [on(n) for n in range(31)], changes)
    first, second = batches(work, book=10_000)
    assert (len(first.dates), len(first.accounts)) == (29, 40)
    assert (second.dates, second.accounts) == ((on(30),), None)


def test_dates_of_which_too_little_is_known_are_scored_again_as_a_whole():
    work = touched((on(9),), (on(1), on(2)), (), unsure=(on(3),))
    assert (work.new, work.whole, work.kept) == ((on(9),), (on(3),), (on(1), on(2)))


def test_reasons_are_told_by_table_and_kind():
    changes = [
        Changed("invoices", "A", on(2), "corrected"),
        Changed("events", "A", on(5)),
        Changed("events", "B", on(5)),
    ]
    work = touched((), (on(3), on(6)), changes)
    assert work.reasons(on(3)) == (Reason("invoices", "corrected", 1),)
    assert work.reasons(on(6))[0] == Reason("events", "came", 2)
    assert work.reasons(on(6), frozenset("A"))[0] == Reason("events", "came", 1)


def test_first_uses_are_told_as_the_events_that_they_come_from():
    changes = [
        Changed("events", "A", on(1), "corrected"),
        Changed("first_uses", "A", on(1)),
        Changed("first_uses", "B", on(2), "went"),
        Changed("first_uses", None, on(4)),
    ]
    work = touched((), (on(1), on(3), on(5)), changes)
    assert work.reasons(on(1)) == (Reason("events", "corrected", 1),)
    assert set(work.reasons(on(3))) == {
        Reason("events", "corrected", 1),
        Reason("events", "went", 1),
    }
    assert Reason("events", "came", 0) in work.reasons(on(5))


def test_what_all_accounts_rest_on_touches_all_from_the_first_difference():
    before = BookWide({"tickets": on(4)}, {on(7): frozenset({"events"})})
    dates = [on(n) for n in range(10)]
    assert before.differs_from(before, dates) is None
    assert BookWide({"tickets": on(4)}, {}).differs_from(before, dates) == on(7)
    assert BookWide({"tickets": on(2)}, before.silent).differs_from(before, dates) == on(2)
    assert BookWide({}, before.silent).differs_from(before, dates) == on(4)
