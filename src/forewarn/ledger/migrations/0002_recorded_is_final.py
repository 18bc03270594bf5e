from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import POSTGRES_FUNCTION, refuse_changes, same

KEYS = {
    "ledger_scorecardversion": same("fingerprint"),
    "ledger_run": same("scorecard_id", "as_of", "revision"),
    "ledger_snapshotrow": same("run_id", "account_id"),
}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(final)]
