"""The signals by metric SQL on PostgreSQL: one insert per metric, a range join with the weeks.

This is the way that the book "Fighting Churn With Data" teaches. A server of its own is started
and stopped here; loading and indexing are not counted. Prints the CPU seconds of the server's
process that ran the inserts.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psycopg

from benchmarks.peers.metrics import METRICS, insert
from benchmarks.peers.server import server
from benchmarks.sizes import weekly

SCHEMA = """
CREATE TABLE accounts (account_id text PRIMARY KEY);
CREATE TABLE events (account_id text, user_id text, event text, occurred_at timestamp);
CREATE TABLE tickets (account_id text, opened_at timestamp);
CREATE TABLE invoices (account_id text, due_on date, paid_on date);
CREATE TABLE weeks (as_of timestamp PRIMARY KEY);
CREATE TABLE metric (account_id text, as_of timestamp, name text, value double precision);
"""
INDEXES = """
CREATE INDEX ON events (occurred_at);
CREATE INDEX ON events (event, occurred_at);
CREATE INDEX ON tickets (opened_at);
CREATE INDEX ON invoices (due_on);
ANALYZE;
"""


def load(connection: psycopg.Connection, folder: Path) -> None:
    """The facts in, from CSV files."""
    connection.execute(SCHEMA)
    for table in ("accounts", "events", "tickets", "invoices"):
        with (
            connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy,
            (folder / f"{table}.csv").open("rb") as file,
        ):
            while piece := file.read(1 << 20):
                copy.write(piece)
    connection.cursor().executemany("INSERT INTO weeks VALUES (%s)", [(on,) for on in weekly()])
    connection.execute(INDEXES)
    connection.commit()


def measure(connection: psycopg.Connection) -> float:
    """Run every insert; CPU seconds that the server's process took for them."""
    before = cpu_seconds(connection.info.backend_pid)
    for name in METRICS:
        connection.execute(insert(name))
        connection.commit()
    return cpu_seconds(connection.info.backend_pid) - before


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far. An insert's select uses no parallel workers."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def write(connection: psycopg.Connection, to: str) -> None:
    """One row per account and week, as CSV with a header."""
    columns = ", ".join(f"max(value) FILTER (WHERE name = '{name}') AS {name}" for name in METRICS)
    select = f"""SELECT a.account_id, w.as_of::date AS as_of, {columns}
        FROM accounts AS a CROSS JOIN weeks AS w LEFT JOIN metric AS m
          ON m.account_id = a.account_id AND m.as_of = w.as_of GROUP BY a.account_id, w.as_of"""
    with (
        connection.cursor().copy(f"COPY ({select}) TO STDOUT (FORMAT csv, HEADER)") as copy,
        Path(to).open("wb") as file,
    ):
        for piece in copy:
            file.write(piece)


def main() -> None:
    """Load, measure, write."""
    folder, to = Path(sys.argv[1]), sys.argv[2]
    with server() as url, psycopg.connect(url) as connection:
        connection.execute("SET work_mem = '256MB'")
        load(connection, folder)
        spent = measure(connection)
        version = connection.info.server_version // 10000
        write(connection, to)
    print(f"cpu_seconds {spent:.2f} PostgreSQL {version}")


if __name__ == "__main__":
    main()
