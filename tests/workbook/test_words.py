"""Texts of ours: all in the template, all said through one place, in whatever language."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum

import pytest
from hypothesis import HealthCheck, given, settings

from forewarn.scorecard.describe import describe_curve
from forewarn.scorecard.steps import STEPS
from forewarn.signals.filters.text import to_text
from forewarn.terms.errors import ForewarnError
from forewarn.workbook import words
from forewarn.workbook.account_words import drags_in_words
from forewarn.workbook.assess_back import read_assess
from forewarn.workbook.identity import identity, workbook_id
from forewarn.workbook.make import make
from forewarn.workbook.scorecard_back import edited, spoilt_heads
from forewarn.workbook.template import SOURCES, TEMPLATE, template, texts
from forewarn.workbook.words import languages, said, speaking
from tests.workbook.books import AS_OF, books
from tests.workbook.plain import HEALTH, a_book
from tests.workbook.pseudo import LANGUAGE, write_catalogue
from tests.workbook.recalculated import by_ironcalc
from tests.workbook.test_assess_back import IDS, PEOPLE
from tests.workbook.typed import opened, type_into


@pytest.fixture
def brackets(tmp_path, monkeypatch):
    write_catalogue(tmp_path)
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)


def test_the_template_holds_every_text():
    fix = "run python -m forewarn.workbook.template"
    assert TEMPLATE.read_text("utf-8") == template(), fix
    assert len(texts()) > 250


def test_without_a_catalogue_english_is_said():
    assert said("{count} accounts", count=3) == "3 accounts"
    assert said("100 % {braces}") == "100 % {braces}"
    assert languages() == ("en",)


def test_a_language_nobody_wrote_is_named_with_those_there_are(brackets):
    with pytest.raises(ForewarnError, match="language 'xx'") as refused, speaking("xx"):
        pass
    assert f"choose one of en, {LANGUAGE}" in refused.value.fix
    with pytest.raises(ForewarnError, match="language 'xx'"):
        make(replace(a_book(), language="xx"))


def test_a_language_is_spoken_within_and_no_longer(brackets):
    with speaking(LANGUAGE):
        assert said("Cap {number}", number=2) == "[Cap 2]"
        assert said("never heard of") == "never heard of"
        assert said("") == ""
    assert said("Cap {number}", number=2) == "Cap 2"


def test_a_translated_workbook_is_read_back(brackets):
    book = replace(a_book(), language=LANGUAGE)
    sent = opened(make(book))
    told = identity(sent)
    assert told is not None
    assert told.language == LANGUAGE
    assert "[Pulse 1 to 5]" in [each.value for each in sent.sheets["Assess"].cells.row(4).values()]

    def read():
        sheet = sent.sheets["Assess"]
        return read_assess(sheet, accounts=IDS, people=PEOPLE, until=AS_OF)

    with speaking(told.language):
        back = read()
        assert (back.rows, back.bad) == ((), ())
        assert list(spoilt_heads(sent, HEALTH, "")) == []
        assert edited(sent, HEALTH, "") == ([], [])
        type_into(sent, {"acc-0": {"pulse": 2, "champion_status": "at_risk"}})
        (row,) = read().rows
        assert row.cells == {"champion_status": "at_risk", "pulse": 2}
        assert row.base["pulse"] == 4
        type_into(sent, {"acc-0": {"pulse": 9}})
        assert [each.column for each in read().bad] == ["[Pulse 1 to 5]"]
    assert read().rows == ()  # in English these are none of our headings


def test_another_language_calculates_the_same(brackets, tmp_path):
    book = replace(a_book(), language=LANGUAGE)
    assert by_ironcalc(make(book), tmp_path / "book.xlsx") == []


def test_no_text_of_ours_is_said_past_the_place(brackets):
    assert list(past_the_place(a_book())) == []


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_no_text_of_any_book_is_said_past_the_place(brackets, book):
    assert list(past_the_place(book)) == []


KEYS = {
    *("observed", "missing", "stale", "not applicable", "yes", "no", "n/a", "agrees", "differs"),
    *("reweight", "neutral", "poor", "people", "lower", "score", "-", "<>n/a", ">=0"),
    *(step for steps in STEPS.values() for step in steps),
    *("For reading it back", "Project", "Written as of", "Workbook", "Scorecard", "Language"),
    LANGUAGE,
    *("Segment", "Plan"),  # attributes of accounts, as the facts call them
}
"""Words that are the same in every language; see ``words``."""
IDENTITY = re.compile(r"Scorecard \w*_")
"""What *Read me* calls a scorecard, for reading it back: by the prefix of its names."""


def past_the_place(book) -> Iterator[tuple[str, str]]:
    """Texts, or parts of them, that are neither in brackets nor given."""
    with speaking(LANGUAGE):
        known = KEYS | given_texts(book)
    made = make(replace(book, language=LANGUAGE))
    for where, text in shown(made):
        parts = re.split(r"[:;,.]*(?: |\n|$)", without_brackets(text))
        loose = [part for part in parts if any(map(str.isalpha, part)) and part not in known]
        if loose and text not in known and not IDENTITY.fullmatch(text):
            yield where, text


def shown(made) -> Iterator[tuple[str, str]]:
    """Every text that people see, and every text within formulas."""
    yield "subject", made.subject
    for page in made.pages:
        for row, cells in page.rows.items():
            for column, each in cells.items():
                where = f"{page.name}!{row},{column}"
                if isinstance(each.value, str):
                    yield where, each.value
                for found in re.findall(r'"((?:[^"]|"")*)"', each.formula or ""):
                    yield f"{where} {each.formula}", found.replace('""', '"')
        for place, note in page.notes.items():
            yield f"{page.name}!{place} note", note
        for choice in page.choices:
            yield f"{page.name} choice", choice.title
            yield f"{page.name} choice", choice.means
        for chart in page.charts:
            yield f"{page.name} chart", chart.title
            yield f"{page.name} chart", chart.y_title


def without_brackets(text: str) -> str:
    """What stands outside of all brackets."""
    depth, left = 0, ""
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        left += letter if depth <= 0 and letter != "]" else ""
    return left


def given_texts(book) -> set[str]:
    """What a book brings along, and what the engine says of it in its own words."""
    found = {*strings(book), workbook_id(book)}
    for each in book.books:
        for card in filter(None, (each.card, each.growth)):
            found |= {describe_curve(item.curve) for item in card.inputs}
            found |= {to_text(cap.when) for cap in card.caps}
            found.add(f"{card.name} {card.fingerprint}")
            rules = card.overlay.rules if card.overlay else ()
            found |= {to_text(rule.when) for rule in rules if rule.when}
        found |= {str(drags_in_words(each.card, line.result)) for line in each.lines}
    found |= {text.replace("_", " ") for text in found} | {text.capitalize() for text in found}
    return found


def strings(value) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, Enum):
        yield str(value.value)
    elif isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from (text for each in fields(value) for text in strings(getattr(value, each.name)))
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for each in pair for text in strings(each))
    elif isinstance(value, Sequence):
        yield from (text for each in value for text in strings(each))


SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def test_no_module_of_the_layout_writes_a_sentence_past_the_place():
    """Whatever reads as words and is no docstring, message or look is in the template."""
    known, found = set(texts()), []
    for path in sorted(SOURCES.glob("*_page*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        loose = {
            id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
        }  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if id(node) not in loose and SENTENCE.search(text) and text not in known | LOOKS_:
                    found.append((path.name, text))
    assert found == []


LOOKS_ = {"Read me", "Weekly review", "open text", "open date", "open share", "quiet number"}
