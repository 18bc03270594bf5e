"""Made-up facts that crowd around the edges: midnights, window ends, clock changes, known_at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.facts import RawRow, Source
from tests.oracle.measure import Question
from tests.oracle.settings import Setting, settings

ACCOUNTS = ("a", "b", "c")
GHOST = "nobody"  # has facts, but is no account
ZONES_OF_SOURCES = (None, None, "UTC", "America/New_York", "Asia/Kathmandu")

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
