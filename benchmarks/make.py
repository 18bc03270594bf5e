"""Makes the facts that are timed: Parquet in time-ordered files, the same rows every time.

    python -m benchmarks.make S              # into benchmarks/.data/S
    python -m benchmarks.make L --to DIR

Everything that looks random is a hash of a row's number and a fixed seed, so that neither threads
nor the order of work change a row. Sessions of about five events start in office hours, fewer at
weekends; some users are far more active than others.
"""

from __future__ import annotations

import argparse
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb

from benchmarks.people import coprime, users_of_accounts
from benchmarks.project import write_project
from benchmarks.sizes import DAYS, FIRST_ON, NAMES, SIZES, Size

SEED = 20230102
DATA = Path(__file__).parent / ".data"
DONE = "made.txt"
TICKETS_PER_ACCOUNT = 20
INVOICE_DAYS = 60
_LENGTHS = "[1, 9, 2, 8, 3, 7, 4, 6, 5]"  # events of a session, in turn: five on the average


def made(size: Size, folder: Path) -> Path:
    """The folder of a size's facts, made first when they are not there."""
    place = folder / size.name
    if not (place / DONE).is_file() or (place / DONE).read_text("utf-8") != _stamp(size):
        make(size, place)
    return place


def make(size: Size, folder: Path) -> None:
    """Write a size's facts and a project that reads them into a folder, emptying it first."""
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "events").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        _users(connection, size)
        _accounts(connection, folder)
        _contracts(connection, folder)
        _tickets(connection, size, folder)
        _invoices(connection, folder)
        _events(connection, size, folder)
    write_project(folder)
    (folder / DONE).write_text(_stamp(size), "utf-8")


def _stamp(size: Size) -> str:
    return f"{size} seed {SEED} from {FIRST_ON} for {DAYS} days\n"


def chance(number: str, salt: int) -> str:
    """SQL of a number in [0, 1) that follows from a row's number alone."""
    return f"((hash({number}, {SEED + salt}) >> 11) / 9007199254740992.0)"


def _copy(connection: duckdb.DuckDBPyConnection, select: str, file: Path) -> None:
    path = str(file).replace("'", "''")
    connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _users(connection: duckdb.DuckDBPyConnection, size: Size) -> None:
    counts = users_of_accounts(size)
    connection.execute(
        """CREATE TEMP TABLE book AS
        SELECT format('acct-{:06d}', a) AS account_id, a, users
        FROM (SELECT unnest($counts) AS users, unnest(range(len($counts))) AS a)""",
        {"counts": counts},
    )
    connection.execute(
        """CREATE TEMP TABLE people AS
        SELECT account_id, row_number() OVER (ORDER BY a, n) - 1 AS u
        FROM (SELECT account_id, a, unnest(range(users)) AS n FROM book)"""
    )
    connection.execute(
        "CREATE TEMP TABLE users AS SELECT account_id, u, format('user-{:07d}', u) AS user_id"
        " FROM people ORDER BY u"
    )


def _accounts(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    select = f"""SELECT account_id, 'Company ' || a AS name,
        CASE WHEN users < 8 THEN 'small' WHEN users < 30 THEN 'mid' ELSE 'large' END AS segment,
        'paying' AS status,
        DATE '{FIRST_ON}' - CAST(30 + floor(700 * {chance("a", 1)}) AS INTEGER) AS created_on
        FROM book ORDER BY a"""
    _copy(connection, select, folder / "accounts.parquet")


def _contracts(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    select = f"""SELECT format('c-{{:06d}}-{{}}', a, year) AS contract_id, account_id,
        starts + 365 * year AS starts_on, starts + 365 * (year + 1) AS ends_on,
        60 AS notice_days, 1000 * users AS arr, 'EUR' AS currency, users AS seats
        FROM (SELECT *, DATE '{FIRST_ON}' - 30 - CAST(floor(300 * {chance("a", 2)}) AS INTEGER)
              AS starts FROM book), (SELECT CAST(unnest(range(4)) AS INTEGER) AS year)
        ORDER BY starts_on, a"""
    _copy(connection, select, folder / "contracts.parquet")


def _tickets(connection: duckdb.DuckDBPyConnection, size: Size, folder: Path) -> None:
    rows = TICKETS_PER_ACCOUNT * size.accounts
    select = f"""SELECT format('t-{{:08d}}', n) AS ticket_id, format('acct-{{:06d}}', a)
          AS account_id, opened_at,
        opened_at + to_seconds(CAST(floor(864000 * pow({chance("n", 3)}, 2)) AS BIGINT) + 60)
          AS closed_at,
        CASE WHEN {chance("n", 4)} < 0.3 THEN 'how-to' ELSE 'bug' END AS category
        FROM (SELECT n, CAST(floor({size.accounts} * pow({chance("n", 5)}, 1.3)) AS BIGINT) AS a,
                TIMESTAMP '{FIRST_ON}' + to_seconds(
                  CAST(floor({DAYS * 86400} * {chance("n", 6)}) AS BIGINT)) AS opened_at
              FROM (SELECT unnest(range({rows})) AS n)) ORDER BY opened_at, n"""
    _copy(connection, select, folder / "tickets.parquet")


def _invoices(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    select = f"""SELECT account_id, issued_on, issued_on + 30 AS due_on,
        CASE WHEN {chance("n", 7)} < 0.95
             THEN issued_on + CAST(15 + floor(40 * pow({chance("n", 8)}, 2)) AS INTEGER) END
          AS paid_on,
        CAST(100 * users AS DECIMAL(12, 2)) AS amount
        FROM (SELECT *, a * 100 + k AS n, DATE '{FIRST_ON}' + CAST(a % {INVOICE_DAYS} AS INTEGER)
                + {INVOICE_DAYS} * k AS issued_on
              FROM book, (SELECT CAST(unnest(range({DAYS // INVOICE_DAYS})) AS INTEGER) AS k))
        ORDER BY issued_on, a"""
    _copy(connection, select, folder / "invoices.parquet")


def _events(connection: duckdb.DuckDBPyConnection, size: Size, folder: Path) -> None:
    starts = session_starts(size.sessions)
    # A user's rank among the active ones has nothing to do with the account it belongs to.
    count = connection.execute("SELECT count(*) FROM users").fetchall()[0][0]
    step = coprime(count, near=0.382)
    for number, days in enumerate(_months()):
        rows = [(day, starts[day], starts[day + 1]) for day in days]
        values = ", ".join(str(row) for row in rows)
        select = f"""SELECT account_id, user_id, event, occurred_at FROM (
          SELECT s, i, CAST((active * {step}) % {count} AS BIGINT) AS u,
            TIMESTAMP '{FIRST_ON}' + to_seconds(day * 86400 + second
              + CAST(floor(45 * (i + {chance("s * 10 + i", 11)})) AS BIGINT)) AS occurred_at,
            CASE WHEN i = 0 AND {chance("s", 12)} < 0.8 THEN 'login' ELSE 'feature-' || lpad(CAST(
              CAST(floor({NAMES - 1} * pow({chance("s * 10 + i", 13)}, 3)) AS BIGINT) + 1
              AS VARCHAR), 2, '0') END AS event
          FROM (SELECT *, unnest(range(({_LENGTHS})[s % 9 + 1])) AS i FROM (
            SELECT day, s, CAST(floor({count} * pow({chance("s", 9)}, 1.6)) AS BIGINT) AS active,
              CAST(25200 + floor(43200 * {chance("s", 10)}) AS BIGINT) AS second
            FROM (SELECT day, unnest(range(first, after)) AS s
                  FROM (VALUES {values}) AS t(day, first, after))))
        ) JOIN users USING (u) ORDER BY occurred_at, s, i"""
        _copy(connection, select, folder / "events" / f"{number:02d}.parquet")


def session_starts(sessions: int) -> list[int]:
    """Number of the first session of each day, and after the last: weekends have a quarter."""
    weights = [1.0 if day % 7 < 5 else 0.25 for day in range(DAYS)]
    total, seen, starts = sum(weights), 0.0, [0]
    for weight in weights:
        seen += weight
        starts.append(round(sessions * seen / total))
    return starts


def _months() -> list[list[int]]:
    """The days' numbers, month by month."""
    months: dict[tuple[int, int], list[int]] = {}
    for day in range(DAYS):
        on: date = FIRST_ON + timedelta(days=day)
        months.setdefault((on.year, on.month), []).append(day)
    return list(months.values())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.make")
    parser.add_argument("size", choices=sorted(SIZES))
    parser.add_argument("--to", type=Path, default=DATA, help="folder that gets one per size")
    asked = parser.parse_args()
    print(made(SIZES[asked.size], asked.to))


if __name__ == "__main__":
    main()
