"""Made-up loads of a small company, day after day, as files that come, change and go."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from forewarn.terms.settings import SourceSpec

FIRST_DAY = date(2026, 6, 1)
ACCOUNTS = ("A", "B", "C")
KNOWN = ("never", "always", "at times")

_account = st.sampled_from(ACCOUNTS)
_day = st.integers(-6, 8).map(lambda days: FIRST_DAY + timedelta(days=days))
_hour = st.sampled_from(("00:00", "09:30", "23:59"))
_KEYED = ("events", "contracts", "tickets")


@st.composite
def _instant(draw):
    return f"{draw(_day)}T{draw(_hour)}"


_CELLS = {
    "events": {
        "event_id": st.sampled_from(("", "", "e1", "e2", "e3", "e4")),
        "account_id": _account,
        "event": st.sampled_from(("login", "export", "")),
        "occurred_at": _instant() | st.just("soon"),
        "count": st.sampled_from(("", "1", "2")),
        "plan_then": st.sampled_from(("", "x")),
    },
    "tickets": {
        "ticket_id": st.sampled_from(("", "t1", "t2", "t3")),
        "account_id": _account,
        "opened_at": _instant(),
        "closed_at": st.just("") | _instant(),
    },
    "contracts": {
        "contract_id": st.sampled_from(("c1", "c2", "c3", "")),
        "account_id": _account,
        "starts_on": _day.map(str),
        "seats": st.sampled_from(("1", "5", "many")),
    },
    "contacts": {
        "contact_id": st.sampled_from(("p1", "p2")),
        "account_id": _account,
        "role": st.sampled_from(("champion", "user")),
        "since": _day.map(str),
        "until": st.just("") | _day.map(str),
    },
    "interactions": {
        "account_id": _account,
        "contact_id": st.sampled_from(("p1", "p2", "")),
        "kind": st.sampled_from(("call", "email")),
        "occurred_at": _instant(),
    },
    "visits": {
        "account_id": _account,
        "occurred_at": _instant(),
        "pages": st.sampled_from(("", "3", "4")),
    },
    "accounts": {
        "account_id": _account,
        "segment": st.sampled_from(("smb", "mid")),
        "created_on": st.just("2026-01-01"),
        "valid_from": st.sampled_from(("", "2026-05-01", "2026-06-02")),
        "merged_into": st.sampled_from(("", "", "", "", "A", "C")),
    },
}


@st.composite
def a_file(draw, table, known, most=4):
    """The text of a CSV file of a table."""
    cells = _CELLS[table]
    rows = draw(st.lists(st.fixed_dictionaries(cells), min_size=0, max_size=most))
    names = list(cells)
    lines = [",".join(row[name] for name in names) for row in rows]
    if known != "never":
        names.append("known_at")
        empty = st.nothing() if known == "always" else st.just("")
        lines = [f"{line},{draw(empty | _instant())}" for line in lines]
    return "".join(f"{line}\n" for line in [",".join(names), *lines])


@dataclass
class Step:
    """What happens before one ingest: files written or removed, and the days that pass."""

    files: dict[str, str | None] = field(default_factory=dict)
    days: int = 1


@st.composite
def histories(draw, tables=("events", "contacts", "interactions", "contracts")):
    """Tables with their options, and steps."""
    options = {}
    for table in ("accounts", *tables):
        known = draw(st.sampled_from(KNOWN)) if table != "accounts" else "never"
        options[table] = (known, draw(st.booleans()))
    first = Step({f"{table}/0.csv": draw(a_file(table, options[table][0])) for table in options})
    steps = [first]
    for _ in range(draw(st.integers(1, 3))):
        files: dict[str, str | None] = {}
        for table in draw(st.lists(st.sampled_from(list(options)), max_size=3)):
            number = draw(st.sampled_from((0, 1, 1, 2, 2, 3)))
            gone = draw(st.integers(0, 9)) == 0 and number > 0
            text = None if gone else draw(a_file(table, options[table][0]))
            files[f"{table}/{number}.csv"] = text
        steps.append(Step(files, draw(st.integers(0, 3))))
    return options, steps


@st.composite
def rewritten(draw, table):
    """Files of one table that are written again with rows added, taken out, changed or moved."""
    options = {"accounts": ("never", False), table: (draw(st.sampled_from(KNOWN[:2])), False)}
    files = {
        f"{table}/{number}.csv": draw(_rows_of(table, options[table][0], number, most=6))
        for number in range(2)
    }
    accounts = "account_id\n" + "".join(f"{each}\n" for each in ACCOUNTS)
    steps = [Step({"accounts/0.csv": accounts, **_as_texts(files)})]
    for number in range(2, draw(st.integers(3, 5))):
        name = draw(st.sampled_from(sorted(files)))
        rows = list(files[name])
        for edit in draw(st.lists(st.sampled_from(("add", "drop", "move", "change")), max_size=2)):
            place = draw(st.integers(0, len(rows) - 1)) if len(rows) > 1 else 0
            if edit in ("add", "change"):
                rows[place : place + (edit == "change")] = draw(
                    _rows_of(table, options[table][0], number, most=1)
                )[1:]
            if edit in ("drop", "move") and place:
                (row,) = rows[place : place + 1]
                del rows[place]
                rows.extend([row] * (edit == "move"))
        # The line of column names stays on top.
        files[name] = [files[name][0], *(row for row in rows if row != files[name][0])]
        steps.append(Step(_as_texts({name: files[name]}), draw(st.integers(0, 3))))
    return options, steps


@st.composite
def rearranged(draw, table):
    """Some files of one table, of which in each step rows and files come, go, change or move."""
    known = draw(st.sampled_from(KNOWN[:2]))
    options, numbers = {"accounts": ("never", False), table: (known, False)}, count()
    files = {
        f"{table}/{number}.csv": draw(_rows_of(table, known, next(numbers), most=4))
        for number in range(4)
    }
    accounts = "account_id\n" + "".join(f"{each}\n" for each in ACCOUNTS)
    steps = [Step({"accounts/0.csv": accounts, **_as_texts(files)})]
    for _ in range(draw(st.integers(1, 3))):
        before = {name: list(rows) for name, rows in files.items()}
        for edit in draw(st.lists(st.sampled_from(sorted(_EDITS)), min_size=1, max_size=3)):
            more = draw(_rows_of(table, known, next(numbers), most=2))
            _EDITS[edit](files, draw(st.sampled_from(sorted(files))), more, next(numbers))
        there = {name: rows for name, rows in files.items() if rows != before.get(name)}
        gone = dict.fromkeys(before.keys() - files.keys())
        steps.append(Step({**_as_texts(there), **gone}, draw(st.integers(0, 3))))
    return options, steps


def _add(files, name, more, number):
    files[name] = [*files[name], *more[1:]]


def _drop(files, name, more, number):
    files[name] = files[name][:-1] if len(files[name]) > 1 else files[name]


def _change(files, name, more, number):
    files[name] = [files[name][0], *more[1:], *files[name][2:]]


def _move(files, name, more, number):
    """The last row of a file goes to the end of the next."""
    names = sorted(files)
    other = names[(names.index(name) + 1) % len(names)]
    if len(files[name]) > 1:
        files[name], row = files[name][:-1], files[name][-1]
        files[other] = [*files[other], row]


def _come(files, name, more, number):
    files[f"{name.split('/')[0]}/{number}.csv"] = more


def _go(files, name, more, number):
    if len(files) > 1:
        del files[name]


def _turn(files, name, more, number):
    files[name] = [files[name][0], *reversed(files[name][1:])]


def _rename(files, name, more, number):
    files[f"{name.split('/')[0]}/{number}.csv"] = files.pop(name)


_EDITS = {
    edit.__name__.strip("_"): edit
    for edit in (_add, _drop, _change, _move, _come, _go, _rename, _turn)
}


@st.composite
def _rows_of(draw, table, known, number, most):
    """Lines of a file, names first; a row has an id of its own, or that of one written before."""
    text = draw(a_file(table, known, most=most))
    names, *lines = text.splitlines()
    return [names, *(_with_own_id(line, f"{number}-{place}") for place, line in enumerate(lines))]


def _with_own_id(line, own):
    first, rest = line.split(",", 1)
    return line if first in (*ACCOUNTS, "") else f"{first}-{own},{rest}"


def _as_texts(files):
    return {name: "".join(f"{line}\n" for line in lines) for name, lines in files.items()}


def sources(folder: Path, options) -> list[SourceSpec]:
    """One source a table, each a folder."""
    return [
        SourceSpec(table, table, path=str(folder / table), drop_duplicates=drop)
        for table, (_, drop) in options.items()
    ]


def write(folder: Path, step: Step, moment: int) -> None:
    """Put a step's files in place; each writing has a time of its own."""
    import os

    for name, text in step.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
            continue
        path.write_text(text, "utf-8")
        os.utime(path, (moment, moment))


def instant(days: int) -> datetime:
    """The ingest some days after the first."""
    return datetime(2026, 6, 1, 6, tzinfo=UTC) + timedelta(days=days)
