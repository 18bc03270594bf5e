"""A row held against the record says what two dictionaries over a third would say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.project.reconciling import Stand, merge

FIELDS = ("champion_status", "executive_engagement", "outcome_narrative", "pulse")
values = st.sampled_from((None, "a", "b", "c"))
stands = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(("a", "b", "c")))
edits = st.dictionaries(st.sampled_from(FIELDS), values)
sides = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(("sheet", "record")))
ON = date(2026, 3, 2)


def applied(base, edit):
    return {name: value for name, value in {**base, **edit}.items() if value is not None}


@pytest.mark.slow
@given(stands, edits, edits, sides)
def test_edits_on_both_sides_merge_as_dictionaries_do(base, typed, meanwhile, choices):
    record = applied(base, meanwhile)
    merged = merge(typed, base, Stand(record, ON, "Ana"), by="Ana", on=ON, choices=choices)
    for name in FIELDS:
        was, mine, theirs = base.get(name), typed.get(name), record.get(name)
        clash = name in typed and mine != theirs and theirs != was
        assert (name in merged.conflicts) == (clash and name not in choices)
        assert (name in merged.left) == (clash and choices.get(name) == "record")
        follows = name in typed and (not clash or choices.get(name) == "sheet")
        assert merged.cells.get(name) == (mine if follows else theirs)
    assert set(merged.taken) == {name for name in FIELDS if name in typed} & {
        name for name in FIELDS if merged.cells.get(name) != record.get(name)
    }


@pytest.mark.slow
@given(stands, edits)
def test_nothing_typed_changes_nothing(base, meanwhile):
    record = applied(base, meanwhile)
    merged = merge({}, base, Stand(record, ON, "Ana"), by="Ana", on=ON)
    assert merged.cells == record
    assert (merged.taken, merged.conflicts, merged.left) == ((), (), ())


@pytest.mark.slow
@given(stands, edits, edits)
def test_what_was_merged_once_changes_nothing_the_second_time(base, typed, meanwhile):
    record = applied(base, meanwhile)
    once = merge(typed, base, Stand(record, ON, "Ana"), by="Ana", on=ON, choices=ALL_SHEET)
    again = merge(typed, base, Stand(once.cells, once.on, "Ana"), by="Ana", on=ON)
    assert again.cells == once.cells
    assert (again.taken, again.conflicts) == ((), ())


ALL_SHEET = dict.fromkeys(FIELDS, "sheet")


def test_what_an_author_says_in_words_is_never_put_in_another_ones_mouth():
    record = Stand({"pulse": 4, "note": "Fine.", "because": "They told me."}, ON, "Ana")
    assert merge({"pulse": 3}, record.cells, record, by="Bo", on=ON).cells == {"pulse": 3}
    own = merge({"pulse": 3}, record.cells, record, by="Ana", on=ON)
    assert own.cells == {"pulse": 3, "note": "Fine.", "because": "They told me."}


def test_a_merged_assessment_is_never_older_than_the_one_it_follows():
    record = Stand({"pulse": 4}, ON, "Ana")
    assert merge({"pulse": 3}, {"pulse": 4}, record, by="Bo", on=ON - timedelta(5)).on == ON
    assert merge({"pulse": 3}, {}, Stand(), by="Bo", on=ON).on == ON
