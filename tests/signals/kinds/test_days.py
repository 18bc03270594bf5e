"""Days since, without, until, to the first; age; the latest value and when it is too old."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from forewarn.signals.filters.tree import Compare
from forewarn.signals.forms import Signal
from forewarn.signals.primitives import Earliest, Facts, Latest, Open
from forewarn.terms.signal import missing, not_applicable, observed, stale
from tests.signals.cells import AS_OF, ago, cell, finished, form

MEETING = form("days_since", from_="interactions", where="kind = 'qbr'")
CHAMPION = form("days_without", from_="contacts", where="role = 'champion'")
PULSE = form("latest", from_="assessments.pulse", stale_after="35d")
FIRST = form("time_to_first", from_="events", where="event = 'go live'")


def test_days_since() -> None:
    value = finished(MEETING, (None, ago(45)), within=cell(seen="interactions"))
    assert value == observed(45, on=ago(45))
    assert MEETING.sentence(value) == "45 days since the last interaction where kind is qbr"
    assert finished(MEETING, (None, ago(1)), within=cell(seen="interactions")).value == 1
    assert MEETING.reductions({}, back_days=3) == (
        Latest(Facts("interactions", Compare("kind", "=", "qbr")), None, 3),
    )


def test_days_since_never_is_the_age() -> None:
    value = finished(MEETING, None, within=cell(seen="interactions", age=200))
    assert value == observed(200, detail="never")
    assert MEETING.sentence(value) == ("no interaction where kind is qbr in 200 days as an account")
    assert finished(MEETING, None, within=cell()).status == "missing"
    assert finished(MEETING, None, within=cell(seen="interactions", age=None)).status == "missing"
    earlier = finished(MEETING, None, within=cell(seen="interactions", age=200), back_days=30)
    assert earlier.value == 170


def test_days_since_of_a_silent_table() -> None:
    within = cell(seen="interactions", silent="interactions")
    assert finished(MEETING, (None, ago(45)), within=within) == stale(45, on=ago(45))


def test_days_without() -> None:
    within = cell(seen="contacts")
    assert finished(CHAMPION, 1, (None, ago(400)), within=within) == observed(0)
    value = finished(CHAMPION, 0, (None, ago(45)), within=within)
    assert value == observed(45, on=ago(45))
    assert CHAMPION.sentence(value) == "no champion for 45 days (since 24 January 2026)"
    assert CHAMPION.sentence(observed(0)) == "there is a champion"
    assert finished(CHAMPION, 0, None, within=within) == missing("no champion on record")
    assert finished(CHAMPION, 0, None, within=cell()) == missing("no contact data for this account")
    earlier = finished(CHAMPION, 0, (None, ago(45)), within=within, back_days=40)
    assert earlier.value == 5
    silent = cell(seen="contacts", silent="contacts")
    assert finished(CHAMPION, 0, (None, ago(45)), within=silent).status == "stale"


def test_days_without_asks_when_one_was_last_closed() -> None:
    champion = Compare("role", "=", "champion")
    assert CHAMPION.reductions({}) == (
        Open(Facts("contacts", champion), closes="until", opens="since"),
        Latest(Facts("contacts", champion, "until")),
    )


def test_latest_is_dated() -> None:
    value = finished(PULSE, (4, date(2026, 3, 3)), within=cell(seen="assessments"))
    assert value == observed(4, on=date(2026, 3, 3))
    assert PULSE.sentence(value) == "assessed 4 on 3 March 2026"


@pytest.mark.parametrize(("days", "status"), [(35, "observed"), (36, "stale")])
def test_latest_goes_stale_beyond_its_days(days: int, status: str) -> None:
    for signal in (PULSE, form("latest", from_="assessments", column="pulse")):
        value = finished(signal, (4, ago(days)), within=cell(seen="assessments"))
        assert (value.status, value.value, value.on) == (status, 4, ago(days))


def test_latest_stale_in_words() -> None:
    value = finished(PULSE, (4, date(2026, 1, 2)), within=cell(seen="assessments"))
    assert value == stale(4, on=date(2026, 1, 2), detail="older than 35 days")
    assert PULSE.sentence(value) == "last assessed 2 January 2026 (4), older than 35 days"
    silent = cell(seen="assessments", silent="assessments")
    young = finished(PULSE, (4, ago(3)), within=silent)
    assert PULSE.sentence(young) == (
        "assessed 4 on 7 March 2026, but its source has sent nothing new for too long"
    )


def test_latest_of_an_earlier_date_is_as_old_as_it_was_then() -> None:
    value = finished(PULSE, (4, ago(60)), within=cell(seen="assessments"), back_days=30)
    assert value.status == "observed"


def test_latest_without_any() -> None:
    assert finished(PULSE, None, within=cell(seen="assessments")) == missing("no pulse yet")
    assert finished(PULSE, None, within=cell()) == missing("no assessment data for this account")


def test_latest_of_other_tables_counts_for_ever() -> None:
    nps = form("latest", from_="surveys.score", where="kind = 'nps'")
    value = finished(nps, (9, ago(900)), within=cell(seen="surveys"))
    assert value.status == "observed"
    assert nps.sentence(value) == "answered 9 on 22 September 2023"
    champion = form("latest", from_="assessments.champion_status")
    assert champion.sentence(observed("at_risk", on=AS_OF)) == (
        "champion status at risk on 10 March 2026"
    )
    old_score = form("latest", from_="old_scores.points", label="Old score")
    assert old_score.sentence(observed(61.5, on=AS_OF)) == "Old score 61.5 on 10 March 2026"


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        (True, "yes"),
        (False, "no"),
        (Decimal("4.00"), 4),
        (2.5, 2.5),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime.fromisoformat("2026-01-02 03:04"), "2026-01-02T03:04:00"),
        ("at_risk", "at_risk"),
    ],
)
def test_latest_gives_plain_values(stored: object, value: object) -> None:
    signal = form("latest", from_="own.anything")
    found = finished(signal, (stored, ago(1)), within=cell(seen="own")).value
    assert (found, type(found)) == (value, type(value))


def test_latest_that_is_no_number_is_missing() -> None:
    signal = form("latest", from_="own.anything")
    for stored in (float("nan"), float("inf")):
        assert finished(signal, (stored, ago(1)), within=cell(seen="own")).status == "missing"


def test_time_to_first() -> None:
    within = cell(seen="events", age=100)
    value = finished(FIRST, ago(79), within=within)
    assert value == observed(21, on=ago(79))
    assert FIRST.sentence(value) == (
        "first event where event is go live after 21 days (21 December 2025)"
    )
    assert finished(FIRST, ago(110), within=within).value == 0
    not_yet = finished(FIRST, None, within=within)
    assert not_yet == observed(100, detail="not yet")
    assert FIRST.sentence(not_yet) == "no event where event is go live yet, after 100 days"
    assert finished(FIRST, None, within=cell()).status == "missing"
    assert finished(FIRST, ago(79), within=cell(seen="events", age=None)).status == "missing"
    assert finished(FIRST, None, within=within, back_days=10).value == 90
    assert finished(FIRST, ago(79), within=within, back_days=10).value == 21
    assert FIRST.reductions({}) == (Earliest(Facts("events", Compare("event", "=", "go live"))),)


def test_age_of_the_account() -> None:
    age = form("age")
    assert age.reductions({}) == ()
    assert finished(age, within=cell(age=400)) == observed(400, on=ago(400))
    assert age.sentence(observed(1)) == "customer for 1 day"
    assert finished(age, within=cell(age=None)).status == "missing"
    assert finished(age, within=cell(age=10), back_days=11).status == "missing"


def test_age_of_the_contract() -> None:
    age = form("age", since="contract")
    assert age.reductions({}) == (Earliest(Facts("contracts", None, "starts_on")),)
    assert finished(age, ago(50), within=cell()) == observed(50, on=ago(50))
    assert finished(age, None, within=cell()) == not_applicable("no contract has begun")
    assert age.sentence(observed(50)) == "under contract for 50 days"


def test_days_until_renewal_and_notice() -> None:
    renewal, notice = form("days_until", what="renewal"), form("days_until", what="notice")
    value = finished(renewal, date(2026, 4, 24), within=cell())
    assert value == observed(45, on=date(2026, 4, 24))
    assert renewal.sentence(value) == "renews in 45 days (24 April 2026)"
    passed = finished(notice, ago(5), within=cell())
    assert passed.value == -5
    assert notice.sentence(passed) == "notice was due 5 days ago (5 March 2026)"
    assert finished(notice, None, within=cell()).status == "not_applicable"
    assert finished(renewal, AS_OF, within=cell(), back_days=7).value == 7
    assert notice.reductions({}) == (
        Open(
            Facts("contracts"),
            closes="ends_on",
            opens="starts_on",
            least="ends_on",
            minus_days="notice_days",
        ),
    )
    assert renewal.reductions({})[0].minus_days is None


@pytest.mark.parametrize(
    "signal", [MEETING, CHAMPION, FIRST, PULSE, form("age")], ids=lambda signal: signal.kind
)
def test_none_of_them_has_a_window(signal: Signal) -> None:
    assert signal.longest_window_days({}) == 0
