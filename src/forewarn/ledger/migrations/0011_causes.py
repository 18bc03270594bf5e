from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {"ledger_shiftcause": same("number")}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_decisions")]

    operations = [
        migrations.CreateModel(
            name="ShiftCause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("ended_on", models.DateField()),
                ("scope", models.TextField(blank=True)),
                ("cause", models.TextField()),
                ("because", models.TextField()),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(final),
    ]
