"""Columns that ingest adds, and the first uses that outlive their events."""

from __future__ import annotations

import duckdb

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import ROLES, Table

SEEN_ON = (
    "CASE WHEN _on IS NULL THEN _known_on"
    " ELSE greatest(_on + 1, coalesce(_known_on, _on + 1)) END AS _seen_on"
)

# True hours, between instants: clock changes counted.
_RESOLUTION_HOURS = (
    "CASE WHEN _closed_utc >= _at"
    " THEN CAST((epoch_us(_closed_utc) - epoch_us(_at)) / 3600000000.0 AS DOUBLE) END"
)


def stored_rows(relation: str, table: Table, *, contacts: str | None) -> str:
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
        return _with_roles(rows, contacts)
    return f"SELECT *, {SEEN_ON} FROM {rows}"


def _with_roles(rows: str, contacts: str | None) -> str:
    if contacts is None:
        return (
            f"SELECT *, {SEEN_ON}, CAST(NULL AS VARCHAR) AS contact_role,"
            f" CAST(NULL AS DATE) AS _role_known_on FROM {rows}"
        )
    ranks = " ".join(f"WHEN {literal(role)} THEN {rank}" for rank, role in enumerate(ROLES))
    roles = (
        "SELECT facts.rowid AS id, contacts.role, greatest(contacts._on + 1,"
        " coalesce(contacts._known_on, contacts._on + 1)) AS known_on,"
        " row_number() OVER (PARTITION BY facts.rowid"
        f" ORDER BY contacts.since DESC, CASE contacts.role {ranks} END) AS rank"
        f" FROM {rows} AS facts JOIN {quoted(contacts)} AS contacts"
        " ON contacts.contact_id = facts.contact_id AND contacts.account_id = facts.account_id"
        " WHERE contacts.role IS NOT NULL AND contacts.since <= facts._on"
        " AND (contacts.until IS NULL OR contacts.until >= facts._on)"
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
    depends on the date that asks. Ids that were merged since are followed.
    """
    columns = "account_id, event, _on, _at, _known_on, _seen_on"
    parts = [_first_of_each("facts.events")] if _there(connection, "events") else []
    if _there(connection, "first_uses"):
        parts.append(
            "SELECT coalesce(merges.into_id, uses.account_id), uses.event, uses._on, uses._at,"
            " uses._known_on, uses._seen_on FROM facts.first_uses AS uses"
            " LEFT JOIN meta.merges AS merges ON merges.account_id = uses.account_id"
        )
    if not parts:
        return
    connection.execute(
        f"CREATE OR REPLACE TABLE facts.first_uses AS SELECT {columns} FROM"
        " (SELECT *, min(_on) OVER (PARTITION BY account_id, event ORDER BY _seen_on, _on, _at"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier"
        f" FROM ({' UNION ALL '.join(parts)})) WHERE earlier IS NULL OR _on < earlier"
        " ORDER BY account_id, event, _seen_on"
    )


def _first_of_each(events: str) -> str:
    """Per account, event and date that it became known, the first use; small beside the events."""
    first = "min(struct_pack(day := _on, at := _at, seen := _seen_on))"
    return (
        "SELECT account_id, event, first.day AS _on, first.at AS _at, _known_on,"
        f" first.seen AS _seen_on FROM (SELECT account_id, event, _known_on, {first} AS first"
        f" FROM {events} GROUP BY account_id, event, _known_on)"
    )


def _there(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'facts' AND table_name = ?",
        [table],
    )
    return found.fetchone() is not None
