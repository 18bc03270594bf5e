"""What would be put on record, in words."""

from datetime import date

from rich.console import Console

from forewarn.render import markdown
from forewarn.render.text import planning
from forewarn.terms.planned import Because, Planned, PlannedDate

PLAN = Planned(
    date(2026, 3, 3),
    (PlannedDate(date(2026, 3, 3), "health", 1200, came=1200, examples=("A", "B")),),
    (
        PlannedDate(
            date(2026, 3, 2),
            "health",
            2,
            went=1,
            examples=("A", "B"),
            because=(
                Because("invoices", "corrected", 1),
                Because("events", "went", 0),
                Because("", "coverage", 0),
            ),
        ),
    ),
    (date(2026, 2, 23),),
    looked_at=1300,
)


def said(result: Planned) -> str:
    console = Console(width=300)
    with console.capture() as capture:
        console.print(planning.planned(result))
    return capture.get()


def test_it_names_dates_accounts_and_reasons():
    text = said(PLAN)
    assert "Would record 1,200 new snapshots and restate 2; nothing is written." in text
    assert "A, B, …" in text
    assert "rows of invoices were corrected (1 account)" in text
    assert "rows of events went away (all accounts)" in text
    assert planning.because(PLAN.restated[0].because).endswith("or went silent")
    assert "1 date on record stays as it is." in text


def test_nothing_to_write_is_said():
    assert "Nothing would be written." in said(Planned(date(2026, 3, 3)))
    looked_at = Planned(date(2026, 3, 3), kept=(date(2026, 3, 2),))
    assert "the record says what the facts give" in said(looked_at)


def test_not_knowing_is_said():
    text = said(Planned(date(2026, 3, 3), vouched=False))
    assert "only the dates asked for were looked at" in text


def test_where_nothing_is_on_record_no_doubt_is_raised_about_it():
    text = said(Planned(date(2026, 3, 3), new=PLAN.new))
    assert "No earlier date is on record yet." in text
    assert "not known" not in text


def test_markdown_has_the_same():
    text = markdown.planned(PLAN)
    assert "## Restated" in text
    assert "| 2026-03-02 | health | 2 | A, B | rows of invoices were corrected (1 account);" in text
