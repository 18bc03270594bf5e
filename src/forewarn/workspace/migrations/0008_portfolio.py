from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0007_weekly"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(unique=True)),
                ("account_id", models.TextField(unique=True)),
                ("last_on", models.DateField()),
                ("name", models.TextField(blank=True)),
                ("owner", models.TextField(blank=True, db_index=True)),
                ("segment", models.TextField(blank=True, db_index=True)),
                ("plan", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="BookDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(unique=True)),
                ("run", models.BigIntegerField()),
                ("legend", models.TextField()),
                ("standing", models.BinaryField()),
                ("segment", models.BinaryField()),
                ("plan", models.BinaryField()),
                ("owner", models.BinaryField()),
                ("money", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="BookShift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_on", models.DateField()),
                ("ended_on", models.DateField()),
                ("told", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="bookline",
            name="stands_at",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="bookline",
            name="stands_since",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["stands_at", "stands_since"], name="book_ends"),
        ),
        migrations.AddConstraint(
            model_name="bookshift",
            constraint=models.UniqueConstraint(
                fields=("began_on", "ended_on"), name="workspace_shift_once"
            ),
        ),
        # The book laid out before knows no past: it is laid out anew.
        migrations.RunSQL("DELETE FROM workspace_bookstate", migrations.RunSQL.noop),
    ]
