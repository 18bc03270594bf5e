"""A backtest as a page: all that the text says, plots with words and tables, nobody asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.replayed import Replayed
from forewarn.evidence.reviews import Review, Stood
from forewarn.evidence.verdict import CHANCE, DECAYING, PROMISING, TOO_FEW, VALIDATED, Verdict
from forewarn.render.charts.evidence import charts
from forewarn.render.charts.svg import configured
from forewarn.render.evidence_markdown import backtested as as_markdown
from forewarn.render.figures import became, lead_time, sheets
from forewarn.render.html.evidence import backtested
from forewarn.render.html.files import put, refuse
from forewarn.render.text.evidence import backtested as as_text
from forewarn.terms.errors import ForewarnError
from tests.evidence.reports import full_report, ladder, report
from tests.render.pages import Seen, requests

pytestmark = pytest.mark.slow


NAMES = ("bands", "lead", "roc", "precision", "calibration", "accuracy", "auc")
HOSTILE = "<script>alert('1')</script>\"&\u202e"


@pytest.fixture(scope="module")
def full() -> Backtest:
    return full_report()


@pytest.fixture(scope="module")
def page(full: Backtest) -> str:
    return backtested(full, limit=None)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_page_is_whole_and_asks_nobody(page: str) -> None:
    seen = Seen.of(page)
    assert seen.unbalanced == []
    assert requests(page) == []
    assert len(seen.ids) == len(set(seen.ids))
    assert [name for name, _ in seen.elements].count("h1") == 1


def test_everything_that_the_text_says_stands_on_the_page(full: Backtest, page: str) -> None:
    said = squeezed(Seen.of(page).text)
    for sheet in sheets(full, limit=None):
        if not sheet.rows:
            continue
        assert squeezed(sheet.title) in said
        assert squeezed(sheet.guide) in said
        # Of named cases the last column stands in their folds, each hint by itself.
        for cell in (cell for row in sheet.rows for cell in (row[:-1] if sheet.cases else row)):
            assert squeezed(cell) in said
    for notice in full.notices:
        assert squeezed(notice) in said
    assert squeezed(full.verdict.because[1:]) in said


def test_the_verdict_comes_first(full: Backtest, page: str) -> None:
    headings = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page)
    assert full.verdict.name in headings[1].lower()


@pytest.mark.parametrize("name", [VALIDATED, PROMISING, TOO_FEW, CHANCE, DECAYING])
def test_every_verdict_has_its_look(name: str) -> None:
    made = backtested(replace(report(40), verdict=Verdict(name, "for a reason")), limit=5)
    assert f"{name[1:]}</h2>" in made
    assert re.search(r'class="verdict (good|fair|thin|poor)"', made)


def test_each_plot_has_words_a_guide_and_its_figures(full: Backtest, page: str) -> None:
    seen = Seen.of(page)
    drawings = [at for at in seen.named("svg") if at.get("role") == "img"]
    assert len(drawings) == len(NAMES)
    found = charts(full)
    assert tuple(each.name for each in found) == NAMES
    for each in found:
        assert each.spec is not None
        assert each.sheet.rows
        assert squeezed(each.says) in squeezed(seen.text)
        assert each.guide.count(". ") == 0, "one sentence"
        assert each.guide.endswith(".")
        assert re.search(r"\d", each.subtitle), "n stands in the subtitle"
        assert f"{each.name}-words" in seen.ids


def test_a_spec_is_plain_json_and_loads_nothing(full: Backtest) -> None:
    for each in charts(full):
        assert each.spec is not None
        text = json.dumps(configured(each.spec), allow_nan=False)
        assert '"url"' not in text
        assert text.count("http") == 1, "the schema alone"


def test_every_quarter_has_its_place_however_many_cases_it_shares(full: Backtest) -> None:
    same = replace(
        full, by_quarter=tuple(replace(each, n=40, n_bad=10) for each in full.by_quarter)
    )
    for each in charts(same)[5:]:
        assert each.spec is not None
        names = [row["quarter"] for row in each.spec["data"]["values"]]
        assert len(set(names)) == len(names) == len(full.by_quarter)


def test_bands_are_shapes_and_words_beside_their_colours(page: str) -> None:
    for mark in ("▼ At risk", "◆ Watch", "● Healthy", "▲ Growth"):
        assert f">{mark}</text>" in page
    assert "score withheld" in page


@pytest.mark.parametrize(
    "hostile",
    [
        lambda: report(60, name=HOSTILE),
        lambda: report(60, change=_renamed),
        lambda: report(60, change=_renamed_card, rungs=[*ladder(HOSTILE), *ladder("other")]),
        lambda: report(60, notices=(HOSTILE,)),
    ],
    ids=["account", "fields", "scorecard", "notice"],
)
def test_nobodys_words_become_markup(hostile: Callable[[], Backtest]) -> None:
    made = backtested(hostile(), limit=None)
    assert requests(made) == []
    assert Seen.of(made).unbalanced == []
    assert "<script" not in made
    assert "\u202e" not in made
    assert "<script>alert('1')</script>" in Seen.of(made).text


def _renamed(each: Replayed) -> Replayed:
    case = replace(each.case, reason=HOSTILE, currency=HOSTILE)
    return replace(each, case=case, segment=HOSTILE, plan=HOSTILE, owner=HOSTILE)


def _renamed_card(each: Replayed) -> Replayed:
    return replace(each, scorecard=HOSTILE)


def test_without_a_probability_the_page_says_why() -> None:
    few = report(40)
    made = Seen.of(backtested(few, limit=5)).text
    assert few.horizon(90).calibration.because in made
    assert "Nothing to draw: no probability" in made


@pytest.mark.parametrize("n", [1, 5, 20])
def test_small_books_are_shown_as_far_as_they_go(n: int) -> None:
    made = backtested(report(n), limit=None)
    assert Seen.of(made).unbalanced == []
    assert requests(made) == []


def test_nobody_lost_is_shown_too() -> None:
    def kept(each: Replayed) -> Replayed:
        return replace(each, case=replace(each.case, kind="renewed"))

    made = Seen.of(backtested(report(60, change=kept), limit=None))
    assert "it takes both kinds" in made.text
    assert "no loss was flagged when it came" in made.text


def test_cases_past_the_limit_are_counted(full: Backtest) -> None:
    made = Seen.of(backtested(full, limit=3))
    assert f"{len(full.false_positives) - 3} more are not shown here." in made.text
    assert len([at for at in made.named("details") if at.get("class") == "case"]) == 6


def test_rows_past_the_limit_are_counted_everywhere(full: Backtest) -> None:
    more = f"… and {len(full.false_positives) - 3:,} more (--all shows them)"
    console = Console(width=200, file=StringIO())
    console.print(as_text(full, limit=3))
    assert more in console.file.getvalue()
    assert more in as_markdown(full, limit=3)
    assert "--all" not in as_markdown(full, limit=None)


def test_a_band_beside_what_people_said_names_both(full: Backtest) -> None:
    """Lost from the top band, while the score had it in Watch: the row must not hide why."""
    one = full.false_negatives[0]
    seen = replace(one, result=replace(one.result, band="Watch", effective_band="Healthy"))
    told = replace(full, kept_green=(seen,))
    [row] = [
        each.rows[0] for each in sheets(told, limit=None) if each.title.startswith("Lost from")
    ]
    assert "Watch, in effect Healthy" in row
    page = squeezed(Seen.of(backtested(told, limit=None)).text)
    assert "ineffectHealthy" in page
    assert "nobodywaswarned" not in page


def test_a_review_says_why_there_is_no_score(full: Backtest) -> None:
    due = date(2026, 6, 30)
    case = replace(full.false_negatives[0].case, due_on=due, decided_on=due - timedelta(days=70))
    stood = tuple(Stood(days, due, 50.0, "Watch", "Watch") for days in (180, 30))
    some = Review(case, "Acme", (stood[0],), (), None)
    other = Review(replace(case, account_id="b", decided_on=due), "Bee", (stood[1],), (), None)
    told = sheets(replace(full, reviews=(some, other)), limit=None)
    [sheet] = [each for each in told if each.title.startswith("Every loss")]
    assert [row[3:5] for row in sheet.rows] == [
        ("50.0 Watch", "decided by then"),
        ("–", "50.0 Watch"),
    ]


def test_a_loss_says_whether_it_could_have_been_changed(full: Backtest) -> None:
    case = replace(full.false_negatives[0].case, kind="churned", reason="price")
    said = {each: became(replace(case, avoidable=each)) for each in ("yes", "no", None)}
    assert said == {
        "yes": "churned: price (avoidable)",
        "no": "churned: price (not avoidable)",
        None: "churned: price",
    }


def test_the_probabilities_say_of_how_many_cases(full: Backtest) -> None:
    [found] = [each for each in sheets(full, limit=None) if each.title == "How well it foresaw"]
    [told] = [row[1:] for row in found.rows if row[0] == "cases with a probability"]
    assert told == tuple(str(each.probability_n) for each in full.horizons)
    assert any(each.probability_n for each in full.horizons)


def test_the_share_of_surprises_says_of_how_many(full: Backtest) -> None:
    assert f"of {full.surprise_churn.n} losses" in lead_time(full)


def test_a_file_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="is a folder"):
        refuse(tmp_path)
    with pytest.raises(ForewarnError, match="there is no folder"):
        refuse(tmp_path / "none" / "page.html")
    refuse(tmp_path / "page.html")


def test_a_file_is_written_in_utf8_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    for text in ("first", "株式会社"):
        put(file, text)
        assert file.read_bytes() == text.encode()
    with pytest.raises(ForewarnError, match="could not be written"):
        put(tmp_path / "none" / "page.html", "x")
