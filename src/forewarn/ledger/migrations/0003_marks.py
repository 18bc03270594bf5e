from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_recorded_is_final")]

    # A column that may be null is added without rebuilding the table, so its triggers stay.
    operations = [
        migrations.AddField(
            model_name="snapshotrow", name="mark", field=models.BinaryField(null=True)
        ),
    ]
