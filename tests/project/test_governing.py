"""The governance pack of a small company, figure by figure and as a whole.

The golden page is renewed by ``python -m tests.project.test_governing``: read the difference then.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forewarn.evidence.governance import GovernancePack
from forewarn.project import Reviewing
from forewarn.project.governing import Month
from forewarn.render.governance.as_markdown import governance as markdown
from forewarn.render.governance.as_page import governance as page_of
from forewarn.render.governance.files import write_pack
from forewarn.terms.errors import ForewarnError
from tests.project import governed
from tests.project.small import opened

GOLDEN = Path(__file__).parent.parent / "golden" / "governance.md"
CAUSED = """\
  owners: {renewal rate: Ada, GRR: Bea}
  causes:
    - {month: 2026-10, cause: product, because: The import broke., by: Ada}
"""


def packed(folder: Path, *, governance: str = "") -> GovernancePack:
    with opened(governed.written(folder, governance=governance), today=governed.TODAY) as project:
        return project.review(Reviewing(month=governed.MONTH))


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> GovernancePack:
    return packed(tmp_path_factory.mktemp("governed"))


def kpi(pack, name):
    return next(each for each in pack.kpis if each.name == name)


def statement(pack, words):
    return next(each for each in pack.maturity if words in each.says)


@pytest.mark.slow
def test_the_whole_page_is_what_it_was(pack) -> None:
    assert markdown(pack, limit=5) == GOLDEN.read_text("utf-8")


@pytest.mark.slow
def test_a_quarter_of_the_book_faded(pack) -> None:
    newest = pack.shifts[0]
    assert (newest.began_on, newest.ended_on) == (governed.BEGAN_ON, governed.AS_OF)
    assert (newest.base, newest.down, newest.up) == (36, 10, 0)
    assert newest.alarm
    assert newest.revenue[0].currency == "EUR"
    assert newest.revenue[0].alarm
    assert not newest.revenue[1].alarm
    assert not any(each.any_alarm for each in pack.shifts[1:])
    assert [each.left for each in pack.shifts] == [0, 4, 0, 0]


@pytest.mark.slow
def test_an_alarm_without_a_cause_says_how_to_record_one(pack) -> None:
    assert pack.cause is None
    assert any("Cause not recorded yet" in each for each in pack.in_short)
    assert statement(pack, "recorded cause").answer == "no"


@pytest.mark.slow
def test_owners_and_causes_come_from_the_project_file(tmp_path) -> None:
    pack = packed(tmp_path, governance=CAUSED)
    assert kpi(pack, "renewal rate").owner == "Ada"
    assert kpi(pack, "NRR").owner is None
    assert (pack.cause.cause, pack.cause.because, pack.cause.by) == (
        "product",
        "The import broke.",
        "Ada",
    )
    assert statement(pack, "recorded cause").answer == "yes"


@pytest.mark.slow
def test_retention_worked_by_hand(pack) -> None:
    in_eur, in_usd = pack.retention
    # Thirty in EUR: four lost, one down to 800; ten in USD: one up to 1,500.
    assert (in_eur.accounts, in_eur.starting, in_eur.kept, in_eur.ending) == (
        30,
        30_000,
        25_800,
        25_800,
    )
    assert (in_usd.accounts, in_usd.kept, in_usd.ending) == (10, 10_000, 10_500)
    assert pack.renewal_rate.by_count.value == 0.9
    assert pack.renewal_rate.by_revenue["EUR"].value == pytest.approx(0.86)
    assert kpi(pack, "renewal rate").n == 40


@pytest.mark.slow
def test_the_signals_that_faded_drift_and_the_segments_do_not(pack) -> None:
    assert {each.name for each in pack.signals if each.alarm} == {"Logins", "Tickets"}
    assert not any(each.alarm for each in pack.segments)
    assert all(each.n_before == each.n_after == 36 for each in pack.signals)


@pytest.mark.slow
def test_people_are_held_against_outcomes(pack) -> None:
    ada, bea = pack.raters
    # Ada called five accounts healthy that renewed; Bea called two of four losses At risk.
    assert (ada.right.n, ada.right.value) == (5, 1.0)
    assert (bea.right.n, bea.right.value, bea.foresaw.value) == (4, 0.5, 0.5)
    assert (bea.differed, bea.right_when_differing.value) == (2, 1.0)
    assert ada.fresh.value == pytest.approx(4 / 5)
    assert pack.divergences.settled is None


@pytest.mark.slow
def test_what_has_no_source_says_not_recorded_yet(pack) -> None:
    for name in ("time to intervene", "forecast accuracy", "plan within 7 days"):
        assert kpi(pack, name).value.startswith("not recorded yet")
        assert kpi(pack, name).n is None
    assert pack.recovery is None
    assert pack.restated is None


@pytest.mark.slow
def test_the_pack_is_plain_values_for_json(pack) -> None:
    told = json.loads(json.dumps(pack.to_dict()))
    assert told["month"] == governed.MONTH
    assert told["shifts"][0]["share"]["n"] == 36
    assert {"proofs", "kpis", "maturity", "in_short"} <= told.keys()


@pytest.mark.slow
def test_the_page_holds_everything_and_asks_nobody(pack, tmp_path) -> None:
    pytest.importorskip("vl_convert")
    html, marked = write_pack(pack, tmp_path / "packs")
    page = html.read_text("utf-8")
    assert html.name == "governance-2026-10.html"
    assert marked.read_text("utf-8") == markdown(pack, limit=None)
    asked = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", page)
    assert all(each.startswith(("#", "url(#")) for each in asked), asked
    assert "<script" not in page
    for words in ("Structural shift", "◆ Watch", "● Healthy", "not recorded yet", "n 36"):
        assert words in page
    assert page.count("<svg") == 3


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_refused(pack, tmp_path) -> None:
    pytest.importorskip("vl_convert")
    (tmp_path / "file").write_text("")
    with pytest.raises(ForewarnError, match="cannot be written"):
        write_pack(pack, tmp_path / "file")


@pytest.mark.slow
def test_a_name_that_is_html_stays_a_name(pack) -> None:
    pytest.importorskip("vl_convert")
    found = page_of(replace(pack, project="<b>Acme</b>"))
    assert "<b>Acme" not in found
    assert "&lt;b&gt;Acme" in found


@pytest.mark.parametrize(
    ("asked", "name", "as_of", "over"),
    [
        (None, "2026-10", date(2026, 11, 1), True),
        ("2025-12", "2025-12", date(2026, 1, 1), True),
        ("2026-11", "2026-11", governed.TODAY, False),
    ],
)
def test_a_month_knows_when_it_ended(asked, name, as_of, over) -> None:
    assert Month.of(asked, governed.TODAY) == Month(name, as_of, over)


@pytest.mark.parametrize("asked", ["2026-13", "October", "2026-12", "2026-1", "0000-01", "0001-01"])
def test_what_is_no_month_or_has_not_begun_is_refused(asked) -> None:
    with pytest.raises(ForewarnError):
        Month.of(asked, governed.TODAY)


def test_the_first_of_a_month_asks_for_the_one_that_is_over() -> None:
    assert Month.of(None, date(2026, 11, 1)).name == "2026-10"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        GOLDEN.write_text(markdown(packed(Path(home)), limit=5), "utf-8")
