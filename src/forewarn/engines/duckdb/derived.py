"""Columns that ingest adds, and the first uses that outlive their events."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from forewarn.engines.duckdb import coded
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.packing import packed
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.terms.facts import ROLES, Table

SEEN_ON = (
    "CASE WHEN _on IS NULL THEN _known_on"
    " ELSE greatest(_on + 1, coalesce(_known_on, _on + 1)) END AS _seen_on"
)

_AGGREGATES = 3
"""Of an account's uses of an event; fewer where all are known as they happen."""

# True hours, between instants: clock changes counted.
_RESOLUTION_HOURS = (
    "CASE WHEN _closed_utc >= _at"
    " THEN CAST((epoch_us(_closed_utc) - epoch_us(_at)) / 3600000000.0 AS DOUBLE) END"
)


def stored_rows(
    relation: str, table: Table, *, contacts: str | None, contacts_versions: bool = False
) -> str:
    """The SELECT whose rows go into the store, with ``_seen_on`` and the derived columns.

    - tickets.resolution_hours: true hours from opened_at to closed_at (clock changes counted);
      NULL while open or when the two are reversed.
    - invoices.days_late: days from due_on to paid_on, 0 when paid before; NULL while unpaid.
    - interactions/surveys.contact_role: the role that the contact had on that day; of several the
      one taken up last, then the one that stands first in the registry. ``_role_known_on`` is the
      first as_of date that may know it.

    Args:
        relation: temporary table with the typed and settled rows.
        table: its form.
        contacts: temporary table with the contacts, None when there are none.
        contacts_versions: some contact rows are kept beside later versions.
    """
    rows = quoted(relation)
    if table.name == "tickets":
        hours = f"{_RESOLUTION_HOURS} AS resolution_hours"
        return f"SELECT * EXCLUDE (_closed_utc), {SEEN_ON}, {hours} FROM {rows}"
    if table.name == "invoices":
        late = "CAST(greatest(0, paid_on - due_on) AS BIGINT)"
        late = f"CASE WHEN paid_on IS NOT NULL THEN {late} END"
        return f"SELECT *, {SEEN_ON}, {late} AS days_late FROM {rows}"
    if table.name in ("interactions", "surveys"):
        return _with_roles(rows, contacts, versions=contacts_versions)
    return f"SELECT *, {SEEN_ON} FROM {rows}"


def _with_roles(rows: str, contacts: str | None, *, versions: bool) -> str:
    if contacts is None:
        return (
            f"SELECT *, {SEEN_ON}, CAST(NULL AS VARCHAR) AS contact_role,"
            f" CAST(NULL AS DATE) AS _role_known_on FROM {rows}"
        )
    final = f" HAVING bool_or({UNTIL_ON} IS NULL)" if versions else ""
    ranks = " ".join(f"WHEN {literal(role)} THEN {rank}" for rank, role in enumerate(ROLES))
    # A role counts as the last version of its row says, and from the first version on that says so.
    roles = (
        "SELECT id, role, known_on, row_number() OVER (PARTITION BY id"
        f" ORDER BY since DESC, CASE role {ranks} END) AS rank FROM ("
        "SELECT facts.rowid AS id, contacts.role, contacts.since, min(greatest(contacts._on + 1,"
        " coalesce(contacts._known_on, contacts._on + 1))) AS known_on"
        f" FROM {rows} AS facts JOIN {quoted(contacts)} AS contacts"
        " ON contacts.contact_id = facts.contact_id AND contacts.account_id = facts.account_id"
        " WHERE contacts.role IS NOT NULL AND contacts.since <= facts._on"
        " AND (contacts.until IS NULL OR contacts.until >= facts._on)"
        f" GROUP BY ALL{final})"
    )
    return (
        f"SELECT facts.*, {SEEN_ON}, roles.role AS contact_role,"
        f" roles.known_on AS _role_known_on FROM {rows} AS facts"
        f" LEFT JOIN ({roles}) AS roles ON roles.id = facts.rowid AND roles.rank = 1"
    )


def renew_first_uses(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring ``facts.first_uses`` up to date with ``facts.events``.

    Per account and event name the first use ever ingested, also when the event itself is no longer
    in the source; and where an earlier use became known only later, both: what was the first use
    depends on the date that asks. Uses that a later version of their row took back stand until
    then. Ids that were merged since are followed.
    """
    in_time, parts = False, []
    stored = _columns(connection, "events")
    if stored:
        events = coded.rows_of(connection, "events")
        in_time = UNTIL_ON not in stored and _known_as_they_happen(connection, events)
        uses = _first_in_time(events) if in_time else _first_of_each(connection, events)
        parts.append(_in_words(uses) if coded.is_coded(connection, "events") else _ordered(uses))
    if _columns(connection, "first_uses"):
        parts.append(_used_before(connection))
    if not parts:
        return
    # Where nothing is known late and nothing is there, there is one first use and no other.
    alone = in_time and len(parts) == 1
    with packed(connection, _AGGREGATES):
        connection.execute(
            "CREATE OR REPLACE TABLE facts.first_uses AS"
            f" {parts[0] if alone else _ordered(_first_known(parts))}"
        )


def add_first_uses(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Bring ``facts.first_uses`` up to date with rows that were added to the events.

    Gives what ``renew_first_uses`` gives where no event has versions, no id was merged since, and
    all other events are as they were at the last renewal. Only accounts and events of which one of
    the rows is a first use are written.

    Args:
        connection: the store.
        rows: SQL of the rows.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE again_uses AS {_first_of_each(connection, f'({rows})')}"
    )
    # A use is no first one where another came into view before it, or with it, and is no later.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE again_pairs AS SELECT account_id, event FROM ("
        "SELECT added.account_id, added.event, added._seen_on, added._on, added._at,"
        f" coalesce(bool_or(uses.{UNTIL_ON} IS NULL AND uses._on <= added._on"
        " AND (uses._seen_on, uses._on, uses._at) <= (added._seen_on, added._on, added._at)),"
        " false) AS later FROM again_uses AS added LEFT JOIN facts.first_uses AS uses"
        " USING (account_id, event) GROUP BY ALL) WHERE NOT later GROUP BY ALL"
    )
    found = connection.execute("SELECT count(*) FROM again_pairs").fetchone()
    if not found or not found[0]:
        return
    columns = f"account_id, event, _on, _at, _known_on, _seen_on, {UNTIL_ON}"
    parts = [
        f"SELECT {columns} FROM {each} SEMI JOIN again_pairs USING (account_id, event)"
        for each in ("facts.first_uses", "again_uses")
    ]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE again_first AS {_first_known(parts)}")
    connection.execute(
        "DELETE FROM facts.first_uses WHERE (account_id, event) IN"
        " (SELECT (account_id, event) FROM again_pairs)"
    )
    connection.execute(
        f"INSERT INTO facts.first_uses BY NAME SELECT {columns} FROM again_first"
        " ORDER BY account_id, event, _seen_on"
    )


def _first_known(parts: Sequence[str]) -> str:
    """Of several uses of one account and event those that were the first for some date."""
    columns = f"account_id, event, _on, _at, _known_on, _seen_on, {UNTIL_ON}"
    return (
        f"SELECT DISTINCT {columns} FROM"
        f" (SELECT *, min(_on) FILTER ({UNTIL_ON} IS NULL) OVER (PARTITION BY account_id, event"
        " ORDER BY _seen_on, _on, _at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier"
        f" FROM ({' UNION ALL '.join(parts)}))"
        f" WHERE {UNTIL_ON} IS NOT NULL OR earlier IS NULL OR _on < earlier"
    )


def _ordered(uses: str) -> str:
    return f"SELECT * FROM ({uses}) ORDER BY account_id, event, _seen_on"


def _in_words(uses: str) -> str:
    """First uses of coded events, in order; their words are looked up once for each use."""
    keys = coded.KEYS["events"]
    account, event = (coded.word_of(keys[name], name) for name in ("account_id", "event"))
    return f"SELECT * REPLACE ({account} AS account_id, {event} AS event) FROM ({_ordered(uses)})"


def _known_as_they_happen(connection: duckdb.DuckDBPyConnection, events: str) -> bool:
    late = connection.execute(f"SELECT 1 FROM {events} WHERE _known_on IS NOT NULL LIMIT 1")
    return late.fetchone() is None


def _first_in_time(events: str) -> str:
    """The first use per account and event, where all are known as they happen."""
    # The day and what follows from it are worked out once for each use, not for each event.
    day = "CAST(min(occurred_at) AS DATE)"
    return (
        f"SELECT account_id, event, {day} AS _on, min(_at) AS _at, CAST(NULL AS DATE) AS _known_on,"
        f" {day} + 1 AS _seen_on, CAST(NULL AS DATE) AS {UNTIL_ON}"
        f" FROM {events} GROUP BY account_id, event"
    )


def _first_of_each(connection: duckdb.DuckDBPyConnection, events: str) -> str:
    """Per account, event and dates that know it, the first use; small beside the events."""
    # Of rows known from the same date on, the first instant is of the first day and seen first.
    return (
        "SELECT account_id, event, min(_on) AS _on, min(_at) AS _at, _known_on,"
        f" min(_seen_on) AS _seen_on, {_until(connection, 'events')} AS {UNTIL_ON}"
        f" FROM {events} GROUP BY ALL"
    )


def _used_before(connection: duckdb.DuckDBPyConnection) -> str:
    """First uses of earlier loads, without those that this one takes back."""
    uses = (
        "SELECT coalesce(merges.into_id, uses.account_id) AS account_id, uses.event, uses._on,"
        f" uses._at, uses._known_on, uses._seen_on, {_until(connection, 'first_uses')}"
        f" AS {UNTIL_ON} FROM facts.first_uses AS uses"
        " LEFT JOIN meta.merges AS merges ON merges.account_id = uses.account_id"
    )
    if UNTIL_ON not in _columns(connection, "events"):
        return uses
    return (
        f"SELECT uses.* FROM ({uses}) AS uses ANTI JOIN (SELECT * FROM facts.events"
        f" WHERE {UNTIL_ON} IS NOT NULL) AS taken_back USING (account_id, event, _at)"
    )


def _until(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    return UNTIL_ON if UNTIL_ON in _columns(connection, table) else "CAST(NULL AS DATE)"


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """Names of a stored table's columns; none when there is no such table."""
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database()"
        " AND schema_name = 'facts' AND table_name = ?",
        [table],
    )
    return {str(name) for (name,) in found.fetchall()}
