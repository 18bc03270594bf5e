import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ScorecardVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("version", models.IntegerField()),
                ("kind", models.TextField()),
                ("path", models.TextField()),
                ("text", models.TextField()),
                ("inputs", models.TextField()),
                ("bands", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField()),
                ("revision", models.IntegerField()),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("forewarn_version", models.TextField()),
                ("accounts", models.IntegerField()),
                (
                    "scorecard",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="ledger.scorecardversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_id", models.TextField()),
                ("score", models.FloatField(null=True)),
                ("raw_band", models.TextField(null=True)),
                ("band", models.TextField(null=True)),
                ("effective_band", models.TextField(null=True)),
                ("coverage", models.FloatField(null=True)),
                ("payload", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="ledger.run",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=("scorecard", "as_of", "revision"), name="ledger_one_run_per_revision"
            ),
        ),
        migrations.AddIndex(
            model_name="snapshotrow",
            index=models.Index(fields=["account_id"], name="ledger_account_line"),
        ),
        migrations.AddConstraint(
            model_name="snapshotrow",
            constraint=models.UniqueConstraint(
                fields=("run", "account_id"), name="ledger_one_row_per_account"
            ),
        ),
    ]
