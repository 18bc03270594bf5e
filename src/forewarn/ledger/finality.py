"""Triggers that refuse to change or remove what is on record, by whatever program.

A migration that makes a table of the record names it here with the columns that tell its rows
apart. One that rebuilds such a table on SQLite (AlterField and the like copy the table and drop the
old one) loses its triggers and must name it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAID = "what is on record never changes: record a new revision instead"

SQLITE = [
    f"""
    CREATE TRIGGER {{table}}_no_{verb} BEFORE {verb} ON {{table}}
    BEGIN SELECT RAISE(ABORT, '{SAID}'); END
    """
    for verb in ("update", "delete")
] + [
    # INSERT OR REPLACE removes the old row without asking the trigger on DELETE.
    f"""
    CREATE TRIGGER {{table}}_no_replace BEFORE INSERT ON {{table}}
    WHEN EXISTS (SELECT 1 FROM {{table}} WHERE id = NEW.id OR ({{key}}))
    BEGIN SELECT RAISE(ABORT, '{SAID}'); END
    """
]

POSTGRES_FUNCTION = f"""
    CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{SAID}'; END $$
"""
POSTGRES = [
    """
    CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change()
    """,
    """
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()
    """,
]


def refuse_changes(editor: BaseDatabaseSchemaEditor, keys: Mapping[str, str]) -> None:
    """Makes tables final.

    Args:
        editor: of the migration.
        keys: per table the SQL that tells that a new row, NEW, is one that is there.
    """
    statements = POSTGRES if editor.connection.vendor == "postgresql" else SQLITE
    for table, key in keys.items():
        for statement in statements:
            editor.execute(statement.format(table=table, key=key), params=None)


def same(*columns: str) -> str:
    """The SQL that tells rows with the same values in all of these columns."""
    return " AND ".join(f"{column} = NEW.{column}" for column in columns)
