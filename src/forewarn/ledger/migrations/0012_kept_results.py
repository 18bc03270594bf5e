from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {
    "ledger_keptresult": same("kind", "about", "as_of", "digest"),
    "ledger_planapproval": same("number"),
}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_causes")]

    operations = [
        migrations.CreateModel(
            name="KeptResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.TextField()),
                ("about", models.TextField(blank=True)),
                ("as_of", models.DateField()),
                ("digest", models.TextField()),
                ("scorecards", models.TextField()),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "about", "as_of", "digest"),
                        name="ledger_one_result_as_it_was",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("plan", models.TextField(db_index=True)),
                ("role", models.TextField()),
                ("person", models.TextField()),
                ("name", models.TextField()),
                ("said", models.TextField()),
                ("because", models.TextField(blank=True)),
                ("said_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(final),
    ]
