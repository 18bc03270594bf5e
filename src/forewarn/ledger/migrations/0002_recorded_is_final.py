"""Triggers that refuse to change or remove what is on record, by whatever program.

A later migration that rebuilds one of these tables on SQLite (AlterField and the like copy the
table and drop the old one) loses its triggers and must run ``refuse_changes`` again.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "ledger_scorecardversion": "fingerprint = NEW.fingerprint",
    "ledger_run": (
        "scorecard_id = NEW.scorecard_id AND as_of = NEW.as_of AND revision = NEW.revision"
    ),
    "ledger_snapshotrow": "run_id = NEW.run_id AND account_id = NEW.account_id",
}
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


def refuse_changes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
    for table, key in TABLES.items():
        for statement in POSTGRES if vendor == "postgresql" else SQLITE:
            schema_editor.execute(statement.format(table=table, key=key), params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(refuse_changes)]
