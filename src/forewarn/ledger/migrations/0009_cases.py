from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {"ledger_caseevent": same("number")}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_people")]

    operations = [
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("account_id", models.TextField(db_index=True)),
                ("from_band", models.TextField()),
                ("to_band", models.TextField()),
                ("kind", models.TextField()),
                ("happened_on", models.DateField()),
                ("by", models.TextField()),
                ("about", models.TextField(blank=True)),
                ("missed", models.TextField(blank=True)),
                ("said", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(final),
    ]
