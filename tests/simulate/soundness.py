"""What must hold in every simulated company, as lists of what is wrong with one."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from forewarn.simulate import COLUMNS, TRUTH_COLUMNS, Company, Row
from forewarn.terms.facts import TABLES, Kind

HAPPENS = {name: table.happens for name, table in TABLES.items()}
KEYS = {name: table.key for name, table in TABLES.items() if table.key and name != "tickets"}


def instant(cell: object) -> datetime:
    assert isinstance(cell, date)
    return cell if isinstance(cell, datetime) else datetime.combine(cell, time())


def happened(table: str, row: Row) -> datetime:
    return instant(next(row[name] for name in HAPPENS[table] if row[name] is not None))


def wrong(company: Company) -> list[str]:
    return [
        *wrong_columns(company),
        *repeated_keys(company),
        *broken_joins(company),
        *reversed_dates(company),
        *after_the_end(company),
        *known_too_early(company),
        *unknown_words(company),
    ]


def wrong_columns(company: Company) -> Iterator[str]:
    for tables, columns in ((company.tables, COLUMNS), (company.truth, TRUTH_COLUMNS)):
        for table, rows in tables.items():
            yield from (f"{table}: {set(row)}" for row in rows if set(row) != set(columns[table]))


def repeated_keys(company: Company) -> Iterator[str]:
    for table, key in KEYS.items():
        seen = Counter(tuple(row[name] for name in key) for row in company.tables[table])
        yield from (f"{table}: {values} {n} times" for values, n in seen.items() if n > 1)


def broken_joins(company: Company) -> Iterator[str]:
    parts = company.tables
    accounts = {row["account_id"] for row in parts["accounts"]}
    for tables in (parts, company.truth):
        for table, rows in tables.items():
            stray = {row["account_id"] for row in rows if "account_id" in row} - accounts
            yield from (f"{table}: no account {account_id}" for account_id in stray)
    owners = {row["contract_id"]: row["account_id"] for row in parts["contracts"]}
    owners |= {row["contact_id"]: row["account_id"] for row in company_contacts(company)}
    for table in ("outcomes", "interactions", "surveys"):
        for row in parts[table]:
            other = row.get("contract_id") or row.get("contact_id")
            if other is not None and owners.get(other) != row["account_id"]:
                yield f"{table}: {other} is not of {row['account_id']}"
    parents = {row["parent_account_id"] for row in parts["accounts"]} - {None}
    yield from (f"accounts: no parent {parent}" for parent in parents - accounts)


def company_contacts(company: Company) -> list[Row]:
    return company.tables["contacts"]


def reversed_dates(company: Company) -> Iterator[str]:
    for name, table in TABLES.items():
        for first, last in table.ordered:
            for row in company.tables[name]:
                early, late = row[first], row[last]
                if early is not None and late is not None and instant(early) > instant(late):
                    yield f"{name}: {first} {early} after {last} {late}"


def after_the_end(company: Company) -> Iterator[str]:
    end_at = instant(company.end_on)
    for name, rows in company.tables.items():
        later = [column.name for column in TABLES[name].columns if column.later]
        for row in rows:
            dates = [happened(name, row)]
            dates += [instant(row[column]) for column in later if row.get(column) is not None]
            if max(dates) >= end_at or (row.get("known_at") or end_at) > end_at:
                yield f"{name}: after the end {row}"


def known_too_early(company: Company) -> Iterator[str]:
    for name, rows in company.tables.items():
        for row in rows:
            known_at = row.get("known_at")
            if known_at is not None and instant(known_at) < happened(name, row) + timedelta(days=1):
                yield f"{name}: known at {known_at}, happened {happened(name, row)}"


def unknown_words(company: Company) -> Iterator[str]:
    for name, rows in company.tables.items():
        for column in TABLES[name].columns:
            filled = [row[column.name] for row in rows if row.get(column.name) is not None]
            if column.required and len(filled) < len(rows):
                yield f"{name}.{column.name}: empty in {len(rows) - len(filled)} rows"
            if column.accepts:
                yield from (f"{name}: {word}" for word in {*filled} - {*column.accepts})
            if column.kind is Kind.WHOLE:
                yield from (f"{name}: {cell}" for cell in filled if not isinstance(cell, int))
            if column.low is not None:
                yield from (f"{name}: {cell}" for cell in filled if float(cell) < column.low)
            if column.high is not None:
                yield from (f"{name}: {cell}" for cell in filled if float(cell) > column.high)
