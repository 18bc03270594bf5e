"""Made-up facts that crowd around the edges: midnights, window ends, clock changes, known_at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.facts import RawRow, Source
from tests.oracle.measure import Question

# Zones with the dates around which facts and snapshots lie: clock changes where there are any.
PLACES = {
    "Europe/Berlin": (date(2024, 3, 31), date(2024, 10, 27)),
    "America/New_York": (date(2024, 3, 10), date(2024, 11, 3)),
    "Australia/Lord_Howe": (date(2024, 4, 7), date(2024, 10, 6)),
    "Asia/Kathmandu": (date(2024, 2, 29), date(2024, 12, 31)),
    "America/Sao_Paulo": (date(2017, 10, 15), date(2018, 2, 18)),
}
ACCOUNTS = ("a", "b", "c")
GHOST = "nobody"  # has facts, but is no account
WINDOWS = (1, 7, 14, 30)
HOURS = (time(0), time(0, 0, 1), time(0, 30), time(1, 30), time(2, 15), time(2, 30), time(12))
LAST_HOURS = (time(23, 30), time(23, 59, 59), time(23, 59, 59, 999999))
ZONES_OF_SOURCES = (None, None, "UTC", "America/New_York", "Asia/Kathmandu")


@dataclass(frozen=True)
class Setting:
    """Where and when: the zone, the snapshot dates, and whether ambiguous hours come twice."""

    zone: str
    dates: tuple[date, ...]

    def day(self) -> st.SearchStrategy[date]:
        """Days around the snapshots, their windows' ends, and long before."""
        near = st.builds(
            lambda on, window, shift: on - timedelta(days=window) + timedelta(days=shift),
            st.sampled_from(self.dates),
            st.sampled_from((0, *WINDOWS, 60)),
            st.integers(-2, 1),
        )
        long_before = st.integers(90, 800).map(lambda days: self.dates[0] - timedelta(days=days))
        return st.one_of(near, near, near, long_before)

    def wall(self) -> st.SearchStrategy[datetime]:
        hours = st.one_of(st.sampled_from(HOURS + LAST_HOURS), st.times().map(_to_seconds))
        return st.builds(datetime.combine, self.day(), hours)

    def instant(self, *, second_hour: bool = False) -> st.SearchStrategy[str]:
        """A time as people write it: naive, with one offset or another, or only a date."""
        walls = self.wall()
        folds = st.integers(0, 1) if second_hour else st.just(0)
        aware = st.builds(
            lambda wall, fold, other: (
                wall.replace(tzinfo=ZoneInfo(self.zone), fold=fold)
                .astimezone(UTC)
                .astimezone(other)
                .isoformat()
            ),
            walls,
            folds,
            st.sampled_from((UTC, ZoneInfo(self.zone), ZoneInfo("Asia/Kathmandu"))),
        )
        return st.one_of(
            walls.map(datetime.isoformat), aware, aware, self.day().map(date.isoformat)
        )

    def on(self) -> st.SearchStrategy[str]:
        return self.day().map(date.isoformat)

    def shared_day(self) -> st.SearchStrategy[str]:
        """Often one of few days, so that rows of an account tie."""
        few = st.sampled_from(self.dates[:3]).map(lambda on: (on - timedelta(days=1)).isoformat())
        return st.one_of(few, self.on())

    def known_at(self) -> st.SearchStrategy[str | None]:
        """Around a snapshot's very instant; most rows say nothing."""
        starts = st.builds(
            lambda on, seconds: (
                datetime.combine(on, time(), ZoneInfo(self.zone)).astimezone(UTC)
                + timedelta(seconds=seconds)
            ).isoformat(),
            st.sampled_from(self.dates),
            st.sampled_from((-1, 0, 1, 3600, 40_000)),
        )
        return st.one_of(st.none(), st.none(), st.none(), starts, self.instant())


def _to_seconds(value: time) -> time:
    return value.replace(microsecond=0, fold=0)


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    """A zone and the snapshots around one of its dates: daily, weekly or at month ends."""
    zone = draw(st.sampled_from(sorted(PLACES)))
    middle = draw(st.sampled_from(PLACES[zone]))
    cadence = draw(st.sampled_from(("daily", "weekly", "monthly")))
    if cadence == "monthly":
        firsts = [date(middle.year + n // 12, n % 12 + 1, 1) for n in range(middle.month + 4)]
        dates = [first - timedelta(days=1) for first in firsts[-5:]]
    else:
        step = 1 if cadence == "daily" else 7
        dates = [middle + timedelta(days=step * n) for n in range(-3, 5)]
    return Setting(zone, tuple(dates))


Columns = Mapping[str, st.SearchStrategy[Any]]


def rows(
    columns: Columns,
    *,
    about: int,
    finish: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> st.SearchStrategy[list[RawRow]]:
    """Rows of some accounts, mostly ``about`` so many; a few may come twice."""
    accounts = st.sampled_from((*ACCOUNTS, *ACCOUNTS, *ACCOUNTS, GHOST))
    one = st.fixed_dictionaries({"account_id": accounts, **columns}).map(finish)
    many = st.lists(one, min_size=about // 2, max_size=3 * about // 2)
    found = st.one_of(many, many, many, st.lists(one, min_size=1, max_size=3))
    return st.builds(lambda found, again: found + found[:again], found, st.integers(0, 2))


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


def words(*given: str | None) -> st.SearchStrategy[str | None]:
    return st.sampled_from(given)


def ordered(first: str, second: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Empty the second date where it would lie before the first."""

    def finish(row: dict[str, Any]) -> dict[str, Any]:
        if row[second] is not None and row[first] is not None and row[second] < row[first]:
            return {**row, second: None}
        return row

    return finish


MONEY = st.integers(-500, 100_000).map(lambda cents: f"{cents / 100:.2f}")


def accounts(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    """One to three dated versions per account; some are young, some do not say when they began."""
    version = st.fixed_dictionaries(
        {
            "valid_from": maybe(setting.on()),
            "segment": words("smb", "mid", None),
            "plan": words("basic", "pro", None),
            "status": words("paying", "trial"),
            "known_at": setting.known_at(),
        }
    )
    one = st.tuples(
        maybe(setting.on()),
        st.lists(version, min_size=1, max_size=3, unique_by=lambda each: each["valid_from"]),
    )
    return st.lists(one, min_size=len(ACCOUNTS), max_size=len(ACCOUNTS)).map(_named)


def _named(found: Sequence[tuple[str | None, list[dict[str, Any]]]]) -> list[RawRow]:
    return [
        {"account_id": name, "created_on": created, **version}
        for name, (created, versions) in zip(ACCOUNTS, found, strict=True)
        for version in versions
    ]


def events(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "event_id": words(None, None, "e1", "e2"),
        "event": words("login", "export", "api"),
        "user_id": words("u1", "u2", "u3", None),
        "occurred_at": setting.instant(second_hour=True),
        "count": st.sampled_from((None, 1, 2, 5)),
        "team": words("x", "y", None),
        "seconds": words("", "10", "2.5", "n/a"),
        "known_at": setting.known_at(),
    }
    return versions(setting, "event_id", rows(columns, about=30))


def orders(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "occurred_at": setting.instant(),
        "amount": words("", "1", "12.5", "-3", "words"),
        "country": words("Chile", "Peru", ""),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=12)


def tickets(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    lasting = st.sampled_from((None, None, 0, 1, 3600, 43_200, 86_400, 604_800, 2_592_000))
    columns = {
        "ticket_id": words(None, "t1", "t2"),
        "opened_at": setting.instant(),
        "closed_at": lasting,
        "severity": words("high", "low", None),
        "category": words("how-to", "bug", "it's", None),
        "escalated": words("true", "false", "yes", None),
        "known_at": setting.known_at(),
    }
    return versions(setting, "ticket_id", rows(columns, about=30, finish=_closed_after_opened))


def _closed_after_opened(row: dict[str, Any]) -> dict[str, Any]:
    """So many seconds later, written in the same way."""
    if row["closed_at"] is None:
        return row
    opened, lasting = row["opened_at"], timedelta(seconds=row["closed_at"])
    if len(opened) == 10:
        return {**row, "closed_at": (date.fromisoformat(opened) + lasting).isoformat()}
    return {**row, "closed_at": (datetime.fromisoformat(opened) + lasting).isoformat()}


def surveys(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "kind": words("nps", "csat"),
        "score": st.integers(0, 10),
        "responded_at": st.one_of(setting.instant(), setting.shared_day()),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=15)


def contracts(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "contract_id": words(None, None, "k1", "k2"),
        "starts_on": setting.on(),
        "ends_on": maybe(setting.on()),
        "notice_days": st.sampled_from((None, 0, 30)),
        "seats": st.sampled_from((None, 0, 3, 20)),
        "arr": maybe(MONEY.filter(lambda money: not money.startswith("-"))),
        "product": words("core", "extra", None),
        "known_at": setting.known_at(),
    }
    found = rows(columns, about=10, finish=ordered("starts_on", "ends_on"))
    return versions(setting, "contract_id", found)


def invoices(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "issued_on": maybe(setting.on()),
        "due_on": setting.on(),
        "paid_on": maybe(setting.on()),
        "amount": maybe(MONEY),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=20, finish=_not_due_before_issued)


def _not_due_before_issued(row: dict[str, Any]) -> dict[str, Any]:
    if row["issued_on"] is not None and row["issued_on"] > row["due_on"]:
        row = {**row, "issued_on": None}
    return ordered("issued_on", "paid_on")(row)


def opportunities(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "kind": words("expansion", "renewal"),
        "opened_on": setting.on(),
        "closed_on": maybe(setting.on()),
        "amount": maybe(MONEY),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=10, finish=ordered("opened_on", "closed_on"))


LATE_PEOPLE = ("c4", "c5")  # contacts that may become known later than they began


def contacts(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "contact_id": words("c1", "c2", "c3", *LATE_PEOPLE, None),
        "role": words("champion", "decision_maker", "user", None),
        "since": st.one_of(setting.on(), setting.on(), setting.instant()),
        "until": maybe(setting.on()),
        "known_at": setting.known_at(),
    }
    settled = one_per_key("contact_id", "role", "since")
    return rows(columns, about=16, finish=_came_before_leaving).map(settled)


def _came_before_leaving(row: dict[str, Any]) -> dict[str, Any]:
    # A time written with an offset may lie on the day before or after in the project's zone.
    gap = 0 if len(row["since"]) == 10 else 2
    since = date.fromisoformat(row["since"][:10]) + timedelta(days=gap)
    if row["until"] is not None and date.fromisoformat(row["until"]) < since:
        row = {**row, "until": None}
    return row if row["contact_id"] in LATE_PEOPLE else {**row, "known_at": None}


def interactions(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "contact_id": words("c1", "c2", "c3", *LATE_PEOPLE, None),
        "kind": words("meeting", "qbr", "ebr", "call", "email"),
        "occurred_at": setting.instant(second_hour=True),
        "attended": words("true", "false", None),
        "response_hours": words("1", "2.5", None),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=20, finish=_no_call_with_late_people)


def _no_call_with_late_people(row: dict[str, Any]) -> dict[str, Any]:
    """Signals that ask for roles look at calls; a role known late is tested by itself."""
    late = row["contact_id"] in LATE_PEOPLE and row["kind"] == "call"
    return {**row, "kind": "meeting"} if late else row


def assessments(setting: Setting) -> st.SearchStrategy[list[RawRow]]:
    columns = {
        "assessed_on": setting.shared_day(),
        "pulse": st.sampled_from((None, 1, 2, 3, 4, 5)),
        "champion_status": words("active", "at_risk", "missing", None),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=12)


def one_per_key(*key: str) -> Callable[[list[RawRow]], list[RawRow]]:
    """Rows of one key are made the same, so that it cannot matter which of them is kept.

    Ids that several accounts share get the account in front.
    """

    def settle(found: list[RawRow]) -> list[RawRow]:
        kept: dict[object, RawRow] = {}
        settled = []
        for row in found:
            if row[key[0]] is not None:
                own = {**row, key[0]: f"{row['account_id']}-{row[key[0]]}"}
                row = kept.setdefault(tuple(_key_text(own[name]) for name in key), own)
            settled.append(row)
        return settled

    return settle


def versions(
    setting: Setting, key: str, found: st.SearchStrategy[list[RawRow]]
) -> st.SearchStrategy[list[RawRow]]:
    """Rows of one key become what the source said of one row, each at an instant of its own.

    Some are copies of the first, some say other things; the instants lie around the snapshots' and
    never tie, so that it is clear which was said last.
    """
    said = st.lists(
        st.tuples(st.sampled_from(setting.dates), st.sampled_from((-1, 0, 1, 40_000))),
        min_size=4 * len(ACCOUNTS) * 2,
        max_size=4 * len(ACCOUNTS) * 2,
    )
    return st.builds(lambda found, said: _as_versions(setting, key, found, said), found, said)


def _as_versions(
    setting: Setting, key: str, found: list[RawRow], said: list[tuple[date, int]]
) -> list[RawRow]:
    first: dict[object, RawRow] = {}
    settled = []
    for place, row in enumerate(found):
        if row[key] is not None:
            row = {**row, key: f"{row['account_id']}-{row[key]}"}
            if row[key] in first:
                on, seconds = said[place % len(said)]
                again = first[row[key]] if place % 3 == 0 else row
                row = {**again, "known_at": _said_at(setting, on, seconds + 7 * place)}
            first.setdefault(row[key], row)
        settled.append(row)
    return settled


def _said_at(setting: Setting, on: date, seconds: int) -> str:
    start = datetime.combine(on, time(), ZoneInfo(setting.zone)).astimezone(UTC)
    return (start + timedelta(seconds=seconds, microseconds=7)).isoformat()


def _key_text(value: object) -> object:
    # A contact's "since" may be written as a time; its key is the day, in some zone.
    return value[:8] if isinstance(value, str) and value[:2] == "20" else value


TABLES = {
    "accounts": accounts,
    "events": events,
    "orders": orders,
    "tickets": tickets,
    "surveys": surveys,
    "contracts": contracts,
    "invoices": invoices,
    "opportunities": opportunities,
    "contacts": contacts,
    "interactions": interactions,
    "assessments": assessments,
}


@st.composite
def questions(
    draw: st.DrawFn, tables: Sequence[str], signals: Mapping[str, Mapping[str, Any]]
) -> Question:
    """Facts in these tables (and accounts), declared in some way, and these signals asked."""
    setting = draw(settings())
    raw = {name: draw(TABLES[name](setting)) for name in ("accounts", *tables)}
    sources = {
        name: Source(
            timezone=draw(st.sampled_from(ZONES_OF_SOURCES)),
            covers_all=draw(st.booleans()),
            stale_after_days=draw(st.sampled_from((None, None, 3, 20))),
            drop_duplicates=draw(st.booleans()),
        )
        for name in tables
    }
    parquet = frozenset(draw(st.sets(st.sampled_from(sorted(raw)), max_size=2)))
    return Question(
        setting.zone, raw, signals, setting.dates, sources, parquet=parquet, functions=FUNCTIONS
    )


def _lower(first: Any, second: Any) -> Any:
    known = [value for value in (first, second) if value is not None]
    return min(known) if known else None


FUNCTIONS = {"lower": _lower}
