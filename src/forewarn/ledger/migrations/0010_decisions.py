from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {"ledger_decision": same("number")}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_cases")]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("promise", models.IntegerField(db_index=True)),
                ("account_id", models.TextField()),
                ("as_of", models.DateField()),
                ("said_by", models.TextField()),
                ("decision", models.TextField(blank=True)),
                ("owner", models.TextField(blank=True)),
                ("due_on", models.DateField(null=True)),
                ("note", models.TextField(blank=True)),
                ("state", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account_id", "as_of"], name="ledger_decided"),
                    models.Index(fields=["owner", "state"], name="ledger_promised"),
                ],
            },
        ),
        migrations.RunPython(final),
    ]
