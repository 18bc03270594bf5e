from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forewarn.ledger.finality import refuse_changes, same

KEYS = {
    "ledger_examination": same("fingerprint", "checked_as_of", "revision"),
    "ledger_statement": same(
        "said_as_of", "kind", "account_id", "contract_id", "due_on", "fingerprint"
    ),
}


def final(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse_changes(schema_editor, KEYS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_one_digest_a_run")]

    operations = [
        migrations.CreateModel(
            name="Examination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.TextField()),
                ("name", models.TextField()),
                ("checked_as_of", models.DateField()),
                ("revision", models.IntegerField()),
                ("verdict", models.TextField()),
                ("because", models.TextField()),
                ("figures", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fingerprint", "checked_as_of", "revision"),
                        name="ledger_one_examination_per_revision",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said_as_of", models.DateField()),
                ("kind", models.TextField()),
                ("account_id", models.TextField()),
                ("contract_id", models.TextField()),
                ("due_on", models.DateField()),
                ("probability", models.FloatField(null=True)),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("flagged", models.BooleanField(null=True)),
                ("because", models.TextField()),
                ("fingerprint", models.TextField()),
                ("made_by", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "said_as_of",
                            "kind",
                            "account_id",
                            "contract_id",
                            "due_on",
                            "fingerprint",
                        ),
                        name="ledger_one_statement_a_date",
                    )
                ],
            },
        ),
        migrations.RunPython(final),
    ]
