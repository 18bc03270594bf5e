"""The verb ``import`` on a simulated company: on record, asked, refused, and never twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from forewarn.ledger.entered import SETTLED, Entry
from forewarn.project import Exporting, Importing, Project
from forewarn.project.entered import entries_of
from forewarn.terms.errors import ForewarnError
from forewarn.terms.imported import Imported
from forewarn.terms.score import AccountResult
from forewarn.workbook.assess_page import COLUMN, HEAD
from tests import ledgers
from tests.project.companies import END_ON, copy_of
from tests.workbook.typed import Typed, edit_file, typing

pytestmark = pytest.mark.slow
MONDAY, TUESDAY = END_ON, date(2026, 10, 6)


@dataclass(frozen=True)
class Team:
    """A project of its own, its export of Monday, and two people."""

    folder: Path
    sheet: Path
    account: str
    owner: str

    def open(self, on: date = MONDAY) -> Project:
        return Project.open(
            self.folder, now=lambda: datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
        )

    def typed(self, typed: Typed, name: str = "typed.xlsx") -> Path:
        return self.changed(typing(typed), name)

    def changed(self, change: Callable[[Any], None], name: str = "changed.xlsx") -> Path:
        return edit_file(self.sheet, self.folder / name, change)

    def read(self, sheet: Path, *, on: date = MONDAY, **more: Any) -> Imported:
        with self.open(on) as project:
            return project.import_(Importing(sheet, **more))

    def entries(self) -> tuple[Entry, ...]:
        with self.open() as project:
            return entries_of(project.settings)

    def result(self, as_of: date = TUESDAY) -> AccountResult:
        with self.open(as_of) as project:
            return project.explain(self.account, as_of=as_of).result

    def csm(self, as_of: date = TUESDAY) -> dict[str, Any]:
        overlay = self.result(as_of).overlay
        assert overlay is not None
        return overlay.readings[0].to_dict()


@pytest.fixture(scope="module")
def exported(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Team:
    folder = copy_of(small, tmp_path_factory.mktemp("sent") / "project")
    sheet = folder / "health.xlsx"
    with Project.open(folder) as project:
        project.export(Exporting(as_of=MONDAY, xlsx=sheet))
    found: list[tuple[str, str]] = []

    def look(book: Any) -> None:
        assess = book["Assess"]
        for row in range(HEAD + 2, assess.max_row + 1):
            cells = {word: assess.cell(row, COLUMN[word] + 1).value for word in COLUMN}
            if cells["pulse"] and cells["outcome_narrative"]:
                found.append((cells["account_id"], cells["owner"]))

    edit_file(sheet, folder / "looked.xlsx", look)
    return Team(folder, sheet, *found[0])


@pytest.fixture
def team(exported: Team, tmp_path: Path) -> Team:
    folder = tmp_path / "project"
    ledgers.copied(exported.folder, folder)
    return Team(folder, folder / "health.xlsx", exported.account, exported.owner)


def low(team: Team, **more: Any) -> dict[str, Any]:
    return {
        "champion_status": "missing",
        "executive_engagement": "none",
        "because": "They told me.",
        "by": team.owner,
        "on": date(2026, 10, 4),
        **more,
    }


def test_what_was_typed_is_on_record_from_the_next_day_on(team):
    was = team.csm(MONDAY)
    note = 'Two lines:\n"=1+1", they said; ünïcode'
    said = team.read(team.typed({team.account: low(team, note=note)}))
    assert said.written
    assert said.counts_from == TUESDAY
    (taken,) = said.assessments
    assert set(taken.cells) == {"champion_status", "executive_engagement", "note", "because"}
    assert team.csm(MONDAY) == was
    now = team.csm(TUESDAY)
    assert (now["champion_status"], now["executive_engagement"]) == ("missing", "none")
    assert now["outcome_narrative"] == was["outcome_narrative"]
    assert now["note"] == note
    assert (now["assessed_by"], now["assessed_on"]) == (team.owner, "2026-10-04")
    assert team.result(TUESDAY).overlay.band == "At risk"


def test_why_somebody_differs_is_shown_by_explain_and_by_the_next_export(team):
    team.read(team.typed({team.account: low(team)}))
    with team.open(TUESDAY) as project:
        (said,) = project.explain(team.account, as_of=TUESDAY).disagreements
        assert (said.said_by, said.because) == (team.owner, "They told me.")
        again = team.folder / "again.xlsx"
        project.export(Exporting(as_of=TUESDAY, xlsx=again))
    seen: dict[str, Any] = {}

    def look(book: Any) -> None:
        for row in book["Assess"].iter_rows(min_row=HEAD + 2):
            if row[0].value == team.account:
                seen.update({word: row[COLUMN[word]].value for word in COLUMN})

    edit_file(again, team.folder / "x.xlsx", look)
    assert seen["champion_status"] == "missing"
    assert seen["because"] == "They told me."
    assert team.read(again, on=TUESDAY).known == 0


def test_reading_twice_changes_nothing_the_second_time(team):
    sheet = team.typed({team.account: low(team)})
    team.read(sheet)
    before = team.entries()
    again = team.read(sheet)
    assert (again.written, again.known, again.conflicts) == (False, 1, ())
    assert team.entries() == before
    assert team.read(team.sheet).known == 0


def test_a_cell_that_both_sides_changed_asks_and_nothing_is_lost(team):
    team.read(team.typed({team.account: low(team)}))
    other = {"champion_status": "at_risk", "pulse": 5, "by": "Bo Lind", "on": date(2026, 10, 5)}
    sheet = team.typed({team.account: other}, "other.xlsx")
    asked = team.read(sheet, on=TUESDAY)
    assert not asked.written
    (conflict,) = asked.conflicts
    assert conflict.cell == f"{team.account}.champion_status"
    assert (conflict.sheet, conflict.record) == ("at_risk", "missing")
    assert (conflict.sheet_by, conflict.record_by) == ("Bo Lind", team.owner)
    assert len(team.entries()) == 1
    assert team.read(sheet, on=TUESDAY, take=[f"{conflict.cell}=sheet"]).written
    now = team.csm(date(2026, 10, 7))
    assert (now["champion_status"], now["pulse"]) == ("at_risk", 5)
    assert now["executive_engagement"] == "none"  # what the first one said stays
    assert team.read(sheet, on=TUESDAY).known == 1


def test_what_was_decided_for_the_record_is_not_asked_again(team):
    team.read(team.typed({team.account: low(team)}))
    sheet = team.typed({team.account: {"champion_status": "at_risk", "by": "Bo Lind"}}, "o.xlsx")
    assert team.read(sheet, take=["record"]).written
    assert team.entries()[-1].kind == SETTLED
    assert team.entries()[-1].cells["champion_status"] == "at_risk"
    again = team.read(sheet)
    assert (again.written, again.known) == (False, 1)
    assert team.csm()["champion_status"] == "missing"


def test_a_correction_of_the_same_day_takes_the_earlier_ones_place(team):
    team.read(team.typed({team.account: low(team)}))
    better = low(team, champion_status="active", executive_engagement="active")
    team.read(team.typed({team.account: better}, "better.xlsx"), take=["sheet"])
    assert team.csm()["champion_status"] == "active"
    assert len(team.entries()) == 2


def test_a_record_that_changed_elsewhere_is_kept_where_nothing_was_typed(team):
    team.read(team.typed({team.account: {"pulse": 1, "by": team.owner}}))
    sheet = team.typed({team.account: {"champion_status": "missing", "by": team.owner}}, "b.xlsx")
    assert team.read(sheet, on=TUESDAY).written
    now = team.csm(date(2026, 10, 7))
    assert (now["pulse"], now["champion_status"]) == (1, "missing")


def test_one_bad_cell_and_nothing_is_written_unless_good_rows_are_asked_for(team):
    with team.open() as project:
        others = [each.account_id for each in project.score().snapshots[-1].accounts]
    other = next(each for each in others if each != team.account)
    sheet = team.typed({team.account: low(team), other: {"pulse": 9, "by": team.owner}})
    said = team.read(sheet)
    assert (said.written, said.refused) == (False, "1 bad cell")
    (bad,) = said.bad_cells
    assert (bad.account_id, bad.column, bad.found) == (other, "Pulse 1 to 5", "'9'")
    assert team.entries() == ()
    assert not team.read(sheet, accept_good_rows=True, dry_run=True).written
    assert team.entries() == ()
    assert team.read(sheet, accept_good_rows=True).written
    assert [each.account_id for each in team.entries()] == [team.account]


def test_nobody_named_and_a_day_before_the_record_are_named(team):
    (bad,) = team.read(team.typed({team.account: {"pulse": 2}})).bad_cells
    assert (bad.column, bad.found) == ("Assessed by", "nobody is named")
    assert team.read(team.typed({team.account: {"pulse": 2}}), by=team.owner, dry_run=True)
    old = {"pulse": 2, "by": team.owner, "on": date(2020, 1, 1)}
    (bad,) = team.read(team.typed({team.account: old})).bad_cells
    assert (bad.column, bad.found) == ("On", "2020-01-01")


def test_a_new_facts_file_knows_what_people_said_and_when(team):
    was = team.csm(MONDAY)
    team.read(team.typed({team.account: low(team)}))
    shutil.rmtree(team.folder / ".forewarn" / "entered")
    (team.folder / ".forewarn" / "facts.duckdb").unlink()
    assert team.csm(MONDAY) == was
    assert team.csm(TUESDAY)["champion_status"] == "missing"


def test_an_edited_weight_is_a_challenger_and_never_in_force(team):
    def change(book: Any) -> None:
        sheet = next(each for each in book if each.title.startswith("Scorecard health"))
        cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "Champion")
        assert cell.value == 25
        cell.value = 31.5

    sheet = team.changed(change)
    with team.open() as project:
        before = [card.fingerprint for card in project.cards]
        said = project.import_(Importing(sheet))
        (made,) = said.challengers
        assert [card.fingerprint for card in project.cards] == before
        planned = project.plan(as_of=MONDAY, instead=made.file)
    assert planned.category == "scoring"
    assert [card.fingerprint for card in team.open().cards] == before
    was = (team.folder / "scorecards" / "health.yml").read_text("utf-8").splitlines()
    now = (team.folder / made.file).read_text("utf-8").splitlines()
    changed = [(a, b) for a, b in zip(was, now, strict=True) if a != b]
    assert changed == [("    weight: 25", "    weight: 31.5")]
    (edit,) = made.edits
    assert (edit.what, edit.before, edit.after, edit.taken) == ("Champion: weight", 25, 31.5, True)
    again = team.read(sheet)
    assert (again.written, again.challengers[0].new) == (False, False)


def test_other_cells_of_a_scorecard_are_taken_or_named(team):
    def change(book: Any) -> None:
        sheet = next(each for each in book if each.title.startswith("Scorecard health"))
        for row in sheet.iter_rows():
            if row[0].value == "Coverage needed":
                row[1].value = 0.5
            if row[0].value == "Watch":
                row[1].value = 47
            if row[0].value == "Largest share":
                row[1].value = 0.7
            if row[0].value == "Champion" and row[3].value == "reweight":
                row[3].value = "poor"
                row[1].value = "many"

    said = team.read(team.changed(change), accept_good_rows=True)
    (bad,) = said.bad_cells
    assert (bad.column, bad.found, bad.accepted) == ("Champion: weight", "'many'", "a number")
    (made,) = said.challengers
    told = {each.what: each.taken for each in made.edits}
    assert told == {
        "coverage needed": True,
        "band Watch: from": True,
        "largest share": False,
        "Champion: without a value": False,
    }
    text = (team.folder / made.file).read_text("utf-8")
    assert "coverage_floor: 0.5\n" in text
    assert "from: 47\n" in text


def test_a_workbook_of_somewhere_else_is_refused(team):
    def rename(book: Any) -> None:
        for row in book["Read me"].iter_rows():
            if row[0].value == "Project":
                row[1].value = "Another company"

    def forget(book: Any) -> None:
        del book["Read me"]

    for change, words in ((rename, "Another company"), (forget, "which workbook this is")):
        with pytest.raises(ForewarnError, match=words):
            team.read(team.changed(change))


def test_typing_among_plays_is_named(team):
    def change(book: Any) -> None:
        book["Plays"].cell(6, 1).value = "acc-0001"

    assert any("Plays" in each for each in team.read(team.changed(change)).notices)


@pytest.mark.parametrize(
    ("sheet", "place", "text", "found"),
    [
        ("Assess", "AH5", "Note", "'Note' stands 3 times: I5, S5, AH5"),
        ("Assess", "I5", "N\u043ete", "'NU+043Ete' only looks like 'Note'"),
    ],
)
def test_nothing_is_read_under_a_heading_that_is_in_doubt(team, sheet, place, text, found):
    def change(book: Any) -> None:
        typing({team.account: low(team)})(book)
        book[sheet][place].value = text

    said = team.read(team.changed(change))
    assert (said.written, said.refused, said.assessments) == (False, "1 bad cell", ())
    assert [(each.at, each.found) for each in said.bad_cells] == [(place, found)]
    assert team.entries() == ()


def test_a_second_project_in_the_lines_for_reading_back_is_refused(team):
    def change(book: Any) -> None:
        sheet = book["Read me"]
        sheet.cell(sheet.max_row + 1, 1).value = "Workbook"

    with pytest.raises(ForewarnError, match=r"'Workbook' stands in A[0-9]+ already"):
        team.read(team.changed(change))
    assert team.entries() == ()
