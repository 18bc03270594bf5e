from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes

KEYS = {"workspace_trailentry": "number = NEW.number"}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    # The ledger's second migration makes what refuses changes on PostgreSQL.
    dependencies = [
        ("workspace", "0001_initial"),
        ("ledger", "0002_recorded_is_final"),
    ]

    operations = [migrations.RunPython(final)]
