"""Pages: nobody's name becomes markup, and nothing is asked of anybody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.render.charts.chart import Chart
from forewarn.render.charts.svg import configured, drawn, svg
from forewarn.render.charts.tones import (
    ASIDE,
    BANDS,
    CARD,
    INK,
    KINDS,
    LIGHT,
    MAIN,
    PALE,
    QUIET,
    TONES,
    Tone,
    style_sheet,
)
from forewarn.render.figures import Sheet
from forewarn.render.html.elements import Html, element, joined
from forewarn.render.html.figure import figure, figures
from forewarn.render.html.page import page
from forewarn.render.html.tables import sheet
from tests.render.pages import Seen, requests

pytestmark = pytest.mark.slow


HOSTILE = [
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<!-- --> ]]> &lt;b&gt; &amp;",
    "{{ 7 * 7 }} ${x} %s {0}",
    "javascript:alert(1)",
    "\u202egnp.exe \x00\x1b[2J",
    "株式会社 フォアワーン 🦊",
]
ROWS = (("a", "1", "0.71 (0.58–0.83)"), ("b", "2", "–"))
SHEET = Sheet("A sheet", "How to read it.", ("", "cases", "AUC"), ROWS)


def sheet_of(word: str, rows: int = 2) -> Sheet:
    return Sheet(word, word, (word, "cases"), ((word, "3"),) * rows)


def chart_of(word: str, name: str = "one") -> Chart:
    values = [{"x": word, "y": 1}, {"x": "other", "y": 2}]
    spec = {
        "data": {"values": values},
        "title": word,
        "mark": {"type": "bar", "clip": True},
        "encoding": {
            "x": {"field": "x", "type": "nominal"},
            "y": {"field": "y", "type": "quantitative", "title": word},
            "color": {"field": "x", "type": "nominal"},
        },
    }
    return Chart(name, word, word, word, word, spec, sheet_of(word))


def page_of(word: str) -> str:
    parts = [word, sheet(sheet_of(word, 40)), figure(chart_of(word))]
    return page(word, parts, under=[word], notices=[word], of=word)


@pytest.fixture(scope="module")
def plain_page() -> str:
    return page_of("plainly")


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_stays_a_name(word: str, plain_page: str) -> None:
    text = page_of(word)
    made, plainly = Seen.of(text), Seen.of(plain_page)
    assert made.unbalanced == plainly.unbalanced == []
    shape = [(name, sorted(at)) for name, at in made.elements]
    assert shape == [(name, sorted(at)) for name, at in plainly.elements]
    assert requests(text) == []
    if word.isprintable():
        assert made.text.count(word) >= 40
    for obeyed in ("\x00", "\x1b", "\u202e"):
        assert obeyed not in text


@given(st.text(max_size=40), st.text(max_size=40))
def test_text_and_attributes_are_read_back_as_written(text: str, value: str) -> None:
    shown = "".join(c for c in text if c.isprintable() or c in "\n\t")
    worth = "".join(c for c in value if c.isprintable())
    seen = Seen.of(element("p", shown, title=worth))
    assert seen.unbalanced == []
    assert seen.elements == [("p", {"title": worth})]
    assert seen.text == shown


def test_elements_are_escaped_once() -> None:
    inner = element("b", "<&>")
    assert inner == "<b>&lt;&amp;&gt;</b>"
    assert element("p", inner, " & ") == "<p><b>&lt;&amp;&gt;</b> &amp; </p>"
    assert joined(inner, "<") == inner + "&lt;"
    assert isinstance(inner + "", str)
    assert not isinstance(inner + "<i>", Html), "what was glued on is text again"


def test_the_page_asks_nobody_for_anything() -> None:
    made = page("A page", [figures(chart_of("w", "one"), chart_of("w", "two")), sheet(SHEET)])
    assert requests(made) == []
    policy = next(at for at in Seen.of(made).named("meta") if "http-equiv" in at)
    assert (policy["content"] or "").startswith("default-src 'none';")
    assert not re.search(r"<script|javascript:|@import|@font-face", made)


def test_a_request_would_be_found() -> None:
    made = page("A page", [])
    for bad in ('<img src="x.png">', "<script>1</script>", '<a href="https://x.org">x</a>'):
        assert requests(made.replace("<main", bad + "<main", 1)) != []
    assert requests(made.replace("<style>", "<style>@import 'x.css';", 1)) != []
    assert requests(made.replace("<style>", "<style>a{background:url(x.png)}", 1)) != []


def test_several_drawings_do_not_share_ids() -> None:
    made = page("A page", [figures(chart_of("w", "one"), chart_of("w", "two"))])
    seen = Seen.of(made)
    assert len(seen.ids) == len(set(seen.ids))
    for place in re.findall(r"url\(#([^)]*)\)", made):
        assert place in seen.ids


def test_a_drawing_is_the_same_however_often_it_is_made() -> None:
    assert drawn(chart_of("w")) == drawn(chart_of("w"))


def test_a_chart_has_words_a_guide_and_its_table() -> None:
    chart = chart_of("What it shows")
    seen = Seen.of(figure(chart))
    (drawing,) = seen.named("svg")
    assert drawing["role"] == "img"
    assert drawing["aria-labelledby"] == "one-title one-words"
    assert {"one-title", "one-words"} <= set(seen.ids)
    assert len(seen.named("figcaption")) == len(seen.named("details")) == 1
    assert len(seen.named("table")) == 1


def test_where_nothing_can_be_drawn_the_reason_stands() -> None:
    none = Chart("none", "T", "n = 0", "G", "W", None, SHEET, "no case has 20 losses before it")
    assert "no case has 20 losses before it" in Seen.of(figure(none)).text
    with pytest.raises(ValueError, match="nothing to draw"):
        drawn(none)


def test_colours_follow_the_page() -> None:
    assert len({tone.light for tone in TONES}) == len({tone.name for tone in TONES}) == len(TONES)
    made = drawn(chart_of("w"))
    assert 'fill="var(--quiet)"' in made
    for tone in TONES:
        assert tone.light not in made
        assert f"--{tone.name}: {tone.light}" in style_sheet()
        assert f"--{tone.name}: {tone.dark}" in style_sheet()


def brightness(color: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_can_be_read_on_their_ground(look: str) -> None:
    def color(tone: Tone) -> str:
        return str(getattr(tone, look))

    for tone in (INK, QUIET, ASIDE, MAIN, *BANDS.values()):
        assert contrast(color(tone), color(CARD)) >= 4.5, tone.name
    for kind, tone in KINDS.items():
        assert contrast(color(PALE if kind in LIGHT else INK), color(tone)) >= 4.5, kind


def test_a_file_of_its_own_has_plain_colours_and_no_ground() -> None:
    made = svg(chart_of("w").spec or {})
    assert "var(" not in made
    assert 'class="background"' not in made.partition("<g")[0]
    assert configured(chart_of("w").spec or {})["background"] is None


def test_data_from_elsewhere_is_not_drawn() -> None:
    spec = {"data": {"url": "https://example.org/x.csv"}, "mark": "bar", "encoding": {}}
    with pytest.raises(ValueError, match=r"(?i)not allowed|failed|denied"):
        svg(spec)


def test_a_long_table_folds() -> None:
    short, long = Seen.of(sheet(sheet_of("w", 30))), Seen.of(sheet(sheet_of("w", 60)))
    assert (len(short.named("details")), len(long.named("details"))) == (0, 1)
    assert len(long.named("tr")) == 60 + 2
    assert "36 more" in long.text
    assert sheet(sheet_of("w", 0)) == ""


def test_figures_are_set_as_figures() -> None:
    made = sheet(SHEET)
    assert '<span class="interval">(0.58–0.83)</span>' in made
    seen = Seen.of(made)
    assert [at.get("class") for at in seen.named("th")][:3] == [None, "number", "number"]
    assert {at.get("scope") for at in seen.named("th")} == {"col", "row"}
    assert len(seen.named("caption")) == 1
