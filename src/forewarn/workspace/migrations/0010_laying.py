from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0009_speed"),
    ]

    operations = [
        migrations.AddField(
            model_name="bookstate",
            name="laying",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="bookstate",
            name="laying_since",
            field=models.DateTimeField(null=True),
        ),
    ]
