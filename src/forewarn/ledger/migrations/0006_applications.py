from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes

KEYS = {"ledger_application": "number = NEW.number OR plan = NEW.plan"}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_verdicts_and_statements")]

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
        migrations.RunPython(final),
    ]
