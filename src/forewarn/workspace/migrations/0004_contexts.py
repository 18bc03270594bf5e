from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspace", "0003_today")]

    operations = [
        migrations.AddField(
            model_name="bookline", name="context", field=models.TextField(blank=True)
        ),
        migrations.AddField(
            model_name="bookline", name="context_until", field=models.DateField(null=True)
        ),
        migrations.AddField(model_name="bookline", name="held", field=models.TextField(blank=True)),
        # The book laid out before knows nothing of them: it is laid out anew.
        migrations.RunSQL("DELETE FROM workspace_bookstate", migrations.RunSQL.noop),
    ]
