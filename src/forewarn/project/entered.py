"""What people entered, handed to ingest: rows of assessments and notes beside the sources'.

The ledger is the one place where they stand. Ingest reads files, so they are written out beside the
facts whenever the ledger holds others than the file that is there, and may be deleted at any time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from forewarn.ledger.entered import ASSESSMENT, Entry, entries_on_file, mark, newest_on_file
from forewarn.project import noted
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import Settings, SourceSpec
from forewarn.terms.time import day_start
from forewarn.terms.whole import beside

if TYPE_CHECKING:
    from forewarn.scoring.explained import Explanation

TABLE = "assessments"
FOLDER = Path(".forewarn") / "entered"
GRADED = ("champion_status", "executive_engagement", "outcome_narrative", "pulse")
WRITTEN = (*GRADED, "note")
COLUMNS = ("account_id", "assessed_on", "assessed_by", *WRITTEN, "known_at")
# Their days are those of the project's zone: where that changes, they are written anew.
_IN_ZONE = "@"
ALONE = "entered by people"
"""How a table is shown whose only rows are those."""


def with_entered(settings: Settings) -> Settings:
    """The settings, with what people entered among the rows of ``assessments`` and ``notes``.

    Raises:
        ForewarnError: the ledger cannot be read, or the rows cannot be written beside the facts.
    """
    newest = _newest(settings)
    if not newest:
        return settings
    name = newest + _IN_ZONE + settings.timezone.replace("/", ".")
    files = {table: settings.folder / FOLDER / f"{table}-{name}.csv" for table in _WRITTEN_OUT}
    if not all(file.is_file() for file in files.values()):
        # Written without a row too: then only words were settled, and nobody looks again.
        found = entries_of(settings)
        for table, file in files.items():
            _write(table, file, found, zone=settings.timezone)
    for table, file in files.items():
        settings = _reading(settings, table, file)
    return settings


def as_written_out(settings: Settings) -> Settings:
    """The settings with those rows as they lie beside the facts, whatever was entered since.

    So they stand as the newest run read them; nothing is written.
    """
    for table in _WRITTEN_OUT:
        for file in sorted((settings.folder / FOLDER).glob(f"{table}-*.csv")):
            settings = _reading(settings, table, file)
    return settings


def _newest(settings: Settings) -> str:
    """What tells the ledger's entries from any others; empty without any."""
    found = newest_on_file(settings.ledger, folder=settings.folder)
    if found is not None:
        return found
    from forewarn.ledger import existing_ledger

    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is None:
        return ""
    from forewarn.ledger.book import newest_mark

    with ledger:
        return newest_mark(ledger)


def entries_of(
    settings: Settings, account_id: str | None = None, *, since: int = 1
) -> tuple[Entry, ...]:
    """What the ledger holds from a number on, oldest first; nothing where there is no ledger."""
    found = entries_on_file(
        settings.ledger, account_id=account_id, since=since, folder=settings.folder
    )
    if found is not None:
        return found
    from forewarn.ledger import existing_ledger

    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is None:
        return ()
    from forewarn.ledger.book import entries

    with ledger:
        return tuple(each for each in entries(ledger, account_id) if each.number >= since)


FileStates = Mapping[str, Sequence[str]]
"""Per table how it is read, and as JSON the path, size and time of each of its files."""


def apart(settings: Settings, sources: FileStates) -> tuple[FileStates, str | None]:
    """Sources without the files of what people entered, and the mark that stands in these.

    Returns:
        An empty mark where there is no such file; None where they do not bear one mark.
    """
    folder, marks, others = settings.folder / FOLDER, set[str](), {}
    for table, (how, state) in sources.items():
        files = json.loads(state)
        ours = [Path(path) for path, *_ in files if Path(path).parent == folder]
        names = {file.stem.removeprefix(f"{table}-") for file in ours}
        marks |= {name.partition(_IN_ZONE)[0] for name in names}
        own = [each for each in files if Path(each[0]).parent != folder]
        others[table] = (how, json.dumps(own))
    return others, marks.pop() if len(marks) == 1 else None if marks else ""


def since_mark(settings: Settings, known: str) -> tuple[Entry, ...] | None:
    """What was entered after the entry of a mark (all of it after an empty one).

    Returns:
        None where the ledger has no entry of that mark.
    """
    if not known:
        return entries_of(settings)
    number = int(known.partition("-")[0])
    first, *later = entries_of(settings, since=number) or (None,)
    if first is None or mark(first.number, first.account_id, first.said_by) != known:
        return None
    return tuple(later)


def may_count(entry: Entry, on: date, *, zone: str) -> bool:
    """Whether a result of a date may be another one for an entry than without it.

    An entry is known from the first date that begins after it was made, and what it takes back or
    stands in the place of ends there. One that replaces another of the same day takes away a row
    that the day's own date may know, if it was made with its first instant.
    """
    day = _day(entry, zone)
    if day == on and entry.values.get("replaces") is None:
        return entry.entered_at <= day_start(on, zone)
    return day <= on


def rows_of(found: Sequence[Entry], *, zone: str) -> Iterator[dict[str, Any]]:
    """Assessments as rows of facts, known from the instant at which they were entered.

    One that was put in another's place on the same day stands alone: facts know whole days.
    """
    replaced = {
        (each.values.get("replaces"), _day(each, zone)) for each in found if each.kind == ASSESSMENT
    }
    for each in found:
        if each.kind != ASSESSMENT or (each.number, _day(each, zone)) in replaced:
            continue
        yield {
            "account_id": each.account_id,
            "assessed_on": each.said_on.isoformat(),
            "assessed_by": each.said_by,
            **{name: each.values.get(name) for name in WRITTEN},
            "known_at": each.entered_at.isoformat(),
        }


Reasons = Mapping[tuple[str, date, str], str]
"""Why people see it differently, by account, day and author of the assessment."""


def reasons(found: Iterable[Entry]) -> Reasons:
    """What was said last with each assessment."""
    said: dict[tuple[str, date, str], str] = {}
    for each in found:
        if each.kind == ASSESSMENT:
            key = (each.account_id, each.said_on, each.said_by)
            said.pop(key, None)
            if each.values.get("because"):
                said[key] = str(each.values["because"])
    return said


def _day(entry: Entry, zone: str) -> date:
    return entry.entered_at.astimezone(ZoneInfo(zone)).date()


_WRITTEN_OUT = {TABLE: (COLUMNS, rows_of), noted.TABLE: (noted.COLUMNS, noted.rows_of)}


def _write(table: str, file: Path, found: Sequence[Entry], *, zone: str) -> None:
    columns, made = _WRITTEN_OUT[table]
    rows = list(made(found, zone=zone))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside(file) as new, new.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, columns, lineterminator="\n", quoting=csv.QUOTE_ALL)
            if rows or table == TABLE:
                writer.writeheader()
            writer.writerows(rows)
        for old in file.parent.glob(f"{table}-*.csv"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError as error:
        raise ForewarnError(
            f"{file} cannot be written: {error.strerror}", fix="give this user the right to write"
        ) from None


def _reading(settings: Settings, table: str, file: Path) -> Settings:
    if not file.stat().st_size:
        return settings
    source = settings.source(table)
    if source is None:
        alone = SourceSpec(table, shown=ALONE, path=str(file))
        return replace(settings, sources=(*settings.sources, alone))
    if source.warehouse is not None:
        return settings
    joined = replace(source, entered=str(file))
    sources = (joined if each is source else each for each in settings.sources)
    return replace(settings, sources=tuple(sources))


def with_disagreements(settings: Settings, told: Explanation) -> Explanation:
    """An explanation with what people said against the score, beside the readings that stand."""
    overlay = told.result.overlay
    if overlay is None:
        return told
    from forewarn.scoring.explained import Disagreement

    account_id = told.result.account_id
    said = reasons(entries_of(settings, account_id))
    found = (
        Disagreement(by, on, because)
        for by, on in dict.fromkeys((e.assessed_by or "", e.assessed_on) for e in overlay.readings)
        if (because := said.get((account_id, on, by)))
    )
    return replace(told, disagreements=tuple(found))
