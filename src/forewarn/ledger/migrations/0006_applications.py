from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE, KEY = "ledger_application", "number = NEW.number OR plan = NEW.plan"


def refuse_changes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    final = import_module("forewarn.ledger.migrations.0002_recorded_is_final")
    vendor = schema_editor.connection.vendor
    for statement in final.POSTGRES if vendor == "postgresql" else final.SQLITE:
        schema_editor.execute(statement.format(table=TABLE, key=KEY), params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_one_digest_a_run")]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("plan", models.TextField(unique=True)),
                ("category", models.TextField(blank=True)),
                ("scorecards", models.TextField()),
                ("routing", models.TextField()),
                ("functions", models.TextField(blank=True)),
                ("applied_by", models.TextField()),
                ("why", models.TextField()),
                ("approved_by", models.TextField()),
                ("applied_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(refuse_changes),
    ]
