from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0007_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_id", models.TextField(unique=True)),
                ("told", models.TextField()),
                ("owner_since", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PeopleState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.TextField()),
            ],
        ),
    ]
