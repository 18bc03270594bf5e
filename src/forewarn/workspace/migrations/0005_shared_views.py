from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0004_contexts"),
    ]

    operations = [
        migrations.AddField(
            model_name="savedview",
            name="shared",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="bookline",
            name="fresh",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
