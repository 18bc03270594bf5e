from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_marks")]

    # Neither operation rebuilds a table on SQLite, so the triggers stay.
    operations = [
        migrations.AddField(model_name="run", name="digest", field=models.BinaryField(null=True)),
        migrations.RemoveIndex(model_name="snapshotrow", name="ledger_account_line"),
    ]
