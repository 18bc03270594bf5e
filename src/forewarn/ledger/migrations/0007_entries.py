from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {"ledger_entry": same("number")}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_applications")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("kind", models.TextField()),
                ("account_id", models.TextField(db_index=True)),
                ("said_on", models.DateField()),
                ("said_by", models.TextField()),
                ("cells", models.TextField()),
                ("values", models.TextField()),
                ("origin", models.TextField(blank=True)),
                ("entered_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(final),
    ]
