"""What a workbook's file holds: shared functions only, text as text, cached values, open cells."""

import io
import math
import warnings
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from forewarn.plays.agenda import Asks
from forewarn.scorecard.model import Cap, Products
from forewarn.scoring.looking import Reason
from forewarn.scoring.past import Past
from forewarn.signals.filters.parse import parse
from forewarn.terms.score import Divergence
from forewarn.terms.signal import missing, observed
from forewarn.workbook import liveness
from forewarn.workbook.functions import SHARED, functions_in
from forewarn.workbook.liveness import found_by_match
from forewarn.workbook.make import make, write_workbook
from forewarn.workbook.material import AccountLine, CardBook
from forewarn.workbook.pages import Made, Page
from forewarn.workbook.review_page import Due, agenda
from forewarn.workbook.sheet_names import SheetNames
from tests.scoring.cards import FINTECH, card, spec, values
from tests.workbook.books import AS_OF, books, line, material
from tests.workbook.recalculated import by_ironcalc

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "{=1}", "https://a.b")
HEALTH = card(
    *FINTECH,
    overlay=spec(),
    caps=(Cap(parse("gone > 60"), "Watch", "No champion."),),
)


def account(name: str, **more: object) -> AccountLine:
    found = values(logins=20, key_features="yes", support=1, pulse=4, gone=0) | more
    return line(HEALTH, None, found, {}, account_id=name, held="Healthy", name=name)


def book(*lines: AccountLine) -> CardBook:
    return CardBook(HEALTH, None, "heuristic, not validated", lines)


def opened_again(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # it leaves small lines in cells out, and says so
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def page(made: Made, name: str) -> Page:
    return next(each for each in made.pages if each.name == name)


@settings(max_examples=15)
@given(books())
def test_only_functions_that_every_program_shares(drawn):
    formulas = {
        cell.formula
        for each in make(drawn).pages
        for row in each.rows.values()
        for cell in row.values()
        if cell.formula
    }
    assert formulas
    assert set().union(*map(functions_in, formulas)) <= SHARED
    assert max(map(len, formulas)) < 600


def test_the_lint_sees_functions_of_later_years_and_skips_words():
    assert functions_in("=IF(XLOOKUP(A1,B1,C1)=\"MAX(1)\",_xlfn.LET(1),'A(1) B'!C1)") == {
        "IF",
        "XLOOKUP",
        "_XLFN.LET",
    }
    assert not {"TRANSPOSE", "INDIRECT", "OFFSET", "XLOOKUP", "IFS", "HYPERLINK"} & SHARED


def test_names_and_notes_that_look_like_formulas_stay_text(tmp_path):
    rows = [account(each) for each in HOSTILE]
    made = make(material(book(*rows)))
    path = tmp_path / "hostile.xlsx"
    write_workbook(material(book(*rows)), path)
    sheet = opened_again(path)["Accounts"]
    for place, name in enumerate(HOSTILE, start=6):
        found = sheet.cell(place, 2)
        assert (found.value, found.data_type, found.hyperlink) == (name, "s", None)
    assert by_ironcalc(made, tmp_path / "again.xlsx") == []


def test_viewers_that_do_not_calculate_show_the_engines_numbers(tmp_path):
    path = tmp_path / "book.xlsx"
    write_workbook(material(book(account("a"))), path)
    row = CalamineWorkbook.from_path(path).get_sheet_by_name("Accounts").to_python()[5]
    wanted = account("a").result
    assert row[2] == wanted.score.score
    assert row[3] == wanted.effective_band


def test_only_yellow_cells_can_be_typed_in(tmp_path):
    path = tmp_path / "book.xlsx"
    write_workbook(material(book(account("a"))), path)
    opened = opened_again(path)
    assert all(sheet.protection.sheet for sheet in opened)
    score, value = opened["Accounts"]["C6"], opened["Assess"]["E6"]
    assert score.protection.locked
    assert not value.protection.locked
    assert opened["Accounts"].freeze_panes == "C6"
    assert opened["Accounts"].auto_filter.ref.startswith("A5:")


def test_a_changed_weight_moves_every_score_and_the_sheet_says_so(tmp_path):
    import ironcalc

    path = tmp_path / "book.xlsx"
    write_workbook(material(book(account("a"), account("b", logins=observed(0)))), path)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    names = [sheet["name"] for sheet in model.get_worksheets_properties()] if False else [
        each.name for each in make(material(book(account("a")))).pages
    ]  # fmt: skip
    scorecard, accounts, read_me = (
        names.index(each) for each in ("Scorecard", "Accounts", "Read me")
    )
    model.evaluate()
    before = [model.get_cell_value(accounts, row, 3) for row in (6, 7)]
    assert "Agrees" in model.get_cell_value(read_me, 5, 2)
    model.update_cell_with_number(scorecard, 6, 2, 60)
    model.evaluate()
    after = [model.get_cell_value(accounts, row, 3) for row in (6, 7)]
    assert not any(map(math.isclose, before, after))
    assert "Differs" in model.get_cell_value(read_me, 5, 2)


def test_a_withheld_score_is_empty_and_says_why():
    lone = account("a", logins=missing(), support=missing(), pulse=missing())
    assert lone.result.score.score is None
    found = page(make(material(book(lone))), "Accounts").rows[5]
    assert (found[2].value, found[7].value) == ("", "too little data")


def test_a_scorecard_of_products_has_values_and_says_why():
    whole = replace(HEALTH, products=Products(("a",), "revenue"))
    found = page(make(material(replace(book(account("a")), card=whole))), "Accounts")
    assert "rolled up" in str(found.rows[1][0].value)
    assert all(cell.formula is None for row, cells in found.rows.items() if row > 4 for cell in cells.values())  # fmt: skip  # noqa: E501


def test_what_is_not_built_yet_says_so():
    made = make(material(book(account("a"))))
    for name in ("Plays", "Evidence"):
        said = [cell.value for row in page(made, name).rows.values() for cell in row.values()]
        assert "not recorded yet" in said


def test_the_agenda_keeps_twelve_a_csm_worst_first():
    bad = {"pulse": observed(1), "key_features": observed("no")}
    low = [account(f"low-{n:02}", **bad, logins=observed(n)) for n in range(15)]
    found, left_out = agenda(
        material(book(*low, account("fine"))), [lambda word, account, at: "A1"]
    )
    assert (len(found), left_out) == (12, 4)  # "fine" was never assessed
    bands = [HEALTH.rank(each.asks.result.effective_band or "") for each in found]
    assert bands == sorted(bands)


CONFUSING = (
    "acme", "Acme", "ACME ", " acme", "a*", "a?me", "a~b", "7", "007", "7.0", "1e3", "1000",
    "x" * 300, "plain", "=1+1", ">5", "Übergröße", "übergröße",
)  # fmt: skip


@pytest.mark.parametrize(
    ("trend", "changes", "why"),
    [
        ((80.0, 79, 78, 77, 76, 75, 74), {}, "Drifting, down 6.0 points in six weeks"),
        ((80.0, 80, 80, 80, 80, 80, 74), {}, ""),  # one step, not a drift
        ((80.0, None, 78, 77, 76, 75, 74), {}, ""),
        ((), {"renews_on": AS_OF + timedelta(days=90)}, "Renews in 90 days"),
        ((), {"renews_on": AS_OF}, "Renews today"),
        ((), {"renews_on": AS_OF + timedelta(days=91)}, ""),
        ((), {"divergence": Divergence("Healthy", "Watch", "open", AS_OF)}, "to be answered"),
        ((), {"divergence": Divergence("Healthy", "Watch", "watching", AS_OF)}, ""),
    ],
)
def test_why_an_account_is_on_the_agenda(trend, changes, why):
    bare = replace(HEALTH, overlay=None)
    found = account("a")
    shown = replace(found, trend=trend, result=replace(found.result, **changes))
    asks = Asks.of(bare, shown.result, Past(trend))
    due = Due(asks, lambda word, account_id, at: "")
    assert (why in due.sentence) if why else (asks.why == ())


def test_assessments_that_are_due_are_asked_for():
    found = account("a")
    (why,) = Asks.of(HEALTH, found.result, Past(found.trend)).why
    assert why == Reason("assess", "never assessed")


def test_ids_that_programs_confuse_are_found_all_the_same(tmp_path):
    lines = [account(name, logins=observed(place * 4)) for place, name in enumerate(CONFUSING)]
    made = make(material(book(*lines)))
    assert by_ironcalc(made, tmp_path / "book.xlsx") == []
    bands = page(made, "Assess").rows
    direct = {
        line.result.account_id
        for row, line in enumerate(lines, start=5)
        if "MATCH" not in str(bands[row][3].formula)
    }
    assert direct == set(CONFUSING) - {"plain", "=1+1", ">5"}


def test_sheet_names_are_what_programs_take_each_once():
    names = SheetNames(("Assess", "History"))
    long = "Accounts of the customers in the north"
    taken = [
        names.take(word) for word in (long, long.upper(), "assess", "a/b:c'", "", "\U0001f600" * 40)
    ]
    assert taken[:4] == [
        "Accounts of the customers in th", "ACCOUNTS OF THE CUSTOMERS IN 2", "assess 2", "a b c",
    ]  # fmt: skip
    assert taken[4] == "Sheet"
    assert all(len(each.encode("utf-16-le")) // 2 <= 31 for each in taken)


def test_scorecards_with_names_alike_get_sheets_of_their_own(tmp_path):
    twins = [replace(HEALTH, name=name) for name in ("Health: a", "health? A")]
    books_ = [replace(book(account(f"acc-{n}")), card=twin) for n, twin in enumerate(twins)]
    made = make(material(*books_))
    names = [each.name.casefold() for each in made.pages]
    assert len(set(names)) == len(names)
    assert by_ironcalc(made, tmp_path / "book.xlsx") == []


def test_a_large_book_has_values_and_totals_that_follow_the_filter(tmp_path, monkeypatch):
    monkeypatch.setattr(liveness, "LIVE_UP_TO", 2)
    made = make(material(book(account("a"), account("b"), account("c"))))
    sheet, read_me = page(made, "Accounts"), page(made, "Read me")
    live = {row for row, cells in sheet.rows.items() for cell in cells.values() if cell.formula}
    assert live == {3}  # the totals, and nothing in the table
    assert "Values, not formulas" in str(sheet.rows[1][0].value)
    assert any(
        "Values, not formulas" in str(row[1].value) for row in read_me.rows.values() if 1 in row
    )
    assert not any(
        cell.formula for row in page(made, "Assess").rows.values() for cell in row.values()
    )
    assert by_ironcalc(made, tmp_path / "book.xlsx") == []


@pytest.mark.parametrize(
    ("words", "fine"),
    [(("A", "B"), True), (("A", "a"), False), (("A*",), False), (("x" * 251,), False)],
)
def test_words_that_match_finds(words, fine):
    assert found_by_match(words) is fine


def test_the_pulse_means_what_the_scorecard_says():
    said = {str(step): f"Step {step} in our words." for step in range(1, 6)}
    rated = replace(HEALTH, inputs=(*HEALTH.inputs[:3], replace(HEALTH.inputs[3], scale=said)))
    found = page(make(material(replace(book(account("a")), card=rated))), "Assess")
    means = [each.means for each in found.choices if each.title.startswith("Pulse")]
    assert "Step 3 in our words." in means[0]
