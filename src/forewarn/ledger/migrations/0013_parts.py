from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {"ledger_part": same("id")}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_kept_results")]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(final),
    ]
